"""Accounts: who may sign in, as what, where; invitations and resets as links that the administrator hands over."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.catalogue.wording import day
from lead_metrics.store import keeping
from lead_metrics.store.accounts import Known
from lead_metrics.store.identities import vouched_for
from lead_metrics.store.links import LASTS
from lead_metrics.store.site_settings import current
from lead_metrics.views.context import Context
from lead_metrics.views.manage import done, say, show_foot, show_head, show_heading, show_table
from lead_metrics.views.viewing import viewer


def show(context: Context) -> None:
    """Show the accounts that this administrator keeps, and what can be done with them."""
    show_head(context, "accounts")
    show_invite(context)
    kept = keeping.kept_accounts(context.engine, context.viewer)
    vouched = vouched_for(context.engine)
    show_list(context, kept, vouched)
    show_change(context, kept, vouched)
    show_foot(context)


def sites_of(context: Context) -> list[str]:
    """Return the sites that this administrator may give: their own, or all of them."""
    known = sorted(current(context.engine))
    return [EVERY_SITE, *known] if EVERY_SITE in context.viewer.sites else sorted(context.viewer.sites)


def site_name(context: Context, site: str) -> str:
    """Return what a site is called in a choice."""
    return context.words("accounts.every_site") if site == EVERY_SITE else site


def role_name(context: Context, role: str) -> str:
    """Return what a role is called."""
    known = context.catalogue.roles.get(role)
    return known.name.said(context.language) if known else role


def rights(context: Context, key: str, held: Known | None = None) -> tuple[str, list[str], str | None]:
    """Show the choice of role, sites and group; return what is chosen."""
    roles, offered = list(context.catalogue.roles), sites_of(context)
    groups = ["", *context.catalogue.views]
    chosen = [site for site in offered if held and site in held.sites]
    role = st.selectbox(
        context.words("accounts.role"), roles, index=roles.index(held.role) if held and held.role in roles else 0,
        format_func=lambda one: role_name(context, one), key=f"{key}-role",
    )  # fmt: skip
    sites = st.multiselect(
        context.words("accounts.sites"), offered, default=chosen, format_func=lambda one: site_name(context, one),
        key=f"{key}-sites",
    )  # fmt: skip
    group = st.selectbox(
        context.words("accounts.group"), groups, format_func=lambda one: group_name(context, one),
        index=groups.index(held.group) if held and held.group in groups else 0, key=f"{key}-group",
    )  # fmt: skip
    return role, sites, group or None


def group_name(context: Context, group: str) -> str:
    """Return what a stakeholder group is called."""
    views = context.catalogue.views
    return views[group].name.said(context.language) if group in views else context.words("accounts.group_none")


def show_invite(context: Context) -> None:
    """Show the form that makes an account without a password, and then its link."""
    show_heading(context.words("accounts.invite"))
    with st.form("invite", clear_on_submit=True, width=560):
        name = st.text_input(context.words("accounts.name"), max_chars=200, key="invite-name")
        role, sites, group = rights(context, "invite")
        asked = st.form_submit_button(context.words("accounts.do_invite"))
    if asked:
        account = Known((name or "").strip(), role, group, False, frozenset(sites))
        link(context, account.name, "invitation", lambda: keeping.invite(context.engine, viewer(), account))


def link(context: Context, name: str, kind: str, make: object) -> None:
    """Make a link and show it, this once."""
    made: list[str] = []
    if callable(make) and done(lambda: made.append(make())):
        until = day((datetime.now(UTC) + LASTS[kind]).date(), context.language)
        st.html(f"<p>{escape(context.words('accounts.link', name=name, until=until))}</p>")
        st.code(f"{origin()}/welcome/{made[0]}", language=None, wrap_lines=True)


def origin() -> str:
    """Return where this dashboard is served, as the browser says; empty where it says nothing."""
    return "/".join((st.context.url or "").split("/")[:3])


def show_list(context: Context, kept: list[Known], vouched: frozenset[str]) -> None:
    """Show every account in a table."""
    show_heading(context.words("accounts.list"))
    heads = tuple(context.words(f"accounts.{name}") for name in ("choose", "role", "sites", "state"))
    rows = [
        (one.name, role_name(context, one.role), ", ".join(site_name(context, site) for site in sorted(one.sites)),
         context.words(f"accounts.state_{state(one, vouched)}"))
        for one in kept
    ]  # fmt: skip
    show_table(context.words("accounts.list"), heads, rows)


def state(one: Known, vouched: frozenset[str]) -> str:
    """Return how an account stands: off, vouched, invited or on."""
    if one.disabled:
        return "off"
    return "vouched" if one.name in vouched else "invited" if one.invited else "on"


def show_change(context: Context, kept: list[Known], vouched: frozenset[str]) -> None:
    """Show the choice of an account and what can be done with it."""
    show_heading(context.words("accounts.change"))
    named = {one.name: one for one in kept}
    name = st.selectbox(context.words("accounts.choose"), sorted(named), index=None, key="account", width=560)
    chosen = named.get(name or "")
    if chosen is None:
        return
    if chosen.name == context.viewer.account:
        st.html(f"<p>{context.words('accounts.yourself')}</p>")
        return
    if chosen.name in vouched:
        st.html(f"<p>{context.words('accounts.vouched')}</p>")
    else:
        show_rights(context, chosen)
    show_acts(context, chosen, vouched=chosen.name in vouched)


def show_rights(context: Context, chosen: Known) -> None:
    """Show the form that changes an account's role, sites and group."""
    with st.form("rights", width=560):
        role, sites, group = rights(context, f"rights-{chosen.name}", chosen)
        asked = st.form_submit_button(context.words("accounts.do_change"))
    new = Known(chosen.name, role, group, chosen.disabled, frozenset(sites))
    if asked and done(lambda: keeping.change(context.engine, viewer(), new)):
        say(context.words("accounts.changed", name=chosen.name))


def show_acts(context: Context, chosen: Known, *, vouched: bool) -> None:
    """Show what else can be done with an account: a link for a new password, stopping, letting in, signing out."""
    engine, name = context.engine, chosen.name
    with st.container(horizontal=True):
        resets = not vouched and not chosen.disabled and st.button(context.words("accounts.do_reset"))
        stops = not chosen.disabled and st.button(context.words("accounts.do_stop"))
        lets_in = st.button(context.words("accounts.do_let_in"))
        signs_out = st.button(context.words("accounts.do_sign_out"))
    if resets:
        kind = "invitation" if chosen.invited else "reset"
        link(context, name, kind, lambda: keeping.reset(engine, viewer(), name))
    if stops and done(lambda: keeping.stop(engine, viewer(), name)):
        say(context.words("accounts.stopped", name=name))
    if lets_in and done(lambda: keeping.let_in(engine, viewer(), name)):
        say(context.words("accounts.let_in", name=name))
    if signs_out and done(lambda: keeping.sign_out(engine, viewer(), name)):
        say(context.words("accounts.signed_out", name=name))
