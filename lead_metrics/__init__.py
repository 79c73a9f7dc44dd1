"""LEAD Metrics: the dashboard that LEAD programs run their meetings on."""

__version__ = "0.1.0"
