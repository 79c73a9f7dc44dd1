"""One's own account: choosing a password by a link, changing it, and seeing and ending one's sessions."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from lead_metrics.access.addresses import BROWSER_COOKIE, SESSION_COOKIE
from lead_metrics.errors import RequestRefused
from lead_metrics.store import links
from lead_metrics.store.engine import engine
from lead_metrics.store.identities import vouched_for
from lead_metrics.store.sessions import fingerprint, opened
from lead_metrics.web import accounts
from lead_metrics.web.account_forms import Own, account_page, welcome_form
from lead_metrics.web.accounts import Caller
from lead_metrics.web.entering import SEE_OTHER, checking, entered, form_of
from lead_metrics.web.pages import page, refusal, words_of
from lead_metrics.web.requests import cookie
from lead_metrics.web.sessions import give_cookie, viewer_of
from lead_metrics.web.sign_in import left
from lead_metrics.web.tokens import form_token

WELCOME = "/welcome/"
"""What an invitation's or reset's address begins with; its token follows."""


async def ask_welcome(request: Request) -> Response:
    """Show whoever holds an open link the form to choose a password."""
    return await _welcome(request.scope, request.path_params["link"])


async def welcome(request: Request) -> Response:
    """Take the password that somebody chose by their link; the link is used up and they are signed in."""
    form, link = await form_of(request), request.path_params["link"]
    if form is None:
        return refusal(request.scope, "stale_form", 400, "/", "nav.home")
    if form.get("password") != form.get("again"):
        return await _welcome(request.scope, link, "password.differ")
    who, password = Caller.of(request.scope), form.get("password", "")
    try:
        token = await to_thread.run_sync(accounts.welcome, link, password, who, limiter=checking())
    except RequestRefused as error:
        return await _welcome(request.scope, link, accounts.problem(error))
    return await entered(request.scope, token or "", "/")


async def _welcome(scope: Scope, link: str, problem: str | None = None) -> Response:
    name = await to_thread.run_sync(links.account_of, engine(), link)
    if name is None:
        return refusal(scope, "used_link", 404, "/sign-in", "nav.sign_in")
    browser = cookie(scope, BROWSER_COOKIE) or token_urlsafe(24)
    content = welcome_form(words_of(scope), form_token(browser), name, problem)
    answer = page(scope, "welcome.title", content, 403 if problem else 200)
    give_cookie(answer, scope, BROWSER_COOKIE, browser)
    return answer


async def show(request: Request) -> Response:
    """Show somebody who has signed in their own account."""
    return await _account(request.scope)


async def change_password(request: Request) -> Response:
    """Change one's own password; every other session of the account ends."""
    form, name = await _own(request)
    if form is None or name is None:
        return refusal(request.scope, "stale_form", 400, "/account", "nav.account")
    if form.get("password") != form.get("again"):
        return await _account(request.scope, "password.differ", 403)
    who = Caller.of(request.scope)
    if not await to_thread.run_sync(accounts.may_try, who):
        return await _account(request.scope, "password.wrong", 403)
    fields = name, form.get("old", ""), form.get("password", "")
    try:
        token = await to_thread.run_sync(accounts.new_password, *fields, who, limiter=checking())
    except RequestRefused as error:
        return await _account(request.scope, accounts.problem(error), 403)
    if token is None:
        return await _account(request.scope, "password.wrong", 403)
    return await entered(request.scope, token, "/account?done=changed")


async def end(request: Request) -> Response:
    """End one of one's own sessions."""
    form, name = await _own(request)
    if form is None or name is None:
        return refusal(request.scope, "stale_form", 400, "/account", "nav.account")
    await to_thread.run_sync(accounts.end, name, form.get("session", ""), Caller.of(request.scope))
    return RedirectResponse("/account?done=ended", SEE_OTHER)


async def end_all(request: Request) -> Response:
    """End every session of one's account, this one too."""
    form, name = await _own(request)
    if form is None or name is None:
        return refusal(request.scope, "stale_form", 400, "/account", "nav.account")
    await to_thread.run_sync(accounts.end_all, name, Caller.of(request.scope))
    return left(request.scope)


ROUTES = [
    Route("/welcome/{link}", ask_welcome, methods=["GET"]),
    Route("/welcome/{link}", welcome, methods=["POST"]),
    Route("/account", show, methods=["GET"]),
    Route("/account/password", change_password, methods=["POST"]),
    Route("/account/end", end, methods=["POST"]),
    Route("/account/end-all", end_all, methods=["POST"]),
]
DONE = {"changed": "password.done", "ended": "sessions.done"}


async def _own(request: Request) -> tuple[dict[str, str] | None, str | None]:
    """Return a form that was drawn for this very session, and the account that it belongs to."""
    viewer = await viewer_of(request.scope)
    return await form_of(request, SESSION_COOKIE), viewer.account


async def _account(scope: Scope, problem: str | None = None, status: int = 200) -> Response:
    viewer, token = await viewer_of(scope), cookie(scope, SESSION_COOKIE)
    if viewer.account is None or token is None:
        return RedirectResponse("/sign-in?" + urlencode({"next": "/account"}), SEE_OTHER)
    own = await to_thread.run_sync(_shown, viewer.account, token)
    said = problem or next(
        (words for done, words in DONE.items() if f"done={done}".encode() == scope["query_string"]), None
    )
    return page(scope, "account.title", account_page(words_of(scope), form_token(token), own, said), status)


def _shown(name: str, token: str) -> Own:
    return Own(name, opened(engine(), name), fingerprint(token), name in vouched_for(engine()))
