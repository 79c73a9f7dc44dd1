"""A copy of the project in which each function of the gate carries all its mutants, one of which can be switched on."""

from __future__ import annotations

import difflib
import hashlib
import json
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

from lead_metrics.settings import ROOT

GATE = Path("lead_metrics/privacy")
COPIED = ("lead_metrics", "tests", "bench")
LINKED = ("data", "docs", "pages", ".streamlit", "dashboard.py", "pyproject.toml", "requirements.txt")


Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Mutant:
    """One small change to one function. name: what switches it on. source: a hash of the function without it."""

    module: str
    function: str
    change: str
    source: str
    name: str

    @property
    def key(self) -> Key:
        """What a result is kept by: it falls away when the function changes."""
        return self.module, self.function, self.change, self.source

    @property
    def number(self) -> int:
        """Which of its function's mutants it is."""
        return int(self.name.rpartition("_")[2])


def plant(tree: Path) -> list[Mutant]:
    """Copy the project to `tree`, the gate with its mutants, and return these; a module that stands is made once."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    for name in LINKED:
        if not (tree / name).exists():
            (tree / name).symlink_to(ROOT / name)
    found = []
    for path in sorted((ROOT / GATE).glob("*.py")):
        code, mutants = _kept(path, tree.parent / "made")
        (tree / GATE / path.name).write_text(code, encoding="utf-8")
        found += mutants
    return found


def _kept(path: Path, folder: Path) -> tuple[str, list[Mutant]]:
    """Return the mutated module and its mutants, from the file that keeps them if the source is still the same."""
    source = path.read_text(encoding="utf-8")
    kept = folder / f"{path.stem}-{hashlib.sha256(source.encode()).hexdigest()[:12]}.json"
    if not kept.exists():
        mutated = mutate_file_contents(str(path.relative_to(ROOT)), source)
        told = {"code": mutated.code, "mutants": [asdict(one) for one in _mutants(path.stem, mutated)]}
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(told), encoding="utf-8")
    read = json.loads(kept.read_text(encoding="utf-8"))
    return read["code"], [Mutant(**one) for one in read["mutants"]]


def mutants(folder: Path) -> list[Mutant]:
    """Return the mutants of the gate as it stands."""
    return [one for path in sorted((ROOT / GATE).glob("*.py")) for one in _kept(path, folder / "made")[1]]


def _mutants(module: str, mutated: MutatedFile) -> list[Mutant]:
    lines = mutated.code.splitlines()
    seen: Counter[tuple[str, str]] = Counter()

    def body(name: str) -> list[str]:
        span = mutated.line_span_by_function_name[name]
        return [line.strip().replace(name, "") for line in lines[span.start - 1 : span.end]]

    found = []
    for name in mutated.mutant_names:
        mangled = name.partition("__mutmut_")[0]
        function = mangled.replace("xǁ", "").replace("ǁ", ".").removeprefix("x_")
        change = _change(body(f"{mangled}__mutmut_orig"), body(name))
        seen[function, change] += 1
        again = f" [{seen[function, change]}]" if seen[function, change] > 1 else ""
        switch = f"{'.'.join(GATE.parts)}.{module}.{name}"
        found.append(Mutant(module, function, change + again, mutated.hash_by_function_name[mangled], switch))
    return found


def _change(before: list[str], after: list[str]) -> str:
    """Return the lines that differ, old and new."""
    told = [line for line in difflib.ndiff(before, after) if line[:2] in ("- ", "+ ")]
    return "\n".join([line for line in told if line[0] == "-"] + [line for line in told if line[0] == "+"])
