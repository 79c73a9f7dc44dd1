"""My data: what is kept about participants, who sees it and who never does, and a way to answer."""

from lead_metrics.views.show import show

show("my_data")
