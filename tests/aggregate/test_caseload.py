"""The staff view: what each worker carries on a day."""

from datetime import date, datetime

import polars as pl

from lead_metrics.aggregate.caseload import count_caseload
from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import CASELOAD, check
from tests.aggregate.deposits import bookings, deposit, utc
from tests.aggregate.test_stocks import standings

JAN, DAY = date(2024, 1, 1), date(2024, 6, 1)
PEOPLE = standings(
    ("a", "active", JAN, {"worker": "w1"}),
    ("b", "active", JAN, {"worker": "w1"}),
    ("c", "inactive", JAN, {"worker": "w1"}),
    ("d", "deceased", JAN, {"worker": "w1"}),
    ("e", "active", JAN, {"worker": "w2"}),
    ("f", "active", JAN),
)


def met(*rows):
    return utc(
        "engagements",
        [{"person": p, "worker": "w1", "mode": "field", "at": datetime(d.year, d.month, d.day)} for p, d in rows],
        "program",
    )


def loads(held):
    frame = count_caseload(held, catalogue(), DAY)
    check(frame, CASELOAD)
    return {(w, m): v for w, m, v in frame.select("worker", "measure", "value").iter_rows()}


def test_each_worker_carries_active_inactive_and_sought_people_and_nobody_who_died():
    counted = loads(deposit(participation=PEOPLE))
    assert counted == {("w1", "active"): 2, ("w1", "inactive"): 1, ("w2", "active"): 1}


def test_active_people_without_a_contact_for_so_long_are_counted_by_worker():
    held = deposit(participation=PEOPLE, engagements=met(("a", date(2024, 5, 20)), ("b", date(2024, 4, 10))))
    counted = loads(held)
    assert counted["w1", "no_contact_30"] == 1
    assert counted.get(("w1", "no_contact_60"), 0) == 0
    assert counted["w2", "no_contact_90"] == 1


def test_a_site_without_participants_has_no_caseload():
    assert count_caseload(deposit(bookings=bookings(("a", JAN))), catalogue(), DAY).is_empty()
    assert isinstance(count_caseload(deposit(), catalogue(), DAY), pl.DataFrame)
