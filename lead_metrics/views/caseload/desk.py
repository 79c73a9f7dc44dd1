"""What lies on the supervisor's desk: the staff view's rows, read anew and checked in each run, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from os.path import commonprefix

from lead_metrics.access.rules import can_see_caseload
from lead_metrics.caseload.balance import Place, at, placed
from lead_metrics.caseload.outlook import Outlook, outlook_of
from lead_metrics.caseload.reading import Told, state_of, told
from lead_metrics.caseload.state import NEW, State, Worker
from lead_metrics.catalogue.wording import day, number
from lead_metrics.cells import ALL, Load
from lead_metrics.facts.caseload import caseload_for, names_for, outlook_for
from lead_metrics.views.context import Context
from lead_metrics.views.look import PROJECTOR

OTHER_SITE, ON_A_WALL, NO_VIEW = "caseload.other_site", "caseload.on_a_wall", "caseload.no_view"
"""The words that say why there is nothing to see."""


# The same few numbers stand in hundreds of cells, and writing one takes longer than all else that a cell needs.
_said = lru_cache(4096)(number)


@dataclass(frozen=True)
class Desk:
    """The staff view of one site.

    day: the day that it shows. told: what its rows tell. names: by worker's code, where known. state: today's.
    outlook: None where it is too early.
    """

    context: Context
    day: date
    told: Told
    names: Mapping[str, str]
    state: State
    outlook: Outlook | None

    @cached_property
    def weights(self) -> tuple[float, ...]:
        """Return the site's weights for lower, middle and higher need, nothing where it has set none."""
        found = [self.site(measure) for measure in (Load.WEIGHT_1, Load.WEIGHT_2, Load.WEIGHT_3)]
        return tuple(weight for weight in found if weight is not None) if None not in found else ()

    @cached_property
    def placed(self) -> list[tuple[Worker, Place]]:
        """Return today's workers, each with where their load lies."""
        return placed(self.state)

    def at(self, where: Place) -> list[Worker]:
        """Return today's workers whose load lies there."""
        return at(self.placed, where)

    def site(self, measure: Load) -> float | None:
        """Return a value of the whole site, None where nothing is known."""
        return self.told.values.get((ALL, measure))

    @property
    def contacts_until(self) -> date:
        """Return the last day whose contacts have arrived."""
        return self.day - timedelta(days=int(self.site(Load.CONTACTS_BEHIND) or 0))

    def words(self, key: str, **fields: object) -> str:
        """Return this page's words under a key."""
        return self.context.words(f"caseload.{key}", **fields)

    def said(self, when: date) -> str:
        """Return a day in words."""
        return day(when, self.context.language)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as people write it."""
        return _said(value, decimals, self.context.language)

    def share(self, value: float) -> str:
        """Return full-time shares, which come in quarters, with no more decimals than they need."""
        places = 0 if float(value).is_integer() else 1 if float(value * 2).is_integer() else 2
        return self.number(value, places)

    @cached_property
    def _shared(self) -> int:
        """Return how many letters all workers' codes share, up to a dash: they say nothing here."""
        shared = commonprefix([worker.code for worker in self.state.workers])
        return shared.rfind("-") + 1 if len(self.state.workers) > 1 else 0

    @cached_property
    def _twice(self) -> frozenset[str]:
        """Return the names that more than one worker has."""
        return frozenset(name for name, times in Counter(self.names.values()).items() if times > 1)

    def code(self, code: str) -> str:
        """Return a worker's code without what all codes share."""
        return code[self._shared :]

    def name(self, code: str) -> str:
        """Return how a worker is called here: by name where one is known, else by code; two of a name by both."""
        if code == NEW:
            return self.words("worker_new")
        name = self.names.get(code)
        if name is None:
            return self.code(code)
        return f"{name} ({self.code(code)})" if name in self._twice else name


def desk(context: Context) -> Desk | str:
    """Return the desk of the context's site, or the key of the words that say why there is none.

    The right is asked for at each run, by the page first and by each query again; nothing of it is kept in a cache.
    """
    assert context.site is not None
    if not can_see_caseload(context.viewer, context.site):
        return OTHER_SITE
    if context.query.get("theme") == PROJECTOR:
        return ON_A_WALL
    rows = caseload_for(context.viewer, context.engine, context.site)
    if rows.is_empty():
        return NO_VIEW
    found = told(rows)
    outlook = outlook_of(outlook_for(context.viewer, context.engine, context.site))
    names = names_for(context.viewer, context.engine, context.site)
    return Desk(context, rows["day"].to_list()[0], found, names, state_of(found), outlook)
