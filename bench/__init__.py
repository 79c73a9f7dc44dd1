"""How long things take, measured beside the bare work."""
