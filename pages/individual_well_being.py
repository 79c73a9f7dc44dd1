"""Individual well-being: housing, income, health, well-being and goals, each beside its supply."""

from lead_metrics.views.show import show

show("individual_well_being")
