"""What fits models (statsmodels, SciPy): for the writing side, the command line and tests, never the web process."""
