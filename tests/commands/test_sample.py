"""The invented county from the shell."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from lead_metrics.access.viewer import ANYBODY
from lead_metrics.catalogue.load import catalogue
from lead_metrics.facts.figures import facts_for
from lead_metrics.facts.releases import release_for, sites_for
from lead_metrics.river import River
from lead_metrics.store.engine import engine
from tests.commands.conftest import Run
from tests.commands.exports import referrals
from tests.sampled import Sampled

MANY = 40


def test_the_sample_is_published_and_marked_everywhere(small: Sampled):
    release = release_for(ANYBODY, small.engine)
    assert release is not None
    assert release.sample
    assert "--participants 100" in release.note
    assert all(site.sample for site in sites_for(ANYBODY, small.engine))
    assert all(one.sample for one in River.here().vault.deliveries())


def test_at_least_forty_indicators_are_computed_from_it_and_the_others_say_what_they_would_take(small: Sampled):
    everything = facts_for(ANYBODY, small.engine, indicators=list(catalogue().indicators), dimension=None)
    computed = set(everything.filter(pl.col("status") == "shown")["indicator"])
    absent = set(everything.filter(pl.col("status") == "not_collected")["indicator"]) - computed
    assert len(computed) >= MANY
    assert absent
    assert all(catalogue().indicators[name].takes.en for name in absent)


def test_its_sites_keep_their_settings_for_later_releases(own: Sampled, run: Run):
    names = [(site.name, site.lead_began) for site in sites_for(ANYBODY, own.engine)]
    assert run("release", "--as-of", "2026-01-01", "--publish").code == 0
    assert [(site.name, site.lead_began) for site in sites_for(ANYBODY, own.engine)] == names


def test_the_files_stay_where_they_were_asked_for(empty: Sampled, run: Run, tmp_path: Path):
    size = ("--sites", "1", "--months", "24", "--participants", "40")
    assert run("sample", *size, "--folder", tmp_path / "files").code == 0
    assert {path.name for path in (tmp_path / "files").rglob("*.csv")} >= {"referrals.csv", "bookings.csv"}


def test_the_sample_never_mixes_with_real_deliveries(empty: Sampled, run: Run, tmp_path: Path):
    run("deliver", referrals(tmp_path / "in"), "--source", "program", "--site", "alder")
    said = run("sample", "--sites", "1", "--participants", "40")
    assert said.code == 2
    assert "real data" in said.err
    assert release_for(ANYBODY, engine()) is None


def test_a_size_that_makes_no_county_is_a_usage_error(empty: Sampled, run: Run):
    assert run("sample", "--sites", "0").code == 2
    assert run("sample", "--months", "1").code == 2
