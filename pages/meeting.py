"""The meeting: one slide that fills the screen."""

from lead_metrics.views.show import show

show("meeting")
