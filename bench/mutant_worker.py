"""A process that collects the gate's tests once, and tries one mutant after another with those that reach it.

Started by bench.mutants within the mutated copy. Reads a mutant's name a line, and answers with a line of JSON: its
`status` (killed, survived, timed out, unreached), the `killer` and how many `tests` were run. No process is forked: a
fork hangs where polars has threads. What hangs within compiled code is ended from outside.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation import trampoline

from bench.mutant_calls import SWITCH, Calls

LEFT_OUT = "test_attack_by_a_reader"
EXAMPLES = 20
LONGEST, QUICK = 20.0, 0.7


class OutOfTime(BaseException):
    """A test ran far longer than without a mutant."""


class Worker:
    """A plugin of pytest that runs tests as it is asked to. budget: seconds of tests for each mutant."""

    def __init__(self, answers: TextIO, budget: float) -> None:
        self.answers, self.budget, self.late = answers, budget, False
        self.seconds: dict[str, float] = {}
        self.reaching: dict[str, list[pytest.Item]] = defaultdict(list)
        self.kills: dict[str, Counter[str]] = defaultdict(Counter)
        self.calls: Calls

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn which tests reach which function, then answer until nothing more is asked."""
        signal.signal(signal.SIGALRM, self._alarm)
        items = [item for item in session.items if LEFT_OUT not in item.nodeid]
        for item in items:
            _steady(item)
        self._learn(items)
        self._answer({"ready": len(items)})
        caches = _caches()
        for line in sys.stdin:
            for cache in caches:
                cache.cache_clear()
            self._answer(self._try(line.strip()))
        return True

    def _answer(self, told: dict[str, Any]) -> None:
        print(json.dumps(told), file=self.answers, flush=True)

    def _learn(self, items: list[pytest.Item]) -> None:
        """Run each test once; what fails without a mutant is left out. Kept for the next worker on the same tests."""
        texts = [str(sys.argv[2:]), *(path.read_text("utf-8") for path in sorted(Path("tests/privacy").glob("*.py")))]
        kept = Path(f"reached-{hashlib.sha256(''.join(texts).encode()).hexdigest()[:12]}.json")
        told = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        hits: set[str] = set()
        setattr(trampoline, "record_trampoline_hit", lambda name, caller=None: hits.add(name))  # noqa: B010
        os.environ[SWITCH] = "stats"
        self.calls = Calls()
        for item in sorted(items, key=lambda one: (told.get(one.nodeid) or [0])[0]):
            if item.nodeid not in told or (told[item.nodeid] and told[item.nodeid][0] <= QUICK):
                hits.clear()
                begun = time.perf_counter()
                self.calls.test = None if _patches(item) else item.nodeid
                failed = self._fails(item, 600)
                self.calls.test = None
                told.setdefault(item.nodeid, None if failed else [time.perf_counter() - begun, sorted(hits)])
            if told[item.nodeid]:
                self.seconds[item.nodeid], reached = told[item.nodeid]
                for function in reached:
                    self.reaching[function].append(item)
        kept.write_text(json.dumps(told), encoding="utf-8")

    def _try(self, mutant: str) -> dict[str, Any]:
        """Run the tests that may notice, quickest first and first those that killed its neighbors."""
        function = mutant.partition("__mutmut_")[0]
        kills = self.kills[function]
        plan = sorted(self.reaching[function], key=lambda item: self.seconds[item.nodeid] / (1 + kills[item.nodeid]))
        os.environ[SWITCH] = mutant
        limit = max([self.budget, *(self.seconds[item.nodeid] for item in plan[:1])])
        spent, ran = 0.0, 0
        for item in plan:
            usual = self.seconds[item.nodeid]
            if spent + usual > limit or not self._may_notice(mutant, item):
                continue
            ran, spent = ran + 1, spent + usual
            self.late = False
            if self._fails(item, min(LONGEST, 3 + 5 * usual)):
                kills[item.nodeid] += 1
                return {"status": "timed out" if self.late else "killed", "killer": item.nodeid, "tests": ran}
        return {"status": "survived" if plan else "unreached", "killer": None, "tests": ran}

    def _may_notice(self, mutant: str, item: pytest.Item) -> bool:
        signal.setitimer(signal.ITIMER_REAL, 5)
        try:
            return _patches(item) or self.calls.may_notice(mutant, item.nodeid)
        except OutOfTime:
            return True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _fails(self, item: pytest.Item, limit: float) -> bool:
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))
        except OutOfTime:
            return True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _alarm(self, *_: object) -> None:
        self.late = True
        raise OutOfTime


def _patches(item: pytest.Item) -> bool:
    return "monkeypatch" in getattr(item, "fixturenames", ())


def _steady(item: pytest.Item) -> None:
    """Let a property be tried with few examples, always the same, and fail at the first."""
    test: Any = getattr(item, "obj", None)
    given: settings | None = getattr(test, "_hypothesis_internal_use_settings", None)
    if given is not None:
        few = min(given.max_examples, EXAMPLES)
        phases = (Phase.explicit, Phase.generate)
        steady = settings(given, max_examples=few, derandomize=True, database=None, phases=phases)
        getattr(test, "__func__", test)._hypothesis_internal_use_settings = steady


def _caches() -> list[Any]:
    """Return what remembers results from one mutant to the next."""
    return [one for one in gc.get_objects() if _ours(one) and callable(getattr(one, "cache_clear", None))]


def _ours(one: object) -> bool:
    return type(one).__name__ == "_lru_cache_wrapper" and getattr(one, "__module__", "").startswith(
        ("lead_metrics.", "tests.")
    )


def main(budget: str, *tests: str) -> None:
    """Answer on what was standard output; what tests print goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    plain = ["-s", "-q", "--tb=native", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:cov"]
    pytest.main([*plain, *tests], plugins=[Worker(answers, float(budget))])


if __name__ == "__main__":
    main(*sys.argv[1:])
