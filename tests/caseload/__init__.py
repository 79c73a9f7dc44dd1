"""Tests of lead_metrics.caseload."""
