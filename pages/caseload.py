"""Caseload: who can take the next referral, for the staff and managers of a site."""

from lead_metrics.views.show import show

show("caseload")
