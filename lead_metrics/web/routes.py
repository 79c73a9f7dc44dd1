"""Every address that answers without Streamlit: signing in and out, one's own account, the provider, a first sight."""

from __future__ import annotations

from lead_metrics.web import account, document, provider, sign_in

ROUTES = [*sign_in.ROUTES, *account.ROUTES, *provider.ROUTES, *document.ROUTES]
