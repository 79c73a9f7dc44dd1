"""Caseloads weighed against the standard: where they stand, what would happen if, and what would bring them level."""
