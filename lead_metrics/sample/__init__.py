"""An invented county, written as the files that a real one would deliver."""
