"""Data quality: what arrived, when, how complete, and what is withheld."""

from lead_metrics.views.show import show

show("data_quality")
