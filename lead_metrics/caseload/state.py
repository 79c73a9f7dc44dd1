"""Who carries how many people on a day, and the standard they are held to: frozen, so that a what-if is another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor
from typing import NamedTuple

from lead_metrics.cells import NONE

NEW = "new"
"""The code of a worker who joins in a what-if."""


class Group(NamedTuple):
    """People who speak a language and live in an area; `none` where that is not known."""

    language: str = NONE
    area: str = NONE


Counts = tuple[tuple[Group, int], ...]


def counts(pairs: Iterable[tuple[Group, int]]) -> Counts:
    """Return people by group, in order, groups met twice added up and empty ones left out."""
    added: dict[Group, int] = {}
    for group, people in pairs:
        added[group] = added.get(group, 0) + people
    return tuple(sorted((group, people) for group, people in added.items() if people))


@dataclass(frozen=True)
class Standard:
    """How many people a full-time worker carries: on average up to `average`, never more than `most`."""

    average: float = 20
    most: float = 25


@dataclass(frozen=True)
class Worker:
    """A worker and the active people they carry.

    full_time: the share of a full week. present: what a leave leaves of it; 0 for somebody who is in no position.
    capacity: what the position itself states, None where it states nothing. speaks, works_in: known beside what those
    whom the worker carries already tell.
    """

    code: str
    carries: Counts = ()
    full_time: float = 1.0
    present: float = 1.0
    capacity: float | None = None
    speaks: frozenset[str] = frozenset()
    works_in: frozenset[str] = frozenset()

    @cached_property
    def load(self) -> int:
        """Return how many active people the worker carries."""
        return sum(people for _, people in self.carries)

    @property
    def per_full_time(self) -> float | None:
        """Return the load of a full week, None while the worker is away."""
        return self.load / self.present if self.present else None

    @cached_property
    def languages(self) -> frozenset[str]:
        """Return the languages that the worker is known to work in."""
        return self.speaks | {group.language for group, _ in self.carries if group.language != NONE}

    @cached_property
    def areas(self) -> frozenset[str]:
        """Return the areas that the worker is known to work in; empty where nothing is known."""
        return self.works_in | {group.area for group, _ in self.carries if group.area != NONE}

    def aim(self, standard: Standard) -> float:
        """Return how many people the average allows this worker; a lower capacity of the position goes first."""
        return self._own(standard, standard.average)

    def most(self, standard: Standard) -> int:
        """Return how many people this worker may carry at most."""
        return floor(self._own(standard, standard.most) + 1e-9)

    def _own(self, standard: Standard, each: float) -> float:
        allowed = each * self.present
        if self.capacity is None or self.capacity >= standard.average * self.full_time:
            return allowed
        return min(self.capacity * self.present / self.full_time, allowed)

    def seats(self, standard: Standard) -> int:
        """Return how many people more the worker can take before the average is reached."""
        return max(floor(self.aim(standard) + 1e-9) - self.load, 0)


@dataclass(frozen=True)
class State:
    """A site's caseload at one moment. waiting_for_one: active people whom no worker carries."""

    workers: tuple[Worker, ...]
    waiting_for_one: Counts = ()
    standard: Standard = Standard()

    @cached_property
    def total(self) -> int:
        """Return how many active people there are, with a worker or without."""
        return sum(worker.load for worker in self.workers) + self.nobodys

    @property
    def nobodys(self) -> int:
        """Return how many active people no worker carries."""
        return sum(people for _, people in self.waiting_for_one)

    @cached_property
    def full_time(self) -> float:
        """Return the full-time shares present."""
        return sum(worker.present for worker in self.workers)

    @cached_property
    def common_language(self) -> str | None:
        """Return the language that most people speak, which every worker is taken to speak."""
        spoken: dict[str, int] = {}
        for group, people in (pair for held in self._all() for pair in held):
            spoken[group.language] = spoken.get(group.language, 0) + people
        spoken.pop(NONE, None)
        return max(sorted(spoken), key=spoken.__getitem__) if spoken else None

    def _all(self) -> list[Counts]:
        return [self.waiting_for_one, *(worker.carries for worker in self.workers)]

    def can_take(self, worker: Worker, group: Group) -> bool:
        """Tell whether a worker's languages and areas, where they are known, fit a group."""
        speaks = group.language in (NONE, self.common_language) or group.language in worker.languages
        return speaks and (group.area == NONE or not worker.areas or group.area in worker.areas)

    @cached_property
    def _by_code(self) -> dict[str, Worker]:
        return {one.code: one for one in self.workers}

    def worker(self, code: str) -> Worker | None:
        """Return a worker by code, None where nobody has it."""
        return self._by_code.get(code)

    def with_worker(self, changed: Worker) -> State:
        """Return the state with a worker as changed."""
        return replace(self, workers=tuple(changed if one.code == changed.code else one for one in self.workers))
