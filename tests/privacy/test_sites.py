"""Each site by itself, and several at once."""

from __future__ import annotations

import os

import pytest

from lead_metrics.cells import RawCells
from lead_metrics.errors import RequestRefused
from lead_metrics.privacy import sites
from lead_metrics.privacy.audit import attack
from lead_metrics.privacy.gate import release
from lead_metrics.privacy.sites import WORTH_IT, each
from tests.privacy.county import catalogue as built
from tests.privacy.county import months_of, raw, summed


def told(site: str, number: int) -> tuple[str, int, int]:
    return site, number * 2, os.getpid()


def refuse(site: str) -> str:
    raise RequestRefused(f"nothing is known of {site}")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two cores, whatever the machine has."""
    monkeypatch.setattr(sites, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_several_at_once_come_back_in_their_order_from_processes_of_their_own():
    given = [(name, n) for n, name in enumerate("abcd")]
    found = each(told, given, WORTH_IT)
    assert [(name, number) for name, number, _ in found] == [("a", 0), ("b", 2), ("c", 4), ("d", 6)]
    assert os.getpid() not in {process for *_, process in found}


@pytest.mark.parametrize(("names", "figures"), [("abcd", WORTH_IT - 1), ("a", WORTH_IT), ("", WORTH_IT)])
@pytest.mark.usefixtures("two_cores")
def test_little_work_stays_in_this_process(names: str, figures: int):
    found = each(told, [(name, 1) for name in names], figures)
    assert [process for *_, process in found] == [os.getpid()] * len(names)


def test_a_machine_with_one_core_works_at_one_after_another(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sites, "cores", lambda: 1)
    assert {process for *_, process in each(told, [("a", 1), ("b", 2)], WORTH_IT)} == {os.getpid()}


@pytest.mark.usefixtures("two_cores")
def test_what_goes_wrong_at_a_site_is_said_as_if_it_were_alone():
    with pytest.raises(RequestRefused, match="nothing is known of a"):
        each(refuse, [("a",), ("b",)], WORTH_IT)


def test_only_the_cores_that_this_process_may_use_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 5}, raising=False)
    assert sites.cores() == 3


def test_there_is_at_least_one_core(monkeypatch: pytest.MonkeyPatch):
    assert sites.cores() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert sites.cores() == 1


@pytest.mark.usefixtures("two_cores")
def test_a_release_and_its_audit_are_the_same_whether_sites_are_judged_at_once_or_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
):
    words, figures = built(), two_sites()
    alone = release(figures, words)
    monkeypatch.setattr(sites, "WORTH_IT", 0)
    together = release(figures, words)
    assert together.cells.frame.equals(alone.cells.frame)
    assert together.cells.series.equals(alone.cells.series)
    assert together.report.equals(alone.report)
    found = attack(together.cells, together.report, figures.areas, words)
    monkeypatch.setattr(sites, "WORTH_IT", 10**9)
    assert found == attack(alone.cells, alone.report, figures.areas, words)


def two_sites() -> RawCells:
    """Return months of two sites, some small."""
    rows = summed(months_of(2024, [40, 3, 12, 9, 30, 2, 40, 11, 0, 4, 25, 60]))
    return raw([*rows, *(row | {"site": "south"} for row in rows)])
