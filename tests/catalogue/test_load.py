"""The catalogue is whole, agrees with itself, and refuses what does not, with file and line."""

import re
from pathlib import Path

import pytest

from lead_metrics.catalogue.checks import fields
from lead_metrics.catalogue.load import _loaded, catalogue, load, text
from lead_metrics.errors import CatalogueRefused

WHOLE = load()
CODES = [
    *(f"I{n}" for n in range(1, 14)),
    *(f"P{n}" for n in range(1, 19)),
    *(f"Y{n}" for n in range(1, 19)),
    *(f"Q{n}" for n in range(1, 7)),
]
NEVER_SEEN = ("in the wind", "acuity", "offender", "client", "failed", "graduated", "lost", "saved", "suppressed")


def folder(path: Path, **files: str) -> Path:
    for name, words in files.items():
        place = path / f"{name.replace('__', '/')}.toml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(words, encoding="utf-8")
    return path


def refused(path: Path, **files: str) -> str:
    with pytest.raises(CatalogueRefused) as refusal:
        load(folder(path, **files))
    return str(refusal.value)


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_field_names_at_least_one_indicator(code):
    assert WHOLE.family(code)


@pytest.mark.parametrize("indicator", WHOLE.indicators.values(), ids=lambda i: i.id)
def test_an_indicator_says_in_both_languages_what_it_is_and_what_it_would_take(indicator):
    for words in (indicator.name, indicator.definition, indicator.takes):
        assert words.en != words.es
        assert words.en.strip() == words.en
    assert indicator.definition.en.endswith(".") and indicator.definition.es.endswith(".")
    assert indicator.why


@pytest.mark.parametrize("indicator", WHOLE.indicators.values(), ids=lambda i: i.id)
def test_whoever_counts_people_protects_somebody_or_nobody_stands_behind_it(indicator):
    if indicator.counts == "people" and indicator.whom == "participants":
        assert indicator.disclosure.protects == "participants"


def test_a_family_is_found_by_code_and_one_indicator_by_id():
    assert {i.id for i in WHOLE.family("Y5")} >= {"bookings_divertible", "people_booked_divertible"}
    assert [i.id for i in WHOLE.family("referrals")] == ["referrals"]
    assert WHOLE.family("Y99") == ()


@pytest.mark.parametrize(
    "group",
    [
        "pcg",
        "elected",
        "staff",
        "law_enforcement",
        "prosecutors",
        "defenders",
        "community",
        "lived_experience",
        "funders",
        "manager",
    ],
)
def test_each_stakeholder_group_has_a_view_with_both_levels(group):
    view = WHOLE.views[group]
    for pair in view.pairs:
        assert WHOLE.indicators[pair.individual].level == "individual"
        assert WHOLE.indicators[pair.systemic].level == "systemic"


def seen():
    """Every English text that people see."""
    yield from WHOLE.words["en"].items()
    for kind in (WHOLE.indicators, WHOLE.views, WHOLE.logic_model, WHOLE.fidelity, WHOLE.roles):
        for name, entry in kind.items():
            for field in entry.model_dump().values():
                if isinstance(field, dict) and set(field) == {"en", "es"}:
                    yield name, field["en"]
    for name, codes in WHOLE.codes.items():
        yield from ((name, code.en) for code in codes.values())


@pytest.mark.parametrize("word", NEVER_SEEN)
def test_no_text_says_what_must_not_be_said(word):
    assert [name for name, words in seen() if re.search(rf"\b{word}\b", words, re.IGNORECASE)] == []


def test_no_indicator_headlines_a_completion_rate():
    assert not [i.id for i in WHOLE.indicators.values() if re.search("complet(ed|ion)", i.name.en, re.IGNORECASE)]


def test_fidelity_holds_eleven_principles_and_twenty_two_operations():
    groups = [element.group for element in WHOLE.fidelity.values()]
    assert (groups.count("principle"), groups.count("operation")) == (11, 22)


def test_the_logic_model_has_three_levels_and_three_columns():
    assert len({(o.level, o.column) for o in WHOLE.logic_model.values()}) == 9


def test_every_word_of_the_interface_is_said_in_both_languages_with_the_same_fields():
    english, spanish = WHOLE.words["en"], WHOLE.words["es"]
    assert english.keys() == spanish.keys()
    assert all(fields(words) == fields(spanish[key]) for key, words in english.items())


def test_the_digest_names_this_very_text(tmp_path):
    other = load(folder(tmp_path, units="[people]\ndecimals = 1\n"))
    assert other.digest != WHOLE.digest
    assert load().digest == WHOLE.digest == catalogue().digest
    assert "[bookings_divertible]" in text()


def test_an_override_changes_one_entry_and_keeps_the_rest(tmp_path):
    other = load(folder(tmp_path, indicators__mine='[referrals]\nname.en = "Referrals here"\n'))
    assert other.indicators["referrals"].name.en == "Referrals here"
    assert other.indicators["referrals"].name.es == WHOLE.indicators["referrals"].name.es
    assert other.indicators.keys() == WHOLE.indicators.keys()


def test_a_site_may_bring_its_settings_and_a_view_of_its_own(tmp_path):
    view = (Path("lead_metrics/catalogue/views/public.toml")).read_text(encoding="utf-8")
    other = load(folder(tmp_path, sites__alder='name = "Alder"\ncaseload_average = 15\n', views__own=view))
    assert (other.sites["alder"].id, other.sites["alder"].caseload_average) == ("alder", 15)
    assert other.views["own"].id == "own"


def test_a_site_may_add_an_indicator_of_its_own(tmp_path):
    block = Path("lead_metrics/catalogue/indicators/systemic.toml").read_text(encoding="utf-8").split("\n\n")[1]
    other = load(folder(tmp_path, indicators__systemic=block.replace("[arrests_divertible]", "[arrests_on_the_quay]")))
    assert other.indicators["arrests_on_the_quay"].level == "systemic"


def test_a_stricter_rule_is_taken(tmp_path):
    assert load(folder(tmp_path, disclosure="threshold = 15\n")).rule.threshold == 15


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"indicators__x": "[referrals]\ncolour = 'red'\n"}, r"x\.toml, line 1: referrals has a wrong colour"),
        ({"indicators__x": "\n\n[referrals]\nwhy = ['glory']\n"}, r"line 3: referrals names the outcome glory"),
        ({"indicators__x": "[referrals]\nunit = 'furlongs'\n"}, "the unit furlongs"),
        ({"indicators__x": "[referrals]\nfidelity = ['Z9']\n"}, "the fidelity element Z9"),
        ({"indicators__x": "[referrals]\nsupply = ['nothing']\n"}, "the indicator nothing"),
        ({"indicators__x": "[referrals]\nbreakdowns = ['shoe_size']\n"}, "the breakdown shoe_size"),
        ({"indicators__x": "[referrals.measure]\nrecords = 'dreams'\n"}, "the record dreams"),
        ({"indicators__x": "[referrals.measure.where]\nshoe = ['42']\n"}, "the column of referrals shoe"),
        ({"indicators__x": "[referrals.measure.where]\ndoor = ['window']\n"}, "the code of door window"),
        ({"indicators__x": "[booking_disparity_ratio.measure]\nof = 'nothing'\n"}, "the indicator nothing"),
        (
            {"views__public": "[[questions]]\nid='q'\nask={en='a',es='b'}\nindicators=['nothing']\n"},
            "public names the indicator nothing",
        ),
        (
            {"views__public": "[[questions]]\nid='q'\nask={en='a',es='b'}\nindicators=['warrants_resolved']\n"},
            "its audience public may not see",
        ),
        ({"roles": "[public]\nview = 'nothing'\n"}, "the view nothing"),
        ({"logic_model": "[fewer_arrests]\nfirst = 'jail_population'\n"}, "which does not speak to it"),
        ({"logic_model": "[fewer_arrests]\nfirst = 'nothing'\n"}, "the indicator nothing"),
        ({"chapters": "[jail]\nfigures = ['Y99']\n"}, "the indicator Y99"),
        ({"roles": "[public]\nlike = 'nobody'\n"}, "is like nobody, which is no other role"),
        ({"roles": "[public]\nlike = 'manager'\n"}, "which is no other role"),
        ({"codes": "[race]\nother = { en = 'a', es = 'b', merges_into = 'nothing' }\n"}, "merges other into nothing"),
        ({"records": "[referrals]\ndated = 'never'\n"}, "the column never"),
        ({"records": "[referrals.columns]\ndoor = { type = 'code:windows' }\n"}, "the code list windows"),
        (
            {
                "sources__mine": "name={en='a',es='b'}\nabout={en='a',es='b'}\nformats=['csv']\ncadence='once'\n"
                "lag_days=0\n[[tables]]\nrecord='dreams'\n"
            },
            "the record dreams",
        ),
        ({"words.en": "[nav]\nonly_here = 'x'\n"}, "nav.only_here is said in one language alone"),
        ({"words.en": "[sample]\nbanner = 'x {place}'\n"}, "sample.banner has other fields in Spanish"),
        ({"units": "[people\n"}, r"units\.toml: .*mend the file"),
        ({"indicators__a": "[mine]\ncode='Y1'\n", "indicators__b": "[mine]\ncode='Y1'\n"}, "mine stands a second time"),
        ({"disclosure": "threshold = 5\n"}, "threshold has a wrong threshold"),
        (
            {"disclosure": "unreliable_below = 20\nenough_shown = 0.8\ncorrection_more_than = 9\n"},
            "wrong correction_more_than",
        ),
        ({"indicators__x": "[referrals.disclosure]\nprotects = 'none'\n"}, "referrals is protected less"),
    ],
)
def test_what_does_not_agree_is_refused_with_its_place_and_what_to_do(tmp_path, files, said):
    assert re.search(said, refused(tmp_path, **files))


def test_a_rule_between_the_floor_and_a_stricter_built_in_one_is_refused(tmp_path, monkeypatch):
    strict = WHOLE.model_copy(update={"rule": WHOLE.rule.model_copy(update={"threshold": 20})})
    monkeypatch.setattr("lead_metrics.catalogue.load.load", lambda folder=None: strict)
    with pytest.raises(CatalogueRefused, match="looser than the built-in rule"):
        _loaded(folder(tmp_path, disclosure="threshold = 15\n"))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CatalogueRefused, match="no such folder"):
        load(tmp_path / "nowhere")
