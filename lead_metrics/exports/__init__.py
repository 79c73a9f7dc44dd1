"""Files that people take away: each says of which release, for whom and by which filters it is."""
