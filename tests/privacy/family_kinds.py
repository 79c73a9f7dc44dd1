"""The kinds of families that the attacker is set upon, each drawn from a source of chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from tests.privacy.county import catalogue, indicator
from tests.privacy.families import ELSEWHERE, Family, Shape, figures, sizes, sorts

RACES = ("black", "white", "unknown", "hispanic")
MERGING = ("black", "asian", "multiracial", "pacific_islander", "unknown")
RARE = {"asian", "multiracial", "pacific_islander"}
SEXES = ("female", "male", "unknown")
QUARTER = 3
LATE = 20

ARRESTS = {"arrests": ("arrest",)}
OUTCOMES = {"contacts": ("taken", "let_go"), "taken": ("taken",), "let_go": ("let_go",)}
DRUGS: dict[str, Any] = {
    "counts": {"arrests": ("drug", "other"), "drugs": ("drug",)},
    "left": ("arrests", "drugs"),
}
BOOKINGS: dict[str, Any] = {
    "counts": {"bookings": ("person", "again"), "booked_once": ("person",)},
    "people": ("booked_once",),
    "left": ("bookings", "booked_once"),
}
DIVERTED: dict[str, Any] = {"counts": {"diverted": ("yes",)}, "among": {"diverted": ("yes", "no")}}
COUNTY = catalogue(
    indicator("drugs", "count", within=("arrests",)),
    indicator("bookings", "count"),
    indicator("booked_once", "people", counts="people", within=("bookings",)),
)


def two_way(rng: Random) -> Family:
    """Areas by races with margins, in one month; sometimes by sex as well, sometimes with a remainder."""
    groups = {"race": RACES[: rng.randint(2, 4)]} | ({"sex": SEXES[: rng.randint(2, 3)]} if rng.random() < 0.2 else {})
    return _family(Shape(ARRESTS, *_areas(rng, 2, rng.random() < 0.4), groups), rng)


def hierarchical(rng: Random) -> Family:
    """Zones and the beats in them: by race, or by month and quarter."""
    months = rng.choice((1, QUARTER))
    return _family(Shape(ARRESTS, *_beats(rng), _races(rng), months, crossed=months == 1), rng)


def tied(rng: Random) -> Family:
    """Contacts that end in one of two ways."""
    return _family(Shape(OUTCOMES, **_spread(rng)), rng)


def within(rng: Random) -> Family:
    """Some arrests within all arrests; those within give way where what is left over is small."""
    return _family(Shape(**DRUGS, **_spread(rng)), rng)


def people(rng: Random) -> Family:
    """Bookings beside the different people booked, who may come back."""
    return _family(Shape(**BOOKINGS, **_spread(rng)), rng)


def shares(rng: Random) -> Family:
    """Contacts diverted, as a share of all contacts."""
    months = rng.choice((1, QUARTER))
    areas, parents = _areas(rng)
    return _family(
        Shape(**DIVERTED, areas=areas, parents=parents, groups=_races(rng), months=months, crossed=months == 1), rng
    )


def releases(rng: Random) -> Family:
    """Two releases, between which late records arrive."""
    months = rng.choice((1, QUARTER))
    family = _family(Shape(ARRESTS, *_areas(rng), _races(rng), months, crossed=months == 1), rng)
    late = [size + (rng.randint(1, LATE) if rng.random() < 0.3 else 0) for size in family.worlds[0]]
    return replace(family, worlds=[*family.worlds, late])


def merged(rng: Random) -> Family:
    """Groups of the site of which tiny ones join another."""
    groups = {"race": MERGING[: rng.randint(3, 5)], "sex": SEXES[:2]}
    return _family(Shape(ARRESTS, *_areas(rng), groups, rng.choice((1, QUARTER)), crossed=False), rng)


def merged_apart(rng: Random) -> Family:
    """Groups that join another in some areas and stand alone in others."""
    return _family(Shape(ARRESTS, *_areas(rng), {"race": MERGING[: rng.randint(3, 5)]}), rng)


def linked_remainders(rng: Random) -> Family:
    """Linked figures, or shares, of areas that leave a remainder."""
    linked = rng.choice((DRUGS, BOOKINGS, DIVERTED))
    areas, parents = _areas(rng, 1, rest=True)
    return _family(Shape(areas=areas, parents=parents, groups=_races(rng), **linked), rng)


def mixed_grains(rng: Random) -> Family:
    """Areas by races by months, of which some series are shown by month and others by quarter."""
    linked = rng.choice(({"counts": ARRESTS}, {"counts": OUTCOMES}, DRUGS, DIVERTED))
    areas, parents = _areas(rng)
    return _family(Shape(areas=areas, parents=parents, groups=_races(rng), months=QUARTER, **linked), rng)


KINDS: dict[str, Callable[[Random], Family]] = {
    one.__name__: one
    for one in (
        two_way, hierarchical, tied, within, people, shares, releases, merged, merged_apart, linked_remainders,
        mixed_grains,
    )
}  # fmt: skip


def _family(shape: Shape, rng: Random) -> Family:
    every = sorts(shape)
    drawn = zip(every, sizes(rng, len(every)), strict=True)
    world = [size // 8 if RARE & {*one.groups} else size for one, size in drawn]
    return Family(COUNTY, shape.parents, figures(shape), [world])


def _spread(rng: Random) -> dict[str, Any]:
    """Return areas by races in one month, or the months of a quarter alone."""
    if rng.random() < 0.3:
        return {"areas": {"all": ("everywhere",)}, "parents": {}, "groups": {}, "months": QUARTER}
    areas, parents = _areas(rng)
    return {"areas": areas, "parents": parents, "groups": _races(rng)}


def _races(rng: Random) -> dict[str, tuple[str, ...]]:
    return {"race": RACES[: rng.randint(2, 3)]}


def _areas(rng: Random, least: int = 1, rest: bool = False) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return some areas of the site, with what they leave over or not."""
    names = ("north", "south", "west")[: rng.randint(least, 3)]
    over = (ELSEWHERE,) if rest else ()
    return {"all": (*names, *over), **{name: (name,) for name in (*names, *over)}}, dict.fromkeys(names, "all")


def _beats(rng: Random) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return zones, each with its beats."""
    areas: dict[str, tuple[str, ...]] = {"all": ()}
    parents: dict[str, str] = {}
    for zone in ("zone_a", "zone_b")[: rng.randint(1, 2)]:
        beats = tuple(f"{zone}_{n}" for n in range(rng.randint(2, 3)))
        areas |= {zone: beats} | {beat: (beat,) for beat in beats}
        areas["all"] += beats
        parents |= {zone: "all"} | dict.fromkeys(beats, zone)
    return areas, parents
