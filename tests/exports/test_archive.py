"""Several files as one."""

from __future__ import annotations

import io
import time
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.exports.archive import zipped

NAMES = st.text("abcdefghijklmnopqrstuvwxyz_-.0123456789", min_size=1, max_size=20)
FILES = st.dictionaries(NAMES, st.binary(max_size=200), max_size=5)


@given(FILES)
def test_what_was_put_in_comes_out_in_its_order(files):
    with ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert archive.namelist() == list(files)


def test_the_same_files_are_the_same_bytes_on_another_day(monkeypatch: pytest.MonkeyPatch):
    files = {"README.txt": b"words", "figures.csv": b"rows"}
    today = zipped(files)
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2031, 5, 6, 7, 8, 9, 1, 126, 0)))
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    assert zipped(files) == today
