"""The full product: each role, at its own site and at another, at each page, with each query, in mixed order.

All is read over the websocket of a real server by hand, before anything is asserted: what was sent to one must not have
warmed a cache for another. What belongs to whom is written out here, and not asked of the code's own tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import product
from random import Random
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import ClientConnection

from lead_metrics.access.addresses import BROWSER_COOKIE, PAGES, SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.facts.releases import sites_for
from lead_metrics.store import accounts, jobs, site_settings, trail
from lead_metrics.store.sessions import close_all, open_session
from tests.browser.serving import PATIENCE, Server, run, serve, session_of, stream
from tests.browser.site import PASSWORD, ROLES, Site

WORDS = catalogue().words["en"]
PATHS = {page: path for path, page in PAGES.items()}
QUERIES = (
    {"group": "public", "id": "bookings_divertible"},
    {"group": "pcg", "id": "warrants_resolved"},
    {"group": "prosecutors", "id": "filings_after_enrolment"},
    {"group": "manager", "id": "no_contact_30"},
    {"q": "contact", "takes": "40", "area": "all"},
    {"role": "admin", "audience": "manager", "viewer": "admin@example.org", "release": "1", "group": "*"},
)
PUBLIC_QUERIES = QUERIES[:1] + QUERIES[-2:]
SHOWING = ("theory_of_change", "systemic_shifts", "caseload", "search", "indicator")
"""Pages whose content follows the query; the others are asked with the first and the last alone."""

# Written out by hand: whose figures each role sees at its own site, and the pages that are not everybody's.
BEYOND = {
    "public": {"partner", "manager"},
    "elected": {"partner", "manager"},
    "admin": {"partner", "manager"},
    "partner": {"manager"},
    "staff": {"manager"},
    "manager": set(),
}
CASELOAD = {"staff", "manager"}
MEETINGS = ("meetings", "meeting", "remote")
INNER = ("caseload", "pathway", "fidelity", *MEETINGS)
MANAGED = {"accounts": {"admin"}, "site_settings": {"admin"}, "audit_log": {"admin"}, "replies": {"manager"}}

STRANGER, EVERYWHERE = "stranger@example.org", "everywhere@example.org"
ABSENT = "a-place-that-is-not"
SOON = 0.5
"""Seconds to wait for an answer that must not come."""


@dataclass(frozen=True)
class Read:
    """What one reader was sent: everything, and the figures among it."""

    sent: bytes
    figures: frozenset[bytes]

    def says(self, words: str) -> bool:
        """Tell whether these words were sent."""
        return words.encode() in self.sent


Key = tuple[str, str, str, int]
"""Role, site, page, number of the query."""


@pytest.fixture(scope="module")
def here(site: Site) -> tuple[str, str]:
    """Return the site to which all who walk here belong, and the other one."""
    own, other = (one.id for one in sites_for(ANYBODY, site.engine)[:2])
    return own, other


@pytest.fixture(scope="module")
def people(site: Site, here: tuple[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Return the cookies of somebody of each role at the own site, with two accounts that are no business of theirs."""
    own, other = here
    accounts.add(site.engine, STRANGER, PASSWORD, "partner", sites=[other])
    accounts.add(site.engine, EVERYWHERE, PASSWORD, "manager", sites=["*"])
    trail.append(site.engine, "sign_in", account=EVERYWHERE)
    return {
        "public": {BROWSER_COOKIE: "walks"},
        **{role: entering(site, f"walks.{role}", role, own) for role in ROLES[1:]},
    }


def entering(site: Site, name: str, role: str, own: str) -> dict[str, str]:
    """Add somebody to the own site and return the cookies of their browser; a test that is tried again finds them."""
    if accounts.known_as(site.engine, name):
        accounts.set_role(site.engine, name, role, sites=[own])
        return {BROWSER_COOKIE: f"browser-{name}", SESSION_COOKIE: open_session(site.engine, name, role=role)}
    accounts.add(site.engine, name, PASSWORD, role, sites=[own])
    return {BROWSER_COOKIE: f"browser-{name}", SESSION_COOKIE: open_session(site.engine, name, role=role)}


@pytest.fixture(scope="module")
def walked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample to this walk alone."""
    with serve(site.environment, tmp_path_factory.mktemp("product") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def reads(walked: Server, people: Mapping[str, Mapping[str, str]], here: tuple[str, str]) -> Mapping[Key, Read]:
    """Return what everybody was sent everywhere, asked for in an order that mixes roles, sites, pages and queries."""
    last = len(QUERIES) - 1
    keys = [
        key for key in product(ROLES, here, sorted(PATHS), range(last + 1)) if key[2] in SHOWING or key[3] in (0, last)
    ]
    Random(7).shuffle(keys)
    with ExitStack() as open_:
        sockets = {role: open_.enter_context(stream(walked, jar)) for role, jar in people.items()}
        return {key: read(sockets[key[0]], *key[1:3], QUERIES[key[3]]) for key in keys}


def read(socket: ClientConnection, site: str, page: str, query: Mapping[str, str]) -> Read:
    """Return what comes of asking for a page at a site."""
    return told(ask(socket, page, {"lang": "en", "site": site, **query}))


def ask(
    socket: ClientConnection, page: str, query: Mapping[str, str], fill: Callable[[BackMsg], None] | None = None
) -> list[ForwardMsg]:
    """Ask for a page by its hash, whoever may see it, perhaps with widgets filled in by hand."""
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_script_hash = calc_hash(PATHS[page].strip("/"))
    if fill:
        fill(message)
    socket.send(message.SerializeToString())
    return run(socket)


def told(messages: list[ForwardMsg]) -> Read:
    """Return what the messages say: sentences, items of lists, and the rows of charts."""
    deltas = [m.delta.SerializeToString() for m in messages if m.WhichOneof("type") == "delta"]
    sent = b"\n".join(deltas)
    said = re.findall(rb'lm-sentence[^"]*">([^<]*)<', sent) + re.findall(rb"<li>([^<]*)</li>", sent)
    rows = [set_.data.data for m in messages for set_ in m.delta.new_element.vega_lite_chart.datasets]
    return Read(sent, frozenset(said + rows))


def test_nobody_is_sent_a_figure_that_is_beyond_their_role(reads: Mapping[Key, Read], here: tuple[str, str]) -> None:
    found = {(role, site, page, one.id)
             for (role, site, page, _), shown in reads.items() if page not in ("definitions", "search")
             for one in catalogue().indicators.values() if shown.says(f"{one.name.en}:")
             if str(one.audience) in (BEYOND[role] if site == here[0] else BEYOND["public"])}  # fmt: skip
    assert found == set()


def test_what_is_refused_to_some_is_shown_to_those_it_is_for(reads: Mapping[Key, Read], here: tuple[str, str]) -> None:
    inner = [one for one in catalogue().indicators.values() if str(one.audience) == "partner"]
    seeing = {(role, site) for (role, site, page, _), shown in reads.items() if page not in ("definitions", "search")
              if any(shown.says(f"{one.name.en}:") for one in inner)}  # fmt: skip
    assert seeing == {(role, here[0]) for role in ("partner", "staff", "manager")}


@pytest.mark.parametrize("role", ROLES[1:])
def test_at_another_site_everybody_reads_what_the_public_reads(
    role: str, reads: Mapping[Key, Read], here: tuple[str, str]
) -> None:
    for page in PATHS:
        if page not in MANAGED and page not in INNER:
            expected = reads["public", here[1], page, 0].figures
            assert reads[role, here[1], page, 0].figures == expected, page
            assert expected or page in ("search", "definitions", "gallery", "downloads"), page


def test_the_caseload_is_sent_to_its_own_staff_and_managers_alone(
    reads: Mapping[Key, Read], here: tuple[str, str]
) -> None:
    seeing = {(role, site, page) for (role, site, page, _), shown in reads.items()
              if shown.says("CM0") or shown.says(WORDS["caseload.seats.title"])}  # fmt: skip
    assert seeing == {(role, here[0], "caseload") for role in CASELOAD}


def test_screens_of_administrators_are_sent_to_them_alone(reads: Mapping[Key, Read]) -> None:
    for page, roles in MANAGED.items():
        seeing = {role for (role, _, _, _), shown in reads.items() if shown.says(WORDS[f"{page}.what"][:40])}
        assert seeing == roles, page


def test_nobody_of_one_site_hears_of_accounts_elsewhere(
    walked: Server, site: Site, reads: Mapping[Key, Read], here: tuple[str, str]
) -> None:
    assert not any(shown.says(STRANGER) or shown.says(EVERYWHERE) for shown in reads.values())
    assert reads["admin", here[0], "accounts", 0].says("walks.partner")
    with stream(walked, site.cookies("admin")) as socket:
        for page in ("accounts", "audit_log"):
            assert read(socket, here[0], page, {}).says(EVERYWHERE), page


def test_a_page_that_is_not_served_is_sent_to_nobody(reads: Mapping[Key, Read]) -> None:
    assert not any(shown.says("specimen") for (_, _, page, _), shown in reads.items() if page == "gallery")


def test_the_public_reads_after_everybody_what_it_read_among_them(
    walked: Server, reads: Mapping[Key, Read], here: tuple[str, str]
) -> None:
    with stream(walked, {}) as socket:
        for where, page, query in product(here, ("theory_of_change", "systemic_shifts"), PUBLIC_QUERIES):
            key = ("public", where, page, QUERIES.index(query))
            assert read(socket, where, page, query).figures == reads[key].figures, key


def test_a_site_that_is_not_there_shows_nobody_anothers_inner_figures(
    walked: Server, people: Mapping[str, Mapping[str, str]], reads: Mapping[Key, Read], here: tuple[str, str]
) -> None:
    for role in ROLES:
        with stream(walked, people[role]) as socket:
            shown = read(socket, ABSENT, "theory_of_change", QUERIES[0])
        assert shown.figures == reads[role, here[0], "theory_of_change", 0].figures


@dataclass(frozen=True)
class Kept:
    """All that a page can change."""

    accounts: object
    settings: object
    jobs: int
    written: int


def kept(site: Site) -> Kept:
    """Return what the database holds that a page could change."""
    looked = ("view", "refused", "download", "sign_in")
    written = sum(one.action not in looked for one in trail.entries(site.engine))
    return Kept(accounts.known(site.engine), site_settings.current(site.engine), len(jobs.asked(site.engine)), written)


def widgets(shown: Read) -> set[str]:
    """Return the ids of all widgets that were sent."""
    return {found.decode() for found in re.findall(rb"\$\$ID-[\w-]+", shown.sent)}


def test_no_widget_of_a_page_does_anything_for_those_the_page_is_not_for(
    walked: Server,
    site: Site,
    people: Mapping[str, Mapping[str, str]],
    reads: Mapping[Key, Read],
    here: tuple[str, str],
) -> None:
    own, other = here
    theirs = {page: widgets(reads["admin", own, page, 0]) for page in ("accounts", "site_settings")}
    theirs["caseload"] = widgets(reads["staff", own, "caseload", 0])
    theirs["meetings"] = widgets(reads["manager", own, "meetings", 0])
    assert all(theirs.values())
    before = kept(site)
    for page, where, role in product(theirs, here, ROLES):
        whose = {"caseload": CASELOAD, "meetings": {"manager"}}.get(page) or MANAGED[page]
        if role in whose and (page in MANAGED or where == own):
            continue
        strange = theirs[page] - widgets(reads[role, where, page, 0])
        with stream(walked, people[role]) as socket:
            ask(socket, page, {"site": where}, partial(press, ids=strange))
        assert kept(site) == before, (role, where, page)


def press(message: BackMsg, ids: set[str]) -> None:
    """Press every button and fill every field that somebody else was given."""
    for one in sorted(ids):
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = one
        if one.endswith("invite-name"):
            widget.string_value = "mallory@example.org"
        else:
            widget.trigger_value = True


@pytest.mark.parametrize("role", ROLES)
def test_only_staff_and_managers_ask_for_a_job_and_only_for_their_own_site(
    role: str, walked: Server, site: Site, people: Mapping[str, Mapping[str, str]], reads: Mapping[Key, Read],
    here: tuple[str, str],
) -> None:  # fmt: skip
    [refresh] = [one for one in widgets(reads["staff", here[0], "caseload", 0]) if one.endswith("refresh")]
    asked = []
    while (left := jobs.claim(site.engine)) is not None:
        jobs.end(site.engine, left.id, "", done=True)
    with stream(walked, people[role]) as socket:
        for where in reversed(here):
            before = len(jobs.asked(site.engine))
            ask(socket, "caseload", {"site": where}, lambda message: press(message, {refresh}))
            asked += jobs.asked(site.engine)[: len(jobs.asked(site.engine)) - before]
    expected = [("staff", {"site": here[0]}, f"walks.{role}")] if role in CASELOAD else []
    assert [(one.kind, one.payload, one.asked_by) for one in asked] == expected


@pytest.mark.parametrize("role", ROLES)
def test_nobody_uploads_since_no_page_offers_it(
    role: str, walked: Server, people: Mapping[str, Mapping[str, str]]
) -> None:
    with stream(walked, people[role]) as socket:
        session = session_of(ask(socket, "definitions", {}))
        message = BackMsg()
        message.file_urls_request.request_id, message.file_urls_request.session_id = "r", session
        message.file_urls_request.file_names.append("rows.csv")
        assert answered(socket, message) == []
        with walked.client(**people[role]) as client:
            for method, place in product(("PUT", "POST", "DELETE", "GET"), (session, "another", "../stream")):
                sent = client.request(
                    method, f"/_stcore/upload_file/{place}/1", files={"file": b"rows"}, headers={"Origin": walked.url}
                )
                assert sent.status_code in (404, 405), (method, place)


def answered(socket: ClientConnection, message: BackMsg) -> list[ForwardMsg]:
    """Return the answers to a message that asks for no run, up to the end of the run that is asked for next."""
    socket.send(message.SerializeToString())
    messages = ask(socket, "definitions", {})
    return [m for m in messages if m.WhichOneof("type") in ("file_urls_response", "backend_operation_response")]


def made(socket: ClientConnection, session: str, file: str, wait: float = PATIENCE) -> str | None:
    """Ask for a file to be made and return its address, None where nothing is made or nothing is answered."""
    message = BackMsg()
    asked = message.backend_operation_request
    asked.request_id, asked.session_id, asked.deferred_file.file_id = "r", session, file
    socket.send(message.SerializeToString())
    try:
        while True:
            answer = ForwardMsg.FromString(bytes(socket.recv(wait, decode=False)))
            if answer.WhichOneof("type") == "backend_operation_response":
                return answer.backend_operation_response.deferred_file.url or None
    except TimeoutError:
        return None


def offered(socket: ClientConnection, where: str) -> tuple[str, str]:
    """Open the files of a card by hand; return the session and the id of the table that could be made."""
    shown = ask(socket, "systemic_shifts", {"site": where, "lang": "en"})
    button = catalogue().words["en"]["card.all"]
    [popover, *_] = [m.delta.add_block.popover.id for m in shown if m.delta.add_block.popover.label == button]

    def open_it(message: BackMsg) -> None:
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id, widget.bool_value = popover, True

    opened = ask(socket, "systemic_shifts", {"site": where, "lang": "en"}, open_it)
    files = [m.delta.new_element.download_button.deferred_file_id for m in opened]
    return session_of(shown), [file for file in files if file][-1]


@pytest.mark.parametrize("role", ROLES)
def test_a_file_is_made_for_whoever_was_offered_it_and_for_nobody_who_knows_its_id(
    role: str, walked: Server, site: Site, people: Mapping[str, Mapping[str, str]], here: tuple[str, str]
) -> None:
    name = f"takes.{role}"
    mine = {BROWSER_COOKIE: name} if role == "public" else entering(site, name, role, here[0])
    with ExitStack() as open_:
        socket = open_.enter_context(stream(walked, mine))
        session, file = offered(socket, here[0])
        for other in ("public", "partner", "manager", "admin"):
            thief = open_.enter_context(stream(walked, people[other]))
            theirs = session_of(ask(thief, "definitions", {}))
            assert made(thief, theirs, file, SOON) is None and made(thief, session, file, SOON) is None
        address = made(socket, session, file)
        assert address is not None
        assert opens(walked, mine, address) == 200
        assert {opens(walked, people[other], address) for other in ROLES} == {404}
        # What somebody types comes back to them in many places: it must not become theirs by that.
        thief = open_.enter_context(stream(walked, people["public"]))
        for typed in (address, f"{chr(len(address))}{address}"):
            ask(thief, "search", {"q": typed, "lang": typed})
        assert opens(walked, people["public"], address) == 404
        if role == "public":
            return
        if role == "manager":
            accounts.set_role(site.engine, name, "elected", sites=[here[0]])
        else:
            close_all(site.engine, name)
        assert opens(walked, mine, address) == 404
        assert made(socket, session, file, SOON) is None


def opens(server: Server, cookies: Mapping[str, str], address: str) -> int:
    """Return how an address answers to a browser with these cookies."""
    with server.client(**cookies) as client:
        return client.get(address, timeout=PATIENCE).status_code
