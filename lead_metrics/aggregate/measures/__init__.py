"""The named measures: each takes an indicator's work and gives its cells."""
