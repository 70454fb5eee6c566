"""What Entra ID knows: the export of app registrations, and whose credential is whose."""
