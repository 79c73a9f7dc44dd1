"""Hosts, origins, cookies and links are read narrowly."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.web.requests import (
    address,
    caller,
    cookie,
    cookie_name,
    host_name,
    known_host,
    local,
    same_origin,
    secure,
)
from tests.web.asking import request


@pytest.mark.parametrize(
    ("netloc", "host"),
    [
        ("localhost:8501", "localhost"),
        ("LEAD.example", "lead.example"),
        ("[::1]:80", "::1"),
        ("a.example.", "a.example"),
        ("", None),
        ("a@b", None),
        ("a/b", None),
        ("a:port", None),
        ("a:99999", None),
        ("[::1", None),
    ],
)
def test_a_host_is_bare_or_none(netloc: str, host: str | None) -> None:
    assert host_name(netloc) == host


@pytest.mark.parametrize(
    ("named", "known"),
    [
        (["localhost"], True),
        (["127.0.0.1:8501"], True),
        (["lead.example:443"], True),
        (["evil.example"], False),
        (["lead.example.evil"], False),
        ([], False),
        (["localhost", "evil.example"], False),
    ],
)
def test_only_this_machine_and_named_hosts_are_served(named: list[str], known: bool) -> None:
    scope = request(*[("host", name) for name in named])
    assert known_host(scope, frozenset({"lead.example"})) is known


@pytest.mark.parametrize(
    ("origins", "same"),
    [
        (["http://localhost:8501"], True),
        (["http://localhost"], False),
        (["http://evil.example"], False),
        (["null"], False),
        ([], False),
        (["http://localhost:8501", "http://evil.example"], False),
    ],
)
def test_an_origin_is_ours_only_when_it_is_said_once_and_is_the_host(origins: list[str], same: bool) -> None:
    scope = request(("host", "localhost:8501"), *[("origin", origin) for origin in origins])
    assert same_origin(scope) is same


def test_a_cookie_is_found_among_others() -> None:
    scope = request(("cookie", "a=1; lead_session=the-token; b=2"))
    assert cookie(scope, "lead_session") == "the-token"
    assert cookie(scope, "lead_browser") is None


def test_a_garbled_cookie_header_holds_no_cookie() -> None:
    assert cookie(request(("cookie", "\x01=\x02; [;")), "lead_session") is None


@pytest.mark.parametrize(("scheme", "over_tls"), [("http", False), ("https", True), ("ws", False), ("wss", True)])
def test_tls_is_what_the_server_says_and_not_a_header(scheme: str, over_tls: bool) -> None:
    assert secure(request(("x-forwarded-proto", "https"), scheme=scheme)) is over_tls


def test_the_address_keeps_path_and_query() -> None:
    assert address(request(path="/a b", query="site=x&from=2025")) == "/a%20b?site=x&from=2025"


@pytest.mark.parametrize("link", ["/", "/definitions?lang=es#Y5", "/systemic-shifts?site=a&from=2025-01"])
def test_a_link_into_this_site_is_kept(link: str) -> None:
    assert local(link) == link


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "definitions",
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
    ],
)
def test_a_link_that_leads_elsewhere_becomes_the_home_page(link: str | None) -> None:
    assert local(link) == "/"


@given(st.text(alphabet="/\\:. \t\nabe?#@", max_size=20))
def test_no_link_leads_to_another_site(link: str) -> None:
    assert urlsplit(urljoin("http://here.example/sign-in", local(link))).netloc == "here.example"


def test_over_tls_only_the_cookie_that_no_other_host_can_set_counts() -> None:
    both = ("cookie", "lead_session=planted; __Host-lead_session=mine")
    assert cookie(request(both, scheme="https"), "lead_session") == "mine"
    assert cookie(request(("cookie", "lead_session=planted"), scheme="wss"), "lead_session") is None
    assert cookie(request(both), "lead_session") == "planted"
    assert cookie_name(request(scheme="https"), "lead_session") == "__Host-lead_session"


def test_the_caller_is_the_address_of_the_connection_whatever_a_header_says() -> None:
    told = request(("x-forwarded-for", "198.51.100.1"), ("x-real-ip", "198.51.100.1"))
    assert caller({**told, "client": ("203.0.113.7", 4711)}) == "203.0.113.7"
    assert caller(told) == "unknown"
