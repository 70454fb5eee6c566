"""What each error code of Entra ID means for a deployment, a page for each."""
