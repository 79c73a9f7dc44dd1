"""Site settings: what a site says of itself."""

from lead_metrics.views.show import show

show("site_settings")
