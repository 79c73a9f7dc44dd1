"""What became of the mutants of each function, kept with the project: only functions that have changed are tried again.

A line a function that was tried to its end: a hash of its source, how many mutants it has, and the numbers that mutmut
gives to those that were not killed. Tests that are added kill no fewer, so a killed mutant is not tried again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.mutated import Key, Mutant

LEDGER = Path(__file__).with_name("mutants_tried.json")
SPARED = ("timed out", "survived", "unreached")


def known(found: Iterable[Mutant]) -> dict[Key, dict[str, Any]]:
    """Return what the ledger says of these mutants, by their key; nothing of a function that has changed since."""
    told: dict[str, dict[str, Any]] = json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}
    fates: dict[Key, dict[str, Any]] = {}
    for one in found:
        kept = told.get(_function(one))
        if kept is not None and kept["source"] == one.source:
            fates[one.key] = {"status": next((fate for fate in SPARED if one.number in kept.get(fate, ())), "killed")}
    return fates


def keep(found: Iterable[Mutant], results: Mapping[Key, Mapping[str, Any]]) -> None:
    """Write down the functions of which every mutant was tried."""
    functions: dict[str, list[Mutant]] = defaultdict(list)
    for one in found:
        functions[_function(one)].append(one)
    lines = [
        f"  {json.dumps(name)}: {json.dumps(_told(mutants, results))}"
        for name, mutants in sorted(functions.items())
        if all(one.key in results for one in mutants)
    ]
    LEDGER.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _told(mutants: Sequence[Mutant], results: Mapping[Key, Mapping[str, Any]]) -> dict[str, Any]:
    numbers: dict[str, list[int]] = {fate: [] for fate in SPARED}
    for one in mutants:
        numbers.get(results[one.key]["status"], []).append(one.number)
    spared = {fate: sorted(some) for fate, some in numbers.items() if some}
    return {"source": mutants[0].source, "mutants": len(mutants), **spared}


def _function(one: Mutant) -> str:
    return f"{one.module}.{one.function}"
