"""The gallery's specimens, in the catalogue's own words."""

from __future__ import annotations

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Language
from lead_metrics.estimates.sentences import Teller
from lead_metrics.views.specimens import Specimen, specimens


def teller(language: Language = "en", indicator: str = "bookings_divertible") -> Teller:
    """Return a teller of a real indicator."""
    words = catalogue()
    one = words.indicators[indicator]
    return Teller(
        one, words.units[one.unit], language, lambda key, **fields: words.words[language][key].format(**fields)
    )


SPECIMENS: dict[str, Specimen] = {one.name: one for one in specimens(teller())}
