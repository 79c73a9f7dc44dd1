"""What the next months may bring to a site's case managers; fitted on the writing side, stored, never in a page."""
