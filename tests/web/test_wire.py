"""Messages are read on the wire without trusting them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lead_metrics.web.wire import Garbled, each, fields, inner, truth


@given(query=st.text(), page=st.text(), clears=st.booleans())
def test_the_fields_of_a_message_are_those_that_its_own_reader_finds(query: str, page: str, clears: bool) -> None:
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    if clears:
        message.clear_cache = True
    found = {number for number, _ in fields(message.SerializeToString())}
    assert found == {field.number for field, _ in message.ListFields()}


@given(st.text(min_size=1))
def test_the_session_id_is_found_under_its_path(session: str) -> None:
    message = ForwardMsg()
    message.metadata.cacheable = True
    message.new_session.initialize.session_id = session
    found = inner(message.SerializeToString(), 4, 1, 6)
    assert found is not None and bytes(found).decode() == session


@given(st.lists(st.text()))
def test_what_stands_several_times_is_found_each_time(urls: list[str]) -> None:
    message = ForwardMsg()
    for url in urls:
        message.delta.new_element.imgs.imgs.add().url = url
    found = [bytes(content).decode() for content in each(message.SerializeToString(), 5, 3, 6, 1, 3)]
    assert found == [url for url in urls if url]


def test_a_path_that_a_message_does_not_have_leads_nowhere() -> None:
    message = ForwardMsg()
    message.delta.new_element.text.body = "words"
    assert inner(message.SerializeToString(), 4, 1, 6) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_to_their_end_or_refused(message: bytes) -> None:
    try:
        sizes = [len(content) for _, content in fields(message)]
    except Garbled:
        return
    assert sum(sizes) <= len(message)


@pytest.mark.parametrize(
    "message",
    [b"\x80", b"\xff" * 11, b"\x0a\x05ab", b"\x09\x00", b"\x0d\x00", b"\x5b\x5c", b"\x0f"],
    ids=["unfinished", "endless number", "short text", "short 64 bits", "short 32 bits", "a group", "unknown kind"],
)
def test_bytes_that_are_no_message_are_refused(message: bytes) -> None:
    with pytest.raises(Garbled):
        list(fields(message))


@given(fragment=st.text(), by_itself=st.booleans())
def test_a_yes_or_no_is_read_as_its_own_reader_reads_it(fragment: str, by_itself: bool) -> None:
    message = BackMsg()
    message.rerun_script.fragment_id = fragment
    message.rerun_script.is_auto_rerun = by_itself
    asked = inner(message.SerializeToString(), 11)
    assert asked is not None
    assert truth(asked, 6) is by_itself


def test_a_no_that_is_written_out_is_still_a_no() -> None:
    assert not truth(b"\x30\x00", 6)
    assert truth(b"\x30\x00\x30\x01", 6)
    with pytest.raises(Garbled):
        truth(b"\x30", 6)
