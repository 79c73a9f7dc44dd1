"""Set the attacker of the tests upon many random families of tables, and say what it could narrow.

Run: python -m bench.privacy_attack FAMILIES SEED [KIND ...]. Prints, for each kind, how many families and withheld
figures of one to ten people were attacked, how many of them were narrowed, and the share of figures shown. Each
narrowed figure is written to build/narrowed.jsonl with kind and seed, by which `--replay KIND SEED` attacks it again.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from lead_metrics.cells import ReleasedCells
from lead_metrics.privacy.gate import release
from tests.privacy.attacker import attack
from tests.privacy.family_kinds import KINDS

FOUND = Path("build/narrowed.jsonl")
PROCESSES = 2
AT_ONCE = 20


def released(kind: str, seed: int) -> tuple[Counter[str], list[str]]:
    """Release one family and attack it: how much was attacked, shown, and narrowed, and which figures were."""
    family = KINDS[kind](Random(seed))
    earlier: list[ReleasedCells] = []
    for given in family.raws():
        earlier.append(release(given, family.catalogue, earlier).cells)
    secrets, narrowed = attack(family, earlier)
    _, shrewdly = attack(family, earlier, shrewd=True)
    shrewdly = [
        f"shrewdly: {what}" for what in shrewdly if what.split(":")[0] not in {one.split(":")[0] for one in narrowed}
    ]
    shown = int((earlier[-1].frame["status"] == "shown").sum())
    sums = {"families": 1, "attacked": secrets, "narrowed": len(narrowed), "shrewdly": len(shrewdly), "shown": shown}
    return Counter(sums | {"figures": earlier[-1].frame.height}), narrowed + shrewdly


def main(arguments: list[str]) -> None:
    """Attack that many families, or one again."""
    if arguments[0] == "--replay":
        print(*released(arguments[1], int(arguments[2]))[1], sep="\n")
        return
    number, seed, *kinds = arguments
    names = kinds or list(KINDS)
    jobs = [(names[n % len(names)], int(seed) * 1_000_000 + n) for n in range(int(number))]
    sums: dict[str, Counter[str]] = {name: Counter() for name in names}
    FOUND.parent.mkdir(exist_ok=True)
    with ProcessPoolExecutor(PROCESSES) as pool, FOUND.open("w", encoding="utf-8") as file:
        for (kind, place), (counted, narrowed) in zip(jobs, pool.map(_one, jobs, chunksize=AT_ONCE), strict=True):
            sums[kind] += counted
            for what in narrowed:
                file.write(json.dumps({"kind": kind, "seed": place, "narrowed": what}) + "\n")
    for kind, counts in sums.items():
        share = counts["shown"] / max(counts["figures"], 1)
        print(f"{kind}: {counts['families']} families, {counts['attacked']} small figures attacked,", end=" ")
        print(f"{counts['narrowed']} narrowed, {counts['shrewdly']} more by the shrewd, {share:.0%} of figures shown")


def _one(job: tuple[str, int]) -> tuple[Counter[str], list[str]]:
    try:
        return released(*job)
    except Exception as error:
        return Counter(families=1, narrowed=1), [f"{type(error).__name__}: {error}"]


if __name__ == "__main__":
    main(sys.argv[1:])
