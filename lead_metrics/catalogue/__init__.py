"""The one place for words and rules, as data."""
