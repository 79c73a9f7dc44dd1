"""Tests of lead_metrics.forecast."""
