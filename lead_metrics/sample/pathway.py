"""The way into LEAD at a site: each referral, how far it came, and how long each step took."""

from __future__ import annotations

import numpy as np
import polars as pl

from lead_metrics.sample.chance import Chance, Names, choose, dates, days, gamma, minutes, moments, texts, times
from lead_metrics.sample.places import area_of
from lead_metrics.sample.plan import Plan, shape
from lead_metrics.sample.tides import Days, settled

STAGES = ("not_eligible", "declined", "never_found", "reached", "intake", "connected")
"""How far a referral comes; the last one is the whole way."""

STEPS = ("reached_at", "handed_off_at", "intake_at", "connected_at", "roi_at")
HOUR, DAY = 60, 1440
FATE_AFTER_DAYS = 120
PRIORITY_SOONER = 0.6


def referrals(plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """Return a referral a person, and a second one for some whom the first did not connect."""
    chance = plan.chance("referrals")
    first = _referrals(plan, chance, people.select("person", "referred"))
    second = _referrals(plan, chance, _again(plan, chance, first))
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(5)
    return (
        pl.concat([first, second])
        .sort("at", "person")
        .select((pl.lit(f"R-{plan.name}-") + number).alias("referral"), pl.all())
    )


def _again(plan: Plan, chance: Chance, first: pl.DataFrame) -> pl.DataFrame:
    """Return who is referred again, and when (columns person, referred)."""
    left = first.filter(pl.col("outcome").is_in(["still_sought", "declined"]))
    chosen = chance.random(left.height) < shape()["pathway"]["referred_again"]
    at = left["at"].to_numpy().astype("datetime64[D]")
    later = left.select("person", dates("referred", at + days(40 + chance.random(left.height) * 460)))
    return later.filter(pl.Series(chosen, dtype=pl.Boolean), pl.col("referred") < plan.until)


def _referrals(plan: Plan, chance: Chance, people: pl.DataFrame) -> pl.DataFrame:
    way, size = shape()["pathway"], people.height
    at = moments(chance, people["referred"].to_numpy().astype("datetime64[D]"))
    door = choose(chance, way["doors"], size)
    agency = np.where(door == "community", way["community_agency"], choose(chance, shape()["agencies"], size))
    stage, priority = _stages(chance, door), chance.random(size) < way["priority"]
    found = people.select(
        "person",
        pl.lit(plan.name).alias("site"),
        times("at", at),
        texts("door", door),
        texts("agency", agency),
        texts("area", area_of(plan, chance, size)),
        pl.Series("priority", priority, dtype=pl.Boolean),
        pl.Series("eligible", stage != "not_eligible", dtype=pl.Boolean),
        *_steps(plan, chance, (at, door, stage, priority)),
    )
    return found.with_columns(texts("outcome", _outcomes(plan, chance, at, stage))).with_columns(
        # Whoever was to be connected only after the files were made is still being sought in them.
        outcome=pl.when(pl.col("connected_at").is_null() & (pl.col("outcome") == "connected"))
        .then(pl.lit("still_sought"))
        .otherwise("outcome")
    )


def _stages(chance: Chance, door: Names) -> Names:
    """Return how far each referral comes."""
    way = shape()["pathway"]
    never = np.array([way["never_found"][name] for name in way["doors"]])
    place = np.searchsorted(np.sort([*way["doors"]]), door)
    lost = never[np.argsort([*way["doors"]])][place] if len(door) else np.zeros(0)
    least = np.full(len(door), way["not_eligible"])
    parts = [least, least * 0 + way["declined"], lost, least * 0 + way["stops_before_intake"]]
    passed = np.cumsum([*parts, least * 0 + way["stops_before_connected"]], axis=0)
    return np.asarray(np.array(STAGES)[(chance.random(len(door)) > passed).sum(axis=0)])


def _steps(plan: Plan, chance: Chance, way_in: tuple[Days, Names, Names, np.ndarray]) -> list[pl.Series]:
    """Return the time of each step that was taken before the files were made."""
    at, door, stage, priority = way_in
    way, size = shape()["pathway"], len(at)
    pace = 1 - (1 - way["learned"]) * settled(plan, at.astype("datetime64[D]"))
    sooner = np.where(priority, PRIORITY_SOONER, 1.0) * pace

    def wait(name: str, unit: int) -> np.ndarray:
        return minutes(1 + gamma(chance, way[name], size) * unit * sooner)

    handed = at + minutes(4 + gamma(chance, way["minutes_to_hand_off"], size) * pace)
    by_police = door == "arrest_diversion"
    # A hand-over in person is the first contact.
    reached = np.where(by_police, handed, at + wait("hours_to_reach", HOUR))
    intake = reached + wait("days_to_intake", DAY)
    connected = intake + wait("days_to_connect", DAY)
    met = stage != "never_found"
    taken = (stage == "intake") | (stage == "connected")
    agreed = taken & (chance.random(size) >= way["no_release"])
    done = (met, met & by_police, taken, stage == "connected", agreed)
    moment = (reached, handed, intake, connected, intake + minutes(np.full(size, 30.0)))
    return [_before(plan, name, m, d) for name, m, d in zip(STEPS, moment, done, strict=True)]


def _before(plan: Plan, name: str, moment: Days, done: np.ndarray) -> pl.Series:
    seen = done & (moment < np.datetime64(plan.until))
    return times(name, np.where(seen, moment, np.datetime64("NaT")))


def _outcomes(plan: Plan, chance: Chance, at: Days, stage: Names) -> Names:
    """Return what came of each referral; of those that stopped on the way some have moved or died."""
    after = shape()["courses"]["after_sought"]
    shares = {"still_sought": after["inactive"], "moved": after["moved"], "deceased": after["deceased"]}
    fate = choose(chance, shares, len(at))
    old = at < np.datetime64(plan.until) - np.timedelta64(FATE_AFTER_DAYS, "D")
    ended = np.isin(stage, ["not_eligible", "declined", "connected"])
    return np.asarray(np.where(ended, stage, np.where(old, fate, "still_sought")))
