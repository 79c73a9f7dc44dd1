"""The database that the dashboard reads: released figures, accounts, sessions, jobs, and nobody's record."""
