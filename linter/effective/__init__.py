"""What environments really get: files laid over each other as the platforms do, and where identities live."""
