"""What each audience may see and do; whatever is not allowed here is refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from lead_metrics.access.viewer import EVERY_SITE, Viewer
from lead_metrics.catalogue.model import Audience, Catalogue
from lead_metrics.errors import NotAllowed

LADDER = (Audience.PUBLIC, Audience.ELECTED, Audience.PARTNER, Audience.MANAGER)
"""The audiences that figures are for: each sees what those before it see."""

INNER = {Audience.STAFF: Audience.PARTNER, Audience.ADMIN: Audience.PUBLIC}
"""Staff read what partners read, beside their own caseload; an admin reads figures only by another role."""


def sees(audience: Audience) -> tuple[Audience, ...]:
    """Return the audiences whose figures this one may see."""
    rung = INNER.get(audience, audience)
    return LADDER[: LADDER.index(rung) + 1]


def arranged_for(audience: Audience) -> tuple[Audience, ...]:
    """Return the audiences whose home page this one may choose: those whose figures it sees, and its own."""
    seen = sees(audience)
    return seen if audience in seen else (*seen, audience)


def belongs(viewer: Viewer, site: str) -> bool:
    """Tell whether a site is one of the viewer's own."""
    return EVERY_SITE in viewer.sites or site in viewer.sites


def audience_at(viewer: Viewer, site: str) -> Audience:
    """Return as what this viewer reads a site: as themselves at their own, as the public elsewhere."""
    return viewer.audience if belongs(viewer, site) else Audience.PUBLIC


def can_see_page(viewer: Viewer, page: str, catalogue: Catalogue) -> bool:
    """Tell whether a page is for this viewer's role."""
    return can_do(viewer, f"page:{page}", catalogue)


def check_can_see_page(viewer: Viewer, page: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the page is for this viewer's role."""
    if not can_see_page(viewer, page, catalogue):
        raise NotAllowed("this page is not for this role; sign in with another, or ask the program's manager")


def can_do(viewer: Viewer, action: str, catalogue: Catalogue) -> bool:
    """Tell whether the viewer's role may do something, such as `release`; a role nobody declared may do nothing."""
    role = catalogue.roles.get(viewer.role)
    # A viewer whose role and audience disagree was not made from an account: nothing is theirs.
    return role is not None and role.audience is viewer.audience and action in role.may


def check_can_do(viewer: Viewer, action: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer's role may do this."""
    if not can_do(viewer, action, catalogue):
        raise NotAllowed(f"this role may not {action}; ask the program's manager")


def can_see_figure(viewer: Viewer, site: str, audience: Audience) -> bool:
    """Tell whether a figure for `audience` at this site is for the viewer."""
    return audience in sees(audience_at(viewer, site))


def check_can_see_figure(viewer: Viewer, site: str, audience: Audience) -> None:
    """Raise NotAllowed unless a figure for `audience` at this site is for the viewer."""
    if not can_see_figure(viewer, site, audience):
        raise NotAllowed(f"this figure is for {audience} viewers; sign in, or ask for another indicator")


def can_see_caseload(viewer: Viewer, site: str) -> bool:
    """Tell whether the viewer may see a site's caseload by worker: its own staff and managers alone."""
    return viewer.audience in (Audience.STAFF, Audience.MANAGER) and belongs(viewer, site)


def check_can_see_caseload(viewer: Viewer, site: str) -> None:
    """Raise NotAllowed unless the viewer may see this site's caseload."""
    if not can_see_caseload(viewer, site):
        raise NotAllowed("the caseload is for the staff and managers of its own site; ask them")


def can_see_drafts(viewer: Viewer) -> bool:
    """Tell whether the viewer may open a release that is not published; at which sites, `can_see_draft` says."""
    return viewer.audience is Audience.MANAGER


def can_see_draft(viewer: Viewer, site: str) -> bool:
    """Tell whether the viewer may see a site's figures before they are published: its own managers alone."""
    return audience_at(viewer, site) is Audience.MANAGER


def check_can_see_drafts(viewer: Viewer) -> None:
    """Raise NotAllowed unless the viewer may open a release that is not published."""
    if not can_see_drafts(viewer):
        raise NotAllowed("this release is not published; ask for another, or ask the program's manager")


def can_read_replies(viewer: Viewer, site: str, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may read what people wrote to a site: its own managers alone."""
    return can_do(viewer, "read_replies", catalogue) and belongs(viewer, site)


def check_can_read_replies(viewer: Viewer, site: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may read what people wrote to this site."""
    if not can_read_replies(viewer, site, catalogue):
        raise NotAllowed("what people write is read by the managers of that site alone; ask one")


def can_review_fidelity(viewer: Viewer, site: str, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may enter a fidelity review of a site: its own managers who have signed in."""
    return can_do(viewer, "review_fidelity", catalogue) and belongs(viewer, site) and viewer.account is not None


def check_can_review_fidelity(viewer: Viewer, site: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may enter a fidelity review of this site."""
    if not can_review_fidelity(viewer, site, catalogue):
        raise NotAllowed("reviews are entered by the managers of that site, signed in; ask one")


def can_follow_meetings(viewer: Viewer, site: str, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may see a site's meetings and what was agreed there: those who sit in it."""
    return can_see_page(viewer, "meeting", catalogue) and belongs(viewer, site)


def check_can_follow_meetings(viewer: Viewer, site: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may see this site's meetings."""
    if not can_follow_meetings(viewer, site, catalogue):
        raise NotAllowed("meetings are for the partners of that site; ask the program's manager")


def can_run_meeting(viewer: Viewer, site: str, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may keep a site's agenda and run its meetings: its own managers who have signed in."""
    return can_do(viewer, "run_meeting", catalogue) and belongs(viewer, site) and viewer.account is not None


def check_can_run_meeting(viewer: Viewer, site: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may run a meeting of this site."""
    if not can_run_meeting(viewer, site, catalogue):
        raise NotAllowed("meetings are run by the managers of that site, signed in; ask one")


def in_the_room(viewer: Viewer) -> Viewer:
    """Return who sees what is projected: a partner at most, since police, prosecutors and neighbors look on."""
    seen = sees(viewer.audience)
    return viewer if Audience.MANAGER not in seen else replace(viewer, audience=Audience.PARTNER)


def can_keep_settings(viewer: Viewer, site: str, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may write a site's settings: an administrator of that site."""
    return can_do(viewer, "settings", catalogue) and belongs(viewer, site)


def check_can_keep_settings(viewer: Viewer, site: str, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may write this site's settings."""
    if not can_keep_settings(viewer, site, catalogue):
        raise NotAllowed("a site's settings are kept by its own administrators; ask one")


def can_read_trail(viewer: Viewer, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may read who did what: an administrator of every site, for the log knows no sites."""
    return can_do(viewer, "audit_log", catalogue) and EVERY_SITE in viewer.sites


def check_can_read_trail(viewer: Viewer, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may read who did what."""
    if not can_read_trail(viewer, catalogue):
        raise NotAllowed("the audit log is for administrators of every site; ask one")


def can_keep_account(viewer: Viewer, sites: Collection[str], catalogue: Catalogue) -> bool:
    """Tell whether the viewer may keep an account of these sites: an administrator whose own sites hold them all."""
    return can_keep_accounts(viewer, catalogue) and all(belongs(viewer, site) for site in sites)


def check_can_keep_account(viewer: Viewer, sites: Collection[str], catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may keep an account of these sites."""
    check_can_keep_accounts(viewer, catalogue)
    if not can_keep_account(viewer, sites, catalogue):
        raise NotAllowed("this account has a site that is not yours; ask an administrator of every site")


def can_keep_accounts(viewer: Viewer, catalogue: Catalogue) -> bool:
    """Tell whether the viewer may add, stop and change accounts."""
    return can_do(viewer, "accounts", catalogue)


def check_can_keep_accounts(viewer: Viewer, catalogue: Catalogue) -> None:
    """Raise NotAllowed unless the viewer may add, stop and change accounts."""
    if not can_keep_accounts(viewer, catalogue):
        raise NotAllowed("accounts are kept by administrators; ask one")
