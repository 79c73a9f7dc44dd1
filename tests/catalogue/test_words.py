"""The words that people see: plain enough, in both languages, and none of those that must not be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat
from pydantic import BaseModel

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import LANGUAGES, Text

GRADE = 8
FEWEST = 12
"""Of fewer words a grade says nothing: one long word makes a university of a title."""

FORBIDDEN = {
    "en": r"in the wind|\b(acuity|offenders?|clients?|failed|graduat\w+|suppressed|saved|lost)\b",
    "es": r"\b(delincuentes?|infractor(es)?|clientes?|fracas\w+|graduad\w+|suprimid\w+|ahorrad\w+)\b",
}


def said() -> Iterator[tuple[str, Text]]:
    """Yield every text of the catalogue that a viewer may see, and where it stands."""
    words = catalogue()
    for key in words.words["en"]:
        yield f"words.{key}", Text(en=words.words["en"][key], es=words.words["es"].get(key, ""))
    for field in type(words).model_fields:
        yield from within(field, getattr(words, field))


def within(place: str, thing: object) -> Iterator[tuple[str, Text]]:
    """Yield the texts that stand anywhere in a part of the catalogue."""
    if isinstance(thing, Text):
        yield place, thing
    elif isinstance(thing, BaseModel):
        for field in type(thing).model_fields:
            yield from within(f"{place}.{field}", getattr(thing, field))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from within(f"{place}.{key}", value)
    elif isinstance(thing, list | tuple):
        for n, value in enumerate(thing):
            yield from within(f"{place}.{n}", value)


TEXTS = dict(said())


def grade(text: str) -> float:
    """Return the US school grade of a text (Flesch and Kincaid, 1975); what is filled in counts as a plain word."""
    return float(textstat.flesch_kincaid_grade(re.sub(r"\{\w+\}", "it", text)))


def test_the_words_are_found():
    assert len(TEXTS) > 500
    assert (
        grade("The program asks people what they need.")
        < GRADE
        < grade("Institutional stakeholders operationalize interdisciplinary coordination notwithstanding impediments.")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_must_not_be_seen_is_there(language):
    found = {p: t.said(language) for p, t in TEXTS.items() if re.search(FORBIDDEN[language], t.said(language), re.I)}
    assert found == {}


def test_every_text_is_there_in_both_languages_with_the_same_fields():
    for place, text in TEXTS.items():
        assert text.en.strip() and text.es.strip(), place
        fields = [sorted(re.findall(r"\{(\w+)", text.said(language))) for language in LANGUAGES]
        assert fields[0] == fields[1], place


def test_every_sentence_reads_at_eighth_grade_or_easier():
    hard = {p: round(grade(t.en), 1) for p, t in TEXTS.items() if len(t.en.split()) >= FEWEST and grade(t.en) > GRADE}
    assert {place: at for place, at in hard.items() if place not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) <= set(hard), "an exception that is none any more"


EXCEPTIONS: dict[str, str] = {}
"""Each text that reads harder, and why it stays; none today."""
