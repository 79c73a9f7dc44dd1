"""What must agree across the catalogue: nothing dangles, nothing contradicts."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter

from lead_metrics.catalogue.model import (
    LANGUAGES,
    SECTION_FIELDS,
    Audience,
    Catalogue,
    Disclosure,
    Indicator,
    Item,
    Measure,
    Section,
    View,
)
from lead_metrics.catalogue.reading import Pages

LADDER = (Audience.PUBLIC, Audience.ELECTED, Audience.PARTNER, Audience.MANAGER)
OWN_DIMENSIONS = frozenset({"agency", "element", "kind", "side"})
"""Dimensions whose categories are not coded: names of agencies, elements of fidelity, kinds of events."""

IDENTIFIERS = frozenset({"partner", "topic", "question", "door", "status", "why_not", "instrument", "mode", "role"})
STATE_OF_PEOPLE = "participation"


def check(catalogue: Catalogue, pages: Pages) -> None:
    """Raise CatalogueRefused, with file and line, for the first thing that does not agree."""
    _records(catalogue, pages)
    for indicator in catalogue.indicators.values():
        _indicator(indicator, catalogue, pages)
    for view in catalogue.views.values():
        _view(view, catalogue, pages)
    for page, sections in (("about", catalogue.about), ("my_data", catalogue.my_data)):
        for section in sections.values():
            _section(page, section, pages)
    for item in catalogue.agenda.values():
        _item(item, catalogue, pages)
    for outcome in catalogue.logic_model.values():
        if outcome.first in catalogue.indicators and outcome.id not in catalogue.indicators[outcome.first].why:
            problem = f"shows {outcome.first} first, which does not speak to it; name one whose `why` has {outcome.id}"
            raise pages.refuse("logic_model", outcome.id, problem)
        _known(
            [outcome.first] if outcome.first else [],
            catalogue.indicators,
            ("logic_model", outcome.id),
            "indicator",
            pages,
        )
    families = {name for one in catalogue.indicators.values() for name in (one.id, one.code)}
    for chapter in catalogue.chapters.values():
        _known(chapter.figures, families, ("chapters", chapter.id), "indicator", pages)
    for role in catalogue.roles.values():
        _known([role.view], catalogue.views, ("roles", role.id), "view", pages)
    for claim in catalogue.claims.values():
        _known([claim.role], catalogue.roles, ("claims", claim.id), "role", pages)
        _known([claim.group] if claim.group else [], catalogue.views, ("claims", claim.id), "view", pages)
    for recipe in catalogue.recipes.values():
        for table in recipe.tables:
            _known([table.record], catalogue.records, ("sources", recipe.id), "record", pages)
    _words(catalogue, pages)


def _known(names: Iterable[str], known: Iterable[str], place: tuple[str, str], what: str, pages: Pages) -> None:
    for name in names:
        if name not in known:
            raise pages.refuse(*place, f"names the {what} {name}, which is not in the catalogue; add or rename it")


def _indicator(indicator: Indicator, catalogue: Catalogue, pages: Pages) -> None:
    def known(names: Iterable[str], among: Iterable[str], what: str) -> None:
        _known(names, among, ("indicators", indicator.id), what, pages)

    known(indicator.why, catalogue.logic_model, "outcome")
    known([indicator.unit], catalogue.units, "unit")
    known(indicator.fidelity, catalogue.fidelity, "fidelity element")
    beside = [indicator.beside] if indicator.beside else []
    known([*indicator.supply, *beside, *_linked(indicator.disclosure)], catalogue.indicators, "indicator")
    known(indicator.breakdowns, dimensions(catalogue), "breakdown")
    _measure(indicator, indicator.measure, catalogue, pages)


def _linked(rule: Disclosure) -> list[str]:
    again = [rule.group_of.indicator] if rule.group_of else []
    return [*rule.tied_to, *rule.within, *rule.covers, *again]


def dimensions(catalogue: Catalogue) -> frozenset[str]:
    """Return the names that a breakdown may have."""
    return OWN_DIMENSIONS | IDENTIFIERS | frozenset(catalogue.codes)


def _measure(indicator: Indicator, measure: Measure, catalogue: Catalogue, pages: Pages) -> None:
    known = [name for name in (measure.of, measure.numerator, measure.denominator) if name]
    _known(known, catalogue.indicators, ("indicators", indicator.id), "indicator", pages)
    for record, where in ((measure.records, measure.where), (measure.records, measure.among),
                          (measure.per_records, measure.per_where)):  # fmt: skip
        if record:
            _known([record], catalogue.records, ("indicators", indicator.id), "record", pages)
            _where(indicator.id, record, where, catalogue, pages)


def _where(
    entry: str, record: str, where: dict[str, list[str | int | float | bool]], catalogue: Catalogue, pages: Pages
) -> None:
    columns = catalogue.records[record].columns
    _known(where, columns, ("indicators", entry), f"column of {record}", pages)
    for column, values in where.items():
        kind = columns[column].type
        if kind.startswith("code:"):
            codes = catalogue.codes[kind.removeprefix("code:")]
            _known([str(value) for value in values], codes, ("indicators", entry), f"code of {column}", pages)


def _view(view: View, catalogue: Catalogue, pages: Pages) -> None:
    named = [n for pair in view.pairs for n in (pair.individual, pair.systemic)]
    named += [n for question in view.questions for n in question.indicators]
    _known(named, catalogue.indicators, ("views", view.id), "indicator", pages)
    seen = seen_by(view.audience)
    for name in named:
        if catalogue.indicators[name].audience not in seen:
            raise pages.refuse(
                "views", view.id, f"names {name}, which its audience {view.audience} may not see; choose another"
            )


def _section(page: str, section: Section, pages: Pages) -> None:
    texts = [section.name, *section.says, *(text for part in section.parts for text in (part.name, part.says))]
    for words in (text.said(language) for text in texts for language in LANGUAGES):
        if not plain_fields(words) or not fields(words) <= SECTION_FIELDS:
            known = ", ".join(f"{{{name}}}" for name in sorted(SECTION_FIELDS))
            raise pages.refuse(page, section.id, f"has braces around something else than {known}; write plain words")


def _item(item: Item, catalogue: Catalogue, pages: Pages) -> None:
    _known(item.indicators, catalogue.indicators, ("agenda", item.id), "indicator", pages)
    for name in item.indicators:
        if not for_the_room(catalogue, name):
            problem = f"names {name}, which not everybody in the room may see; choose another"
            raise pages.refuse("agenda", item.id, problem)


def for_the_room(catalogue: Catalogue, name: str) -> bool:
    """Tell whether an indicator's figures may be projected: those that partners see."""
    return name in catalogue.indicators and catalogue.indicators[name].audience in seen_by(Audience.PARTNER)


def seen_by(audience: Audience) -> tuple[Audience, ...]:
    """Return the audiences whose figures a view's readers see; staff read what partners read."""
    rung = Audience.PARTNER if audience is Audience.STAFF else audience
    return LADDER[: LADDER.index(rung) + 1] if rung in LADDER else (Audience.PUBLIC,)


def _records(catalogue: Catalogue, pages: Pages) -> None:
    for name, record in catalogue.records.items():
        if record.dated is not None:
            _known([record.dated], record.columns, ("records", name), "column", pages)
        coded = [c.type.removeprefix("code:") for c in record.columns.values() if c.type.startswith("code:")]
        _known(coded, catalogue.codes, ("records", name), "code list", pages)


def fields(words: str) -> frozenset[str]:
    """Return the fields that a text wants filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name)


def plain_fields(words: str) -> bool:
    """Tell whether each field is a bare name: one that reaches into what is filled in could show more than the page."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        return False
    return all(name is None or (name.isidentifier() and not spec and not turned) for _, name, spec, turned in parts)


def _words(catalogue: Catalogue, pages: Pages) -> None:
    english, spanish = catalogue.words["en"], catalogue.words["es"]
    for key in sorted(english.keys() ^ spanish.keys()):
        raise pages.refuse(
            "words", key, "is said in one language alone; add the other to words.en.toml or words.es.toml"
        )
    for key, words in [*english.items(), *spanish.items()]:
        if not plain_fields(words):
            raise pages.refuse("words", key, "has a field that is more than a name in braces; write it such as {name}")
    for key, words in english.items():
        if fields(words) != fields(spanish[key]):
            raise pages.refuse("words", key, "has other fields in Spanish than in English; make them the same")
