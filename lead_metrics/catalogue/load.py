"""From the catalogue's files to one checked, frozen value."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from lead_metrics.catalogue.checks import check, fields
from lead_metrics.catalogue.model import (
    LANGUAGES,
    Catalogue,
    Chapter,
    Claim,
    Code,
    Element,
    Estimating,
    Indicator,
    Item,
    Model,
    Outcome,
    Recipe,
    Record,
    Role,
    Rule,
    Section,
    Site,
    Unit,
    View,
)
from lead_metrics.catalogue.reading import BUILT_IN, Pages, entries, flat, merged, read
from lead_metrics.errors import CatalogueRefused
from lead_metrics.settings import settings

Kind = TypeVar("Kind", bound=Model)


@cache
def catalogue() -> Catalogue:
    """Return the built-in catalogue with the settings' folder merged over it, read once."""
    return load(settings().catalogue)


def load(folder: Path | None = None) -> Catalogue:
    """Return the catalogue of a folder merged over the built-in one by id.

    Raises CatalogueRefused with file and line for unknown keys, duplicates, dangling references, and a disclosure rule
    that is looser than the built-in one.
    """
    return _loaded(folder)[0]


def text(folder: Path | None = None) -> str:
    """Return every file of the catalogue as one text, kept with each release."""
    return "\n".join(f"# {name}\n{words}" for name, words in sorted(_loaded(folder)[1].texts.items()))


def _loaded(folder: Path | None) -> tuple[Catalogue, Pages]:
    pages, folders = Pages(), [BUILT_IN, *([folder] if folder else [])]
    if folder is not None and not folder.is_dir():
        raise CatalogueRefused(f"{folder}: no such folder; set LEAD_CATALOGUE to a folder of TOML files")
    made = Catalogue(
        indicators=_all(Indicator, "indicators", folders, pages),
        units=_all(Unit, "units", folders, pages),
        views=_all(View, "views", folders, pages),
        chapters=_all(Chapter, "chapters", folders, pages),
        logic_model=_all(Outcome, "logic_model", folders, pages),
        fidelity=_all(Element, "fidelity", folders, pages),
        about=_all(Section, "about", folders, pages),
        my_data=_all(Section, "my_data", folders, pages),
        agenda=_all(Item, "agenda", folders, pages),
        roles=_with_rights_of_others(_all(Role, "roles", folders, pages), pages),
        claims=_all(Claim, "claims", folders, pages),
        rule=_rule(folders, pages),
        estimating=_made(Estimating, "estimating", "fewest_months", entries(folders, "estimating", pages), pages),
        codes={name: _codes(name, table, pages) for name, table in entries(folders, "codes", pages).items()},
        records=_all(Record, "records", folders, pages, named=False),
        recipes=_all(Recipe, "sources", folders, pages),
        sites=_all(Site, "sites", folders, pages),
        words={language: _words(language, folders, pages) for language in LANGUAGES},
        digest="",
    )
    check(made, pages)
    if folder is not None:
        _only_tighter(made, load(), pages)
    every = "".join(f"{name}\0{words}\0" for name, words in sorted(pages.texts.items()))
    return made.model_copy(update={"digest": sha256(every.encode()).hexdigest()}), pages


def _all(kind: type[Kind], name: str, folders: list[Path], pages: Pages, *, named: bool = True) -> dict[str, Kind]:
    found = entries(folders, name, pages)
    made = {}
    for entry, table in found.items():
        given = {"id": entry, **table} if named else table
        made[entry] = _made(kind, name, entry, given, pages)
    return made


def _made(kind: type[Kind], name: str, entry: str, table: dict[str, Any], pages: Pages) -> Kind:
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise pages.refuse(name, entry, f"has a wrong {place}: {first['msg']}; mend it") from None


def _with_rights_of_others(roles: dict[str, Role], pages: Pages) -> dict[str, Role]:
    """Return the roles, each with the rights of the role that it is like, and of that one's own like."""

    def rights(role: Role, above: tuple[str, ...] = ()) -> tuple[str, ...]:
        if role.like is None:
            return role.may
        if role.like not in roles or role.like in (*above, role.id):
            raise pages.refuse("roles", role.id, f"is like {role.like}, which is no other role; name one")
        return (*rights(roles[role.like], (*above, role.id)), *role.may)

    return {name: role.model_copy(update={"may": rights(role)}) for name, role in roles.items()}


def _codes(name: str, table: dict[str, Any], pages: Pages) -> dict[str, Code]:
    made = {code: _made(Code, "codes", name, words, pages) for code, words in table.items()}
    for code, known in made.items():
        if known.merges_into is not None and known.merges_into not in made:
            raise pages.refuse(
                "codes", name, f"merges {code} into {known.merges_into}, which is not among them; add it"
            )
    return made


def _rule(folders: list[Path], pages: Pages) -> Rule:
    return _made(Rule, "disclosure", "threshold", entries(folders, "disclosure", pages), pages)


def _words(language: str, folders: list[Path], pages: Pages) -> dict[str, str]:
    words: dict[str, Any] = {}
    for root in folders:
        path = root / f"words.{language}.toml"
        if path.exists():
            words = merged(words, read(path, pages, root))
    return flat(words)


def _only_tighter(made: Catalogue, built_in: Catalogue, pages: Pages) -> None:
    ours, given = built_in.rule, made.rule
    names = ("threshold", "unreliable_below", "staff_needs_workers", "correction_more_than", "enough_shown")
    if any(getattr(given, name) < getattr(ours, name) for name in names):
        raise pages.refuse("disclosure", "threshold", "is looser than the built-in rule; a site may only tighten it")
    for language, words in made.words.items():
        for key, old_words in built_in.words[language].items():
            if not fields(words[key]) <= fields(old_words):
                raise pages.refuse("words", key, "wants a field that is not filled in there; take it out")
    for name, old in built_in.indicators.items():
        new = made.indicators[name].disclosure
        loosened = (new.protects != old.disclosure.protects and new.protects == "none") or (
            new.threshold < old.disclosure.threshold or (old.disclosure.zero_discloses and not new.zero_discloses)
        )
        if loosened:
            raise pages.refuse(
                "indicators", name, "is protected less than in the built-in catalogue; a site may only tighten it"
            )
