"""The caseload page: who can take the next referral, told of one site to its own staff and managers alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lead_metrics.access.addresses import ADDRESSES
from lead_metrics.access.viewer import ANYBODY, EVERY_SITE, Viewer
from lead_metrics.caseload.reading import Told
from lead_metrics.caseload.state import State
from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.cells import CASELOAD, OUTLOOK
from lead_metrics.errors import NotAllowed
from lead_metrics.facts.caseload import names_for
from lead_metrics.periods import add_months
from lead_metrics.settings import ROOT, settings
from lead_metrics.store import jobs, worker_names, write
from lead_metrics.store.engine import engine
from lead_metrics.views import viewing
from lead_metrics.views.caseload import naming, refresh
from lead_metrics.views.caseload.desk import Desk
from lead_metrics.views.context import Context
from tests.store.drafts import draft, figure
from tests.views.test_pages import charts, html

DAY = date(2026, 11, 23)
WORDS = catalogue().words["en"]
Row = tuple[object, ...]


def carried(site: str, worker: str, people: int, **told: float) -> list[Row]:
    """Return the rows of one worker who is full-time unless told otherwise."""
    values = {"active": people, "full_time": 1.0, "present": 1.0, "weighted": people * 1.5, **told}
    whole = [(site, worker, DAY, measure, "all", "all", "all", float(value)) for measure, value in values.items()]
    return [*whole, (site, worker, DAY, "active", "all", "english", "quay", float(people))]


def of_site(site: str, measure: str, value: float, worker: str = "all", door: str = "all") -> Row:
    """Return a row that speaks of the site."""
    return (site, worker, DAY, measure, door, "all", "all", value)


NORTH = [
    *carried("north", "north-CM01", 29), *carried("north", "north-CM02", 12), *carried("north", "north-CM03", 20),
    *carried("north", "north-CM04", 8, full_time=0.5, present=0.5, no_contact_30=3, no_contact_60=1),
    of_site("north", "no_contact_30", 2.0, "north-CM04", "community"),
    of_site("north", "deceased", 7.0), of_site("north", "contacts_behind", 3.0), of_site("north", "waiting", 2.0),
    of_site("north", "waiting_7", 2.0), of_site("north", "waiting_days", 4.0), of_site("north", "waiting_longest", 6.0),
    of_site("north", "hours_to_first", 5.5), of_site("north", "first_contacts", 40.0),
    of_site("north", "contacts", 90.0), of_site("north", "contacts_a_month", 3.2), of_site("north", "in_field", 61.0),
]  # fmt: skip
SOUTH = [*carried("south", "south-secret-worker", 17)]
LOADS = (70.0, 71.0, 72.0, 73.0, 74.0, 75.0)


def ahead(site: str) -> list[Row]:
    """Return six months in which the load grows by one a month."""
    rows: list[Row] = []
    for step, load in enumerate(LOADS, start=1):
        at = add_months(DAY, step)
        rows.append((site, DAY, "load", "all", step, at, load, load - 4, load + 4, load - 8, load + 8))
        rows.append((site, DAY, "stays", "all", step, at, 60.0 - step, None, None, None, None))
        rows.append((site, DAY, "kept", "all", step, at, 0.5, None, None, None, None))
        rows += [(site, DAY, "arrivals", door, step, at, 9.0, 6.0, 12.0, 4.0, 15.0) for door in ("all", "community")]
    told = {"leaving": 0.1, "error_model": 2.0, "error_naive": 3.0, "error_seasonal": 4.0, "tried": 18.0,
            "covered_80": 0.79, "covered_95": 0.96}  # fmt: skip
    return [*rows, *((site, DAY, name, "all", 0, DAY, value, None, None, None, None) for name, value in told.items())]


def keep(store: Engine, site: str, rows: list[Row], outlook: list[Row] | None = None) -> None:
    """Store a staff view."""
    frames = (
        pl.DataFrame(rows, schema=CASELOAD, orient="row"),
        pl.DataFrame(outlook or [], schema=OUTLOOK, orient="row"),
    )
    write.save_caseload(store, site, *frames)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Serve a database with a published release of two sites and the staff view of both."""
    monkeypatch.setenv("LEAD_DATABASE_URL", f"sqlite:///{tmp_path / 'lead.db'}")
    settings.cache_clear()
    sites = {name: Site(id=name, name=name.title()) for name in ("north", "south")}
    write.publish(engine(), write.save(engine(), draft([figure()], sites=sites)))
    keep(engine(), "north", NORTH, ahead("north"))
    keep(engine(), "south", SOUTH)
    yield engine()
    settings.cache_clear()


def viewer(role: str, site: str = "north") -> Viewer:
    """Return somebody with this role at a site."""
    if role == "public":
        return ANYBODY
    return Viewer(catalogue().roles[role].audience, frozenset({site}), f"{role}@example.org", role)


def visit(monkeypatch: pytest.MonkeyPatch, who: Viewer, opened: str = "", **query: str) -> AppTest:
    """Open the caseload page for a viewer, with one of its popovers open where told."""
    monkeypatch.setattr(viewing, "_resolve", lambda: who)
    app = AppTest.from_file(str(ROOT / "lead_metrics" / "views" / "router.py"), default_timeout=60)
    for name, value in {"site": "north", **query}.items():
        app.query_params[name] = value
    app._page_hash = calc_hash(ADDRESSES["caseload"].strip("/"))
    if opened:
        app.session_state[opened] = True
    return app.run()


def everything(app: AppTest) -> str:
    """Return all that a run sends to the browser: words, charts' rows and their alternatives, and controls."""
    sent = [str(element.proto) for element in app.get("html")] + [str(frame.rows()) for frame in charts(app)]
    return "\n".join(
        [*sent, *(str(box.proto) for box in app.selectbox), *(str(c.proto) for c in app.get("vega_lite_chart"))]
    )


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_the_first_sentence_says_who_can_take_the_next_referral_and_who_is_above(role, monkeypatch):
    app = visit(monkeypatch, viewer(role))
    assert not app.exception
    title = html(app).replace("\N{WORD JOINER}", "")
    assert "CM02 and CM04 can take the next referral. CM01 carries more than the most.</h1>" in title
    assert "as of November 23, 2026 · contacts have arrived up to November 20, 2026" in title


def test_loads_stand_in_the_order_of_open_seats_and_without_ranks(monkeypatch):
    bars = charts(visit(monkeypatch, viewer("staff")))[0].sort("place")
    assert bars.select("worker", "load", "label").rows() == [
        ("CM02", 12, "12 · 8 open"), ("CM04", 8, "8 · 2 open"), ("CM03", 20, "20"), ("CM01", 29, "29 · above 25"),
    ]  # fmt: skip
    assert bars.select("aim", "most").rows() == [(20, 25), (10, 12), (20, 25), (20, 25)]


def test_the_balance_is_one_sentence_worked_out_by_hand(monkeypatch):
    # 69 people, 3.5 full-time shares; loads for each full week 29, 12, 20 and 16.
    said = html(visit(monkeypatch, viewer("staff")))
    gini = 2 * (12 + 2 * 16 + 3 * 20 + 4 * 29) / (4 * 77) - 5 / 4
    assert f"On average {69 / 3.5:.1f} people for each full-time worker" in said
    assert f"{29 / (69 / 3.5):.2f} times the average; the Gini coefficient is {gini:.2f}" in said


def test_the_dead_stand_apart_and_weights_beside_plain_counts(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff")))
    assert f"<dt>{WORDS['caseload.status.deceased']}</dt><dd>7</dd>" in said
    assert "<td>43.5</td>" not in said
    table = html(visit(monkeypatch, viewer("staff"), opened="loads-table"))
    assert "<td>43.5</td>" in table and WORDS["caseload.loads.no_weights"] in table


def test_loads_weighted_by_need_stand_beside_the_plain_ones_where_the_site_has_weights(monkeypatch, store):
    assert charts(visit(monkeypatch, viewer("staff")))[0]["weighted"].null_count() == 4
    keep(store, "north", [*NORTH, *(of_site("north", f"weight_{n}", n / 2) for n in (1, 2, 3))])
    app = visit(monkeypatch, viewer("staff"))
    assert charts(app)[0]["weighted"].to_list() == [18.0, 12.0, 30.0, 43.5]
    assert WORDS["caseload.loads.diamond"] in html(app)


def test_no_contact_is_a_prompt_by_worker_and_by_door(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff")))
    assert '<th scope="row">CM04</th><td>3</td><td>1</td><td>0</td>' in said
    assert '<th scope="row">Community referral</th><td>2</td><td>0</td><td>0</td>' in said
    assert "A prompt to look, never a score. Counted back from November 20, 2026." in said
    assert "3.2 contacts a month for each participant; 61% of them in the field" in said
    assert "5.5 hours after a referral (median of 40 in 90 days)" in said


def test_waiting_referrals_and_open_seats_are_told(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff")))
    assert "2 priority referrals wait; half of them longer than 4 days, the longest 6." in said
    assert "10 seats are open now." in said and "About 7 people a month are expected to leave" in said


def test_a_what_if_stands_in_the_address_and_changes_nothing_stored(monkeypatch, store):
    before = pl.read_database("select * from caseload_figures order by 1, 3, 4", store)
    app = visit(monkeypatch, viewer("staff"), leaves="north-CM03", joins="0.5", takes="30")
    said = html(app)
    assert not app.exception
    assert (
        f"Then {69 / 3:.1f} people for each full-time worker on average, 20 open seats, and 1 above the most." in said
    )
    assert "20 people would need a new worker." in said
    # 59 of today's and 15 of the new are more than three full weeks' 60 in the first month.
    assert "Taking 30 referrals a month, the program is full in December 2026." in said
    assert pl.read_database("select * from caseload_figures order by 1, 3, 4", store).equals(before)


def test_the_suggestion_gives_each_move_with_its_reason_in_counts(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff")))
    assert "4 people would change their worker." in said
    assert "<b>CM01 to CM02: 4</b>" in said
    assert "CM01 carries 29, at most 25; then 25. CM02 carries 12 and then 16, at most 25." in said


def test_what_cannot_be_done_says_what_would_do(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff"), average="12", most="14"))
    # 69 people have 14 × 3.5 = 49 places: 20 more, and 69/12 - 3.5 = 2.25 workers more.
    assert "The band cannot be reached with these workers. 20 people have no place below the most." in said
    assert "Full-time workers needed on top: 2.25." in said
    assert "These workers could hold an average of 20. These workers could hold a most of 20." in said


def test_the_next_six_months_are_told_with_their_interval_and_the_staff_they_take(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff")))
    assert (
        "the program is full in December 2026. 75 people are expected by the end of May 2027 (95% interval 67 to 83)"
        in said
    )
    assert (
        "That would take 3.75 full-time workers for 20 on average, and 3 for 25 at most; 3.5 are there today." in said
    )
    assert "missed the referrals of a month by 2.0 on average. Last year’s month again missed by 4.0" in said


def test_without_a_forecast_it_is_too_early_to_say(monkeypatch, store):
    keep(store, "north", NORTH)
    app = visit(monkeypatch, viewer("staff"), takes="10")
    assert not app.exception
    assert WORDS["caseload.ahead.early"] in html(app)


@pytest.mark.parametrize("role", ["public", "elected", "partner", "admin"])
def test_no_other_role_sees_anything_of_it(role, monkeypatch):
    app = visit(monkeypatch, viewer(role))
    assert not app.exception and not app.get("vega_lite_chart")
    assert "CM0" not in everything(app) and "caseload" not in [page.proto.page for page in app.get("page_link")]


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_staff_of_one_site_see_nothing_of_another_not_even_after_its_own_staff_have_looked(role, monkeypatch):
    own = visit(monkeypatch, viewer("staff", "south"), site="south")
    assert "secret" in everything(own)
    app = visit(monkeypatch, viewer(role), site="south", leaves="south-secret-worker")
    assert WORDS["caseload.other_site"] in html(app)
    assert "secret" not in everything(app).replace("leaves=south-secret-worker", "")
    assert not app.get("vega_lite_chart") and not app.number_input


@pytest.fixture
def named(store: Engine) -> None:
    """Call three of the workers by name, two of them by the same, and one of another site."""
    for worker, name in (("CM01", "Ana Ruiz"), ("CM02", "Jo Park"), ("CM03", "Jo Park")):
        worker_names.call(store, viewer("staff"), "north", f"north-{worker}", name)
    worker_names.call(store, viewer("staff", "south"), "south", "south-secret-worker", "Secret Name")


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_workers_are_called_by_name_and_two_of_one_name_by_their_codes_too(role, monkeypatch, named):
    app = visit(monkeypatch, viewer(role), opened="loads-table")
    said = html(app).replace("\N{WORD JOINER}", "")
    assert "Jo Park (CM02) and CM04 can take the next referral. Ana Ruiz carries more than the most.</h1>" in said
    assert '<th scope="row">Jo Park (CM03)</th>' in said and "<b>Ana Ruiz to Jo Park (CM02): 4</b>" in said
    assert charts(app)[0]["worker"].to_list() == ["Jo Park (CM02)", "CM04", "Jo Park (CM03)", "Ana Ruiz"]
    assert "Ana Ruiz" in next(box for box in app.selectbox if box.label == WORDS["caseload.whatif.leaves"]).options
    assert "Secret" not in everything(app)


@pytest.mark.parametrize(
    ("role", "site"),
    [*product(("staff", "manager"), ("south",)), *product(("public", "elected", "partner", "admin"), ("north",))],
)
def test_names_reach_nobody_else(role, site, monkeypatch, named):
    visit(monkeypatch, viewer("staff"))
    sent = everything(visit(monkeypatch, viewer(role, site)))
    assert "Ana Ruiz" not in sent and "Jo Park" not in sent


def test_a_question_keeps_codes_in_the_address_and_never_a_name(monkeypatch, named):
    app = visit(monkeypatch, viewer("staff"))
    next(box for box in app.selectbox if box.label == WORDS["caseload.whatif.leaves"]).set_value("north-CM01").run()
    assert dict(app.query_params) == {"site": "north", "leaves": "north-CM01"}


def test_staff_name_a_worker_on_the_page(monkeypatch, store):
    app = visit(monkeypatch, viewer("staff"), opened="naming")
    box = next(box for box in app.selectbox if box.label == WORDS["caseload.naming.worker"])
    box.set_value("north-CM04")
    next(one for one in app.text_input if one.label == WORDS["caseload.naming.name"]).set_value(" Bo Lind ")
    next(one for one in app.button if one.label == WORDS["caseload.naming.keep"]).click().run()
    assert not app.exception
    assert names_for(viewer("staff"), store, "north") == {"north-CM04": "Bo Lind"}


@pytest.mark.parametrize("role", ["public", "elected", "partner", "admin", "staff", "manager"])
def test_nobody_names_a_worker_of_another_site_even_without_the_page(role, store, monkeypatch):
    monkeypatch.setattr(viewing, "_resolve", lambda: viewer(role))
    context = Context("caseload", viewer(role), "en", catalogue(), store, None, (), "south", None, {})
    held = Desk(context, DAY, Told(), {}, State(()), None)
    with pytest.raises(NotAllowed):
        naming.name_worker(held, "south-secret-worker", "Ana")


def test_a_site_without_a_staff_view_says_what_to_do(monkeypatch, store):
    keep(store, "north", [])
    assert WORDS["caseload.no_view"] in html(visit(monkeypatch, viewer("staff")))


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_nothing_of_it_is_ever_shown_on_a_wall(role, monkeypatch):
    app = visit(monkeypatch, viewer(role), theme="projector")
    assert not app.exception
    assert WORDS["caseload.on_a_wall"] in html(app)
    assert "CM0" not in everything(app) and not charts(app)


def test_whoever_may_not_see_it_is_told_so_on_a_wall_too(monkeypatch):
    said = html(visit(monkeypatch, viewer("staff"), theme="projector", site="south"))
    assert WORDS["caseload.other_site"] in said and WORDS["caseload.on_a_wall"] not in said


def test_it_speaks_spanish(monkeypatch):
    app = visit(monkeypatch, viewer("staff"), lang="es", takes="30", leaves="north-CM03")
    said = html(app)
    assert not app.exception
    assert "Pueden recibir la próxima referencia" in said
    for key in ("loads.title", "contact.title", "waiting.title", "seats.title", "whatif.title", "ahead.title"):
        assert catalogue().words["es"][f"caseload.{key}"] in said
        assert WORDS[f"caseload.{key}"] not in said


@pytest.mark.parametrize(
    "query",
    [
        {"giver": "<script>"}, {"people": "nan", "giver": "north-CM01", "taker": "north-CM02"}, {"average": "1e999"},
        {"takes": "-5"}, {"joins": "7"}, {"most": "1"}, {"leaves": "south-secret-worker"},
        {"giver": "north-CM01", "taker": "north-CM01", "people": "3"}, {"giver": "north-CM03", "leaves": "north-CM03"},
        {"giver": "north-CM01", "taker": "north-CM02", "people": "500"},
    ],
)  # fmt: skip
def test_words_of_a_stranger_in_the_address_break_nothing(query, monkeypatch):
    app = visit(monkeypatch, viewer("staff"), **query)
    assert not app.exception
    assert "<script>" not in html(app)


def test_a_control_writes_the_question_into_the_address(monkeypatch):
    app = visit(monkeypatch, viewer("staff"))
    leaver = next(box for box in app.selectbox if box.label == WORDS["caseload.whatif.leaves"])
    leaver.set_value("north-CM02").run()
    assert app.query_params["leaves"] == "north-CM02"
    assert "12 people would need a new worker." in html(app)
    people = next(box for box in app.number_input if box.label == WORDS["caseload.whatif.average"])
    people.set_value(18).run()
    assert app.query_params["average"] == "18"


def test_the_end_says_what_was_counted_when_and_what_was_asked(monkeypatch, named):
    plain, asked = (
        html(visit(monkeypatch, viewer("staff"), **query))
        for query in ({}, {"leaves": "north-CM01", "takes": "30", "average": "18"})
    )
    made = "North · staff view as of November 23, 2026 · beside release 1 · for staff and managers of this site alone"
    assert f"{made} · No question asked: this is today" in plain
    question = "A worker leaves: Ana Ruiz · Referrals taken a month: 30 · Standard: on average: 18"
    assert f"{made} · Question: {question}" in asked


def test_an_old_staff_view_says_its_day(monkeypatch, store):
    old = pl.DataFrame(NORTH, schema=CASELOAD, orient="row").with_columns(day=pl.lit(DAY - timedelta(days=30)))
    write.save_caseload(store, "north", old)
    assert "as of October 24, 2026" in html(visit(monkeypatch, viewer("staff", EVERY_SITE)))


def test_a_refresh_is_asked_for_ones_own_site_alone(monkeypatch, store):
    app = visit(monkeypatch, viewer("staff"))
    app.button(key="refresh").click().run()
    job = jobs.claim(store)
    assert job is not None and jobs.claim(store) is None
    assert (job.kind, job.payload, job.asked_by) == ("staff", {"site": "north"}, "staff@example.org")
    assert not visit(monkeypatch, viewer("staff"), site="south").button


@pytest.mark.parametrize("role", ["public", "elected", "partner", "admin", "staff", "manager"])
def test_nobody_can_ask_for_another_sites_refresh_even_without_the_page(role, store):
    context = Context("caseload", viewer(role), "en", catalogue(), store, None, (), "south", None, {})
    with pytest.raises(NotAllowed):
        refresh.ask(context)
    assert jobs.claim(store) is None


def test_a_visitor_of_the_sample_only_reads(monkeypatch):
    visitor = Viewer(catalogue().roles["staff"].audience, frozenset({EVERY_SITE}), None, "staff")
    app = visit(monkeypatch, visitor)
    assert charts(app) and not app.button
