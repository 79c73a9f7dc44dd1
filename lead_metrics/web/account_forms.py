"""The HTML of one's own account: a password to choose, open sessions to end; every word and value escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lead_metrics.store.sessions import Open
from lead_metrics.web.forms import Words, hidden

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Own:
    """What an account page shows: its name, its open sessions, which is this one, and whether a provider keeps it."""

    name: str
    sessions: Sequence[Open]
    this: str
    vouched: bool


def told(words: Words, problem: str | None) -> str:
    """Return what went wrong with a form, or what was done."""
    return f'<p class="alert" role="alert" id="problem">{escape(words[problem])}</p>' if problem else ""


def password_field(words: Words, name: str, label: str, kept: str, *, wrong: bool = False) -> str:
    """Return a field for a password; `kept` tells a password manager which one it is."""
    described = ' aria-describedby="problem" aria-invalid="true"' if wrong else ""
    return (
        f'<label for="{name}">{escape(words[label])}</label><input id="{name}" name="{name}" type="password"'
        f' autocomplete="{kept}" required maxlength="1000"{described}>'
    )


def chosen_fields(words: Words, *, wrong: bool) -> str:
    """Return the two fields of a new password, and what makes a good one."""
    return (
        f'<p class="soft" id="rules">{escape(words["password.rules"])}</p>'
        + password_field(words, "password", "password.new", "new-password", wrong=wrong)
        + password_field(words, "again", "password.again", "new-password", wrong=wrong)
    )


def welcome_form(words: Words, token: str, name: str, problem: str | None) -> str:
    """Return the form by which somebody chooses the password of their account."""
    said = escape(words["welcome.what"].format(name=name))
    return (
        f'<p>{said}</p>{told(words, problem)}<form class="sign" method="post">{hidden(token=token)}'
        f'<input type="hidden" autocomplete="username" value="{escape(name)}">'
        f"{chosen_fields(words, wrong=bool(problem))}"
        f'<button type="submit">{escape(words["password.keep"])}</button></form>'
    )


def account_page(words: Words, token: str, own: Own, problem: str | None) -> str:
    """Return the page of one's own account."""
    who = escape(words["account.who"].format(name=own.name))
    return f"<p>{who}</p>{told(words, problem)}{password_form(words, token, own, problem)}{sessions(words, token, own)}"


def password_form(words: Words, token: str, own: Own, problem: str | None) -> str:
    """Return the form that changes one's password, or who keeps it instead."""
    head = f"<h2>{escape(words['password.title'])}</h2>"
    if own.vouched:
        return f"{head}<p>{escape(words['password.elsewhere'])}</p>"
    wrong = problem is not None and problem.startswith("password.") and problem != "password.done"
    return (
        f'{head}<form class="sign" method="post" action="/account/password">{hidden(token=token)}'
        f"{password_field(words, 'old', 'password.old', 'current-password', wrong=wrong)}"
        f"{chosen_fields(words, wrong=wrong)}"
        f'<button type="submit">{escape(words["password.change"])}</button></form>'
    )


def sessions(words: Words, token: str, own: Own) -> str:
    """Return one's open sessions, each with the button that ends it, and the one that ends all."""
    items = "".join(f"<li>{session(words, token, one, own.this)}</li>" for one in own.sessions)
    return (
        f'<h2>{escape(words["sessions.title"])}</h2><ul class="sessions">{items}</ul>'
        f'<form class="sign" method="post" action="/account/end-all">{hidden(token=token)}'
        f'<button class="quiet" type="submit">{escape(words["sessions.end_all"])}</button></form>'
    )


def session(words: Words, token: str, one: Open, this: str) -> str:
    """Return one open session: where, since when, and the button that ends it unless it is this one."""
    moment = f"{one.seen_at:%Y-%m-%d %H:%M} UTC"
    said = escape(words["sessions.seen"].format(browser=called(one.browser), moment=moment))
    if one.id == this:
        return f"<span>{said}</span><b>{escape(words['sessions.this'])}</b>"
    return (
        f'<span>{said}</span><form method="post" action="/account/end">{hidden(token=token, session=one.id)}'
        f'<button type="submit">{escape(words["sessions.end"])}</button></form>'
    )


def called(browser: str) -> str:
    """Return a browser and its system by their names, as far as it tells; browsers name others before themselves."""
    name = next((said for mark, said in BROWSERS if mark in browser), "?")
    system = next((said for mark, said in SYSTEMS if mark in browser), "")
    return f"{name}, {system}" if system else name
