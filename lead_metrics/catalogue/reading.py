"""The catalogue's files as text and tables, one folder merged over another by id, with the line of each table."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lead_metrics.errors import CatalogueRefused

BUILT_IN = Path(__file__).parent
ACTIVE = re.compile(r"<[a-z/!?]|\]\(|!\[|javascript:|data:text", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
LARGEST_FILE = 2 * 1024**2
LEVELS = ("individual", "programmatic", "systemic", "quality")
"""A file of indicators named after a level gives its indicators that level."""


@dataclass
class Pages:
    """Every file of the catalogue: its text by name, and for each entry the file that it was last read from."""

    texts: dict[str, str] = field(default_factory=dict)
    origin: dict[tuple[str, str], str] = field(default_factory=dict)

    def where(self, kind: str, entry: str) -> str:
        """Return file and line of an entry, for a message."""
        name = self.origin.get((kind, entry), kind)
        lines = self.texts.get(name, "").splitlines()
        heads = (f"[{entry}]", f"[{entry}.", f"{entry} =", f"[[{entry}")
        line = next((n for n, text in enumerate(lines, start=1) if text.startswith(heads)), 1)
        return f"{name}, line {line}"

    def refuse(self, kind: str, entry: str, problem: str) -> CatalogueRefused:
        """Return the refusal of an entry: where, what, and what to do."""
        return CatalogueRefused(f"{self.where(kind, entry)}: {entry} {problem}")


def read(path: Path, pages: Pages, root: Path) -> dict[str, Any]:
    """Return one file as tables and keep its text; raises CatalogueRefused where it is no TOML."""
    name = str(path.relative_to(root)) if root == BUILT_IN else str(path)
    _check_place(path, root, name)
    try:
        text = path.read_text(encoding="utf-8")
        pages.texts[name] = text
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueRefused(f"{name}: {error}; mend the file") from None
    except UnicodeDecodeError:
        raise CatalogueRefused(f"{name}: it is not UTF-8; save it as UTF-8") from None
    if root != BUILT_IN:
        _check_words(tables, name)
    return tables


def _check_words(part: Any, name: str, where: str = "") -> None:
    """Refuse words that a page would read as its own, such as HTML or a link: what a site writes is shown as text."""
    if isinstance(part, dict):
        for key, value in part.items():
            _check_words(key, name, where)
            _check_words(value, name, f"{where}.{key}".strip("."))
    elif isinstance(part, list):
        for value in part:
            _check_words(value, name, where)
    elif isinstance(part, str) and (ACTIVE.search(part) or UNSEEN.search(part)):
        raise CatalogueRefused(f"{name}: {where} holds HTML, a link or an unseen sign; write plain words")


def _check_place(path: Path, root: Path, name: str) -> None:
    """Refuse what is no plain file of this folder: a link out of it would put another file's words on the pages."""
    real = path.resolve()
    if not real.is_relative_to(root.resolve()) or not real.is_file():
        raise CatalogueRefused(f"{name}: it lies outside its folder, or is no file; put a plain file there")
    if real.stat().st_size > LARGEST_FILE:
        raise CatalogueRefused(f"{name}: it is larger than {LARGEST_FILE // 1024} kB; split it")


def entries(folders: list[Path], kind: str, pages: Pages) -> dict[str, Any]:
    """Return the entries of `kind.toml` and of the folder `kind`, later folders over earlier ones by id."""
    found: dict[str, Any] = {}
    for root in folders:
        own: dict[str, Any] = {}
        for path in [root / f"{kind}.toml", *sorted((root / kind).glob("*.toml"))]:
            if path.exists():
                _add(own, read(path, pages, root), kind, path, pages)
        found = merged(found, own)
    return found


def _add(own: dict[str, Any], tables: dict[str, Any], kind: str, path: Path, pages: Pages) -> None:
    # A file of a folder of single things (a view, a source, a site) is one entry, named by the file.
    single = path.parent.name == kind and kind != "indicators"
    name = next(reversed(pages.texts))
    for entry, table in ({path.stem: tables} if single else tables).items():
        if entry in own:
            raise pages.refuse(kind, entry, f"stands a second time in {name}; rename or remove one")
        own[entry] = {"level": path.stem, **table} if path.stem in LEVELS and kind == "indicators" else table
        pages.origin[kind, entry] = name


def merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return two tables as one, the upper over the lower key by key."""
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def flat(tables: dict[str, Any], before: str = "") -> dict[str, str]:
    """Return nested words as dotted keys."""
    words: dict[str, str] = {}
    for key, value in tables.items():
        words |= flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: str(value)}
    return words
