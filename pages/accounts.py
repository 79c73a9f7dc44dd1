"""Accounts: who may sign in, and what they see."""

from lead_metrics.views.show import show

show("accounts")
