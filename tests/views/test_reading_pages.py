"""What each reading page says, beside the released figures that it must say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import polars as pl
import pytest

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.wording import amount
from lead_metrics.cells import Status
from lead_metrics.charts.items import ROWS
from lead_metrics.exports.table import written
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import areas_for, sites_for
from lead_metrics.settings import settings
from lead_metrics.views import cards, equity, groups
from lead_metrics.views.labels import label
from tests.sampled import Sampled, served
from tests.views.test_pages import charts, html, visit

WORDS = catalogue().words["en"]


@pytest.fixture
def county_served(county: Sampled) -> Iterator[Sampled]:
    """Serve the pages of the sample county."""
    with served(county) as made:
        yield made


def figures(county: Sampled, *names: str, dimension: str = "none", area: str = "all") -> pl.DataFrame:
    """Return what everybody may read of the first site."""
    site = sites_for(ANYBODY, county.engine)[0].id
    return facts_for(
        ANYBODY, county.engine, indicators=list(names), sites=[site], areas=[area], dimension=dimension
    ).sort("from")


def said(app) -> str:
    """Return a page's words without tags."""
    return unescape(re.sub(r"<[^>]+>", " ", html(app)))


def of_groups(app) -> list[pl.DataFrame]:
    """Return the rows of the charts whose items stand beside one another."""
    return [frame for frame in charts(app) if set(ROWS) <= set(frame.columns)]


def test_the_three_harms_stand_beside_one_another_before_anything_else(county_served, monkeypatch):
    app = visit(monkeypatch, "systemic_shifts")
    text = said(app)
    named = [one.name.en for one in catalogue().chapters_of("harms")]
    places = [text.index(name) for name in named]
    first = text.index(catalogue().chapters_of("systemic_shifts")[0].name.en)
    assert len(named) == 3 and places == sorted(places) and places[-1] < first
    columns = [one.proto.weight for one in app.get("column")[:3]]
    assert columns[0] == columns[1] == columns[2]


def test_why_people_were_not_diverted_is_told_beside_how_many_were(county_served, monkeypatch):
    app = visit(monkeypatch, "systemic_shifts")
    reasons = {code: one.en for code, one in catalogue().codes["why_not"].items()}
    reasons["unknown"] = WORDS["dimension.unknown"]
    drawn = [frame for frame in of_groups(app) if set(frame["label"].drop_nulls()) <= set(reasons.values())]
    assert len(drawn) == 1
    told = figures(county_served, "not_diverted", dimension="why_not")
    latest = told.filter(pl.col("until") == pl.col("until").max())
    expected = {reasons[c]: v for c, v, s in latest.select("category", "value", "status").rows() if s == "shown"}
    shown = {label: value for label, value in drawn[0].select("label", "value").rows() if value is not None}
    assert shown == expected


def test_each_outcome_of_well_being_stands_with_what_was_within_reach(county_served, monkeypatch):
    text = said(visit(monkeypatch, "individual_well_being"))
    for one in catalogue().chapters_of("individual_well_being"):
        start = text.index(one.name.en)
        for name in one.figures:
            for indicator in catalogue().family(name):
                assert text.index(indicator.name.en, start)
                assert all(catalogue().indicators[each].name.en in text[start:] for each in indicator.supply)


def test_well_being_says_of_how_many_people_an_answer_is_known(county_served, monkeypatch):
    text = said(visit(monkeypatch, "individual_well_being"))
    known = figures(county_served, "health_care_linked").filter(pl.col("status") == "shown")
    asked = int(known["denominator"].to_list()[-1])
    assert f"Linked to health care: known of {asked} " in text


def test_scores_are_shown_by_their_range_and_never_by_person(county_served, monkeypatch):
    app = visit(monkeypatch, "individual_well_being")
    bands = {one.en for one in catalogue().codes["score_band"].values()}
    drawn = [frame for frame in of_groups(app) if set(frame["label"].drop_nulls()) <= bands]
    told = figures(county_served, "wellbeing_spread", dimension="score_band")
    latest = told.filter(pl.col("until") == pl.col("until").max())
    if not (latest["status"] == Status.SHOWN).any():
        assert not drawn and "How self-rated well-being is spread by range of scores" in said(app)
    else:
        assert drawn[0]["value"].drop_nulls().to_list() == latest.filter(pl.col("status") == "shown")["value"].to_list()


def test_equity_measures_each_gap_as_ratio_and_as_difference(county_served, monkeypatch):
    app = visit(monkeypatch, "equity")
    text = html(app)
    ways = [text.count(f">{WORDS[f'equity.{way}']}<") for way in ("ratio", "difference")]
    assert ways[0] == ways[1] > 0
    assert WORDS["equity.about"] in unescape(text)


def test_the_path_draws_each_step_that_is_shown_and_no_other(county_served, monkeypatch):
    app = visit(monkeypatch, "pathway", "partner")
    names = ("pathway_reached", "pathway_intake", "pathway_connected")
    told = figures(county_served, *names).filter(pl.col("status").is_in(["shown", "withheld"]))
    latest = {name: told.filter(pl.col("indicator") == name)["value"].to_list()[-1] for name in names}
    flow = next(frame for frame in charts(app) if {"at", "order"} <= set(frame.columns))
    drawn = flow.filter(pl.col("row") == "figure").sort("order").select("label", "value").rows()
    assert drawn[0] == (WORDS["pathway.step.referred"], 100)
    assert [value for _, value in drawn[1:]] == list(latest.values())


def test_steps_of_different_periods_say_so_and_are_not_joined(county_served, monkeypatch):
    app = visit(monkeypatch, "pathway", "partner")
    flow = next(frame for frame in charts(app) if {"at", "order"} <= set(frame.columns))
    periods = {label.split("(")[-1] for label in flow.filter(pl.col("row") == "figure")["label"][1:]}
    assert len(periods) > 1
    assert WORDS["pathway.periods"] in said(app) and not (flow["row"] == "link").any()


def test_the_path_of_one_door_is_asked_for_in_the_address(county_served, monkeypatch):
    app = visit(monkeypatch, "pathway", "partner", door="community")
    assert not app.exception
    assert f"{WORDS['pathway.door']}: {catalogue().codes['door']['community'].en}" in said(app)


def test_each_outcome_of_the_logic_model_has_its_latest_figure_and_a_way_to_it(county_served, monkeypatch):
    text = html(visit(monkeypatch, "logic_model"))
    for one in catalogue().logic_model.values():
        assert one.name.en in unescape(text)
    jail = figures(county_served, "jail_population").filter(pl.col("status") == "shown")["value"].to_list()[-1]
    assert f"<strong>{amount(jail, catalogue().units['people'], 'en')}</strong>" in text
    links = set(re.findall(r"/indicator\?[^\"]*id=(\w+)", text))
    assert {one.first for one in catalogue().logic_model.values() if one.first} <= links


def test_an_indicators_page_shows_all_that_belongs_to_it(county_served, monkeypatch):
    app = visit(monkeypatch, "indicator", id="bookings_divertible", by="race")
    text = said(app)
    one = catalogue().indicators["bookings_divertible"]
    assert one.definition.en in text and one.name.en in text
    for outcome in one.why:
        assert catalogue().logic_model[outcome].name.en in text
    told = figures(county_served, one.id, dimension="race")
    latest = told.filter(pl.col("until") == pl.col("until").max())
    shown = {value for frame in of_groups(app) for value in frame["value"].drop_nulls()}
    assert shown == set(latest.filter(pl.col("status") == "shown")["value"])


@pytest.mark.parametrize("role", ["public", "elected", "admin"])
def test_an_indicator_for_others_says_whom_it_is_for_and_nothing_else(county_served, role, monkeypatch):
    inner = next(one for one in catalogue().indicators.values() if str(one.audience) == "partner")
    app = visit(monkeypatch, "indicator", role, id=inner.id)
    assert not app.exception and not charts(app)
    assert WORDS["indicator.not_yours"].format(audience=WORDS["audience.partner"]) in said(app)
    assert inner.name.en not in said(app)


@pytest.mark.parametrize("wish", ["", "nothing", "<script>", "bookings_divertible'--"])
def test_an_indicator_that_is_not_there_is_a_choice(county_served, wish, monkeypatch):
    app = visit(monkeypatch, "indicator", id=wish)
    assert not app.exception and WORDS["indicator.choose"] in said(app)


def test_two_sites_stand_side_by_side_on_one_axis_and_are_not_ranked(county_served, monkeypatch):
    sites = sites_for(ANYBODY, county_served.engine)
    app = visit(monkeypatch, "indicator", id="arrests_divertible_rate", beside=f"site:{sites[1].id}")
    text = said(app)
    assert sites[0].name in text and sites[1].name in text and WORDS["indicator.beside_note"] in text
    axes = {frame.filter(pl.col("row") == "domain").select("at", "until").row(0) for frame in charts(app)}
    assert len(axes) == 1 and len(charts(app)) == 2


def test_two_areas_stand_side_by_side(county_served, monkeypatch):
    site = sites_for(ANYBODY, county_served.engine)[0].id
    areas = dict(areas_for(ANYBODY, county_served.engine, site).select("area", "name").rows())
    area = next(one for one in areas if one != "all")
    app = visit(monkeypatch, "indicator", id="calls_for_service", beside=f"area:{area}")
    assert not app.exception
    assert areas[area] in said(app) and WORDS["indicator.beside_counts"] in said(app)


def test_agencies_and_partners_are_never_drawn_beside_one_another(county_served, monkeypatch):
    for name, by in (("referrals", "agency"), ("partner_attendance", "partner"), ("fidelity_rating", "element")):
        app = visit(monkeypatch, "indicator", "manager", id=name, by=by)
        assert not app.exception and not of_groups(app)


def test_areas_stand_beside_one_another_by_name_and_each_by_its_own_periods(county_served, monkeypatch):
    app = visit(monkeypatch, "indicator", id="calls_for_service", by="area")
    site = sites_for(ANYBODY, county_served.engine)[0].id
    told = facts_for(
        ANYBODY, county_served.engine, indicators=["calls_for_service"], sites=[site], dimension="none"
    ).filter(pl.col("area") != "all", pl.col("status").is_in(["shown", "withheld"]))
    latest = told.filter(pl.col("until") == pl.col("until").max().over("area"))
    drawn = of_groups(app)[0]
    assert drawn.height == latest["area"].n_unique()
    assert sorted(drawn["value"].drop_nulls()) == sorted(latest.filter(pl.col("status") == "shown")["value"])


def test_the_home_page_of_an_area_says_so_beside_what_is_counted_there(county_served, monkeypatch):
    site = sites_for(ANYBODY, county_served.engine)[0].id
    areas = dict(areas_for(ANYBODY, county_served.engine, site).select("area", "name").rows())
    area = next(one for one in areas if one != "all")
    text = said(visit(monkeypatch, "theory_of_change", group="community", area=area))
    assert f"{areas[area]}: Calls for service:" in text and f"{areas[area]}: Residents" not in text.split("Calls")[0]
    assert f"{WORDS['area.label']}: {areas[area]}" in text


def test_a_site_reorders_chapters_and_questions_without_code(county_served, tmp_path, monkeypatch):
    (tmp_path / "chapters.toml").write_text("[jail]\norder = 5\n", encoding="utf-8")
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "business.toml").write_text(
        'name = { en = "Business owners", es = "Comercios" }\naudience = "public"\n'
        'lead = { en = "Is it calmer on our street?", es = "¿Está más tranquila la calle?" }\n'
        '[[pairs]]\nindividual = "housing_permanent"\nsystemic = "calls_for_service"\n'
        'because = { en = "A home, and fewer calls?", es = "¿Un hogar y menos llamadas?" }\n'
        '[[questions]]\nid = "calls"\nask = { en = "Fewer calls?", es = "¿Menos llamadas?" }\n'
        'indicators = ["calls_for_service"]\n', encoding="utf-8",
    )  # fmt: skip
    monkeypatch.setenv("LEAD_CATALOGUE", str(tmp_path))
    settings.cache_clear()
    catalogue.cache_clear()
    try:
        text = said(visit(monkeypatch, "systemic_shifts"))
        assert text.index("Bookings and jail") < text.index("First contact: calls, stops and diversion")
        assert "Is it calmer on our street?" in said(visit(monkeypatch, "theory_of_change", group="business"))
    finally:
        monkeypatch.delenv("LEAD_CATALOGUE")
        settings.cache_clear()
        catalogue.cache_clear()


@pytest.mark.parametrize("area", ["all", "one"])
def test_a_figure_never_stands_beside_itself(county_served, area, monkeypatch):
    site = sites_for(ANYBODY, county_served.engine)[0].id
    one = next(a for a in areas_for(ANYBODY, county_served.engine, site)["area"] if a != "all")
    area = one if area == "one" else area
    app = visit(monkeypatch, "indicator", id="calls_for_service", area=area, beside=f"area:{area}")
    assert not app.exception
    assert len(charts(app)) == 1 and WORDS["indicator.beside_counts"] not in said(app)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("theory_of_change", {}),
        ("individual_well_being", {}),
        ("systemic_shifts", {}),
        ("equity", {}),
        ("pathway", {}),
        ("indicator", {"id": "calls_for_service", "by": "area"}),
        ("indicator", {"id": "arrests_divertible", "by": "race"}),
    ],
)
def test_every_card_with_a_chart_gives_its_table_and_files_that_say_what_they_are(
    county_served, page, query, monkeypatch
):
    shown = []
    kept = cards.show_details

    def noted(context, about, one, key):
        if one is not None:
            shown.append((label(context, one), one))
        kept(context, about, one, key)

    for room in (cards, equity):
        monkeypatch.setattr(room, "show_details", noted)
    assert not visit(monkeypatch, page, "partner", **query).exception
    assert shown
    for told, one in shown:
        text = written(one.figures, told).decode("utf-8-sig")
        assert told.sample in text and f"{WORDS['label.source']}: " in text and told.stem.endswith("sample")
        assert one.cells() and all(len(row) == len(one.heads) for row in one.cells())
    assert page != "equity" or {"ratio", "difference"} <= {one.name for _, one in shown}


def test_the_file_of_a_gap_holds_each_groups_estimate_and_interval(county_served, monkeypatch):
    shown = []
    monkeypatch.setattr(equity, "show_details", lambda context, about, one, key: shown.append(one))
    visit(monkeypatch, "equity")
    assert shown
    for one in shown:
        assert one.figures.columns == ["from", "until", "reference", "group", one.name, "low", "high"]
        assert one.figures.height == len(one.cells())
        assert (one.figures["low"] <= one.figures[one.name]).all() and (
            one.figures[one.name] <= one.figures["high"]
        ).all()


def test_a_file_of_areas_holds_the_rows_as_the_release_does(county_served, monkeypatch):
    shown = []
    monkeypatch.setattr(groups, "show_exhibit", lambda context, one, key: shown.append(one))
    visit(monkeypatch, "indicator", id="calls_for_service", by="area")
    assert shown[0].figures["category"].unique().to_list() == ["all"]
    assert shown[0].figures["area"].n_unique() > 1
