"""Whom a provider vouches for is known by issuer and subject, and takes over no account that it did not make."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from lead_metrics.errors import NotAllowed
from lead_metrics.store import accounts, identities
from lead_metrics.store.identities import Vouched
from tests.store.people import ANN, PASSWORD

pytestmark = pytest.mark.usefixtures("cheap_hashes")
KIM = Vouched("https://id.example", "kim-1", "kim@example.org", "partner", frozenset({"north"}))


def test_a_first_visit_makes_an_account_and_later_ones_find_it(engine: Engine) -> None:
    assert identities.enter(engine, KIM) == identities.enter(engine, KIM) == "kim@example.org"
    (one,) = accounts.known(engine)
    assert (one.role, one.sites, one.invited) == ("partner", frozenset({"north"}), True)
    assert identities.vouched_for(engine) == {"kim@example.org"}
    assert not accounts.verify(engine, "kim@example.org", "")


def test_role_and_sites_follow_the_claims_at_each_visit(engine: Engine) -> None:
    identities.enter(engine, KIM)
    identities.enter(engine, replace(KIM, role="elected", sites=frozenset({"south"})))
    (one,) = accounts.known(engine)
    assert (one.role, one.sites) == ("elected", frozenset({"south"}))


def test_a_changed_mail_address_stays_the_same_person(engine: Engine) -> None:
    identities.enter(engine, KIM)
    assert identities.enter(engine, replace(KIM, name="kim.lee@example.org")) == "kim@example.org"


@pytest.mark.parametrize("other", [replace(KIM, issuer="https://other.example"), replace(KIM, subject="eve-2")])
def test_another_issuer_or_subject_of_the_same_name_is_refused(engine: Engine, other: Vouched) -> None:
    identities.enter(engine, KIM)
    with pytest.raises(NotAllowed):
        identities.enter(engine, replace(other, role="admin"))
    assert accounts.known(engine)[0].role == "partner"


def test_an_account_of_ours_is_not_taken_over_by_its_name(engine: Engine) -> None:
    accounts.add(engine, ANN, PASSWORD, "admin", sites=["*"])
    with pytest.raises(NotAllowed):
        identities.enter(engine, replace(KIM, name=ANN))
    assert accounts.known(engine)[0].role == "admin"


def test_a_stopped_account_stays_out_whatever_the_provider_says(engine: Engine) -> None:
    identities.enter(engine, KIM)
    accounts.disable(engine, "kim@example.org")
    with pytest.raises(NotAllowed, match="stopped"):
        identities.enter(engine, KIM)
