"""Who works for LEAD at a site: posts that grow with the need, their holders, vacancies, and who carries whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, Ints
from lead_metrics.sample.plan import Plan, shape

POSITIONS = {
    "position": pl.String,
    "worker": pl.String,
    "site": pl.String,
    "from": pl.Date,
    "until": pl.Date,
    "full_time": pl.Float64,
    "role": pl.String,
    "capacity": pl.Float64,
    "leave_from": pl.Date,
    "leave_until": pl.Date,
    "languages": pl.String,
}
MANAGER = "case_manager"
ON_LEAVE, BILINGUAL = "CM02", "CM03"
"""The posts whose present holder is on leave when the sample ends, and whose holders speak Spanish too."""

HALF_TIME_FROM = 3
"""From so many posts on, the last one is half a post."""


@dataclass(frozen=True)
class Post:
    """A post, and since when it exists."""

    name: str
    role: str
    opened: date
    full_time: float


def posts(plan: Plan, active: pl.DataFrame) -> list[Post]:
    """Return the posts that the number of active people asks for, oldest first, and those around them."""
    months = [m for m in plan.months if m >= plan.began]
    counts = np.maximum.accumulate([_on(active, month) for month in months])
    needed = np.maximum(np.ceil(counts / shape()["workforce"]["load"]), 1).astype(int)
    opened = [months[int(np.argmax(needed >= n))] for n in range(1, int(needed[-1]) + 1)]
    managers = [
        Post(f"CM{n:02d}", MANAGER, day, 0.5 if n > HALF_TIME_FROM and n == len(opened) else 1.0)
        for n, day in enumerate(opened, 1)
    ]
    return [*managers, *_around(plan, opened)]


def _on(active: pl.DataFrame, day: date) -> int:
    return active.filter(pl.col("since") <= day, pl.col("to") > day).height


def _around(plan: Plan, opened: list[date]) -> Iterator[Post]:
    for kind in shape()["workforce"]["others"]:
        days = opened[:: kind["each"]] if kind["each"] else [plan.began]
        code = kind["role"][:2].upper()
        yield from (Post(f"{code}{n:02d}", kind["role"], day, kind["full_time"]) for n, day in enumerate(days, 1))


def positions(plan: Plan, every: list[Post]) -> pl.DataFrame:
    """Return who held each post from when to when; a row without a worker is a vacancy."""
    chance = plan.chance("positions")
    rows = [row for post in every for row in _holders(plan, chance, post)]
    return pl.DataFrame(rows, schema=POSITIONS, orient="row")


def _holders(plan: Plan, chance: Chance, post: Post) -> Iterator[tuple[object, ...]]:
    rule, day, number = shape()["workforce"], post.opened, 0
    capacity = rule["capacity"] * post.full_time if post.role == MANAGER else None
    while day < plan.until:
        held = number % 2 == 0
        length = chance.gamma(*rule["tenure_days" if held else "vacant_days"])
        end = day + timedelta(days=1 + int(length))
        worker = f"{plan.name}-{post.name}-{number // 2 + 1}" if held else None
        until = end if end < plan.until else None
        name = f"{plan.name}-{post.name}-{number:02d}"
        away = _leave(plan, day) if post.name == ON_LEAVE and held and until is None else (None, None)
        speaks = "english, spanish" if post.name == BILINGUAL and held else None
        yield name, worker, plan.name, day, until, post.full_time, post.role, capacity, *away, speaks
        day, number = end, number + 1


def _leave(plan: Plan, since: date) -> tuple[date, date]:
    """Return a leave of three months that the sample's last day falls into."""
    return max(since, plan.until - timedelta(days=20)), plan.until + timedelta(days=70)


def carried(plan: Plan, active: pl.DataFrame, every: list[Post], held: pl.DataFrame) -> pl.DataFrame:
    """Return who worked with each active person from when to when (columns person, since, to, worker).

    While a post is vacant, its people are spread over colleagues; the worker is null while nobody is there.
    """
    managers = [post for post in every if post.role == MANAGER]
    chance = plan.chance("carried")
    own = _shared_out(active, managers)
    other = (own + chance.integers(1, max(len(managers), 2), size=len(own))) % len(managers)
    assigned = active.with_columns(pl.Series("post", own, dtype=pl.Int64), pl.Series("other", other, dtype=pl.Int64))
    tenures = _tenures(plan, managers, held)
    mine = _together(assigned, tenures, "post")
    vacant = mine.filter(pl.col("worker").is_null()).drop("worker")
    staffed = tenures.filter(pl.col("worker").is_not_null())
    covered = _together(vacant, staffed, "other")
    # After a colleague who left as well, nobody is there again until the post is filled.
    after = covered.join(vacant.select("person", "since", end="to"), on="person", suffix="_of").filter(
        pl.col("since") >= pl.col("since_of"), pl.col("to") < pl.col("end")
    )
    alone = after.select(
        "person", pl.col("to").alias("since"), pl.col("end").alias("to"), worker=pl.lit(None, pl.String)
    )
    columns = ("person", "since", "to", "worker")
    whole = pl.concat([mine.select(columns), alone.select(columns), covered.select(columns)])
    ordered = whole.unique(["person", "since"], keep="last", maintain_order=True).sort("person", "since")
    return ordered.with_columns(to=pl.min_horizontal("to", pl.col("since").shift(-1).over("person")))


def _tenures(plan: Plan, managers: list[Post], held: pl.DataFrame) -> pl.DataFrame:
    """Return who held which post (columns place, worker, from, until)."""
    names = [f"{plan.name}-{post.name}" for post in managers]
    place = pl.col("position").str.head(-3).replace_strict(names, range(len(names)), return_dtype=pl.Int64)
    own = held.filter(pl.col("role") == MANAGER)
    return own.select(place.alias("place"), "worker", "from", pl.col("until").fill_null(plan.until))


def _together(people: pl.DataFrame, tenures: pl.DataFrame, post: str) -> pl.DataFrame:
    """Return the spans in which people and holders of their post meet (people's columns, and worker)."""
    both = people.join(tenures, left_on=post, right_on="place", how="inner", maintain_order="left_right")
    met = both.filter(pl.col("from") < pl.col("to"), pl.col("until") > pl.col("since"))
    return met.with_columns(since=pl.max_horizontal("since", "from"), to=pl.min_horizontal("to", "until")).drop(
        "from", "until"
    )


def _shared_out(active: pl.DataFrame, managers: list[Post]) -> Ints:
    """Return the place of the post that takes each person: the one with the fewest people to its time.

    The first post is everybody's favourite, and carries more than the others.
    """
    since, to = active["since"].to_list(), active["to"].to_list()
    opened = np.array([post.opened for post in managers], dtype="datetime64[D]")
    room = np.array([post.full_time for post in managers])
    room[0] *= shape()["workforce"]["favourite"]
    loads, chosen = np.zeros(len(managers)), np.zeros(len(since), dtype=np.int64)
    leaving: list[tuple[date, int]] = []
    for person in sorted(range(len(since)), key=since.__getitem__):
        while leaving and leaving[0][0] <= since[person]:
            loads[heappop(leaving)[1]] -= 1
        there = int(np.searchsorted(opened, np.datetime64(since[person]), side="right"))
        post = int(np.argmin(loads[:there] / room[:there]))
        loads[post] += 1
        chosen[person] = post
        heappush(leaving, (to[person], post))
    return chosen
