"""The way into LEAD at a site: referrals and their steps, participants and their statuses, workers and positions."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from lead_metrics.sample.justice import AGENCIES, _placed
from lead_metrics.sample.plan import Plan
from lead_metrics.sample.tides import moments

DOORS, DOOR_SHARES = ("arrest_diversion", "social_contact", "community"), (0.42, 0.33, 0.25)
LOAD = 19


def referrals(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Return one referral a person, growing after LEAD began, and a second one for some."""
    chance, size = plan.chance, people.height
    open_days = (plan.until - plan.began).days
    on = np.datetime64(plan.began) + (np.sqrt(chance.random(size)) * open_days).astype("timedelta64[D]")
    at = moments(plan, on)
    reached = at + (chance.lognormal(2.8, 1.4, size=size) * 60).astype("timedelta64[m]").astype("timedelta64[us]")
    handed = at + chance.gamma(3, 11, size=size).astype("timedelta64[m]").astype("timedelta64[us]")
    intake = reached + (chance.gamma(2, 6, size=size) * 1440).astype("timedelta64[m]").astype("timedelta64[us]")
    connected = intake + (chance.gamma(2, 3, size=size) * 1440).astype("timedelta64[m]").astype("timedelta64[us]")
    stage = chance.random(size)
    door = chance.choice(DOORS, size=size, p=DOOR_SHARES)
    by_then = pl.lit(plan.until).cast(pl.Datetime("us"))

    def step(name: str, moment: np.ndarray, least: float) -> pl.Expr:
        when = pl.Series(name, moment).cast(pl.Datetime("us"))
        return pl.when(pl.Series(stage > least) & (when < by_then)).then(when).alias(name)

    frame = people.select(
        pl.Series("referral", [f"R-{plan.name}-{n:05d}" for n in range(size)], dtype=pl.String),
        "person",
        pl.lit(plan.name).alias("site"),
        pl.Series("at", at).cast(pl.Datetime("us")),
        pl.Series("door", door, dtype=pl.String),
        pl.Series(
            "agency", np.where(door == "community", "Neighborhood", chance.choice(AGENCIES, size=size)), dtype=pl.String
        ),
        pl.Series("area", _placed(plan, size), dtype=pl.String),
        pl.Series("priority", chance.random(size) < 0.3),
        pl.Series("eligible", chance.random(size) < 0.94),
        step("reached_at", reached, 0.08),
        step("intake_at", intake, 0.16),
        step("connected_at", connected, 0.22),
        pl.when(pl.Series(door == "arrest_diversion") & pl.Series(stage > 0.08))
        .then(pl.Series(handed).cast(pl.Datetime("us")))
        .alias("handed_off_at"),
        step("roi_at", intake, 0.24),
    )
    outcome = (
        pl.when(pl.col("connected_at").is_not_null())
        .then(pl.lit("connected"))
        .when(pl.Series(stage < 0.03))
        .then(pl.lit("declined"))
        .when(~pl.col("eligible"))
        .then(pl.lit("not_eligible"))
        .otherwise(pl.lit("still_sought"))
    )
    return frame.with_columns(outcome=outcome).sort("at", "referral")


def positions(plan: Plan, referred: pl.DataFrame) -> pl.DataFrame:
    """Return case-manager posts as the program grows, each held by one worker after another, sometimes by nobody."""
    chance = plan.chance
    need = max(2, round(referred.height * 0.42 / LOAD))
    rows: list[tuple[str, str | None, str, date, date | None, float, str, float]] = []
    for post in range(need):
        opens = plan.began if post < 2 else _add(plan.began, int((plan.until - plan.began).days * (post / need) ** 1.3))
        day, worker = opens, 0
        while day < plan.until:
            stays = _add(day, int(chance.gamma(4, 150)))
            name = f"{plan.name}-W{post + 1:02d}{chr(97 + worker % 26)}"
            share = 0.5 if post == need - 1 and need > 3 else 1.0
            rows.append(
                (
                    f"P{post + 1:02d}-{worker}",
                    name,
                    plan.name,
                    day,
                    stays if stays < plan.until else None,
                    share,
                    "case_manager",
                    20.0,
                )
            )
            day, worker = stays, worker + 1
            if day < plan.until and chance.random() < 0.6:
                filled = _add(day, int(chance.integers(15, 80)))
                ends = filled if filled < plan.until else None
                rows.append((f"P{post + 1:02d}-{worker}v", None, plan.name, day, ends, share, "case_manager", 20.0))
                day = filled
    schema = {
        "position": pl.String,
        "worker": pl.String,
        "site": pl.String,
        "from": pl.Date,
        "until": pl.Date,
        "full_time": pl.Float64,
        "role": pl.String,
        "capacity": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _add(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + max(days, 1))


def participation(plan: Plan, referred: pl.DataFrame, people: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """Return each change of status: sought at first, active once connected, inactive for a while, moved or deceased."""
    rows = []
    held = posts.filter(pl.col("worker").is_not_null()).to_dicts()
    for row in referred.to_dicts():
        rows += _course(plan, row, held)
    schema = {
        "person": pl.String,
        "site": pl.String,
        "enrolled": pl.Date,
        "status": pl.String,
        "status_from": pl.Date,
        "worker": pl.String,
        "acuity": pl.String,
        "area": pl.String,
        "language": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").join(people, on="person", how="left")


def _course(plan: Plan, row: dict[str, object], held: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """Return one person's statuses in time order."""
    chance, at = plan.chance, row["at"].date()  # type: ignore[attr-defined]
    level, language = (
        str(chance.integers(1, 4)),
        str(chance.choice(["english", "spanish", "other"], p=[0.82, 0.14, 0.04])),
    )
    enrolled = row["connected_at"].date() if row["connected_at"] is not None else None  # type: ignore[attr-defined]

    def status(name: str, day: date, worker: str | None = None) -> tuple[object, ...]:
        return (row["person"], plan.name, enrolled, name, day, worker, level, row["area"], language)

    course = [status("sought", at)]
    day = enrolled
    while day is not None and day < plan.until:
        end = _add(day, int(chance.gamma(1.6, 420)))
        course += [
            status("active", first, worker) for first, worker in _workers(chance, day, min(end, plan.until), held)
        ]
        after = chance.random()
        if end < plan.until:
            course.append(status("deceased" if after < 0.04 else "moved" if after < 0.1 else "inactive", end))
        back = _add(end, int(chance.gamma(2, 110)))
        day = back if after > 0.55 and end < plan.until else None
    return [one for n, one in enumerate(course) if n == 0 or one[4] > course[n - 1][4]]  # type: ignore[operator]


def _workers(
    chance: np.random.Generator, day: date, end: date, held: list[dict[str, object]]
) -> list[tuple[date, str | None]]:
    """Return who carries a participant from a day on, hand-overs to a colleague included."""
    spells: list[tuple[date, str | None]] = []
    while day < end:
        there = [p for p in held if p["from"] <= day and (p["until"] is None or p["until"] > day)]  # type: ignore[operator]
        if not there:
            spells.append((day, None))
            day = _add(day, 30)
            continue
        post = there[int(chance.random() * len(there))]
        spells.append((day, str(post["worker"])))
        day = post["until"] or end  # type: ignore[assignment]
    return spells
