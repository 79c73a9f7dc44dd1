"""How many people an estimate may say it rests on, so that no withheld figure can be worked out from it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lead_metrics.cells import ALL, NONE, Status
from lead_metrics.estimates.runs import COUNTED
from lead_metrics.verdicts.place import Place

STEP = 10
Told = tuple[float, int, int]
"""Of a count by month: the sum of what is shown, how many months are withheld, and the threshold."""


def at_least(place: Place, records: str, people: int) -> int | None:
    """Return how many people an estimate rests on at least, None where any number would narrow a withheld figure."""
    return rounded(people, shown(place, records))


def rounded(people: int, told: Sequence[Told]) -> int | None:
    """Return a number of people rounded down to tens, and to no more than what is shown leads to expect.

    A reader may take the sum of what is shown of the same records (referrals by month) from it; what is left is the
    sum of what is withheld, and must leave each withheld figure anything from one to the threshold.
    """
    hiding = [one for one in told if one[1]]
    most = min((total + threshold * (withheld - 1) + 1 for total, withheld, threshold in hiding), default=people)
    floor = int(min(people, most)) // STEP * STEP
    if not floor or (people < most and not all(free(floor + STEP - 1 - total, *one) for total, *one in hiding)):
        return None
    return floor


def free(left: float, withheld: int, threshold: int) -> bool:
    """Tell whether so many people at most, beyond what is shown, leave every withheld figure its whole range.

    Fewer than there are withheld figures were not counted as they were: nothing follows from them.
    """
    return left < withheld or left >= withheld - 1 + threshold


def shown(place: Place, records: str) -> list[Told]:
    """Return what a reader can add up of each count of these records at the whole site."""
    same = {one.id: one for one in place.catalogue.indicators.values() if one.measure.records == records}
    counts = [name for name, one in same.items() if one.measure.kind in COUNTED]
    frame = place.cells.frame.filter(
        pl.col("indicator").is_in(counts), pl.col("area") == ALL, pl.col("dimension") == NONE
    )
    told = frame.group_by("indicator", maintain_order=True).agg(
        pl.col("value").filter(pl.col("status") == Status.SHOWN).sum(), (pl.col("status") == Status.WITHHELD).sum()
    )
    rule = place.catalogue.rule.threshold
    return [(float(n), int(k), max(rule, same[name].disclosure.threshold)) for name, n, k in told.iter_rows()]
