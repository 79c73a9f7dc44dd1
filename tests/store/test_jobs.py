"""A job is taken once, reports how far it is, and ends; one whose worker fell silent waits again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from lead_metrics.errors import RequestRefused
from lead_metrics.store import jobs


def test_jobs_are_taken_in_the_order_in_which_they_were_asked(engine: Engine) -> None:
    asked = [jobs.enqueue(engine, kind, {"site": "north"}, "ann@example.org") for kind in ("deliver", "release")]
    taken = [jobs.claim(engine), jobs.claim(engine)]
    assert [(job.id, job.kind, job.payload, job.asked_by, job.status) for job in taken if job] == [
        (asked[0], "deliver", {"site": "north"}, "ann@example.org", "running"),
        (asked[1], "release", {"site": "north"}, "ann@example.org", "running"),
    ]
    assert jobs.claim(engine) is None


def test_of_workers_that_reach_for_a_job_at_once_one_gets_it(engine: Engine) -> None:
    for _ in range(5):
        jobs.enqueue(engine, "release", {})
        with ThreadPoolExecutor(8) as pool:
            taken = [job for job in pool.map(lambda _: jobs.claim(engine), range(8)) if job]
        assert len(taken) == 1


def test_workers_together_take_every_job_once(engine: Engine) -> None:
    asked = [jobs.enqueue(engine, "deliver", {"n": n}) for n in range(12)]

    def work(_: int) -> list[int]:
        mine = []
        while job := jobs.claim(engine):
            mine.append(job.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [number for mine in pool.map(work, range(4)) for number in mine]
    assert sorted(taken) == asked


def test_a_job_says_how_far_it_is_and_how_it_ended(engine: Engine) -> None:
    jobs.enqueue(engine, "deliver", {})
    jobs.enqueue(engine, "release", {})
    first, second = jobs.claim(engine), jobs.claim(engine)
    assert first and second
    jobs.report(engine, first.id, 0.5, "reading")
    jobs.end(engine, second.id, "the file was not accepted", done=False)
    assert [(job.kind, job.status, job.progress, job.said) for job in jobs.asked(engine)] == [
        ("release", "refused", 1.0, "the file was not accepted"),
        ("deliver", "running", 0.5, "reading"),
    ]
    jobs.end(engine, first.id, "delivered", done=True)
    assert jobs.asked(engine)[1].status == "done"


def test_a_job_that_is_not_running_takes_no_report(engine: Engine) -> None:
    waiting = jobs.enqueue(engine, "deliver", {})
    with pytest.raises(RequestRefused, match=f"job {waiting}"):
        jobs.report(engine, waiting, 0.5)
    jobs.claim(engine)
    jobs.end(engine, waiting, "", done=True)
    with pytest.raises(RequestRefused, match=f"job {waiting}"):
        jobs.end(engine, waiting, "again", done=False)
    assert jobs.asked(engine)[0].status == "done"


def test_progress_beyond_the_end_is_refused_by_the_database(engine: Engine) -> None:
    jobs.enqueue(engine, "deliver", {})
    taken = jobs.claim(engine)
    assert taken
    with pytest.raises(IntegrityError):
        jobs.report(engine, taken.id, 1.01)


def test_a_job_whose_worker_fell_silent_waits_again_and_others_run_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("deliver", "release", "waits"):
        jobs.enqueue(engine, kind, {})
    silent, heard = jobs.claim(engine), jobs.claim(engine)
    assert silent and heard
    later = datetime.now(UTC) + timedelta(minutes=10)
    monkeypatch.setattr(jobs, "now", lambda: later)
    jobs.report(engine, heard.id, 0.9)
    assert jobs.give_back(engine, timedelta(minutes=5)) == 1
    assert [job.status for job in jobs.asked(engine)] == ["waiting", "running", "waiting"]
    again = jobs.claim(engine)
    assert again and again.id == silent.id


def test_what_waits_already_is_not_asked_for_again(engine: Engine) -> None:
    first = jobs.enqueue_once(engine, "staff", {"site": "alder"}, "ann")
    assert jobs.enqueue_once(engine, "staff", {"site": "alder"}, "ben") == first
    others = {
        jobs.enqueue_once(engine, "staff", {"site": "birch"}),
        jobs.enqueue_once(engine, "release", {"site": "alder"}),
    }
    assert len(others | {first}) == 3
    taken = jobs.claim(engine)
    assert taken is not None and taken.id == first
    # What runs may have begun before the newest records came: it is asked for once more.
    assert jobs.enqueue_once(engine, "staff", {"site": "alder"}) not in others | {first}
