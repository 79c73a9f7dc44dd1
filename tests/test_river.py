"""Where the writing side works."""

from __future__ import annotations

from pathlib import Path

import pytest

from lead_metrics.catalogue.load import catalogue
from lead_metrics.catalogue.model import Site
from lead_metrics.errors import RequestRefused
from lead_metrics.intake.vault import Vault
from lead_metrics.river import River, registered
from lead_metrics.store.engine import engine

ALDER = Site(id="alder", name="Alder", caseload_average=18)


@pytest.fixture
def river(tmp_path: Path) -> River:
    return River(Vault(tmp_path / "vault"), engine("sqlite://"), catalogue())


def test_a_registered_site_is_known_at_once_and_later(river: River):
    assert river.register({"alder": ALDER}).catalogue.sites["alder"] == ALDER
    assert registered(river.vault) == {"alder": ALDER}


def test_sites_registered_one_after_another_are_all_kept(river: River):
    river.register({"alder": ALDER})
    birch = ALDER.model_copy(update={"id": "birch"})
    assert set(river.register({"birch": birch}).catalogue.sites) >= {"alder", "birch"}


def test_a_site_of_the_catalogue_is_not_overruled(river: River):
    named = ALDER.model_copy(update={"name": "As the catalogue says"})
    words = river.catalogue.model_copy(update={"sites": {"alder": named}})
    assert River(river.vault, river.engine, words).register({"alder": ALDER}).catalogue.sites["alder"] == named


def test_nothing_is_registered_in_an_empty_vault(river: River):
    assert registered(river.vault) == {}


def test_an_empty_vault_has_no_deposit(river: River):
    with pytest.raises(RequestRefused, match="deliver FILE"):
        river.deposit()


def test_one_process_at_a_time(river: River):
    with river.alone("counting"), pytest.raises(RequestRefused, match="counting"), river.alone("counting"):
        raise AssertionError("two were at it")


def test_different_things_do_not_wait_for_each_other(river: River):
    with river.alone("counting"), river.alone("singing"):
        assert sorted(path.name for path in river.vault.folder.iterdir()) == ["counting.lock", "singing.lock"]


def test_what_failed_leaves_the_way_free(river: River):
    with pytest.raises(ZeroDivisionError), river.alone("counting"):
        raise ZeroDivisionError
    with river.alone("counting"):
        pass
