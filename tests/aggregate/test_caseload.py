"""The staff view: what each worker carries on a day, counted by hand."""

from datetime import date, datetime

import polars as pl
import pytest

from lead_metrics.aggregate.caseload import count_caseload
from lead_metrics.catalogue.load import catalogue
from lead_metrics.cells import CASELOAD, check
from tests.aggregate.deposits import SITE, bookings, deposit, records, utc
from tests.aggregate.test_stocks import standings

JAN, DAY = date(2024, 1, 1), date(2024, 6, 1)
PEOPLE = standings(
    ("a", "active", JAN, {"worker": "w1", "acuity": "3", "language": "spanish", "area": "quay"}),
    ("b", "active", JAN, {"worker": "w1", "acuity": "1", "language": "english", "area": "quay"}),
    ("c", "inactive", JAN, {"worker": "w1"}),
    ("d", "deceased", JAN, {"worker": "w1"}),
    ("e", "active", JAN, {"worker": "w2", "language": "unknown"}),
    ("f", "active", JAN),
)


def met(*rows):
    return utc(
        "engagements",
        [
            {"person": p, "worker": "w1", "mode": mode, "at": datetime(d.year, d.month, d.day)}
            for p, d, mode in ((*row, "field")[:3] for row in rows)
        ],
        "program",
    )


def referred(*rows):
    return utc(
        "referrals", [{"referral": f"r{n}", "door": "community", **row} for n, row in enumerate(rows)], "program"
    )


def positions(*rows):
    made = [{"position": f"p{n}", "role": "case_manager", "from": JAN, **row} for n, row in enumerate(rows)]
    return records("positions", made, "program")


def rows(held, day=DAY, **settings):
    if settings:
        held.sites[SITE] = held.sites[SITE].model_copy(update=settings)
    frame = count_caseload(held, catalogue(), day)
    check(frame, CASELOAD)
    return frame


def loads(held, **settings):
    frame = rows(held, **settings).filter(pl.col("language") == "all", pl.col("area") == "all", pl.col("door") == "all")
    return {(w, m): v for w, m, v in frame.select("worker", "measure", "value").iter_rows()}


def test_each_worker_carries_active_inactive_and_sought_people_and_nobody_who_died():
    counted = loads(deposit(participation=PEOPLE))
    people = {key: value for key, value in counted.items() if key[1] in ("active", "inactive", "sought", "deceased")}
    assert people == {
        ("w1", "active"): 2, ("w1", "inactive"): 1, ("w2", "active"): 1, ("none", "active"): 1, ("all", "deceased"): 1,
    }  # fmt: skip


def test_the_groups_of_a_worker_add_up_to_their_load_and_what_is_not_known_stays_so():
    frame = rows(deposit(participation=PEOPLE)).filter(pl.col("measure") == "active", pl.col("language") != "all")
    assert frame.select("worker", "language", "area", "value").sort("worker", "language").rows() == [
        ("none", "none", "none", 1.0), ("w1", "english", "quay", 1.0), ("w1", "spanish", "quay", 1.0),
        ("w2", "none", "none", 1.0),
    ]  # fmt: skip


def test_the_sites_weights_for_need_stand_beside_plain_counts():
    plain = loads(deposit(participation=PEOPLE))
    weighed = loads(deposit(participation=PEOPLE), need_weights={"1": 0.5, "3": 2.0})
    assert (plain["w1", "weighted"], weighed["w1", "weighted"]) == (2.0, 2.5)
    assert (weighed["all", "weight_1"], weighed["all", "weight_2"], weighed["all", "weight_3"]) == (0.5, 1.0, 2.0)
    assert ("all", "weight_1") not in plain


def test_active_people_without_a_contact_for_so_long_are_counted_by_worker():
    held = deposit(participation=PEOPLE, engagements=met(("a", date(2024, 5, 20)), ("b", date(2024, 4, 10))))
    counted = loads(held)
    assert counted["w1", "no_contact_30"] == 1
    assert counted.get(("w1", "no_contact_60"), 0) == 0
    assert counted["w2", "no_contact_90"] == 1


def test_no_contact_is_told_by_the_door_that_people_came_through_last():
    held = deposit(
        participation=PEOPLE, engagements=met(("a", date(2024, 5, 20))),
        referrals=referred(
            {"person": "b", "at": datetime(2023, 5, 1), "door": "social_contact"},
            {"person": "b", "at": datetime(2023, 12, 1), "door": "arrest_diversion"},
        ),
    )  # fmt: skip
    frame = rows(held).filter(pl.col("measure") == "no_contact_30", pl.col("worker") == "w1")
    assert dict(frame.select("door", "value").rows()) == {"all": 1.0, "arrest_diversion": 1.0}


@pytest.mark.parametrize("ended", ["deceased", "inactive", "moved"])
def test_whoever_died_or_is_no_longer_active_leaves_no_contact_and_a_death_leaves_inactive_too(ended):
    people = standings(("a", "active", JAN, {"worker": "w1"}), ("b", "active", JAN, {"worker": "w1"}),
                       ("b", ended, date(2024, 5, 1), {"worker": "w1"}))  # fmt: skip
    counted = loads(deposit(participation=people, engagements=met(("z", DAY))))
    assert counted["w1", "no_contact_30"] == counted["w1", "active"] == 1
    assert counted.get(("w1", "inactive"), 0) == (ended == "inactive")
    assert counted["all", "deceased"] == (ended == "deceased")


def test_a_late_file_makes_nobody_unreached():
    covers = [(SITE, "engagements", "program", JAN, date(2024, 5, 1), "monthly", 30)]
    held = deposit(covers=covers, participation=PEOPLE, engagements=met(("a", date(2024, 4, 20))))
    counted = loads(held)
    assert counted["all", "contacts_behind"] == 32
    assert counted["w1", "no_contact_30"] == 1  # b alone: a was met eleven days before the last day that arrived


def test_somebody_who_became_active_lately_is_not_without_contact_yet_but_a_new_worker_changes_nothing():
    people = standings(
        ("a", "active", date(2024, 5, 20), {"worker": "w1"}),
        ("b", "active", JAN, {"worker": "w1"}), ("b", "active", date(2024, 5, 20), {"worker": "w2"}),
    )  # fmt: skip
    counted = loads(deposit(participation=people, engagements=met(("z", DAY))))
    assert {key: n for key, n in counted.items() if key[1] == "no_contact_30"} == {("w2", "no_contact_30"): 1}


def test_contacts_a_month_and_in_the_field_are_told_of_the_whole_site():
    # Thirty days of two active people: 60 / 30.4375 months; three contacts with them, two in the field.
    people = standings(("a", "active", JAN, {"worker": "w1"}), ("b", "active", JAN, {"worker": "w2"}))
    seen = met(("a", date(2024, 5, 20)), ("a", DAY), ("b", date(2024, 5, 9), "phone"), ("b", date(2024, 5, 2)),
               ("stranger", DAY))  # fmt: skip
    counted = loads(deposit(participation=people, engagements=seen))
    assert counted["all", "contacts"] == 3
    assert counted["all", "contacts_a_month"] == pytest.approx(3 / (60 / 30.4375))
    assert counted["all", "in_field"] == pytest.approx(200 / 3)
    assert not [key for key in counted if key[1] in ("contacts_a_month", "in_field") and key[0] != "all"]


def test_the_first_contact_is_the_median_hours_from_referral():
    at = datetime(2024, 5, 1, 8)
    reached = [{"person": "a", "at": at, "reached_at": at.replace(hour=8 + n)} for n in (1, 2, 9)]
    counted = loads(deposit(participation=PEOPLE, referrals=referred(*reached, {"person": "b", "at": at})))
    assert (counted["all", "hours_to_first"], counted["all", "first_contacts"]) == (2.0, 3.0)


def test_priority_referrals_wait_by_days_until_they_are_reached_or_have_ended():
    day = lambda n: datetime(2024, 6, 1) if n == 0 else datetime(2024, 5, 32 - n) if n < 31 else datetime(2024, 2, 1)  # noqa: E731
    urgent = [{"person": f"p{n}", "at": day(n), "priority": True} for n in (0, 7, 8, 30, 121)]
    others = [
        {"person": "q1", "at": day(5), "priority": True, "reached_at": day(4)},
        {"person": "q2", "at": day(5), "priority": True, "outcome": "declined"},
        {"person": "q3", "at": day(5), "priority": False},
        {"person": "q4", "at": datetime(2023, 5, 1), "priority": True},
    ]
    counted = loads(deposit(participation=PEOPLE, referrals=referred(*urgent, *others)))
    waits = {key[1]: n for key, n in counted.items() if key[1].startswith("waiting")}
    assert waits == {
        "waiting": 5, "waiting_7": 2, "waiting_14": 1, "waiting_30": 1, "waiting_more": 1, "waiting_days": 8,
        "waiting_longest": 121,
    }  # fmt: skip


def test_nobody_waiting_is_a_counted_zero_and_no_referrals_at_all_are_not():
    none = loads(deposit(participation=PEOPLE, referrals=referred({"person": "a", "at": datetime(2024, 5, 1)})))
    assert none["all", "waiting"] == 0
    assert ("all", "waiting") not in loads(deposit(participation=PEOPLE))


def test_a_position_tells_the_share_of_a_week_leave_and_what_a_worker_knows():
    held = positions(
        {"worker": "w1", "full_time": 0.5, "leave_from": date(2024, 5, 1), "leave_until": date(2024, 7, 1)},
        {"worker": "w2", "full_time": 1.0, "capacity": 8, "languages": "Spanish, Other", "areas": "Lantern Row"},
        {"worker": "w3", "full_time": 1.0, "leave_from": date(2024, 5, 1), "leave_until": DAY},
        {"worker": "w4", "full_time": 1.0, "until": DAY}, {"worker": None, "full_time": 1.0},
        {"worker": "w5", "full_time": 1.0, "role": "outreach"},
    )  # fmt: skip
    frame = rows(deposit(participation=PEOPLE, positions=held))
    said = frame.filter(
        pl.col("measure").is_in(["full_time", "present", "away_days", "capacity", "speaks", "works_in"])
    )
    assert said.drop("site", "day", "door").sort("worker", "measure", "language").rows() == [
        ("w1", "away_days", "all", "all", 30.0), ("w1", "full_time", "all", "all", 0.5),
        ("w1", "present", "all", "all", 0.0),
        ("w2", "capacity", "all", "all", 8.0), ("w2", "full_time", "all", "all", 1.0),
        ("w2", "present", "all", "all", 1.0), ("w2", "speaks", "other", "all", 1.0),
        ("w2", "speaks", "spanish", "all", 1.0), ("w2", "works_in", "all", "lantern_row", 1.0),
        ("w3", "full_time", "all", "all", 1.0), ("w3", "present", "all", "all", 1.0),
    ]  # fmt: skip


def test_a_leave_may_take_a_part_of_a_position_and_leaves_the_other_part():
    away = {"leave_from": date(2024, 5, 1), "leave_until": date(2024, 7, 1)}
    held = positions(
        {"worker": "w1", "full_time": 0.8, "leave_share": 0.25, **away},
        {"worker": "w2", "full_time": 1.0, "leave_share": 0.5, "leave_from": date(2024, 8, 1)},
    )
    told = loads(deposit(participation=PEOPLE, positions=held))
    assert (told["w1", "full_time"], told["w1", "present"], told["w1", "away_days"]) == (0.8, pytest.approx(0.6), 30.0)
    assert (told["w2", "present"], told.get(("w2", "away_days"))) == (1.0, None)


def test_a_site_without_participants_has_no_caseload():
    assert count_caseload(deposit(bookings=bookings(("a", JAN))), catalogue(), DAY).is_empty()
    assert isinstance(count_caseload(deposit(), catalogue(), DAY), pl.DataFrame)
