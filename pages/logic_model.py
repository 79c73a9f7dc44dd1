"""Logic model: intentions, actions and outcomes at three levels, each outcome with its latest figure."""

from lead_metrics.views.show import show

show("logic_model")
