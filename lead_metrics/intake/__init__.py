"""From a file to validated, pseudonymous records in the vault."""
