"""Documents made from the catalogue, so that what is written never differs from what is computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Catalogue, Indicator
from lead_metrics.errors import DocumentsStale

MADE = "<!-- Made by `python -m lead_metrics documents`; edit the catalogue instead. -->\n"


def made() -> dict[str, str]:
    """Return each document's name and text."""
    words = catalogue()
    return {
        "indicators.md": _indicators(words),
        "roles.md": _roles(words),
        "sources.md": _sources(words),
        "records.md": _records(words),
        "fidelity.md": _fidelity(words),
    }


def write(folder: Path) -> None:
    """Write every document below the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made().items():
        (folder / name).write_text(text, encoding="utf-8")


def check(folder: Path) -> None:
    """Raise DocumentsStale naming the documents that differ from the catalogue."""
    stale = [
        n for n, text in made().items() if not (folder / n).exists() or (folder / n).read_text(encoding="utf-8") != text
    ]
    if stale:
        raise DocumentsStale(f"stale documents: {', '.join(stale)}; run: python -m lead_metrics documents")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )


def _indicators(words: Catalogue) -> str:
    parts = [MADE, "# Indicators\n", f"{len(words.indicators)} indicators; a code names a family.\n"]
    for level in ("individual", "programmatic", "systemic", "quality"):
        chosen = [i for i in words.indicators.values() if i.level == level]
        rows = [_indicator(i) for i in chosen]
        heads = ("code", "id", "name", "definition", "measure", "counts", "protects", "seen by")
        parts.append(f"## {level.title()}\n\n{_table(heads, rows)}\n")
    return "\n".join(parts)


def _indicator(indicator: Indicator) -> tuple[str, ...]:
    return (
        indicator.code,
        f"`{indicator.id}`",
        indicator.name.en,
        indicator.definition.en,
        indicator.measure.kind,
        indicator.counts,
        indicator.disclosure.protects,
        str(indicator.audience),
    )


def _roles(words: Catalogue) -> str:
    rights = sorted({right for role in words.roles.values() for right in role.may})
    rows = [
        (role.name.en, str(role.audience), *("yes" if right in role.may else "" for right in rights))
        for role in words.roles.values()
    ]
    return (
        f"{MADE}\n# Roles\n\nWhatever is not said here is refused.\n\n{_table(('role', 'audience', *rights), rows)}\n"
    )


def _sources(words: Catalogue) -> str:
    rows = [
        (
            f"`{r.id}`",
            r.name.en,
            r.about.en,
            ", ".join(sorted({t.record for t in r.tables})),
            r.cadence,
            str(r.lag_days),
        )
        for r in words.recipes.values()
    ]
    return f"{MADE}\n# Sources\n\n{_table(('id', 'name', 'about', 'records', 'cadence', 'lag in days'), rows)}\n"


def _records(words: Catalogue) -> str:
    parts = [MADE, "# Canonical records\n", "What every source's recipe maps its columns onto.\n"]
    for name, record in words.records.items():
        rows = [(f"`{c}`", column.type, "yes" if column.required else "") for c, column in record.columns.items()]
        parts.append(f"## {name}\n\n{record.title}.\n\n{_table(('column', 'type', 'required'), rows)}\n")
    return "\n".join(parts)


def _fidelity(words: Catalogue) -> str:
    rows = [(e.id, e.name.en, e.rationale.en) for e in words.fidelity.values()]
    return (
        f"{MADE}\n# Fidelity elements\n\nA working list in our own words.\n\n{_table(('id', 'element', 'why'), rows)}\n"
    )
