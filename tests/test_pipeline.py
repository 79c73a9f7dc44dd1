"""The writing side, from the vault to a stored release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import Mock

import polars as pl
import pytest

from lead_metrics import pipeline
from lead_metrics.access.viewer import ANYBODY, Viewer
from lead_metrics.catalogue.load import catalogue, text
from lead_metrics.catalogue.model import Audience
from lead_metrics.cells import ReleasedCells
from lead_metrics.errors import AuditBroken, RequestRefused
from lead_metrics.facts.fidelity import reviews_for
from lead_metrics.facts.releases import release_for
from lead_metrics.intake.vault import Vault
from lead_metrics.pipeline import River
from lead_metrics.privacy import audit, gate
from lead_metrics.privacy.audit import Broken
from lead_metrics.settings import settings
from lead_metrics.store import reviews
from lead_metrics.store.engine import engine
from lead_metrics.store.stored import areas_of, catalogue_text, releases, stored
from tests.commands.exports import referrals, written

AS_OF = date(2026, 1, 1)
COUNTS = "indicator,site,from,until,area,dimension,category,numerator,denominator,people\n"


@pytest.fixture
def river(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[River]:
    """Return an empty river with keys of its own."""
    monkeypatch.setenv("LEAD_KEYS", str(tmp_path / "keys"))
    settings.cache_clear()
    yield River(Vault(tmp_path / "vault"), engine(f"sqlite:///{tmp_path / 'lead.db'}"), catalogue())
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def counted(river: River, tmp_path: Path) -> Callable[..., River]:
    """Return what delivers a year of monthly bookings to a site."""

    def deliver(*sizes: int, site: str = "alder", sample: bool = False) -> River:
        months = [date(2025, month, 1) for month in range(1, 13)] + [date(2026, 1, 1)]
        rows = [
            f"bookings_all,{site},{months[n]},{months[n + 1]},,,,{size},,{size}\n"
            for n, size in enumerate(sizes or [40 + n for n in range(12)])
        ]
        file = written(tmp_path / site, COUNTS + "".join(rows), "counts.csv")
        report = pipeline.deliver(river, [file], ("hand_entered", site), sample=sample)
        assert report.exit_code == 0, report.lines()
        return river

    return deliver


def test_a_review_that_was_typed_is_counted_and_kept_by_the_next_release(counted: Callable[..., River]):
    river, manager = counted(), Viewer(Audience.MANAGER, frozenset({"alder", "elm"}), "kim@example.org", "manager")
    rows = [("alder", "O9", date(2024, 6, 20), 2), ("alder", "O1", date(2024, 6, 20), 3), ("elm", "O9", AS_OF, 1)]
    for site, element, on, rating in rows:
        reviews.enter(river.engine, manager, site, (element, on, rating), "minutes")
    number = pipeline.release(river, AS_OF, published=True)
    frame = stored(river.engine, number).frame.filter(pl.col("indicator") == "fidelity_rating")
    assert set(frame.select("site", "dimension", "category", "from", "value").rows()) == {
        ("alder", "none", "all", date(2024, 1, 1), 2.5),
        ("alder", "element", "O9", date(2024, 1, 1), 2.0),
        ("alder", "element", "O1", date(2024, 1, 1), 3.0),
    }
    assert reviews_for(manager, river.engine, "alder").rows() == [
        ("O1", date(2024, 6, 20), 3.0, "minutes", False),
        ("O9", date(2024, 6, 20), 2.0, "minutes", False),
    ]


def test_a_delivered_review_is_read_beside_the_release_and_never_one_that_no_step_could_be(
    river: River, tmp_path: Path
):
    rows = "element,on,rating,evidence\nO9,2024-06-20,1.5,minutes\nO1,2024-06-20,7,wrong\nO2,2025-06-20,3,\n"
    file = written(tmp_path / "in", rows, "reviews.csv")
    assert any(pipeline.deliver(river, [file], ("program", "alder")).accepted.values())
    pipeline.release(river, date(2025, 1, 1), published=True)
    partner = Viewer(Audience.PARTNER, frozenset({"alder"}), "kim@example.org", "partner")
    assert reviews_for(partner, river.engine, "alder").rows() == [("O9", date(2024, 6, 20), 1.5, "minutes", False)]


def bookings(river: River, number: int) -> dict[date, float | None]:
    frame = stored(river.engine, number).frame
    own = frame.filter(pl.col("indicator") == "bookings_all", pl.col("dimension") == "none")
    return dict(own.sort("from").select("from", "value").iter_rows())


def test_a_release_holds_what_was_delivered(counted: Callable[..., River]):
    river = counted()
    number = pipeline.release(river, date(2026, 3, 1), "first")
    assert list(bookings(river, number).values()) == [40.0 + n for n in range(12)]
    (kept,) = releases(river.engine)
    assert (kept.status, kept.note, kept.sample, kept.as_of) == ("draft", "first", False, date(2026, 3, 1))


def test_a_release_keeps_the_words_it_was_made_with(counted: Callable[..., River]):
    river = counted()
    number = pipeline.release(river, AS_OF)
    assert catalogue_text(river.engine, number) == text()
    assert releases(river.engine)[0].catalogue_digest == river.catalogue.digest


def test_the_gates_reasons_stay_in_the_vault(counted: Callable[..., River]):
    river = counted(*[40] * 11, 4)
    number = pipeline.release(river, date(2026, 3, 1))
    report = river.vault.report(number)
    assert report is not None
    assert report.filter(pl.col("reason") == "primary").height > 0
    with river.engine.connect() as connection:
        tables = connection.exec_driver_sql("select group_concat(sql) from sqlite_master").scalar_one()
    assert "reason" not in tables


def test_nobody_sees_a_release_before_it_is_published(counted: Callable[..., River]):
    river = counted()
    number = pipeline.release(river, AS_OF)
    assert release_for(ANYBODY, river.engine) is None
    pipeline.publish(river, number)
    shown = release_for(ANYBODY, river.engine)
    assert shown is not None
    assert shown.number == number


def test_a_release_can_be_published_at_once(counted: Callable[..., River]):
    river = counted()
    number = pipeline.release(river, AS_OF, published=True)
    shown = release_for(ANYBODY, river.engine)
    assert shown is not None
    assert shown.number == number


def test_an_empty_vault_is_no_release(river: River):
    with pytest.raises(RequestRefused, match="holds no delivery"):
        pipeline.release(river, AS_OF)
    assert releases(river.engine) == []


def test_a_day_ahead_is_no_release(counted: Callable[..., River]):
    with pytest.raises(RequestRefused, match="lies ahead"):
        pipeline.release(counted(), date.today() + timedelta(days=1))


def test_a_withdrawn_delivery_is_left_out(counted: Callable[..., River]):
    river = counted()
    counted(site="birch")
    (one,) = [one.id for one in river.vault.deliveries() if one.site == "birch"]
    river.vault.withdraw(one)
    frame = stored(river.engine, pipeline.release(river, AS_OF)).frame
    assert set(frame["site"]) == {"alder"}


def test_a_small_correction_waits_because_the_earlier_release_is_known(counted: Callable[..., River], tmp_path: Path):
    river = counted()
    first = pipeline.release(river, date(2026, 3, 1), published=True)
    later = written(tmp_path / "later", COUNTS + "bookings_all,alder,2025-01-01,2025-02-01,,,,43,,43\n", "counts.csv")
    pipeline.deliver(river, [later], ("hand_entered", "alder"))
    second = pipeline.release(river, date(2026, 3, 2))
    assert bookings(river, second)[date(2025, 1, 1)] == bookings(river, first)[date(2025, 1, 1)] == 40.0


def test_a_draft_binds_no_later_release(counted: Callable[..., River], tmp_path: Path):
    river = counted()
    pipeline.release(river, date(2026, 3, 1))
    later = written(tmp_path / "later", COUNTS + "bookings_all,alder,2025-01-01,2025-02-01,,,,43,,43\n", "counts.csv")
    pipeline.deliver(river, [later], ("hand_entered", "alder"))
    assert bookings(river, pipeline.release(river, date(2026, 3, 2)))[date(2025, 1, 1)] == 43.0


def test_what_the_audit_could_narrow_is_left_out_and_judged_again(
    counted: Callable[..., River], monkeypatch: pytest.MonkeyPatch
):
    river = counted()
    first = Broken("alder", "all", "bookings_all", "month", date(2025, 1, 1), date(2025, 2, 1), "none", "all")
    found = iter([[first], []])
    monkeypatch.setattr(audit, "attack", lambda *_: next(found))
    number = pipeline.release(river, date(2026, 3, 1))
    frame = stored(river.engine, number).frame.filter(pl.col("indicator") == "bookings_all")
    assert "month" not in set(frame["grain"])
    assert frame.height > 0


@pytest.mark.parametrize("grain", ["month", "year"])
def test_what_no_longer_periods_protect_is_left_out_with_its_indicator_so_that_a_release_is_made(
    counted: Callable[..., River], monkeypatch: pytest.MonkeyPatch, grain: str
):
    river = counted()
    narrowed = Broken("alder", "all", "bookings_all", grain, date(2025, 1, 1), date(2026, 1, 1), "none", "all")

    def attacked(cells: ReleasedCells, *_: object) -> list[Broken]:
        return [narrowed] if "bookings_all" in set(cells.frame["indicator"]) else []

    monkeypatch.setattr(audit, "attack", attacked)
    number = pipeline.release(river, date(2026, 3, 1))
    left = stored(river.engine, number).frame["indicator"]
    assert "bookings_all" not in set(left)
    assert "arrests_all" in set(left)
    why = pipeline.reasons(river, number).filter(pl.col("reason") == "left_out")
    assert set(why["indicator"]) == {"bookings_all"}


def test_a_release_that_never_holds_is_not_stored(counted: Callable[..., River], monkeypatch: pytest.MonkeyPatch):
    river = counted()
    first = Broken("alder", "all", "bookings_all", "month", date(2025, 1, 1), date(2025, 2, 1), "none", "all")
    monkeypatch.setattr(audit, "attack", lambda *_: [first])
    with pytest.raises(AuditBroken, match="alder all bookings_all 2025-01-01") as broken:
        pipeline.release(river, date(2026, 3, 1))
    assert "nothing was stored" in str(broken.value)
    assert releases(river.engine) == []


def test_a_stored_release_is_attacked_with_the_places_it_was_made_of(
    counted: Callable[..., River], monkeypatch: pytest.MonkeyPatch
):
    river = counted()
    first, second = (pipeline.release(river, date(2026, 3, day), published=True) for day in (1, 2))
    attack = Mock(return_value=[])
    monkeypatch.setattr(audit, "attack", attack)
    pipeline.audit(river, second)
    cells, report, areas, _, past = attack.call_args.args
    assert cells.frame.equals(stored(river.engine, second).frame)
    assert report.equals(river.vault.report(second))
    assert areas.equals(areas_of(river.engine, second))
    assert [one.frame.equals(stored(river.engine, first).frame) for one in past] == [True]


def test_a_long_list_of_broken_figures_is_cut_short():
    one = Broken("alder", "all", "bookings_all", "month", date(2025, 1, 1), date(2025, 2, 1), "none", "all")
    with pytest.raises(AuditBroken) as broken:
        pipeline.refuse_broken([replace(one, category=str(n)) for n in range(40)], "and so on")
    said = str(broken.value)
    assert said.startswith("40 withheld figures")
    assert said.count("bookings_all") == pipeline.MOST_NAMED
    pipeline.refuse_broken([], "and so on")


def test_the_sample_and_real_deliveries_are_never_released_together(counted: Callable[..., River]):
    river = counted(sample=True)
    assert releases(river.engine) == []
    pipeline.release(river, AS_OF, published=True)
    counted(site="birch")
    assert [one.withdrawn for one in river.vault.deliveries()] == [True, False]
    frame = stored(river.engine, pipeline.release(river, AS_OF)).frame
    assert set(frame["site"]) == {"birch"}
    assert [one.sample for one in releases(river.engine)] == [True, False]
    river.vault.withdraw(river.vault.deliveries()[0].id, withdrawn=False)
    with pytest.raises(RequestRefused, match="sample and real"):
        pipeline.release(river, AS_OF)


def test_a_sample_after_a_real_release_is_refused(counted: Callable[..., River]):
    river = counted()
    pipeline.release(river, AS_OF)
    river.vault.withdraw(river.vault.deliveries()[0].id)
    counted(site="birch", sample=True)
    with pytest.raises(RequestRefused, match="a database of its own"):
        pipeline.release(river, AS_OF)


def test_invented_figures_bind_no_real_ones(counted: Callable[..., River], monkeypatch: pytest.MonkeyPatch):
    river = counted(sample=True)
    pipeline.release(river, AS_OF, published=True)
    counted(site="birch")
    judged = Mock(wraps=gate.release)
    monkeypatch.setattr(gate, "release", judged)
    pipeline.release(river, AS_OF)
    assert judged.call_args.args[2] == []


def test_each_step_is_told(counted: Callable[..., River]):
    told: list[str] = []
    pipeline.release(replace(counted(), tell=told.append), AS_OF)
    assert told == [
        "reading the vault", "counting", "judging what may be shown", "attacking it as a reader could",
        "asking what has changed", "storing",
    ]  # fmt: skip


def test_two_releases_are_never_judged_at_the_same_time(counted: Callable[..., River]):
    river = counted()
    with river.alone(pipeline.RELEASE), pytest.raises(RequestRefused, match="another process"):
        pipeline.release(river, AS_OF)
    pipeline.release(river, AS_OF)


def test_checking_stores_nothing(river: River, tmp_path: Path):
    report = pipeline.check([referrals(tmp_path / "in")], "program", "alder")
    assert (report.exit_code, report.accepted) == (0, {"referrals": 3})
    assert river.vault.deliveries() == []


def test_the_days_that_a_delivery_covers_can_be_told(river: River, tmp_path: Path):
    covers = date(2024, 1, 1), date(2025, 6, 1)
    pipeline.deliver(river, [referrals(tmp_path / "in")], ("program", "alder"), covers=covers)
    (one,) = river.vault.deliveries()
    assert (one.covers_from, one.covers_until) == covers
