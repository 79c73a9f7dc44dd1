"""account: who may sign in. A password comes from a prompt or standard input, never from an argument."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from getpass import getpass
from typing import Annotated

import typer

from lead_metrics.catalogue.load import catalogue
from lead_metrics.commands.speech import say, tell
from lead_metrics.errors import RequestRefused
from lead_metrics.settings import settings
from lead_metrics.store import accounts, links, trail
from lead_metrics.store.accounts import Known
from lead_metrics.store.engine import engine

Name = Annotated[str, typer.Argument(help="The account's name.")]
Role = Annotated[str, typer.Option(help="public, elected, partner, manager, staff or admin.")]
Sites = Annotated[list[str] | None, typer.Option("--site", help="A site of its own; * for every one.")]
Group = Annotated[str | None, typer.Option(help="The stakeholder group whose arrangement it sees first.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Who may sign in.", no_args_is_help=True)
    named: dict[str, Callable[..., None]] = {
        "add": add,
        "invite": invite,
        "reset": reset,
        "list": listed,
        "disable": disable,
        "enable": enable,
        "password": password,
        "roles": roles,
    }
    for name, command in named.items():
        group.command(name)(command)
    app.add_typer(group, name="account")


def _role(role: str, group: str | None) -> None:
    if role not in catalogue().roles:
        raise RequestRefused(f"there is no such role; choose one of {', '.join(catalogue().roles)}")
    if group is not None and group not in catalogue().views:
        raise RequestRefused(f"there is no such group; choose one of {', '.join(catalogue().views)}")


def _secret() -> str:
    if sys.stdin.isatty():
        first = getpass("Password: ")
        if getpass("Once more: ") != first:
            raise RequestRefused("the two passwords differ; try again")
        return first
    return sys.stdin.readline().rstrip("\n")


def add(name: Name, role: Role, site: Sites = None, group: Group = None) -> None:
    """Make an account; the password comes from a prompt or standard input."""
    _role(role, group)
    accounts.add(engine(), name, _secret(), role, sites=site or (), group=group)
    trail.append(engine(), "account add", about=f"{name}: {role}")
    say(f"added {name} as {role}")


def invite(name: Name, role: Role, site: Sites = None, group: Group = None) -> None:
    """Make an account without a password, and a link by which its person chooses one."""
    _role(role, group)
    with engine().begin() as connection:
        accounts.put(connection, Known(name, role, group, False, frozenset(site or ())))
        token = links.make(connection, name, "invitation")
        trail.append(connection, "account invite", about=f"{name}: {role}")
    _hand_over(token, "invitation")


def reset(name: Name) -> None:
    """Make a link by which somebody chooses a new password; the one until now works until they do."""
    token = links.make(engine(), name, "reset")
    trail.append(engine(), "account reset", about=name)
    _hand_over(token, "reset")


def _hand_over(token: str, kind: str) -> None:
    named = sorted(settings().hosts)
    start = f"https://{named[0]}" if named else "http://127.0.0.1:8501"
    say(f"{start}/welcome/{token}")
    say(f"give this link to its person yourself; it works once, for {links.LASTS[kind] // timedelta(hours=1)} hours")


def listed() -> None:
    """List every account."""
    rows = [
        (one.name, one.role, ", ".join(sorted(one.sites)), one.group or "", _state(one))
        for one in accounts.known(engine())
    ]
    heads = ("account", "role", "sites", "group", "")
    tell(heads, rows, "there is no account yet; run: python -m lead_metrics account add")


def _state(one: Known) -> str:
    if one.disabled:
        return "disabled"
    return "no password yet" if one.invited else "enabled"


def disable(name: Name) -> None:
    """Stop an account and end its sessions."""
    accounts.disable(engine(), name)
    trail.append(engine(), "account disable", about=name)
    say(f"disabled {name}; its sessions are over")


def enable(name: Name) -> None:
    """Let an account sign in again."""
    accounts.enable(engine(), name)
    trail.append(engine(), "account enable", about=name)
    say(f"enabled {name}")


def password(name: Name) -> None:
    """Change a password; the account's sessions end."""
    accounts.set_password(engine(), name, _secret())
    trail.append(engine(), "account password", about=name)
    say(f"changed the password of {name}; its sessions are over")


def roles(name: Name, role: Role, site: Sites = None, group: Group = None) -> None:
    """Change what an account may see, and where."""
    _role(role, group)
    accounts.set_role(engine(), name, role, sites=site or (), group=group)
    trail.append(engine(), "account roles", about=f"{name}: {role}")
    say(f"{name} is {role} now")
