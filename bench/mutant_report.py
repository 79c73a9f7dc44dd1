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

from bench.mutated import Key, Mutant
from lead_metrics.settings import ROOT

REASONS = Path(__file__).with_name("mutants.toml")
DOCUMENT = ROOT / "docs" / "privacy_mutants.md"
FATES = ("killed", "timed out", "survived", "unreached", "not tried")
UNEXPLAINED = "## Not explained yet\n\nA weakness of a test, or of the gate, until somebody has looked.\n\n"
OPENING = """# Mutants of the gate

Made by `python -m bench.mutants report`. mutmut changes every function of `lead_metrics/privacy` in each small way that
it knows (another operator, a number one higher, an argument left out or none, a word in other letters), one change at a
time, and tests of `tests/privacy` that reach the function are run: for most modules those of the file named after them,
for a few seconds a mutant, so a survivor may still be noticed by a slower test.

- Killed: a test failed. Timed out: a test took five times as long as usual, and three seconds more.
- Survived: no test failed. A test was left out where the mutant answered every call that it makes just as the function
  does, and where it did not fit into the seconds given. Each survivor stands below, with the reason if one is known.
- Not tried: nobody has run it since its function last changed. What was found of a function that has not changed stands
  (`bench/mutants_tried.json`): tests that are added notice no less. All were tried on 27 November 2026; of the 31 that
  ran out of time then, those of functions that have not changed count as killed.
- Never made: changes of constants of modules and of decorated functions. mutmut makes none of them.
"""


def write(found: Sequence[Mutant], results: Mapping[Key, Mapping[str, Any]]) -> list[str]:
    """Write the document, and return the survivors that no reason explains."""
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))["reason"]
    fates = {one: results[one.key]["status"] if one.key in results else "not tried" for one in found}
    grouped: dict[str, list[Mutant]] = defaultdict(list)
    for one, fate in fates.items():
        if fate in ("survived", "unreached"):
            grouped[_reason(one, reasons)].append(one)
    parts = [OPENING, _counts(fates)]
    for reason in reasons:
        if there := grouped[reason["title"]]:
            parts.append(f"## {reason['title']} ({len(there)})\n\n{reason['why'].strip()}\n\n{_table(there)}")
    unexplained = grouped[""]
    parts += [UNEXPLAINED + _table(unexplained)] if unexplained else []
    DOCUMENT.write_text("\n".join(parts), encoding="utf-8")
    return [f"{one.module}.{one.function}: {_told(one)}" for one in unexplained]


def _reason(one: Mutant, reasons: Sequence[Mapping[str, Any]]) -> str:
    """Return the title of the first reason with an entry `module.function: pattern` that fits the change."""
    for reason in reasons:
        for entry in reason["survivors"]:
            where, _, pattern = entry.partition(": ")
            if fnmatch.fnmatchcase(f"{one.module}.{one.function}", where) and re.search(pattern, _told(one)):
                return str(reason["title"])
    return ""


def _counts(fates: Mapping[Mutant, str]) -> str:
    """Return a row for each module, and one for all."""
    modules: dict[str, Counter[str]] = defaultdict(Counter)
    for one, fate in fates.items():
        modules[one.module][fate] += 1
        modules["all"][fate] += 1
    rows: list[list[str | int]] = [
        [name, modules[name].total(), *(modules[name][fate] for fate in FATES)]
        for name in (*sorted(set(modules) - {"all"}), "all")
    ]
    head = ["Module", "Mutants", *(fate.capitalize() for fate in FATES)]
    lines: list[list[str | int]] = [[*head], ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(one) for one in line)} |" for line in lines) + "\n"


def _table(mutants: Sequence[Mutant]) -> str:
    """Return a row for each line that survives changes, with what was changed to what."""
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in mutants:
        line, change = _narrow(one)
        rows[f"{one.module}.{one.function}", line].append(_code(change))
    lines = [f"| {where} | {_code(line)} | {'; '.join(changes)} |" for (where, line), changes in rows.items()]
    return "\n".join(["| Function | Line | Changed |", "|---|---|---|", *lines, ""])


def _told(one: Mutant) -> str:
    line, change = _narrow(one)
    return f"{line} ⟹ {change}"


def _narrow(one: Mutant) -> tuple[str, str]:
    """Return the changed line and, as `old → new`, the part of it that differs, in whole words."""
    lines = re.sub(r" \[\d+\]$", "", one.change).split("\n")
    old, new = (" ".join(line[2:] for line in lines if line[0] == mark) for mark in "-+")
    before, after = (re.findall(r"\w+|\W", text) for text in (old, new))
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    if not changed:
        return old, "layout"
    start, new_start, end, new_end = changed[0][1], changed[0][3], changed[-1][2], changed[-1][4]
    named = 2 if start > 1 and before[start - 1] == "=" else 0
    return old, f"{''.join(before[start - named : end])} → {''.join(after[new_start - named : new_end])}"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|").replace("`", "'") + "`"
