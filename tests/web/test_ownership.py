"""An id that somebody merely knows opens nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.web.ownership import Ownership


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))), st.sampled_from("abc"), st.sampled_from("xyz")
)
def test_only_what_was_given_is_owned(gifts: list[tuple[str, str]], owner: str, thing: str) -> None:
    given_out = Ownership()
    for to, what in gifts:
        given_out.give(to, what)
    assert given_out.owns(owner, thing) is ((owner, thing) in gifts)


def test_nobody_owns_nothing() -> None:
    given_out = Ownership()
    given_out.give(None, "x")
    assert not given_out.owns(None, "x")


def test_memory_is_bounded_and_keeps_the_latest() -> None:
    given_out = Ownership(most=2)
    for thing in ("x", "y", "x", "z"):
        given_out.give("a", thing)
    assert [given_out.owns("a", thing) for thing in "xyz"] == [True, False, True]
