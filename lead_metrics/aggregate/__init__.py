"""From records to raw cells, by a small algebra of measures."""
