"""Writes down what became of the mutants, and why those that no test notices do no harm."""

from __future__ import annotations

import difflib
import fnmatch
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.mutated import Mutant
from lead_metrics.settings import ROOT

REASONS = Path(__file__).with_name("mutants.toml")
DOCUMENT = ROOT / "docs" / "privacy_mutants.md"
FATES = ("killed", "timed out", "survived", "unreached", "not tried")
OPENING = """# Mutants of the gate

Made by `python -m bench.mutants report`. [mutmut](https://mutmut.readthedocs.io) changes every function of `lead_metrics/privacy` in each small
way it knows (another operator, a number one higher, an argument left out or none, a word in other letters), and
`tests/privacy` is run on each. Killed: a test failed. Timed out: a test took five times as long as usual, and 3 s more. Survived: no test that reaches
the function failed within {seconds:g} s of tests, quickest first (the two tests of a reader of whole counties, which take a
minute, left out). Constants of modules, decorated functions and comprehensions outside functions are not changed.
"""

Row = tuple[str, str, str]
Key = tuple[str, str, str, str]


def write(found: Sequence[Mutant], results: Mapping[Key, Mapping[str, Any]]) -> list[str]:
    """Write the document, and return the survivors that no reason explains."""
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))["reason"]
    fates = {one: results[one.key]["status"] if one.key in results else "not tried" for one in found}
    grouped: dict[str, list[Mutant]] = defaultdict(list)
    for one, fate in fates.items():
        if fate in ("survived", "unreached"):
            grouped[_reason(one, reasons)].append(one)
    unexplained = grouped.pop("", [])
    seconds = min((one.get("budget", 0) for one in results.values() if one["status"] == "survived"), default=0)
    parts = [OPENING.format(seconds=seconds), _counts(fates)]
    parts += [f"## {one['title']}\n\n{one['why']}\n\n{_table(grouped[one['title']])}" for one in reasons]
    if unexplained:
        parts.append(f"## Not explained yet\n\nA weakness of a test, or of the gate, until looked at.\n\n{_table(unexplained)}")
    DOCUMENT.write_text("\n".join(parts), encoding="utf-8")
    return [f"{one.module}.{one.function}: {_told(one)}" for one in unexplained]


def _reason(one: Mutant, reasons: Sequence[Mapping[str, Any]]) -> str:
    """Return the title of the first reason of which an entry `module.function: pattern` fits the change."""
    for reason in reasons:
        for entry in reason["survivors"]:
            where, _, pattern = entry.partition(": ")
            if fnmatch.fnmatchcase(f"{one.module}.{one.function}", where) and re.search(pattern, _told(one)):
                return str(reason["title"])
    return ""


def _counts(fates: Mapping[Mutant, str]) -> str:
    modules: dict[str, Counter[str]] = defaultdict(Counter)
    for one, fate in fates.items():
        modules[one.module][fate] += 1
        modules["all"][fate] += 1
    names = [*sorted(set(modules) - {"all"}), "all"]
    lines = [f"| {name} | {modules[name].total()} | " + " | ".join(str(modules[name][fate]) for fate in FATES) for name in names]
    head = ["| Module | Mutants | " + " | ".join(fate.capitalize() for fate in FATES) + " |", "|---" + "|---:" * 6 + "|"]
    return "\n".join([*head, *(f"{line} |" for line in lines), ""])


def _table(mutants: Sequence[Mutant]) -> str:
    """Return a row for each line that survives changes, with what was changed to what."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in mutants:
        line, change = _narrow(one)
        rows[f"{one.module}.{one.function}", line].append(change)
    lines = [f"| {where} | {_code(line)} | {'; '.join(_code(one) for one in changes)} |" for (where, line), changes in rows.items()]
    return "\n".join(["| Function | Line | Changed |", "|---|---|---|", *lines, ""])


def _told(one: Mutant) -> str:
    line, change = _narrow(one)
    return f"{line} ⟹ {change}"


def _narrow(one: Mutant) -> tuple[str, str]:
    """Return the changed line and, as `old → new`, the part of it that differs, in whole words."""
    lines = re.sub(r" \[\d+\]$", "", one.change).split("\n")
    old = " ".join(line[2:] for line in lines if line[0] == "-")
    new = " ".join(line[2:] for line in lines if line[0] == "+")
    before, after = (re.findall(r"\w+|\W", text) for text in (old, new))
    steps = [step for step in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if step[0] != "equal"]
    if not steps:
        return old, "layout"
    first, last = steps[0], steps[-1]
    return old, f"{''.join(before[first[1] : last[2]])} → {''.join(after[first[3] : last[4]])}"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`"
