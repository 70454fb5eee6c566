"""What a value is: literals, placeholders, references and what Entra ID issues. ``classify`` is the door."""
