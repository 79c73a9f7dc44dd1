"""Signing in, signing out and looking around the sample: plain forms, a session row, an opaque cookie."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from lead_metrics.access.addresses import BROWSER_COOKIE, SESSION_COOKIE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Audience
from lead_metrics.settings import settings
from lead_metrics.web import accounts
from lead_metrics.web.accounts import Caller
from lead_metrics.web.entering import SEE_OTHER, checking, entered, form_of
from lead_metrics.web.forms import looks, provider_link, sign_in_form, sign_out_form
from lead_metrics.web.pages import language_of, page, refusal, words_of
from lead_metrics.web.requests import cookie, local
from lead_metrics.web.sessions import give_cookie, take_cookie, viewer_of
from lead_metrics.web.tokens import form_token


async def ask(request: Request) -> Response:
    """Show the sign-in form, with the way back to the address that was asked for."""
    return await asked(
        request.scope, _spoken(local(request.query_params.get("next")), request.query_params.get("lang"))
    )


async def sign_in(request: Request) -> Response:
    """Open a session for a name and its password, and lead back to where the person came from."""
    form = await form_of(request)
    if form is None:
        return refusal(request.scope, "stale_form", 400, "/sign-in", "nav.sign_in")
    link, who = local(form.get("next")), Caller.of(request.scope)
    name, password = form.get("name", "").strip(), form.get("password", "")
    # An address that must wait is answered at once, outside the queue of those whose password is looked at.
    token = None
    if await to_thread.run_sync(accounts.may_try, who):
        lane = checking(suspect=await to_thread.run_sync(accounts.suspect, who))
        token = await to_thread.run_sync(accounts.sign_in, name, password, who, limiter=lane)
    if token is None:
        return await asked(request.scope, link, name, "sign_in.refused")
    return await entered(request.scope, token, link)


async def look_around(request: Request) -> Response:
    """Open a session without an account to look at the sample as one group; gone with the first real release."""
    form = await form_of(request)
    group = catalogue().views.get(form.get("group", "")) if form else None
    if form is None or group is None or not await to_thread.run_sync(accounts.only_samples):
        return refusal(request.scope, "stale_form", 400, "/sign-in", "nav.sign_in")
    link = _spoken(f"/?group={quote(group.id)}", form.get("lang"))
    if group.audience is Audience.PUBLIC:
        return RedirectResponse(link, SEE_OTHER)
    return await entered(request.scope, await to_thread.run_sync(accounts.look_around, group), link)


async def ask_out(request: Request) -> Response:
    """Show the one button that signs out; a link alone must not, or any site could sign people out."""
    token = cookie(request.scope, SESSION_COOKIE)
    if token is None:
        return RedirectResponse("/", SEE_OTHER)
    return page(request.scope, "sign_out.title", sign_out_form(words_of(request.scope), form_token(token)))


async def sign_out(request: Request) -> Response:
    """End the session at once, for every tab that shares it."""
    if await form_of(request, SESSION_COOKIE) is None:
        return refusal(request.scope, "stale_form", 400, "/sign-out", "nav.sign_out")
    token, viewer = cookie(request.scope, SESSION_COOKIE) or "", await viewer_of(request.scope)
    await to_thread.run_sync(accounts.leave, token, viewer.account, Caller.of(request.scope))
    return left(request.scope)


def left(scope: Scope) -> Response:
    """Lead somebody who has signed out to the public's home page, without what their browser kept."""
    answer = RedirectResponse("/", SEE_OTHER)
    take_cookie(answer, scope, SESSION_COOKIE)
    # What the browser keeps of the pages goes with the session.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


ROUTES = [
    Route("/sign-in", ask, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", ask_out, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/look-around", look_around, methods=["POST"]),
]


async def asked(scope: Scope, link: str, name: str = "", problem: str | None = None) -> HTMLResponse:
    """Return the sign-in page, with one way for accounts of ours and one for those of a provider."""
    words, browser = words_of(scope), cookie(scope, BROWSER_COOKIE) or token_urlsafe(24)
    content = sign_in_form(words, form_token(browser), link, name, problem)
    if settings().oidc_issuer:
        content += provider_link(words, form_token(browser), link, settings().oidc_name)
    if await to_thread.run_sync(accounts.only_samples):
        content += looks(words, form_token(browser), list(catalogue().views.values()), language_of(scope))
    answer = page(scope, "sign_in.title", content, 403 if problem else 200)
    give_cookie(answer, scope, BROWSER_COOKIE, browser)
    return answer


def _spoken(link: str, language: str | None) -> str:
    """Return the link with the language that was chosen on the form's page, where it names none itself."""
    parts = urlsplit(link)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if language not in LANGUAGES or "lang" in dict(query):
        return link
    return urlunsplit(parts._replace(query=urlencode([*query, ("lang", language)])))
