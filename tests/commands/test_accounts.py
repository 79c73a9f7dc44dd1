"""Accounts from the shell: a password never stands in an argument."""

from __future__ import annotations

import pytest

from lead_metrics.store import accounts, links, trail
from tests.commands.conftest import Run
from tests.sampled import Sampled

WORDS = "a long sentence nobody guesses"


def added(run: Run, *more: str) -> None:
    assert run("account", "add", "kim", "--role", "staff", "--site", "alder", *more, stdin=WORDS + "\n").code == 0


def test_an_account_signs_in_with_the_password_from_standard_input(empty: Sampled, run: Run):
    added(run, "--group", "staff")
    assert accounts.verify(empty.engine, "kim", WORDS)
    (one,) = accounts.known(empty.engine)
    assert (one.name, one.role, one.group, one.sites) == ("kim", "staff", "staff", frozenset({"alder"}))


def test_no_command_takes_a_password_as_an_argument(run: Run):
    for command in ("add", "password"):
        assert "--password" not in run("account", command, "--help").out
    assert run("account", "add", "kim", WORDS, "--role", "staff").code == 2


def test_a_short_password_is_refused_and_no_account_made(empty: Sampled, run: Run):
    said = run("account", "add", "kim", "--role", "staff", stdin="short\n")
    assert said.code == 2
    assert "short\n" not in said.err
    assert accounts.known(empty.engine) == []


@pytest.mark.parametrize("wrong", [["--role", "sheriff"], ["--role", "staff", "--group", "martians"]])
def test_an_unknown_role_or_group_is_refused_with_those_there_are(empty: Sampled, run: Run, wrong: list[str]):
    said = run("account", "add", "kim", *wrong, stdin=WORDS + "\n")
    assert said.code == 2
    assert "choose one of" in said.err


def test_the_list_holds_no_hash(empty: Sampled, run: Run):
    assert "no account yet" in run("account", "list").out
    added(run)
    listed = run("account", "list").out
    assert "kim" in listed
    assert "$2" not in listed


def test_a_disabled_account_is_out_and_an_enabled_one_in_again(empty: Sampled, run: Run):
    added(run)
    assert run("account", "disable", "kim").code == 0
    assert not accounts.verify(empty.engine, "kim", WORDS)
    assert "disabled" in run("account", "list").out
    assert run("account", "enable", "kim").code == 0
    assert accounts.verify(empty.engine, "kim", WORDS)


def test_a_changed_password_replaces_the_old_one(empty: Sampled, run: Run):
    added(run)
    assert run("account", "password", "kim", stdin="another long sentence\n").code == 0
    assert not accounts.verify(empty.engine, "kim", WORDS)
    assert accounts.verify(empty.engine, "kim", "another long sentence")


def test_a_changed_role_takes_its_sites_along(empty: Sampled, run: Run):
    added(run)
    assert run("account", "roles", "kim", "--role", "manager", "--site", "birch").code == 0
    (one,) = accounts.known(empty.engine)
    assert (one.role, one.sites) == ("manager", frozenset({"birch"}))


@pytest.mark.parametrize("command", ["disable", "enable", "password"])
def test_an_account_that_is_not_there_is_refused(empty: Sampled, run: Run, command: str):
    assert run("account", command, "nobody", stdin=WORDS + "\n").code == 2


def test_an_invitation_prints_a_link_that_works_once_and_no_password(empty: Sampled, run: Run):
    said = run("account", "invite", "kim", "--role", "staff", "--site", "alder").out
    token = said.split("/welcome/")[1].split()[0]
    assert "no password yet" in run("account", "list").out
    assert links.use(empty.engine, token, WORDS) == "kim"
    assert accounts.verify(empty.engine, "kim", WORDS)
    assert "enabled" in run("account", "list").out


def test_a_reset_prints_a_link_and_leaves_the_password_until_it_is_used(empty: Sampled, run: Run):
    added(run)
    token = run("account", "reset", "kim").out.split("/welcome/")[1].split()[0]
    assert accounts.verify(empty.engine, "kim", WORDS)
    assert links.account_of(empty.engine, token) == "kim"
    assert run("account", "reset", "nobody").code == 2


def test_what_was_done_from_the_shell_is_written_down_with_the_account(empty: Sampled, run: Run):
    added(run)
    run("account", "roles", "kim", "--role", "partner")
    run("account", "disable", "kim")
    assert [(entry.action, entry.about) for entry in reversed(trail.entries(empty.engine))] == [
        ("account add", "kim: staff"),
        ("account roles", "kim: partner"),
        ("account disable", "kim"),
    ]
