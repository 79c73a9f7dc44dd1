"""Change the gate in every small way that mutmut knows, and see whether a test of tests/privacy notices.

Run: python -m bench.mutants run [MODULE ...] [--seconds S] [--again] [--tests PATH ...] [--folder FOLDER]. It goes on
where it was stopped: results are lines of FOLDER/results.jsonl, and of functions that have not changed since they were
tried to their end, of bench/mutants_tried.json. `--again` tries once more what survived before.
Then: python -m bench.mutants report [--folder FOLDER], which keeps what was found in bench/mutants_tried.json,
writes docs/privacy_mutants.md and fails where a survivor has no reason in bench/mutants.toml. Needs
bench/requirements.txt.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.mutant_ledger import keep, known
from bench.mutant_report import write
from bench.mutated import Key, Mutant, mutants, plant
from lead_metrics.settings import ROOT

FOLDER = ROOT / "build" / "mutants"
LEARNING, HANGING = 1800.0, 60.0
ALONE = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Worker:
    """A process of bench.mutant_worker, started when first asked and again after it hung or died."""

    def __init__(self, tree: Path, seconds: float, tests: list[str]) -> None:
        self.command = [sys.executable, "-m", "bench.mutant_worker", str(seconds), *tests]
        self.tree = tree
        self.process: subprocess.Popen[str] | None = None

    def ask(self, name: str) -> dict[str, Any]:
        """Return what became of the mutant."""
        if self.process is None:
            environment = {**os.environ, **ALONE, "PYTHONPATH": str(self.tree)}
            self.process = subprocess.Popen(
                self.command, cwd=self.tree, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            if self._answer(LEARNING) is None:
                raise SystemExit("the tests cannot be run on the mutated copy")
        assert self.process.stdin
        print(name, file=self.process.stdin, flush=True)
        answer = self._answer(HANGING)
        if answer is None:
            hung = self.process.poll() is None
            self.process.kill()
            self.process = None
            return {"status": "timed out" if hung else "killed", "killer": None, "tests": 0}
        return answer

    def close(self) -> None:
        """Let the process end: it stops where nothing more is asked."""
        if self.process is not None:
            self.process.communicate()

    def _answer(self, limit: float) -> dict[str, Any] | None:
        assert self.process and self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], limit)
        line = self.process.stdout.readline() if ready else ""
        return json.loads(line) if line else None


def read(folder: Path, found: Iterable[Mutant]) -> dict[Key, dict[str, Any]]:
    """Return the last result of each mutant, by its key."""
    path = folder / "results.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    tried = [json.loads(line) for line in lines]
    return known(found) | {(one["module"], one["function"], one["change"], one["source"]): one for one in tried}


def run(asked: argparse.Namespace) -> None:
    """Try the mutants of the modules asked for, in that order, and write a line for each."""
    found = plant(asked.folder / "tree")
    done = {key for key, one in read(asked.folder, found).items() if not (asked.again and one["status"] == "survived")}
    names = asked.modules or sorted({one.module for one in found})
    todo = [one for name in names for one in found if one.module == name and one.key not in done]
    worker = Worker(asked.folder / "tree", asked.seconds, asked.tests)
    with (asked.folder / "results.jsonl").open("a", encoding="utf-8") as file:
        for one in todo:
            begun = time.perf_counter()
            told = worker.ask(one.name) | {"seconds": round(time.perf_counter() - begun, 2)}
            if asked.again and told["status"] == "unreached":
                continue
            file.write(json.dumps(_named(one) | told, ensure_ascii=False) + "\n")
            file.flush()
    worker.close()


def _named(one: Mutant) -> dict[str, str]:
    return {"module": one.module, "function": one.function, "change": one.change, "source": one.source}


def main(arguments: Iterable[str] | None = None) -> None:
    """Run or report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "report"])
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--seconds", type=float, default=10.0, help="of tests for each mutant")
    parser.add_argument("--again", action="store_true", help="try survivors once more")
    parser.add_argument("--tests", nargs="*", default=["tests/privacy"])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args(arguments)
    if asked.what == "run":
        run(asked)
        return
    found = mutants(asked.folder)
    results = read(asked.folder, found)
    keep(found, results)
    if unexplained := write(found, results):
        raise SystemExit("\n".join(["These survived without a reason:", *unexplained]))


if __name__ == "__main__":
    main()
