"""What people type is kept as plain text, whatever they type."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.errors import RequestRefused
from lead_metrics.store.free_text import plain_text

LONGEST = 60


@given(typed=st.text(st.characters(), max_size=80), lines=st.booleans())
def test_whatever_is_typed_is_kept_as_text_or_refused_in_one_line(typed: str, lines: bool) -> None:
    try:
        kept = plain_text(typed, LONGEST, lines=lines)
    except RequestRefused as refused:
        assert "\n" not in str(refused)
        assert len(typed.strip()) < 6 or typed not in str(refused)
        return
    assert 0 < len(kept) <= LONGEST
    assert kept == kept.strip() and (lines or "\n" not in kept)
    assert not any(unicodedata.category(sign)[0] == "C" for sign in kept.replace("\n", ""))
    kept.encode()
    assert plain_text(kept, LONGEST, lines=lines) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\r\nb  c\r", "a\nb c"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("a\u00a0b\tc\u3000d", "a b c d"),
        ("<b>x</b> **y** [z](http://evil.example)", "<b>x</b> **y** [z](http://evil.example)"),
        ("\ud800x", "x"),
    ],
)
def test_signs_that_nobody_sees_are_left_out_and_all_others_kept(typed: str, kept: str) -> None:
    assert plain_text(typed, LONGEST, lines=True) == kept


@pytest.mark.parametrize("typed", ["", " \n\t", "\u200b\u202e\x00", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused(typed: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        plain_text(typed, LONGEST)
    assert "xx" not in str(refused.value)
