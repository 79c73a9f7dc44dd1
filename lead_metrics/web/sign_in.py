"""Signing in, signing out and looking around the sample: plain forms, a session row, an opaque cookie."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from lead_metrics.access.addresses import BROWSER_COOKIE, SESSION_COOKIE
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Audience
from lead_metrics.web import accounts
from lead_metrics.web.forms import looks, sign_in_form, sign_out_form
from lead_metrics.web.pages import language_of, page, refusal, words_of
from lead_metrics.web.requests import cookie, local, same_origin
from lead_metrics.web.sessions import give_cookie, leave, take_cookie
from lead_metrics.web.tokens import form_token, genuine

LARGEST_FORM = 8_000
SEE_OTHER = 303


async def ask(request: Request) -> Response:
    """Show the sign-in form, with the way back to the address that was asked for."""
    return await _asked(
        request.scope, _spoken(local(request.query_params.get("next")), request.query_params.get("lang"))
    )


async def sign_in(request: Request) -> Response:
    """Open a session for a name and its password, and lead back to where the person came from."""
    form = await _form(request)
    if form is None:
        return refusal(request.scope, "stale_form", 400, "/sign-in", "nav.sign_in")
    link = local(form.get("next"))
    name = form.get("name", "").strip()
    token = await to_thread.run_sync(accounts.sign_in, name, form.get("password", ""), limiter=_checking())
    if token is None:
        return await _asked(request.scope, link, name, "sign_in.refused")
    return await _enter(request.scope, token, link)


async def look_around(request: Request) -> Response:
    """Open a session without an account to look at the sample as one group; gone with the first real release."""
    form = await _form(request)
    group = catalogue().views.get(form.get("group", "")) if form else None
    if form is None or group is None or not await to_thread.run_sync(accounts.only_samples):
        return refusal(request.scope, "stale_form", 400, "/sign-in", "nav.sign_in")
    link = _spoken(f"/?group={quote(group.id)}", form.get("lang"))
    if group.audience is Audience.PUBLIC:
        return RedirectResponse(link, SEE_OTHER)
    return await _enter(request.scope, await to_thread.run_sync(accounts.look_around, group), link)


async def ask_out(request: Request) -> Response:
    """Show the one button that signs out; a link alone must not, or any site could sign people out."""
    token = cookie(request.scope, SESSION_COOKIE)
    if token is None:
        return RedirectResponse("/", SEE_OTHER)
    return page(request.scope, "sign_out.title", sign_out_form(words_of(request.scope), form_token(token)))


async def sign_out(request: Request) -> Response:
    """End the session at once, for every tab that shares it."""
    if await _form(request, SESSION_COOKIE) is None:
        return refusal(request.scope, "stale_form", 400, "/sign-out", "nav.sign_out")
    await leave(request.scope)
    answer = RedirectResponse("/", SEE_OTHER)
    take_cookie(answer, request.scope, SESSION_COOKIE)
    # What the browser keeps of the pages goes with the session.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


ROUTES = [
    Route("/sign-in", ask, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", ask_out, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/look-around", look_around, methods=["POST"]),
]


async def _asked(scope: Scope, link: str, name: str = "", problem: str | None = None) -> HTMLResponse:
    """Return the sign-in page, and the browser's cookie that its forms are bound to."""
    words, browser = words_of(scope), cookie(scope, BROWSER_COOKIE) or token_urlsafe(24)
    content = sign_in_form(words, form_token(browser), link, name, problem)
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


async def _enter(scope: Scope, token: str, link: str) -> Response:
    # An earlier session of this browser ends here: its cookie must not live on unseen.
    await leave(scope)
    answer = RedirectResponse(link, SEE_OTHER)
    give_cookie(answer, scope, SESSION_COOKIE, token)
    # A new owner: nothing that was given to this browser before passes over to whoever has signed in.
    give_cookie(answer, scope, BROWSER_COOKIE, token_urlsafe(24))
    return answer


async def _form(request: Request, bearer: str = BROWSER_COOKIE) -> dict[str, str] | None:
    """Return the fields of a form that we drew for this browser, None for any other."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    parsed = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    form = {name: values[-1] for name, values in parsed.items()}
    ours = same_origin(request.scope) and genuine(form.get("token", ""), cookie(request.scope, bearer))
    return form if ours else None


def _checking() -> CapacityLimiter:
    """Return the limit on password checks at a time: each is slow on purpose, and must not starve the pages."""
    return _LIMITS.setdefault("checking", CapacityLimiter(2))


_LIMITS: dict[str, CapacityLimiter] = {}
