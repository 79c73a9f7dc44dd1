"""How long people stay active: what came, some months later, of those active, known or referred in the past year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lead_metrics.forecast.history import History
from lead_metrics.forecast.series import Values

PAST = 12
"""Over how many past months the shares are pooled."""


@dataclass(frozen=True)
class Stays:
    """Shares by months later (index 0 is no month later).

    active: of those active, who is active. others: of those known and not active (still sought, inactive), who is
    active by then. kept: of those referred in a month and not active before it, who is active at the end of that month
    (index 0), of the next (1), and so on.
    """

    active: Values
    others: Values
    kept: Values


def stays(past: History, until: int, ahead: int) -> Stays:
    """Return the shares that the months before column `until` show; where nothing is known, people stay as they are."""
    active, others = (
        np.array([_later(past, before, until, months) for months in range(ahead + 1)])
        for before in (past.active, past.known & ~past.active)
    )
    active[0], others[0] = 1.0, 0.0
    return Stays(_filled(active), _filled(others), _filled(_kept(past, until, ahead)))


def _later(past: History, before: np.ndarray, until: int, months: int) -> float:
    """Return which share of the flagged is active some months later, pooled over the months before `until`."""
    first = max(until - months - PAST, 0)
    start, later = before[:, first : until - months], past.active[:, first + months : until]
    return float((start & later).sum() / start.sum()) if start.sum() else float("nan")


def _kept(past: History, until: int, ahead: int) -> Values:
    shares = []
    for months in range(ahead + 1):
        last = until - months
        rows = [(person, month) for person, month in past.referred if max(last - PAST, 0) <= month < last]
        fresh = [(person, month) for person, month in rows if month == 0 or not past.active[person, month - 1]]
        now = sum(past.active[person, month + months] for person, month in fresh)
        shares.append(now / len(rows) if rows else float("nan"))
    return np.array(shares)


def _filled(shares: Values) -> Values:
    """Return the shares, the last known one for months that nothing is known of."""
    for place in range(1, len(shares)):
        if np.isnan(shares[place]):
            shares[place] = shares[place - 1]
    return np.nan_to_num(shares)


def load(shares: Stays, active: float, others: float, arrivals: Values) -> Values:
    """Return the expected active people at the end of each month, from those there now and those referred in each."""
    months = len(arrivals)
    stay = shares.active[1 : months + 1] * active + shares.others[1 : months + 1] * others
    return np.asarray(stay + new(shares.kept, arrivals))


def new(kept: Values, arrivals: Values) -> Values:
    """Return how many of those referred in each month so far are active at each month's end."""
    return np.array([sum(arrivals[j] * kept[month - j] for j in range(month + 1)) for month in range(len(arrivals))])
