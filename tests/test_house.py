"""The house keeps its own rules: formatting, types, contracts, current documents, layout and sizes."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from lead_metrics.settings import ROOT, Settings

PACKAGE = ROOT / "lead_metrics"
BANNED = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}
CHECKS = {
    "formatting": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "contracts": ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"],
    "no code that invites an attack": ["-m", "bandit", "-q", "-c", "pyproject.toml", "-r", "lead_metrics", "pages"],
    "documents": ["-m", "lead_metrics", "documents", "--check"],
}
LOOSE = re.compile(r"https?://(?!www\.w3\.org|127\.0\.0\.1|localhost)[^\s\"')>]+")
CLOSE = re.compile(r"/(?:work|tmp|root)/")


def sources(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


OURS = list(sources(PACKAGE, ROOT / "pages", ROOT / "bench")) + [ROOT / "dashboard.py"]
TOLD = [path for path in sources(PACKAGE, ROOT / "tests") if path.stat().st_size]


@pytest.mark.parametrize("check", CHECKS)
def test_the_check_passes(check: str):
    done = subprocess.run([sys.executable, *CHECKS[check]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_one_plain_sentence(path: Path):
    if path.name == "__init__.py" and not path.stat().st_size:
        return
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said, "it has no docstring"
    assert said.splitlines()[0].endswith((".", ":", "!", "?")), "its first line is no sentence"


def test_no_module_is_a_drawer_for_everything():
    named = {part for path in OURS for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not named & BANNED


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short():
    sizes = [lines(path) for path in sources(PACKAGE) if path.stat().st_size]
    assert statistics.median(sizes) <= 100
    assert statistics.quantiles(sizes, n=10)[-1] <= 250


def functions() -> Iterator[tuple[str, int, int]]:
    """Yield each function's name, lines of body and number of parameters."""
    for path in sources(PACKAGE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                size = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                given = len(node.args.args) + len(node.args.kwonlyargs) + len(node.args.posonlyargs)
                yield f"{path.relative_to(ROOT)}:{node.name}", size, given


def test_functions_are_short():
    sizes = [size for _, size, _ in functions()]
    assert statistics.median(sizes) <= 8
    assert statistics.quantiles(sizes, n=10)[-1] <= 25


def test_the_entry_script_and_the_pages_stay_thin():
    assert lines(ROOT / "dashboard.py") <= 60
    assert all(lines(path) <= 15 for path in sources(ROOT / "pages"))


def test_the_readme_can_be_read_in_one_sitting():
    assert lines(ROOT / "README.md") <= 120


def test_what_is_pinned_is_pinned_exactly_and_once():
    for name in ("requirements.txt", "requirements-dev.txt"):
        told = [line.split("#")[0].split(";")[0].strip() for line in (ROOT / name).read_text().splitlines()]
        pins = [line for line in told if line and not line.startswith("-r ")]
        assert all(re.fullmatch(r"[a-z0-9._-]+(\[[a-z0-9,]+\])?==[\w.]+", pin) for pin in pins)
        names = [re.split(r"[\[=]", pin)[0] for pin in pins]
        assert len(names) == len(set(names))


def test_what_the_package_asks_for_is_what_is_pinned():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = {line.split("==")[0].split("[")[0] for line in (ROOT / "requirements.txt").read_text().splitlines()}
    assert {re.split(r"[\[>]", name)[0] for name in asked} <= pinned


def test_nobodys_folder_and_no_registry_is_named():
    for path in [*OURS, *TOLD, ROOT / "Makefile", ROOT / ".ci" / "run", *ROOT.glob("requirements*.txt")]:
        if path.name == "test_house.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert not CLOSE.search(text), path
        assert "pypi" not in text.lower(), path


def test_pages_ask_nobody_outside():
    for path in [*sources(PACKAGE / "views", PACKAGE / "web", PACKAGE / "charts"), *PACKAGE.rglob("*.html")]:
        found = LOOSE.findall(path.read_text(encoding="utf-8"))
        assert not found, f"{path}: {found}"


def test_the_served_app_never_loads_the_vault_the_counting_or_what_fits_models():
    script = (
        "import sys, dashboard, lead_metrics.views.warm as warm; warm.warm(); "
        "bad = [m for m in sys.modules if m.startswith(('lead_metrics.intake', 'lead_metrics.aggregate', "
        "'lead_metrics.privacy', 'lead_metrics.pipeline', 'lead_metrics.river', 'statsmodels', 'scipy'))]; "
        "sys.exit(', '.join(bad) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_pseudonym_key_is_read_by_intake_alone():
    for path in sources(PACKAGE):
        if "intake" not in path.parts:
            assert "pseudonym_key" not in path.read_text(encoding="utf-8"), path


def test_every_room_has_tests_of_its_own():
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms <= {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}


def test_every_environment_variable_is_documented():
    said = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = {f"LEAD_{name.upper()}" for name in Settings.model_fields} | {"LEAD_PSEUDONYM_KEY"}
    assert not {name for name in names if f"`{name}`" not in said}
