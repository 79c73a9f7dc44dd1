"""What a page is given: who looks, in which language, at which site and release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lead_metrics.access.viewer import Viewer
from lead_metrics.catalogue.model import LANGUAGES, Audience, Catalogue, Language

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from lead_metrics.facts.releases import ReleaseInfo, SiteInfo


KEPT = ("lang", "site", "group", "theme")
"""What stays in the address from page to page."""


@dataclass(frozen=True)
class Context:
    """Everything that a page's content may ask for, resolved anew in each run.

    page: the page's id. release: the latest published release, None while there is none. sites: those of the release.
    site: the id of the site looked at (`?site=`), None while there is none. group: the stakeholder group whose
    arrangement is shown (`?group=`), an id of `catalogue.views`, None where the catalogue has no view for this viewer.
    query: the address's parameters as they came; treat them as a stranger's words.
    """

    page: str
    viewer: Viewer
    language: Language
    catalogue: Catalogue
    engine: Engine
    release: ReleaseInfo | None
    sites: tuple[SiteInfo, ...]
    site: str | None
    group: str | None
    query: Mapping[str, str]

    @property
    def site_name(self) -> str:
        """Return the name of the site looked at, empty while there is none."""
        return next((one.name for one in self.sites if one.id == self.site), "")

    def words(self, key: str, **fields: object) -> str:
        """Return the interface's words under a dotted key, with their fields filled in."""
        return self.catalogue.words[self.language][key].format(**fields)

    def address(self) -> dict[str, str]:
        """Return the query that keeps language, site and group when a link leads to another page."""
        kept = {name: self.query[name] for name in KEPT if name in self.query}
        return kept | ({"site": self.site} if self.site and len(self.sites) > 1 else {})


def chosen_language(asked: str | None, preferred: str | None) -> Language:
    """Return the language asked for in the address, else the browser's where it is one of ours, else English."""
    for wish in (asked, (preferred or "")[:2]):
        for language in LANGUAGES:
            if wish == language:
                return language
    return "en"


def chosen_site(asked: str | None, offered: Sequence[str], own: frozenset[str]) -> str | None:
    """Return the site asked for where it exists, else the viewer's own first site, else the first."""
    if asked in offered:
        return asked
    return next((site for site in offered if site in own), next(iter(offered), None))


def chosen_group(asked: str | None, viewer: Viewer, catalogue: Catalogue, seen: Sequence[Audience]) -> str | None:
    """Return the group asked for where this viewer may see its view, else the viewer's own, else their role's.

    seen: the audiences whose figures the viewer may see. A view only arranges; the figures are guarded by the query.
    """
    allowed = [view.id for view in catalogue.views.values() if view.audience in seen]
    role = catalogue.roles.get(viewer.role)
    for wish in (asked, viewer.group, role.view if role else None, *allowed):
        if wish in allowed:
            return wish
    return None
