"""The kinds of families that the attacker is set upon, each drawn from a source of chance."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.privacy.county import catalogue, indicator
from tests.privacy.families import ELSEWHERE, Family, Shape, figures, sizes, sorts

RACES = ("black", "white", "unknown", "hispanic")
MERGING = ("black", "asian", "multiracial", "pacific_islander", "unknown")
SEXES = ("female", "male", "unknown")
LATE = 20


def two_way(rng: Random) -> Family:
    """Areas by races with margins, in one month; sometimes by sex as well, sometimes with a remainder."""
    areas, parents = _flat(rng)
    groups = {"race": RACES[: rng.randint(2, 4)]} | ({"sex": SEXES[: rng.randint(2, 3)]} if rng.random() < 0.2 else {})
    return _family("two_way", Shape({"arrests": ("arrest",)}, areas, parents, groups), rng)


def hierarchical(rng: Random) -> Family:
    """Zones and the beats in them, by month and quarter."""
    areas, parents = _nested(rng)
    groups = {"race": RACES[: rng.randint(2, 3)]} if rng.random() < 0.3 else {}
    shape = Shape({"arrests": ("arrest",)}, areas, parents, groups, months=rng.choice((1, 3)), crossed=rng.random() < 0.5)
    return _family("hierarchical", shape, rng)


def tied(rng: Random) -> Family:
    """Contacts that end in one of two ways."""
    counts = {"contacts": ("taken", "let_go"), "taken": ("taken",), "let_go": ("let_go",)}
    areas, parents = _flat(rng, least=1)
    return _family("tied", Shape(counts, areas, parents, _races(rng), months=rng.choice((1, 1, 3))), rng)


def within(rng: Random) -> Family:
    """Some arrests within all arrests; those within give way where what is left over is small."""
    counts = {"arrests": ("drug", "other"), "drugs": ("drug",), "(left)": ("other",)}
    areas, parents = _flat(rng, least=1)
    return _family("within", Shape(counts, areas, parents, _races(rng), months=rng.choice((1, 1, 3))), rng)


def people(rng: Random) -> Family:
    """Bookings beside the different people booked, who may come back."""
    counts = {"bookings": ("person", "again"), "booked_once": ("person",), "(left)": ("again",)}
    areas, parents = _flat(rng, least=1)
    shape = Shape(counts, areas, parents, _races(rng), months=rng.choice((1, 3)), people=("booked_once",))
    return _family("people", shape, rng)


def shares(rng: Random) -> Family:
    """Contacts diverted, as a share of all contacts."""
    areas, parents = _flat(rng, least=1)
    shape = Shape({"diverted": ("yes",)}, areas, parents, _races(rng), rng.choice((1, 3)), {"diverted": ("yes", "no")})
    return _family("shares", shape, rng)


def releases(rng: Random) -> Family:
    """Two releases, between which late records arrive."""
    areas, parents = _flat(rng, least=1)
    shape = Shape({"arrests": ("arrest",)}, areas, parents, _races(rng), rng.choice((1, 3)), crossed=rng.random() < 0.5)
    family = _family("releases", shape, rng)
    late = [size + (rng.randint(1, LATE) if rng.random() < 0.3 else 0) for size in family.worlds[0]]
    return Family(family.kind, family.catalogue, family.parents, family.figures, [*family.worlds, late])


def merged(rng: Random) -> Family:
    """Groups of which tiny ones join another."""
    areas, parents = _flat(rng, least=1)
    groups = {"race": MERGING[: rng.randint(3, 5)]}
    return _family("merged", Shape({"arrests": ("arrest",)}, areas, parents, groups, rng.choice((1, 1, 3))), rng)


KINDS: dict[str, Callable[[Random], Family]] = {
    one.__name__: one for one in (two_way, hierarchical, tied, within, people, shares, releases, merged)
}

COUNTY = catalogue(
    indicator("drugs", "count", within=("arrests",)),
    indicator("bookings", "count"),
    indicator("booked_once", "people", counts="people", within=("bookings",)),
)


def _family(kind: str, shape: Shape, rng: Random) -> Family:
    return Family(kind, COUNTY, shape.parents, figures(shape), [sizes(rng, len(sorts(shape)))])


def _races(rng: Random) -> dict[str, tuple[str, ...]]:
    return {"race": RACES[: rng.randint(2, 3)]}


def _flat(rng: Random, least: int = 2) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return some areas of the site, sometimes with a remainder."""
    names = ("north", "south", "west")[: rng.randint(least, 3)]
    rest = (ELSEWHERE,) if rng.random() < 0.4 else ()
    return {"all": (*names, *rest), **{name: (name,) for name in (*names, *rest)}}, dict.fromkeys(names, "all")


def _nested(rng: Random) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return zones, each with its beats."""
    areas: dict[str, tuple[str, ...]] = {"all": ()}
    parents: dict[str, str] = {}
    for zone in ("zone_a", "zone_b")[: rng.randint(1, 2)]:
        beats = tuple(f"{zone}_{n}" for n in range(rng.randint(2, 3)))
        areas |= {zone: beats} | {beat: (beat,) for beat in beats}
        areas["all"] += beats
        parents |= {zone: "all"} | dict.fromkeys(beats, zone)
    return areas, parents
