"""The audit log: who did what, and when."""

from lead_metrics.views.show import show

show("audit_log")
