"""Signing in with a county's provider of identities: OpenID Connect by Authlib, then a session of our own."""

from __future__ import annotations

import logging
from functools import cache
from hashlib import sha256
from typing import Any

from anyio import to_thread
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from lead_metrics.access.addresses import BROWSER_COOKIE
from lead_metrics.access.claims import granted, name_of
from lead_metrics.catalogue.load import catalogue
from lead_metrics.errors import NotAllowed, RequestRefused
from lead_metrics.settings import settings
from lead_metrics.store import identities, trail
from lead_metrics.store.engine import engine
from lead_metrics.store.identities import Vouched
from lead_metrics.web import accounts
from lead_metrics.web.accounts import Caller
from lead_metrics.web.entering import SEE_OTHER, entered
from lead_metrics.web.pages import refusal
from lead_metrics.web.requests import cookie, local
from lead_metrics.web.sessions import give_cookie, take_cookie
from lead_metrics.web.tokens import genuine, secret_key

PROVIDER, BACK = "/sign-in/provider", "/sign-in/provider/back"
WAY_COOKIE = "lead_way"
"""Keeps, signed and unreadable to scripts, what must be remembered while somebody is at the provider."""

WAY_LASTS = 600
PATIENCE = 10
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Public keys alone: what the client's secret could sign, anybody who holds it could."""

log = logging.getLogger(__name__)


async def go(request: Request) -> Response:
    """Lead somebody to the provider, from our own sign-in page alone."""
    token = request.query_params.get("token", "")
    if not settings().oidc_issuer or not genuine(token, cookie(request.scope, BROWSER_COOKIE)):
        return refusal(request.scope, "stale_form", 400, "/sign-in", "nav.sign_in")
    way: dict[str, Any] = {}
    request.scope["session"] = way
    try:
        app = await client()
        away = await app.authorize_redirect(request, back_to(request))
    except (OAuthError, HTTPError, RuntimeError) as error:
        return silent(request.scope, error)
    answer = RedirectResponse(away.headers["location"], SEE_OTHER, {"Cache-Control": "no-store"})
    way["next"] = local(request.query_params.get("next"))
    give_cookie(answer, request.scope, WAY_COOKIE, signer().dumps(way))
    return answer


async def back(request: Request) -> Response:
    """Take back whom the provider vouches for, and open a session of our own where the table of claims allows it."""
    way = remembered(request.scope)
    request.scope["session"] = way
    try:
        if not settings().oidc_issuer or not way:
            raise RequestRefused("nobody set out from here")
        app = await client()
        token = await app.authorize_access_token(request)
        claims = {**token.get("userinfo", {})}
    except (OAuthError, HTTPError, JoseError, RequestRefused, RuntimeError, ValueError) as error:
        return silent(request.scope, error)
    return await _enter(request.scope, claims, str(way.get("next", "/")))


async def _enter(scope: Scope, claims: dict[str, Any], link: str) -> Response:
    who = Caller.of(scope)
    try:
        session = await to_thread.run_sync(vouched, claims, who)
    except (NotAllowed, RequestRefused) as error:
        await to_thread.run_sync(refused, claims, who, str(error))
        answer: Response = refusal(scope, "provider_refused", 403, "/sign-in", "nav.sign_in")
    else:
        answer = await entered(scope, session, local(link))
    take_cookie(answer, scope, WAY_COOKIE)
    return answer


def vouched(claims: dict[str, Any], who: Caller) -> str:
    """Return a session's token for whom the provider vouches for; raises NotAllowed where no line of the table fits."""
    subject, rights = str(claims.get("sub") or ""), granted(claims, catalogue())
    if not subject or rights is None:
        raise NotAllowed("no line of the table of claims fits")
    name = name_of(claims, subject)
    known = Vouched(str(settings().oidc_issuer), subject, name, rights.role, rights.sites, rights.group)
    account = identities.enter(engine(), known)
    trail.append(engine(), "sign_in", account=account, about=f"provider: {rights.role}", address=who.address)
    token = accounts.enter(account, who)
    if token is None:
        raise NotAllowed("there is no such account")
    return token


def refused(claims: dict[str, Any], who: Caller, why: str) -> None:
    """Write down who was refused; where they have an account its sessions end, for the provider no longer grants it."""
    account = identities.account_of(engine(), str(settings().oidc_issuer), str(claims.get("sub") or ""))
    if account is not None:
        accounts.end_all(account, who)
    trail.append(engine(), "sign_in_refused", account=account, about=f"provider: {why}", address=who.address)


def silent(scope: Scope, error: Exception) -> Response:
    """Answer a sign-in that went wrong at the provider: the reason stands in the log, never a token or a claim."""
    log.warning("a sign-in with the provider did not succeed: %s", type(error).__name__)
    answer = refusal(scope, "provider_silent", 502, "/sign-in", "nav.sign_in")
    take_cookie(answer, scope, WAY_COOKIE)
    return answer


def back_to(request: Request) -> str:
    """Return the address that the provider sends people back to; the gate has looked at the host."""
    scheme = "https" if request.scope["scheme"] == "https" else "http"
    return f"{scheme}://{request.headers['host']}{BACK}"


def signer() -> URLSafeTimedSerializer:
    """Return what signs the cookie of the way, with a key of its own."""
    return URLSafeTimedSerializer(secret_key(), salt="provider", signer_kwargs={"digest_method": sha256})


def remembered(scope: Scope) -> dict[str, Any]:
    """Return what was remembered on the way out, empty where there is nothing, it is too old, or not ours."""
    try:
        held = signer().loads(cookie(scope, WAY_COOKIE) or "", max_age=WAY_LASTS)
    except BadSignature:
        return {}
    return held if isinstance(held, dict) else {}


async def client() -> Any:
    """Return Authlib's client of the provider; raises RuntimeError where the provider says that it is another one."""
    app = _client(settings().oidc_issuer, settings().oidc_client_id, settings().oidc_client_secret)
    metadata = await app.load_server_metadata()
    if str(metadata.get("issuer", "")).rstrip("/") != settings().oidc_issuer:
        raise RuntimeError("another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [kind for kind in offered if kind in SIGNED_WITH]
    return app


@cache
def _client(issuer: str, name: str, secret: str) -> Any:
    return OAuth().register(
        "county",
        client_id=name,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "timeout": PATIENCE},
    )


ROUTES = [Route(PROVIDER, go, methods=["GET"]), Route(BACK, back, methods=["GET"])]
