"""What a server's own access log must not tell: links that open an account, codes of a provider, tokens of forms."""

from __future__ import annotations

import logging

from lead_metrics.web.account import WELCOME

LOGGER = "uvicorn.access"
PATH = 2
"""Where uvicorn's records keep the path and query."""

UNSAID = "…"


class Quiet(logging.Filter):
    """Leave out of each line what follows a secret address, and the query of everything about signing in."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record's path; every record passes."""
        if isinstance(record.args, tuple) and len(record.args) > PATH:
            said = [*record.args]
            said[PATH] = shortened(str(said[PATH]))
            record.args = tuple(said)
        return True


def shortened(path: str) -> str:
    """Return a path and query without what opens something."""
    if path.startswith(WELCOME):
        return WELCOME + UNSAID
    bare, asked, _ = path.partition("?")
    return f"{bare}?{UNSAID}" if asked and bare.startswith("/sign-in") else path


def keep_quiet() -> None:
    """Let the server's access log leave out what opens something, once."""
    log = logging.getLogger(LOGGER)
    if not any(isinstance(one, Quiet) for one in log.filters):
        log.addFilter(Quiet())
