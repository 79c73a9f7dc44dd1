"""Passwords: how long, how hard to guess, and their bcrypt hash in streamlit-authenticator's form."""

from __future__ import annotations

import bcrypt
from zxcvbn import zxcvbn

from lead_metrics.errors import RequestRefused

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 72
"""bcrypt reads 72 bytes; more would be cut off unseen."""

HARD_ENOUGH = 3
"""Of zxcvbn's scores 0 to 4 (Wheeler, 2016): beyond what an attacker tries online, known passwords among it."""

OURS = ("lead", "metrics", "leadmetrics", "let everyone advance with dignity", "diversion", "dashboard")
"""Words that somebody who attacks this product tries first."""


def hashed(password: str, name: str = "") -> str:
    """Return a password's bcrypt hash; raises RequestRefused where it is too short, too long or easy to guess."""
    size = len(password.encode())
    if not SHORTEST_PASSWORD <= size <= LONGEST_PASSWORD:
        raise RequestRefused(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} bytes; choose another")
    if not hard_to_guess(password, name):
        raise RequestRefused("this password is easy to guess; choose several words that do not belong together")
    return hash_of(password)


def hard_to_guess(password: str, name: str = "") -> bool:
    """Tell whether guessing takes long, also for somebody who knows the account's name and this product."""
    known = [*OURS, name, *name.replace("@", " ").replace(".", " ").split()]
    return int(zxcvbn(password, user_inputs=[word for word in known if word])["score"]) >= HARD_ENOUGH


def hash_of(password: str) -> str:
    """Return what streamlit-authenticator's Hasher does; importing that here would start Streamlit in a command."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def fits(password: str, stored: str) -> bool:
    """Tell whether this is the password of a hash; one longer than bcrypt reads is never."""
    right = bcrypt.checkpw(password.encode()[:LONGEST_PASSWORD], stored.encode())
    return right and len(password.encode()) <= LONGEST_PASSWORD
