"""The inbox: which files are whole, whose they are, and where they go."""

from __future__ import annotations

import os
import time
from pathlib import Path

from lead_metrics.inbox import KEPT, STILL, aside, forget, old, waiting


def laid(folder: Path, *parts: str, age: float = 2 * STILL) -> Path:
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_a_whole_file_is_found_with_its_site_and_source(tmp_path: Path):
    path = laid(tmp_path, "alder", "jail", "march.csv")
    (found,) = waiting(tmp_path)
    assert (found.file, found.site, found.source) == (path, "alder", "jail")


def test_a_file_that_still_grows_is_left_alone(tmp_path: Path):
    laid(tmp_path, "alder", "jail", "march.csv", age=0)
    assert waiting(tmp_path) == []


def test_files_of_pages_hidden_files_and_files_put_aside_are_not_watched(tmp_path: Path):
    for parts in (("upload.csv",), ("alder", "jail", ".part"), ("alder", "jail", "taken", "old.csv")):
        laid(tmp_path, *parts)
    assert waiting(tmp_path) == []


def test_there_may_be_no_inbox_yet(tmp_path: Path):
    assert waiting(tmp_path / "nowhere") == []


def test_a_file_is_put_aside_and_not_lost(tmp_path: Path):
    for name, taken, folder in (("good.csv", True, "taken"), ("bad.csv", False, "refused")):
        laid(tmp_path, "alder", "jail", name)
        (found,) = waiting(tmp_path)
        there = aside(found, taken=taken)
        assert there == tmp_path / "alder" / "jail" / folder / name
        assert there.read_text() == "x"
        assert waiting(tmp_path) == []


def test_a_file_that_was_put_aside_goes_after_a_month_whatever_its_sender_dated_it(tmp_path: Path):
    for name, taken in (("good.csv", True), ("bad.csv", False)):
        laid(tmp_path, "alder", "jail", name, age=10 * KEPT.total_seconds())
        (found,) = waiting(tmp_path)
        aside(found, taken=taken)
    waits = laid(tmp_path, "alder", "jail", "waits.csv", age=10 * KEPT.total_seconds())
    assert old(tmp_path) == [] and forget(tmp_path) == 0
    later = time.time() + KEPT.total_seconds() + 60
    assert {file.name for file in old(tmp_path, later)} == {"good.csv", "bad.csv"}
    assert forget(tmp_path, later) == 2
    assert old(tmp_path, later) == []
    assert waits.exists()
