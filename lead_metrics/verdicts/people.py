"""What became of the same people: from the vault, past the gate's rule for small numbers.

An estimate is kept as it was until more than ten people have come: of two of them nobody can be read off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from lead_metrics import estimates
from lead_metrics.aggregate import referred
from lead_metrics.catalogue.model import Indicator
from lead_metrics.cells import ALL
from lead_metrics.errors import EstimateRefused
from lead_metrics.estimates.answers import PairedChange
from lead_metrics.estimates.payloads import Ends, FirstEvent, Paired, Referral, Stored, read
from lead_metrics.periods import Grain, start_of
from lead_metrics.privacy.primary import is_small
from lead_metrics.verdicts.blurred import at_least
from lead_metrics.verdicts.place import Made, Place

REFERRED, FIRST = "participant_bookings", "days_to_first_booking"
DAYS_A_MONTH = 30.4375
DIGITS = 3
"""Digits of what is told about people: more of them would tell sums of few."""

RENEWED_BY = 10
"""People who must have come between two estimates, as between two releases of a figure (catalogue/disclosure.toml)."""


def every(place: Place) -> Iterator[Made]:
    """Yield what became of the same people, where the gate's rule lets it be told."""
    followed = covered(place)
    if followed is not None and place.deposit.records.get("referrals") is not None:
        since = referred.referred(place.deposit, place.site.id, followed)["day"]
        yield from told(REFERRED, "referral", referral(place, followed), since)
        yield from told(FIRST, "first_event", first_event(place, followed), since)
    for indicator in place.catalogue.indicators.values():
        if indicator.measure.kind == "paired_change":
            frame = scores(place, indicator)
            second = frame.sort("day").group_by("person").agg(pl.col("day").get(1, null_on_oob=True)).drop_nulls()
            yield from told(indicator.id, "paired", paired(place, indicator, frame), second["day"])


def told(indicator: str, kind: str, payload: Stored | None, since: pl.Series) -> Iterator[Made]:
    """Yield an estimate that was made."""
    if payload is not None:
        yield Made(ALL, indicator, kind, payload, since=since)


def covered(place: Place) -> referred.Followed | None:
    """Return the days that bookings are final for, None where no source brings them."""
    own = place.deposit.covers.filter(pl.col("site") == place.site.id, pl.col("record") == "bookings").drop_nulls()
    if own.is_empty():
        return None
    first = min(own["covers_from"].to_list())
    final = min(max(own["covers_until"].to_list()), place.as_of - timedelta(days=max(own["lag_days"].to_list())))
    return referred.Followed(place.rules.follow_days, place.rules.left_out_days, first, start_of(final, Grain.MONTH))


def referral(place: Place, followed: referred.Followed) -> Referral | None:
    """Return bookings before and after a referral, None where they are about few people."""
    frame = referred.before_after(place.deposit, place.site.id, "bookings", followed)
    of = referred.referred(place.deposit, place.site.id, followed).height
    people = frame["person"].n_unique()
    booked = [frame.filter(pl.col("wave") == wave, pl.col("events") > 0).height for wave in ("before", "after")]
    sizes = [people, *booked, *(people - one for one in booked)]
    counted = at_least(place, "referrals", people)
    if small(place, REFERRED, *sizes) or counted is None:
        return None
    whole = None if small(place, REFERRED, of - people) else at_least(place, "referrals", of)
    try:
        found = estimates.paired_change(
            frame, person="person", wave="wave", value="events", kind="rate", time_at_risk="years"
        )
    except EstimateRefused:
        return None
    effect = Ends.of(found, less=1.0, digits=DIGITS)
    return Referral(
        people=counted, of=whole, before=round(found.first, 2), after=round(found.latest, 2), effect=effect,
        answer=effect.direction, follow_days=followed.days, left_out_days=followed.left_out, as_of=place.as_of,
    )  # fmt: skip


def first_event(place: Place, followed: referred.Followed) -> FirstEvent | None:
    """Return how many are still without a booking after a referral, None where that is about few people."""
    frame = referred.first_event(place.deposit, place.site.id, "bookings", followed)
    counted = at_least(place, "referrals", frame.height)
    if small(place, FIRST, frame.height, int(frame["event"].sum())) or counted is None:
        return None
    try:
        found = estimates.time_to_first(frame, time="days", event="event")
    except EstimateRefused:
        return None
    left, last = [], (frame.height, 0)
    for day in place.rules.first_after:
        still = frame.filter(pl.col("days") > day).height
        happened = frame.filter(pl.col("days") <= day, pl.col("event") == 1).height
        # Between two points as at each of them: nobody may be told by what one shows more than the other.
        if not still or small(
            place, FIRST, still, happened, happened - last[1], last[0] - still - (happened - last[1])
        ):
            continue
        left.append((day, Ends.of(found.survival_at(day), digits=DIGITS)))
        last = (still, happened)
    if not left:
        return None
    return FirstEvent(people=counted, median=Ends.of(found, digits=2), left=tuple(left), as_of=place.as_of)


def scores(place: Place, indicator: Indicator) -> pl.DataFrame:
    """Return columns person, day, score of whole months."""
    where = {name: [str(one) for one in values] for name, values in indicator.measure.where.items()}
    frame = referred.scores(place.deposit, place.site.id, where)
    return frame.filter(pl.col("day") < start_of(place.as_of, Grain.MONTH))


def paired(place: Place, indicator: Indicator, frame: pl.DataFrame) -> Paired | None:
    """Return how the same people's scores changed, None where that is about few people."""
    try:
        found = estimates.paired_change(frame, person="person", wave="day", value="score")
    except EstimateRefused:
        return None
    counted = at_least(place, "assessments", found.people)
    if small(place, indicator.id, found.people) or counted is None:
        return None
    left = small(place, indicator.id, found.of - found.people)
    whole = None if left else at_least(place, "assessments", found.of)
    sides = [one or 0 for one in (found.rose, found.fell, found.same)]
    hidden = small(place, indicator.id, *sides)
    shares = tuple(None if hidden else round(100 * one / found.people) for one in sides)
    return score(found, (counted, whole), shares, place.as_of)


def score(
    found: PairedChange, sizes: tuple[int, int | None], shares: tuple[int | None, ...], as_of: date
) -> Paired:  # fmt: skip
    """Return a change of scores as it is stored."""
    effect = Ends.of(found, digits=DIGITS)
    return Paired(
        people=sizes[0], of=sizes[1], first=round(found.first, 1), latest=round(found.latest, 1), effect=effect,
        answer=effect.direction, months_apart=round((found.apart or 0.0) / DAYS_A_MONTH, 1), rose=shares[0],
        fell=shares[1], same=shares[2], as_of=as_of,
        a_year=None if found.trend is None else Ends.of(found.trend, digits=DIGITS),
    )  # fmt: skip


def small(place: Place, indicator: str, *sizes: int) -> bool:
    """Tell whether one of these numbers of people is small by the gate's rule and the indicator's own threshold."""
    known = place.catalogue.indicators.get(indicator)
    threshold = max(place.catalogue.rule.threshold, known.disclosure.threshold if known else 0)
    frame = pl.DataFrame({"size": sizes, "threshold": [threshold] * len(sizes)})
    return bool(frame.select(is_small(pl.col("size")).any()).item())


def earlier(before: pl.DataFrame, key: tuple[str, str, str]) -> Stored | None:
    """Return the latest published estimate of the same kind, None where there is none."""
    site, indicator, kind = key
    rows = before.filter(pl.col("site") == site, pl.col("indicator") == indicator, pl.col("kind") == kind)
    return read(kind, rows["payload"][0]) if rows.height else None


def held(payload: Stored, known: Stored | None, since: pl.Series) -> Stored:
    """Return the estimate, or the earlier one until more than ten people have come who were not in that one."""
    if known is None or payload == known:
        return payload
    assert isinstance(known, Referral | Paired | FirstEvent)
    return payload if int((since >= known.as_of).sum()) > RENEWED_BY else known
