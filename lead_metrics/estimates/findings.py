"""What a stored estimate says: direction, size, interval, comparison, caution; a pure function of the estimate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lead_metrics.catalogue.model import Estimating
from lead_metrics.catalogue.wording import listed, month, number
from lead_metrics.estimates.payloads import (
    BeforeAfter,
    Chart,
    Comparison,
    Disparity,
    Ends,
    FirstEvent,
    Group,
    Paired,
    Referral,
    Stored,
)
from lead_metrics.estimates.sentences import Teller

CHANCE = 0.05
"""What share of intervals leaves out no change though there is none."""

Size = Callable[[float], str]


def told_estimate(payload: Stored, teller: Teller, names: Mapping[str, str], rules: Estimating) -> str:
    """Return what an estimate says in whole sentences. names: a category's code to its words."""
    said: dict[type[Stored], Callable[[], str]] = {
        Chart: lambda: chart(payload, teller),  # type: ignore[arg-type]
        BeforeAfter: lambda: before_after(payload, teller, rules),  # type: ignore[arg-type]
        Comparison: lambda: comparison(payload, teller),  # type: ignore[arg-type]
        Referral: lambda: referral(payload, teller),  # type: ignore[arg-type]
        Paired: lambda: paired(payload, teller),  # type: ignore[arg-type]
        FirstEvent: lambda: first_event(payload, teller),  # type: ignore[arg-type]
        Disparity: lambda: " ".join(disparity(payload, teller, names)),  # type: ignore[arg-type]
    }
    return said[type(payload)]()


def percent(teller: Teller) -> Size:
    """Return what writes a share of one as a percentage without its direction."""
    return lambda by: teller.size(by, "percent")


def points(teller: Teller) -> Size:
    """Return what writes percentage points without their direction."""
    return lambda by: teller.size(by, "points")


def interval(ends: Ends, size: Size, teller: Teller) -> str:
    """Return a 95 % interval in words, with the direction of each end."""
    if ends.low is None or ends.high is None:
        return ""
    if ends.direction == "no_clear_change":
        return teller.words("interval.both", low=size(ends.low), high=size(ends.high))
    near, far = sorted((abs(ends.low), abs(ends.high)))
    return teller.words(f"interval.{ends.direction}", low=size(near), high=size(far))


def before_after(found: BeforeAfter, teller: Teller, rules: Estimating) -> str:
    """Return what changed when LEAD began, what it is compared with, whether it holds, and the caution."""
    began = month(found.began, teller.language)
    if found.effect is None or found.answer == "too_early":
        reason = why(found, teller, rules)
        return teller.words("estimate.before_after.too_early", name=teller.name, began=began, why=reason)
    size = points(teller) if found.scale == "points" else percent(teller)
    fields = {
        "name": teller.name, "began": began, "size": size(found.effect.estimate or 0.0),
        "interval": interval(found.effect, size, teller), "seeable": size(found.seeable or 0.0),
    }  # fmt: skip
    parts = [teller.words(f"estimate.before_after.{found.answer}", **fields), *beside(found, teller)]
    return " ".join([*parts, teller.words("estimate.caution")])


def why(found: BeforeAfter, teller: Teller, rules: Estimating) -> str:
    """Return why it is too early to say."""
    return teller.words(
        f"estimate.why.{found.why}", months=found.before + found.after, before=found.before, after=found.after,
        fewest=rules.fewest_months, fewest_before=rules.fewest_before, fewest_after=rules.fewest_after,
    )  # fmt: skip


def beside(found: BeforeAfter, teller: Teller) -> Iterator[str]:
    """Yield what the estimate allows for, what it cannot be told apart from, and whether it holds."""
    if found.events:
        yield teller.words("estimate.events", events=quoted(found.events, teller))
    if found.together:
        yield teller.words("estimate.together", events=quoted(found.together, teller))
    if found.holds:
        wrong = [teller.words(f"estimate.check.{one.what}") for one in found.checks if not one.same]
        if found.alarms > max(1, found.placebos / 10):
            wrong.append(teller.words("estimate.check.placebo"))
        yield teller.words(f"estimate.holds.{found.holds}", checks=listed(wrong, teller.language))


def quoted(names: Sequence[str], teller: Teller) -> str:
    """Return events as a list in words."""
    return listed([f"“{name}”" for name in names], teller.language)


def comparison(found: Comparison, teller: Teller) -> str:
    """Return how a series moved beside what had no LEAD."""
    charges = found.beside == "charges"
    other = teller.words("estimate.other.charges") if charges else number(len(found.names), 0, teller.language)
    size = percent(teller)
    said = teller.words(
        f"estimate.comparison.{found.beside}.{found.answer}", other=other, size=size(found.effect.estimate or 0.0),
        interval=interval(found.effect, size, teller),
    )  # fmt: skip
    return f"{teller.name}. {said}"


def chart(found: Chart, teller: Teller) -> str:
    """Return whether something unusual happened in a run of figures."""
    since = found.starts[-1] if found.starts else None
    own = [one for one in found.points if since is None or one.start >= since]
    special = [one for one in found.special if since is None or one.start >= since]
    first = month(since or found.points[0].start, teller.language)
    fields: dict[str, Any] = {"name": teller.name, "of": len(own), "count": len(special), "since": first}
    if found.verdict == "special":
        fields |= {
            "period": month(special[-1].start, teller.language),
            "rule": teller.words(f"estimate.rule.{special[-1].rule}"),
        }
    return teller.words(f"estimate.chart.{found.verdict}", **fields)


def referral(found: Referral, teller: Teller) -> str:
    """Return bookings before and after a referral, always with the caution."""
    size = percent(teller)
    said = teller.words(
        f"estimate.referral.{found.answer}", size=size(found.effect.estimate or 0.0), who=who(found, teller),
        interval=interval(found.effect, size, teller), before=number(found.before, 2, teller.language),
        after=number(found.after, 2, teller.language),
    )  # fmt: skip
    return f"{said} {teller.words('estimate.referral_caution', days=found.left_out_days)}"


def who(found: Referral | Paired, teller: Teller) -> str:
    """Return how many people an estimate rests on, at least, and of how many, or that all but a few are in it."""
    if found.of is None:
        return teller.words("estimate.who.few", people=found.people)
    return teller.words("estimate.who.of", people=found.people, of=found.of)


def paired(found: Paired, teller: Teller) -> str:
    """Return how the same people's scores changed, with how many of how many."""

    def size(by: float) -> str:
        return teller.size(by, "value")

    said = teller.words(
        f"estimate.paired.{found.answer}", name=teller.name, size=size(found.effect.estimate or 0.0),
        interval=interval(found.effect, size, teller), who=who(found, teller),
        months=number(found.months_apart, 0, teller.language),
    )  # fmt: skip
    over = "" if found.a_year is None else over_waves(found.a_year, size, teller)
    return f"{said} {over}{teller.words('estimate.paired_caution')}"


def over_waves(a_year: Ends, size: Size, teller: Teller) -> str:
    """Return how all scores of everybody moved a year, those seen once too."""
    key, spread = f"estimate.over_waves.{a_year.direction}", interval(a_year, size, teller)
    return teller.words(key, size=size(a_year.estimate or 0.0), interval=spread) + " "


def first_event(found: FirstEvent, teller: Teller) -> str:
    """Return how many had no booking for how long after their referral."""
    if not found.left:
        return teller.words("estimate.first_event_none")
    days, left = next((one for one in found.left if one[0] == 365), found.left[-1])
    share, low, high = (teller.size(one or 0.0, "percent") for one in (left.estimate, left.low, left.high))
    return teller.words(
        "estimate.first_event", people=found.people, share=share, days=days,
        interval=teller.words("interval.from_to", low=low, high=high),
    )  # fmt: skip


def disparity(
    found: Disparity, teller: Teller, names: Mapping[str, str], key: str = "estimate.disparity"
) -> Iterator[str]:
    """Yield each group beside the reference group, by ratio, or by percentage points where the figure is a share.

    key: under which the words stand; `equity.line` leaves out what a heading has said.
    """
    for group in found.groups:
        fields = {
            "name": teller.name, "group": names.get(group.category, group.category),
            "reference": names.get(found.reference, found.reference),
        }  # fmt: skip
        tell = share_gap if teller.unit.percent else rate_gap
        yield tell(group, fields, teller, key)


def rate_gap(group: Group, fields: Mapping[str, str], teller: Teller, words: str) -> str:
    """Return a ratio of rates in words."""
    low, middle, high = (
        number(one or 0.0, 2, teller.language) for one in (group.ratio.low, group.ratio.estimate, group.ratio.high)
    )
    clear = (group.ratio.low or 0.0) > 1 or (group.ratio.high or 9.0) < 1
    key = "ratio" if clear else "no_clear_change"
    spread = teller.words("interval.from_to", low=low, high=high)
    return teller.words(f"{words}.{key}", ratio=middle, interval=spread, **fields)


def share_gap(group: Group, fields: Mapping[str, str], teller: Teller, words: str) -> str:
    """Return a difference of shares in percentage points in words."""
    size, gap = points(teller), group.difference
    way = teller.words("estimate.way.more" if (gap.estimate or 0.0) > 0 else "estimate.way.less")
    return teller.words(
        f"{words}.difference", gap=size(gap.estimate or 0.0), way=way, interval=interval(gap, size, teller),
        **fields,
    )  # fmt: skip


def looked_at(payloads: Sequence[Stored], teller_words: Callable[..., str], language: Any) -> str:
    """Return how many figures were looked at together, and how many would stand out by chance; no words for one."""
    judged = [one for one in payloads if isinstance(one, BeforeAfter) and one.answer != "too_early"]
    if len(judged) < 2:
        return ""
    expected = number(max(len(judged) * CHANCE, 0.1), 1, language)
    return teller_words("estimate.many", n=len(judged), m=expected)
