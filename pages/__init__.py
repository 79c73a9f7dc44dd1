"""The site map: each file asks for one view; who may see it is decided there, not here."""
