"""The search for the figure that costs least to lose and still loosens what was narrowed."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lead_metrics.privacy.attack import NEAR, Bounds, Marks, grouped, implied, open_terms
from lead_metrics.privacy.relations import Numbers, Places, System

DEPTH = 5
PAIR = 2


class Search:
    """The equations of a system, ready to be walked from an unknown to its neighbors."""

    def __init__(self, system: System) -> None:
        """Sort the terms by equation and by unknown."""
        self.system, self.name = system, names(system)
        self._by_equation, self._first = grouped(system.equation, system.equations)
        self._by_unknown, self._from = grouped(system.unknown, system.size.size)
        self._by_name, self._namesakes = grouped(self.name, system.size.size)

    def answer(
        self, bounds: Bounds, broken: Marks, spent: Marks, cost: Numbers, depth: int = DEPTH
    ) -> tuple[Marks, Marks]:
        """Return the further unknowns to withhold, and the narrowed ones for which none was found.

        spent, cost: per unknown, whether it cannot be withheld or is already, and what losing it costs. One unknown a
        narrowing equation, under all its names; one may serve several.
        """
        chosen, stuck = np.zeros(broken.size, dtype=bool), np.zeros(broken.size, dtype=bool)
        lost = np.zeros(int(self.system.cell.max(initial=-1)) + 2, dtype=bool)
        doubt = self._doubt((bounds.high > bounds.low + NEAR) | broken)
        narrowing, helped = self._narrowing(bounds, broken), set()
        # What can be lost in a narrowing equation itself comes before what lies further away.
        narrowing.sort(key=lambda one: not self._free(self._members(one[1]), spent).size)
        for unknown, equation, short in narrowing:
            near = self._free(self._members(equation), spent).size > 0
            if self._serves(equation, lost) or (unknown in helped and not near):
                continue
            found = self._cheapest((unknown, equation), (short, doubt), spent, cost, depth)
            if found < 0:
                stuck[unknown] = True
            else:
                alike = self._alike(found)
                chosen[alike] = True
                lost[self.system.cell[alike]] = True
                # The last place is that of sums nobody releases.
                lost[-1] = False
                np.add.at(doubt, np.concatenate([self._equations(one) for one in alike]), 1)
                helped.add(unknown)
        return chosen, stuck

    def _narrowing(self, bounds: Bounds, broken: Marks) -> list[tuple[int, int, float]]:
        """Return each narrowed unknown, an equation that narrows it, and by how much it falls short."""
        terms = open_terms(self.system, _reopened(bounds, broken))
        low, high = implied(terms, bounds)
        need_low, need_high = self.system.need_low[terms.unknown], self.system.need_high[terms.unknown]
        short = np.fmax(np.fmax(need_high - high, low - need_low), 0.0)
        mine = broken[terms.unknown]
        guilty = mine & (short > NEAR)
        # Where no equation narrows by itself, all of an unknown's equations share the guilt.
        alone = np.isin(terms.unknown, terms.unknown[guilty])
        picked = np.flatnonzero(guilty | (mine & ~alone))
        order = picked[np.argsort(-short[picked], kind="stable")]
        return [(int(terms.unknown[i]), int(terms.equation[i]), float(short[i])) for i in order]

    def _serves(self, equation: int, lost: Marks) -> bool:
        # Losing a figure may loosen its other sizes as well: the next attack tells.
        return bool(lost[self.system.cell[self._members(equation)]].any())

    def _doubt(self, open_: Marks) -> Places:
        """Return how many unknowns of each equation a reader does not know."""
        return np.bincount(self.system.equation[open_[self.system.unknown]], minlength=self.system.equations)

    def _opened(self, members: Places, doubt: Places) -> Places:
        """Return in how many equations each of these would be the only unknown one: each asks for a further loss."""
        counts = self._from[members + 1] - self._from[members]
        whose = np.repeat(np.arange(members.size), counts)
        places = np.arange(whose.size) + np.repeat(self._from[members] - np.cumsum(counts) + counts, counts)
        alone = doubt[self.system.equation[self._by_unknown[places]]] == 0
        return np.bincount(whose[alone], minlength=members.size)

    def _cheapest(
        self, at: tuple[int, int], need: tuple[float, Places], spent: Marks, cost: Numbers, depth: int
    ) -> int:
        """Return the unknown to lose: in this equation, or in one that settles a neighbor; -1 where there is none."""
        seen, front = {at[0]}, [at[1]]
        visited = {at[1]}
        for _ in range(depth):
            members = np.unique(np.concatenate([self._members(e) for e in front])) if front else np.empty(0, np.int64)
            members = np.array([m for m in members if m not in seen], dtype=np.int64)
            seen.update(int(m) for m in members)
            free = self._free(members, spent)
            if free.size:
                return self._best(free, need, cost)
            around = {int(e) for m in members for e in self._equations(m)} - visited
            visited |= around
            front = sorted(around)
        return -1

    def _free(self, members: Places, spent: Marks) -> Places:
        """Return those unknowns that could still be withheld; a zero protects nothing."""
        return members[(self.system.size[members] > NEAR) & ~spent[members]]

    def _best(self, members: Places, need: tuple[float, Places], cost: Numbers) -> int:
        """Prefer an unknown large enough to end the matter alone, then the one that costs least.

        Where it opens an equation in which all else is known, one more of its kind must follow.
        """
        short, doubt = need
        sizes, price = self.system.size[members], cost[members] * (1 + self._opened(members, doubt))
        enough = sizes - 1 >= short
        # Where none is enough, several must go: start with the largest.
        order = np.lexsort([np.where(enough, sizes, -sizes), np.where(enough, price, 0.0), ~enough])
        return int(members[order[0]])

    def _alike(self, unknown: int) -> Places:
        name = self.name[unknown]
        return self._by_name[self._namesakes[name] : self._namesakes[name + 1]]

    def _members(self, equation: int) -> Places:
        return self.system.unknown[self._by_equation[self._first[equation] : self._first[equation + 1]]]

    def _equations(self, unknown: int) -> Places:
        return self.system.equation[self._by_unknown[self._from[unknown] : self._from[unknown + 1]]]


def whole_component(system: System, stuck: Marks, spent: Marks) -> Marks:
    """Return every figure that could still be withheld in the components of the stuck unknowns."""
    chosen = np.zeros(spent.size, dtype=bool)
    if stuck.any():
        count, total = system.size.size, system.size.size + system.equations
        shape = (total, total)
        graph = coo_array((np.ones(system.unknown.size), (system.unknown, system.equation + count)), shape=shape)
        _, label = connected_components(graph, directed=False)
        inside = np.isin(label[:count], label[:count][stuck]) & (system.cell >= 0) & (system.size > NEAR)
        chosen[system.cell[inside]] = True
    return chosen & ~spent


def names(system: System) -> Places:
    """Return a label for each unknown; those that one equation of two terms sets equal share it."""
    terms = np.bincount(system.equation, minlength=system.equations)
    two = (terms == PAIR)[system.equation]
    order = np.argsort(system.equation[two], kind="stable")
    pairs = system.unknown[two][order].reshape(-1, PAIR)
    count = system.size.size
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    label: Places = connected_components(graph, directed=False)[1] if count else np.empty(0, np.int64)
    return label


def _reopened(bounds: Bounds, broken: Marks) -> Bounds:
    """Return bounds in which a settled narrowed unknown counts as open, so that its equations are seen."""
    return Bounds(bounds.low, np.where(broken & (bounds.high <= bounds.low), bounds.low + NEAR, bounds.high))
