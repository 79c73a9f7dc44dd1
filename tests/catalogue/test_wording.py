"""Numbers and periods as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.catalogue.model import Text, Unit
from lead_metrics.catalogue.wording import amount, day, listed, number, period


def test_thousands_stand_apart_and_nothing_is_false_precise():
    assert number(1234.56, 0, "en") == "1,235"
    assert number(12.0, 1, "en") == "12.0"


def test_a_small_loss_is_never_a_negative_zero():
    assert number(-0.01, 1, "en") == "0.0"


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_read_back_is_the_number_rounded(value, decimals):
    assert float(number(value, decimals, "en").replace(",", "")) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-6)


def test_a_unit_writes_before_and_after_its_value():
    words = Text(en="days", es="días")
    money = Unit(id="usd", name=words, axis=words, before="$")
    share = Unit(id="percent", name=words, axis=words, after=Text(en="%", es="%"), decimals=1)
    days = Unit(id="days", name=words, axis=words, after=words)
    assert [amount(1500, money, "en"), amount(38.5, share, "en"), amount(3, days, "es")] == [
        "$1,500",
        "38.5%",
        "3 días",
    ]


@pytest.mark.parametrize(
    ("start", "until", "en", "es"),
    [
        (date(2026, 3, 1), date(2026, 4, 1), "March 2026", "marzo de 2026"),
        (date(2026, 4, 1), date(2026, 7, 1), "the second quarter of 2026", "el segundo trimestre de 2026"),
        (date(2026, 7, 1), date(2027, 1, 1), "the second half of 2026", "el segundo semestre de 2026"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026", "2026"),
        (date(2025, 7, 1), date(2026, 7, 1), "the twelve months to June 2026", "los doce meses hasta junio de 2026"),
        (date(2015, 1, 1), date(2015, 6, 1), "January 2015 – May 2015", "enero de 2015 – mayo de 2015"),
    ],
)
def test_each_kind_of_period_has_its_words(start, until, en, es):
    assert (period(start, until, "en"), period(start, until, "es")) == (en, es)


def test_days_and_lists_follow_the_language():
    assert day(date(2026, 3, 4), "es") == "4 de marzo de 2026"
    assert listed(["a", "b", "c"], "en") == "a, b, and c"
