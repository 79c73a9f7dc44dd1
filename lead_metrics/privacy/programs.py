"""Linear and whole-number programs for the blocks that propagation cannot decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds as Box
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from lead_metrics.privacy.attack import NEAR, Bounds, Marks, open_terms
from lead_metrics.privacy.relations import Numbers, Places, System

SECONDS = 20.0
SEED, SPREAD = 1, 2.0


@dataclass(frozen=True)
class Blocks:
    """Undecided unknowns: their numbers, block labels, true sizes, bounds, and the equations that bind them."""

    unknown: Places
    block: Places
    size: Numbers
    low: Numbers
    high: Numbers
    matrix: csr_array
    right: Numbers


def undecided(system: System, bounds: Bounds) -> Blocks:
    """Return the blocks that hold a protected unknown and a loop; propagation is exact on all others."""
    terms = open_terms(system, bounds)
    count, total = system.size.size, system.size.size + system.equations
    graph = coo_array((np.ones(terms.unknown.size), (terms.unknown, terms.equation + count)), shape=(total, total))
    _, label = connected_components(graph, directed=False)
    edges = np.bincount(label[terms.unknown], minlength=total)
    nodes = np.bincount(label, minlength=total)
    needy = np.bincount(label[:count], system.needy & (bounds.high > bounds.low), minlength=total)
    loops = (edges >= nodes) & (needy > 0)
    chosen = np.flatnonzero(loops[label[:count]])
    inside = loops[label[terms.unknown]]
    rows, row = np.unique(terms.equation[inside], return_inverse=True)
    column = np.searchsorted(chosen, terms.unknown[inside])
    matrix = csr_array((terms.sign[inside], (row, column)), shape=(rows.size, chosen.size))
    return Blocks(
        chosen, label[chosen], system.size[chosen], bounds.low[chosen], bounds.high[chosen], matrix, -terms.fixed[rows]
    )


def narrowed_in_blocks(system: System, bounds: Bounds, seen: dict[bytes, Places] | None = None) -> Marks:
    """Return the protected unknowns that the equations together narrow, where each by itself does not.

    Every solution found is a witness for all unknowns at once, and one program asks one question of every block, so
    few programs are solved. A question left unanswered in time counts as narrowed. seen: answers of earlier rounds by
    block, taken from and added to: most blocks do not change from one round to the next.
    """
    broken = np.zeros(system.size.size, dtype=bool)
    blocks, seen = undecided(system, bounds), {} if seen is None else seen
    keys = _keys(blocks)
    for key in keys.values():
        broken[seen.get(key, np.empty(0, np.int64))] = True
    fresh = {block: key for block, key in keys.items() if key not in seen}
    blocks = _only(blocks, np.array(list(fresh), dtype=np.int64))
    if not blocks.unknown.size:
        return broken
    failed = np.zeros(blocks.unknown.size, dtype=bool)
    for upward in (True, False):
        failed |= _unreached(blocks, (system.need_high if upward else system.need_low)[blocks.unknown], upward)
    for block, key in fresh.items():
        seen[key] = blocks.unknown[failed & (blocks.block == block)]
    broken[blocks.unknown[failed]] = True
    return broken


def _keys(blocks: Blocks) -> dict[int, bytes]:
    """Return for each block what tells it from all others: its unknowns, and what is known of each."""
    order = np.argsort(blocks.block, kind="stable")
    labels, starts = np.unique(blocks.block[order], return_index=True)
    parts = np.split(order, starts[1:])
    told = (blocks.unknown.astype(np.float64), blocks.low, blocks.high)
    return {
        int(label): b"".join(one[part].tobytes() for one in told) for label, part in zip(labels, parts, strict=False)
    }


def _only(blocks: Blocks, labels: Places) -> Blocks:
    """Return these blocks alone."""
    kept = np.flatnonzero(np.isin(blocks.block, labels))
    matrix = blocks.matrix[:, kept]
    rows = np.flatnonzero(np.diff(matrix.indptr))
    return Blocks(
        blocks.unknown[kept], blocks.block[kept], blocks.size[kept], blocks.low[kept], blocks.high[kept], matrix[rows],
        blocks.right[rows],
    )  # fmt: skip


def _unreached(blocks: Blocks, goal: Numbers, upward: bool) -> Marks:
    """Return which unknowns of the blocks no solution takes as far as their goal.

    All of a block's questions are asked at once at first, since one solution may answer many; where none is answered,
    half as many, and a question that is not answered by itself has no answer. Weights by chance, far apart and always
    the same, let some go all the way: of equal ones many go a part of it.
    """
    sign, chance = 1.0 if upward else -1.0, np.random.default_rng(SEED)
    # Where the truth is not at hand (a stored release) nothing is reached yet.
    best = np.where(np.isnan(blocks.size), -np.inf, sign * blocks.size)
    waiting = ~np.isnan(goal)
    failed = np.zeros(goal.size, dtype=bool)
    at_once = np.bincount(blocks.block, waiting).astype(np.int64)
    while True:
        waiting &= (best < sign * goal - NEAR) & ~failed
        asked = _some_of_each(blocks.block, np.flatnonzero(waiting), at_once)
        if not asked.size:
            return failed
        solution = _solve(blocks, asked, goal, sign * np.exp(SPREAD * chance.normal(size=asked.size)))
        best = np.fmax(best, sign * solution)
        missed = best[asked] < sign * goal[asked] - NEAR
        answered = np.bincount(blocks.block[asked], ~missed, minlength=at_once.size) > 0
        alone = np.bincount(blocks.block[asked]) == 1
        failed[asked] |= missed & alone[blocks.block[asked]]
        stuck = np.isin(np.arange(at_once.size), blocks.block[asked]) & ~answered
        at_once = np.where(stuck, np.maximum(1, at_once // 2), at_once)


def _solve(blocks: Blocks, asked: Places, goal: Numbers, weight: Numbers) -> Numbers:
    """Return a whole-number solution of the blocks asked about, as far as it can go; other blocks keep their sizes.

    weight: of each unknown asked about, below zero where it shall go down.
    """
    aim = np.zeros(goal.size)
    aim[asked] = -weight
    ends = _capped(blocks, asked, goal, weight[0])
    solution = blocks.size.copy()
    mine = np.flatnonzero(np.isin(blocks.block, blocks.block[asked]))
    found = _program(blocks, mine, aim, ends, whole=False)
    if found is not None:
        solution[mine] = found
    counted = ~(np.abs(blocks.size - np.round(blocks.size)) > NEAR)
    broken = counted & (np.abs(solution - np.round(solution)) > NEAR)
    # One block without an answer leaves the joint program without one: then each is asked by itself.
    for block in np.unique(blocks.block[broken] if found is not None else blocks.block[asked]):
        inside = np.flatnonzero(blocks.block == block)
        answer = _program(blocks, inside, aim, ends, whole=True)
        solution[inside] = blocks.size[inside] if answer is None else answer
    return solution


def _program(
    blocks: Blocks, inside: Places, aim: Numbers, ends: tuple[Numbers, Numbers], *, whole: bool
) -> Numbers | None:
    """Return the solution for these columns that minimizes the aim, None where there is none in time."""
    matrix = blocks.matrix[:, inside]
    rows = np.flatnonzero(np.diff(matrix.tocsr().indptr))
    low, high = ends[0][inside], ends[1][inside]
    if not whole:
        box = np.column_stack([low, high])
        found = linprog(aim[inside], A_eq=matrix[rows], b_eq=blocks.right[rows], bounds=box, method="highs")
        return None if found.x is None else np.array(found.x)
    counted = ~(np.abs(blocks.size - np.round(blocks.size)) > NEAR)
    equal = LinearConstraint(matrix[rows], blocks.right[rows], blocks.right[rows])
    integers, seconds = counted[inside].astype(int), {"time_limit": SECONDS}
    found = milp(aim[inside], integrality=integers, bounds=Box(low, high), constraints=equal, options=seconds)
    return None if found.x is None else np.array(found.x)


def _capped(blocks: Blocks, asked: Places, goal: Numbers, sign: float) -> tuple[Numbers, Numbers]:
    """Return the ends of every unknown; those asked about stop at their goal, so no program is unbounded."""
    low, high = blocks.low.copy(), blocks.high.copy()
    if sign > 0:
        high[asked] = np.minimum(high[asked], goal[asked])
    else:
        low[asked] = np.maximum(low[asked], goal[asked])
    return low, high


def _some_of_each(block: Places, waiting: Places, at_once: Places) -> Places:
    """Return of the waiting unknowns as many of each block as may be asked about at once."""
    order = waiting[np.argsort(block[waiting], kind="stable")]
    mine = block[order]
    place = np.arange(order.size) - np.searchsorted(mine, mine)
    return order[place < at_once[mine]]
