"""How the command line ends: exit codes, one line for an error, and no traceback unless it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lead_metrics.__main__ import main
from lead_metrics.commands import figures
from lead_metrics.errors import LeadError
from lead_metrics.settings import ROOT
from tests.commands.conftest import Run
from tests.sampled import Sampled

COMMANDS = {
    "sample", "check", "deliver", "deliveries", "withdraw", "template", "release", "releases", "publish", "unpublish",
    "diff", "audit", "figures", "work", "account", "documents", "doctor", "purge",
}  # fmt: skip


def test_every_command_of_the_interface_is_there_and_explains_itself(run: Run):
    said = run("--help")
    assert said.code == 0
    assert set(said.out.split()) >= COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS - {"account"}))
def test_each_command_has_a_help_of_its_own(run: Run, command: str):
    said = run(command, "--help")
    assert said.code == 0
    assert f"Usage: lead-metrics {command}" in said.out


def test_an_unknown_command_is_a_usage_error(run: Run):
    assert run("graduate").code == 2


def test_a_missing_option_is_a_usage_error(run: Run):
    assert run("figures").code == 2


def test_an_error_is_one_line_on_standard_error(empty: Sampled, run: Run):
    said = run("release", "--as-of", "yesterday")
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("lead-metrics: --as-of")


def test_a_defect_of_ours_is_exit_1_with_a_hint_and_without_its_words(
    empty: Sampled, run: Run, monkeypatch: pytest.MonkeyPatch
):
    def broken(_name: str) -> None:
        raise ZeroDivisionError("the value 4711 of a record")

    monkeypatch.setattr(figures, "catalogue", broken)
    said = run("figures", "--indicator", "Y5")
    assert said.code == 1
    assert "--debug" in said.err
    assert "4711" not in said.err


def test_debug_shows_where_an_error_comes_from_wherever_it_stands(empty: Sampled, monkeypatch: pytest.MonkeyPatch):
    for arguments in (["--debug", "publish", "7"], ["publish", "7", "--debug"]):
        monkeypatch.setattr(sys, "argv", ["lead-metrics", *arguments])
        with pytest.raises(LeadError):
            main()


def test_a_reader_who_leaves_early_is_no_error(small: Sampled):
    whole = f"{sys.executable} -m lead_metrics figures --indicator Y5 --by all | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", whole], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("release,audience,site")
    assert done.stderr == ""
    assert done.returncode == 0
