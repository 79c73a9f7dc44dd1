"""The worker: what pages queued and what lies in the inbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lead_metrics import pipeline, worker
from lead_metrics.catalogue.load import catalogue
from lead_metrics.inbox import STILL
from lead_metrics.river import River
from lead_metrics.settings import ROOT, settings
from lead_metrics.store import jobs
from lead_metrics.store.stored import releases
from tests.commands.exports import referrals
from tests.sampled import Sampled, place


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sampled]:
    """Work in an empty place."""
    made = place(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    catalogue.cache_clear()
    yield made
    monkeypatch.undo()
    settings.cache_clear()


def inbox(there: Sampled) -> Path:
    return Path(there.environment["LEAD_INBOX"])


def done(there: Sampled, kind: str, payload: dict[str, object]) -> jobs.Job:
    number = jobs.enqueue(there.engine, kind, payload)
    worker.work(once=True)
    return next(job for job in jobs.asked(there.engine) if job.id == number)


def test_a_queued_delivery_is_in_the_vault_and_its_file_is_gone(there: Sampled):
    file = referrals(inbox(there), 20)
    job = done(there, "deliver", {"files": [file.name], "source": "program", "site": "alder"})
    assert (job.status, job.said) == ("done", "accepted 20 referrals")
    assert [one.site for one in River.here().vault.deliveries()] == ["alder"]
    assert not file.exists()


def test_a_refused_file_ends_the_job_with_its_reason(there: Sampled):
    inbox(there).mkdir()
    (inbox(there) / "empty.csv").touch()
    job = done(there, "deliver", {"files": ["empty.csv"], "source": "program", "site": "alder"})
    assert job.status == "refused"
    assert "empty.csv: the file is empty" in job.said


def test_a_job_reaches_no_file_outside_the_inbox(there: Sampled):
    inbox(there).mkdir()
    outside = referrals(there.folder / "elsewhere")
    job = done(there, "deliver", {"files": [f"../elsewhere/{outside.name}"], "source": "program", "site": "alder"})
    assert job.status == "refused"
    assert outside.exists()
    assert River.here().vault.deliveries() == []


def test_a_queued_release_is_a_draft_and_a_queued_publishing_shows_it(there: Sampled):
    pipeline.deliver(River.here(), [referrals(there.folder / "in", 20)], ("program", "alder"))
    assert "is a draft" in done(there, "release", {"as_of": "2026-01-01", "note": "asked for"}).said
    assert [(one.status, one.note) for one in releases(there.engine)] == [("draft", "asked for")]
    assert done(there, "publish", {"release": 1}).status == "done"
    assert [one.status for one in releases(there.engine)] == ["published"]


def test_a_refusal_ends_the_job_and_never_the_worker(there: Sampled):
    first = jobs.enqueue(there.engine, "publish", {"release": 12})
    second = jobs.enqueue(there.engine, "dance", {})
    third = jobs.enqueue(there.engine, "release", {})
    worker.work(once=True)
    ended = {job.id: job for job in jobs.asked(there.engine)}
    assert [ended[n].status for n in (first, second, third)] == ["refused"] * 3
    assert "there is no" in ended[first].said
    assert "no such kind of job" in ended[second].said
    assert "holds no delivery" in ended[third].said


def test_a_defect_ends_the_job_without_telling_what_it_held(there: Sampled, monkeypatch: pytest.MonkeyPatch):
    def broken(_river: River, _asked: dict[str, object]) -> tuple[str, bool]:
        raise ZeroDivisionError("the value 4711 of a record")

    monkeypatch.setitem(worker.KINDS, "staff", broken)
    job = done(there, "staff", {})
    assert job.status == "refused"
    assert "4711" not in job.said


def test_progress_grows_and_stays_below_the_end_until_it_is_there(there: Sampled):
    jobs.enqueue(there.engine, "release", {})
    job = jobs.claim(there.engine)
    assert job is not None
    tell, seen = worker._progress(River.here(), job), []
    for step in ("reading", "counting", *["judging again"] * 10):
        tell(step)
        (now,) = jobs.asked(there.engine)
        seen.append(now.progress)
        assert now.said == step
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] < 1


def test_a_job_left_behind_by_a_worker_that_was_ended_is_done_after_all(there: Sampled):
    jobs.enqueue(there.engine, "dance", {})
    assert jobs.claim(there.engine) is not None
    worker.work(once=True)
    assert [job.status for job in jobs.asked(there.engine)] == ["refused"]


def test_a_watched_file_is_delivered_to_the_site_and_source_of_its_folder(there: Sampled):
    file = referrals(inbox(there) / "alder" / "program", 20)
    os.utime(file, (time.time() - 2 * STILL,) * 2)
    worker.work(once=True)
    (one,) = River.here().vault.deliveries()
    assert (one.site, one.source, one.accepted) == ("alder", "program", {"referrals": 20})
    assert (file.parent / "taken" / file.name).exists()


@pytest.mark.parametrize("source", ["program", "newspaper"])
def test_a_watched_file_that_is_refused_is_put_aside_and_the_next_is_read(there: Sampled, source: str):
    bad = inbox(there) / "alder" / source / "a.csv"
    bad.parent.mkdir(parents=True)
    bad.touch()
    good = referrals(inbox(there) / "birch" / "program", site="birch")
    for file in (bad, good):
        os.utime(file, (time.time() - 2 * STILL,) * 2)
    worker.work(once=True)
    assert (bad.parent / "refused" / "a.csv").exists()
    assert [one.site for one in River.here().vault.deliveries()] == ["birch"]


def test_a_watched_file_of_which_no_row_was_accepted_is_put_aside_as_refused(there: Sampled):
    file = referrals(inbox(there) / "birch" / "program", site="alder")
    os.utime(file, (time.time() - 2 * STILL,) * 2)
    worker.work(once=True)
    assert (file.parent / "refused" / file.name).exists()


def test_a_worker_stops_when_it_is_asked_to(there: Sampled):
    command = [sys.executable, "-m", "lead_metrics", "work"]
    running = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **there.environment}, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert "at work" in running.stdout.readline()
    second = there.run("work", "--once")
    assert second.returncode == 2
    assert "another process" in second.stderr
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=20)
    assert running.returncode == 0


def test_a_report_is_told_in_one_line(there: Sampled):
    report = pipeline.check([referrals(there.folder / "in")], "program", "alder")
    assert worker.told(report) == "accepted 3 referrals"
    bad = there.folder / "in" / "referrals.csv"
    bad.write_text(bad.read_text().replace("community", "teleported"))
    said = worker.told(pipeline.check([bad], "program", "alder"))
    assert "\n" not in said
    assert "refused 3 rows" in said


def test_a_sites_staff_refresh_their_own_site_and_hear_of_no_other(there: Sampled):
    for site in ("alder", "birch"):
        pipeline.deliver(River.here(), [referrals(there.folder / site, 20, site=site)], ("program", site))
    assert done(there, "staff", {"site": "alder"}).said == "refreshed the staff view of alder"
    assert done(there, "staff", {}).said == "refreshed the staff view of alder, birch"
    unknown = done(there, "staff", {"site": "cedar"})
    assert (unknown.status, "deliver its files first" in unknown.said) == ("refused", True)
