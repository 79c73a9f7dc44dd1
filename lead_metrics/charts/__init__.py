"""From released figures to a picture: compiled specs, their rows, and the same in words."""
