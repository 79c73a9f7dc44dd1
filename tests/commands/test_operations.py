"""Work, documents and doctor from the shell."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from lead_metrics import documents
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.commands import operations
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import jobs, replies, trail
from tests.commands.conftest import Run, forget
from tests.sampled import Sampled


def test_work_does_what_waits_and_stops(own: Sampled, run: Run):
    number = jobs.enqueue(own.engine, "staff", {})
    assert run("work", "--once").code == 0
    (job,) = jobs.asked(own.engine)
    assert (job.id, job.status) == (number, "done")


def test_the_written_documents_are_current(run: Run):
    said = run("documents", "--check")
    assert (said.code, said.err) == (0, "")


def test_a_stale_document_is_exit_7_and_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(operations, "ROOT", tmp_path)
    assert run("documents").code == 0
    assert run("documents", "--check").code == 0
    name = sorted(documents.made())[0]
    with (tmp_path / "docs" / name).open("a") as file:
        file.write("a word by hand")
    said = run("documents", "--check")
    assert said.code == 7
    assert name in said.err


def test_the_doctor_tells_a_script_whether_there_is_a_release(empty: Sampled, run: Run):
    assert run("doctor", "--has-release").code == 1


def test_the_doctor_finds_the_release_of_the_sample(small: Sampled, run: Run):
    assert run("doctor", "--has-release").code == 0
    assert "sample data" in run("doctor").out


def test_the_doctor_prints_no_secret(own: Sampled, run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEAD_SECRET_KEY", "s3cret" * 8)
    monkeypatch.setenv("LEAD_PSEUDONYM_KEY", "pseud0" * 8)
    forget()
    for said in (run("doctor").out, run("doctor", "--json").out):
        assert "s3cret" not in said
        assert "pseud0" not in said


def test_the_doctor_sees_a_key_that_others_can_read(own: Sampled, run: Run):
    key = next((own.folder / "keys").iterdir())
    os.chmod(key, 0o644)
    found = json.loads(run("doctor", "--json").out)
    assert any(not one["fine"] and str(key) in one["said"] for one in found)
    os.chmod(key, 0o600)
    assert all(one["fine"] for one in json.loads(run("doctor", "--json").out) if one["what"] == "keys")


def test_the_doctor_brings_the_schema_up(empty: Sampled, run: Run):
    assert run("doctor", "--upgrade").code == 0
    assert "its schema is current" in run("doctor").out


def test_a_purge_lets_go_of_old_entries_and_says_how_many(empty: Sampled, run: Run):
    trail.append(empty.engine, "view")
    assert "let go of 0 entries" in run("purge").out
    said = run("purge", "--days", "30")
    assert said.code == 2
    assert "at least 90 days" in said.err
    assert "view" in [entry.action for entry in trail.entries(empty.engine)]


def test_a_purge_lets_go_of_what_readers_wrote_long_ago(own: Sampled, run: Run):
    replies.send(own.engine, ANYBODY, (site := sites_for(ANYBODY, own.engine)[0].id), "Words.")
    assert "let go of 0 replies" in run("purge").out
    with own.engine.begin() as connection:
        connection.execute(text("update replies set week = '2001-01-01' where site = :site"), {"site": site})
    assert "let go of 1 replies" in run("purge").out


def test_a_purge_lets_go_of_people_not_met_for_years_writes_it_down_and_the_doctor_asks_for_it(
    empty: Sampled, run: Run, tmp_path: Path
):
    rows = "referral,person,at,door,area,agency\nr1,canary-1,2001-03-05T10:00:00,community,depot,police\n"
    (file := tmp_path / "referrals.csv").write_text(rows)
    assert run("deliver", str(file), "--source", "program", "--site", "alder").code == 0
    asked = run("doctor").out
    assert "alder keeps 1 records of people not met since" in asked and "lead_metrics purge" in asked
    assert "let go of 1 records of people" in run("purge").out
    assert "alder keeps" not in run("doctor").out
    written = [entry.about for entry in trail.entries(empty.engine) if entry.action == "purge"]
    assert any(about.startswith("1 records of alder") for about in written)
    assert "canary" not in " ".join(written)
