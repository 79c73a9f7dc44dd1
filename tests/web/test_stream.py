"""The websocket lets through what a browser may say, and resumes only what it was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lead_metrics.access.addresses import BROWSER_COOKIE, SESSION_COOKIE
from lead_metrics.access.viewer import ANYBODY
from lead_metrics.store import trail
from lead_metrics.store.engine import engine
from lead_metrics.store.sessions import open_session
from lead_metrics.web import stream
from lead_metrics.web.ownership import Ownership, mark
from lead_metrics.web.stream import (
    ALLOWED,
    LARGEST,
    UPLOADS,
    allowed,
    by_hand,
    guard,
    needed,
    told,
    without_stolen_session,
)
from lead_metrics.web.wire import Wanted
from tests.web.asking import request

HARMLESS = {"stop_script", "rerun_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}


def rerun(page: str = "") -> bytes:
    """Return the message that asks for a page."""
    message = BackMsg()
    message.rerun_script.page_name = page
    return bytes(message.SerializeToString())


def clearing() -> bytes:
    """Return the message that would empty everybody's caches."""
    message = BackMsg()
    message.clear_cache = True
    return bytes(message.SerializeToString())


def new_session(name: str) -> bytes:
    """Return the message that tells a browser its session."""
    message = ForwardMsg()
    message.new_session.initialize.session_id = name
    return bytes(message.SerializeToString())


def test_the_numbers_on_the_list_still_mean_what_they_did() -> None:
    assert {BackMsg.DESCRIPTOR.fields_by_number[number].name for number in ALLOWED} == HARMLESS


@given(st.text())
def test_asking_for_a_page_passes(page: str) -> None:
    assert allowed(rerun(page))


@pytest.mark.parametrize("name", sorted({f.name for f in BackMsg.DESCRIPTOR.fields} - HARMLESS))
def test_every_other_kind_of_message_is_dropped_alone_or_joined_to_a_harmless_one(name: str) -> None:
    message = BackMsg()
    setattr(message, name, True)
    bad = message.SerializeToString()
    assert not allowed(bad)
    assert not allowed(rerun("a") + bad)
    assert not allowed(bad + rerun("a"))


@given(st.binary(max_size=60))
def test_what_passes_is_a_message_of_a_harmless_kind(noise: bytes) -> None:
    if allowed(noise):
        kind = BackMsg.FromString(noise).WhichOneof("type")
        assert kind in HARMLESS | {None}


def test_nothing_said_is_dropped() -> None:
    assert not allowed(b"")


@given(st.text(min_size=1))
def test_the_session_that_a_browser_is_told_is_noticed(name: str) -> None:
    assert told(new_session(name)) == [name]


FILES = st.from_regex(r"[0-9a-f]{8,64}\.[a-z]{2,5}", fullmatch=True)


@given(FILES, st.integers(0, 100))
def test_a_file_that_a_browser_is_told_of_is_noticed_whatever_follows_it(name: str, rows: int) -> None:
    message = ForwardMsg()
    message.delta.new_element.download_button.url = f"/media/{name}"
    message.delta.new_element.download_button.disabled = bool(rows)
    message.delta.new_element.download_button.form_id = "f" * rows
    assert told(message.SerializeToString()) == [name]


@given(st.lists(FILES, min_size=1), FILES)
def test_every_picture_and_a_file_that_was_made_are_noticed_too(names: list[str], made: str) -> None:
    message, answer = ForwardMsg(), ForwardMsg()
    for name in names:
        message.delta.new_element.imgs.imgs.add().url = f"/media/{name}"
    answer.backend_operation_response.deferred_file.url = f"/media/{made}"
    assert told(message.SerializeToString()) == names
    assert told(answer.SerializeToString()) == [made]


@given(FILES)
def test_an_address_that_somebody_types_gives_them_nothing_when_it_comes_back(name: str) -> None:
    typed = f"{chr(len(name) + 7)}/media/{name}"
    messages = [ForwardMsg() for _ in range(4)]
    messages[0].delta.new_element.text_input.default = typed
    messages[1].delta.new_element.html.body = typed
    messages[2].page_info_changed.query_string = typed
    messages[3].delta.new_element.download_button.label = f"/media/{name}"
    assert [told(one.SerializeToString()) for one in messages] == [[]] * 4


def test_a_file_to_make_and_a_place_to_upload_to_are_noticed() -> None:
    button, uploader = ForwardMsg(), ForwardMsg()
    button.delta.new_element.download_button.deferred_file_id = "d1"
    uploader.delta.new_element.file_uploader.label = "a file"
    assert told(button.SerializeToString()) == ["d1"]
    assert told(uploader.SerializeToString()) == [UPLOADS]


def test_a_message_to_the_browser_that_cannot_be_read_tells_nothing() -> None:
    assert told(b"\xff") == []


def socket(protocols: str, owner: str = "ann") -> dict[str, Any]:
    """Return the opening of a websocket by a browser with this cookie."""
    opened = request(
        ("cookie", f"{BROWSER_COOKIE}={owner}"), ("sec-websocket-protocol", protocols), path="/_stcore/stream"
    )
    return {
        **opened,
        "type": "websocket",
        "scheme": "ws",
        "subprotocols": [part.strip() for part in protocols.split(",")],
    }


@pytest.mark.parametrize(("owner", "kept"), [("ann", ["streamlit", "t", "s1"]), ("eve", ["streamlit", "t"])])
def test_a_session_is_resumed_only_by_whom_it_was_given_to(owner: str, kept: list[str]) -> None:
    given_out = Ownership()
    given_out.give("ann", "s1")
    scope = without_stolen_session(socket("streamlit, t, s1"), given_out, owner)
    assert scope["subprotocols"] == kept
    assert scope["headers"][-1] == (b"sec-websocket-protocol", ", ".join(kept).encode())


def test_a_second_protocol_header_cannot_smuggle_a_session_in() -> None:
    scope = socket("streamlit")
    scope["headers"].append((b"Sec-WebSocket-Protocol", b"streamlit, t, s1"))
    names = [name for name, value in without_stolen_session(scope, Ownership(), "eve")["headers"] if b"s1" in value]
    assert names == []


def converse(
    said: list[bytes], answer: bytes = b"", given_out: Ownership | None = None, opening: Scope | None = None
) -> tuple[list[bytes], list[Message], Ownership]:
    """Run the guard over a conversation: what the app hears, what the browser is sent, what was given."""
    heard: list[bytes] = []
    sent: list[Message] = []
    given_out = given_out or Ownership()
    coming: list[Message] = [{"type": "websocket.connect"}]
    coming += [{"type": "websocket.receive", "bytes": content} for content in said]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            heard.extend([message["bytes"]] if message["type"] == "websocket.receive" else [])
        await send({"type": "websocket.send", "bytes": answer})

    async def receive() -> Message:
        return coming.pop(0) if coming else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(guard, app, opening or socket("streamlit"), receive, send, given_out)
    return heard, sent, given_out


def test_a_dropped_message_does_not_end_the_conversation() -> None:
    heard, _, _ = converse([rerun("a"), clearing(), rerun("b")])
    assert heard == [rerun("a"), rerun("b")]


def test_what_no_page_sends_is_written_down_once_a_connection(ann: str) -> None:
    token = open_session(engine(), ann, role="partner")
    opening = {**socket("streamlit"), "headers": [(b"cookie", f"{SESSION_COOKIE}={token}".encode())]}
    for _ in range(2):
        converse([clearing(), rerun("a"), making("d1"), uploading()], opening=opening)
    written = [(one.account, one.about) for one in trail.entries(engine()) if one.action == "refused"]
    assert written == [(ann, "message")] * 2


def test_what_nobody_known_sends_is_logged_without_its_content(caplog: pytest.LogCaptureFixture) -> None:
    converse([clearing(), making("canary-7391")])
    [said] = caplog.messages
    assert "dropped" in said and "canary" not in said


def test_a_message_that_is_too_large_ends_it() -> None:
    heard, sent, _ = converse([b"\0" * (LARGEST + 1), rerun("b")])
    assert heard == []
    assert sent[0] == {"type": "websocket.close", "code": 1009}


def test_what_the_browser_is_told_it_owns_from_then_on() -> None:
    _, _, given_out = converse([], answer=new_session("s1"))
    [(whose, thing)] = given_out._given
    assert thing == "s1"
    assert given_out.owns(whose, "s1") and not given_out.owns("eve", "s1")


def making(*files: str) -> bytes:
    """Return the message that has files made, one after another in one message."""
    message, whole = BackMsg(), b""
    for file in files:
        message.backend_operation_request.deferred_file.file_id = file
        whole += message.SerializeToString()
    return whole


def uploading() -> bytes:
    """Return the message that asks where to upload to."""
    message = BackMsg()
    message.file_urls_request.file_names.append("rows.csv")
    return bytes(message.SerializeToString())


@pytest.mark.parametrize("shown", [True, False])
def test_a_file_is_made_and_a_place_told_only_where_they_were_shown(shown: bool) -> None:
    given_out = Ownership()
    if shown:
        for thing in ("d1", UPLOADS):
            given_out.give(mark("ann", ANYBODY), thing)
    heard, _, _ = converse([making("d1"), uploading(), making("d1", "d2")], given_out=given_out)
    assert heard == ([making("d1"), uploading()] if shown else [])


@given(st.lists(st.text(min_size=1), min_size=1))
def test_every_file_that_a_message_names_must_have_been_given(files: list[str]) -> None:
    assert needed(making(*files)) == files


@pytest.mark.parametrize("name", ["install_skills", "dismiss_skills_nudge", "dataframe_chunk"])
def test_an_operation_that_makes_no_file_is_dropped(name: str) -> None:
    message = BackMsg()
    getattr(message.backend_operation_request, name).SetInParent()
    assert not allowed(message.SerializeToString())
    assert not allowed(making("d1") + message.SerializeToString())


def test_an_operation_that_cannot_be_read_is_dropped() -> None:
    heard, _, _ = converse([b"\x9a\x01\x03\x1a\x01\xff"])
    assert heard == []


def test_the_paths_that_are_looked_at_still_mean_what_they_did() -> None:
    def path(kind: Any, *names: str) -> tuple[int, ...]:
        numbers = []
        for name in names:
            field = kind.fields_by_name[name]
            numbers.append(field.number)
            kind = field.message_type
        return tuple(numbers)

    back, forward = BackMsg.DESCRIPTOR, ForwardMsg.DESCRIPTOR
    assert path(back, "file_urls_request") == (stream.PLACES,)
    assert path(back, "backend_operation_request", "deferred_file") == (stream.OPERATION, stream.TO_MAKE)
    drawn = ("delta", "new_element")
    places = {
        path(forward, "new_session", "initialize", "session_id"): stream.SESSION,
        path(forward, *drawn, "download_button", "deferred_file_id"): stream.MAKES,
        path(forward, *drawn, "download_button", "url"): stream.ADDRESS,
        path(forward, *drawn, "imgs", "imgs", "url"): stream.ADDRESS,
        path(forward, *drawn, "file_uploader"): stream.UPLOADER,
        path(forward, "backend_operation_response", "deferred_file", "url"): stream.ADDRESS,
    }
    assert dict(leaves(stream.GIVES)) == places


def leaves(tree: Wanted, *path: int) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield the path and name of each place of a tree."""
    for number, branch in tree.items():
        if isinstance(branch, str):
            yield (*path, number), branch
        else:
            yield from leaves(branch, *path, number)


@pytest.mark.parametrize(("by_itself", "expected"), [(False, True), (True, False)])
def test_what_a_page_asks_by_itself_is_no_sign_of_life(by_itself: bool, expected: bool) -> None:
    message = BackMsg()
    message.rerun_script.fragment_id = "live"
    message.rerun_script.is_auto_rerun = by_itself
    assert by_hand(message.SerializeToString()) is expected


def test_only_asking_for_a_run_is_a_sign_of_life() -> None:
    heartbeat = BackMsg()
    heartbeat.app_heartbeat = True
    assert not by_hand(heartbeat.SerializeToString())
    assert not by_hand(b"\xff\xff")
    assert BackMsg.DESCRIPTOR.fields_by_name["rerun_script"].number == 11
    assert BackMsg().rerun_script.DESCRIPTOR.fields_by_name["is_auto_rerun"].number == 6
