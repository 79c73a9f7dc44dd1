"""The command line, run in this process as a shell would run it, in a place of its own."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lead_metrics.__main__ import main
from lead_metrics.catalogue.load import catalogue
from lead_metrics.settings import settings
from tests.sampled import Sampled, place


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def forget() -> None:
    """Read the environment anew."""
    settings.cache_clear()
    catalogue.cache_clear()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Sampled], Sampled]]:
    """Return what moves this process to a place of data."""

    def move(there: Sampled) -> Sampled:
        for name, value in there.environment.items():
            monkeypatch.setenv(name, value)
        forget()
        return there

    yield move
    monkeypatch.undo()
    forget()


@pytest.fixture
def empty(at: Callable[[Sampled], Sampled], tmp_path: Path) -> Sampled:
    """Work in an empty place."""
    return at(place(tmp_path))


@pytest.fixture
def small(at: Callable[[Sampled], Sampled], small_county: Sampled) -> Sampled:
    """Work on the small county's release, which a test must not change."""
    return at(small_county)


@pytest.fixture
def own(at: Callable[[Sampled], Sampled], small_county: Sampled, tmp_path: Path) -> Sampled:
    """Work on a copy of the small county, free to change."""
    shutil.copytree(small_county.folder, tmp_path, dirs_exist_ok=True)
    return at(place(tmp_path))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command and tells how it ended."""

    def command(*arguments: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["lead-metrics", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Ran(int(end.value.code or 0), said.out, said.err)

    return command
