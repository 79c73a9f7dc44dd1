"""What a site writes over the catalogue is words and rules: it runs nothing, reads nothing else, and draws nothing."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead_metrics.catalogue import reading
from lead_metrics.catalogue.checks import plain_fields
from lead_metrics.catalogue.load import load
from lead_metrics.catalogue.reading import BUILT_IN
from lead_metrics.errors import CatalogueRefused
from tests.catalogue.test_load import folder, refused

SECRET = 'title = "canary-7391"\n'


def test_a_link_out_of_the_folder_is_refused_and_what_it_leads_to_unsaid(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text(SECRET)
    inside = folder(tmp_path / "catalogue", units="[people]\ndecimals = 1\n")
    (inside / "sites").mkdir()
    (inside / "sites" / "alder.toml").symlink_to(secret)
    with pytest.raises(CatalogueRefused, match="outside its folder") as refusal:
        load(inside)
    assert "canary" not in str(refusal.value)


def test_a_folder_that_is_a_link_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "alder.toml").write_text(SECRET)
    inside = folder(tmp_path / "catalogue", units="[people]\ndecimals = 1\n")
    (inside / "sites").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CatalogueRefused, match="outside its folder"):
        load(inside)


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    inside = folder(tmp_path, versions__one='name = "Alder"\n')
    (inside / "sites").mkdir()
    (inside / "sites" / "alder.toml").symlink_to(inside / "versions" / "one.toml")
    assert load(inside).sites["alder"].name == "Alder"


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    os.mkfifo(tmp_path / "sites" / "alder.toml")
    with pytest.raises(CatalogueRefused, match="no file"):
        load(tmp_path)


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "units.toml").write_bytes(b'[people]\nname = "\xff"\n')
    with pytest.raises(CatalogueRefused, match="UTF-8"):
        load(tmp_path)
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    with pytest.raises(CatalogueRefused, match="larger"):
        reading._check_place(tmp_path / "units.toml", tmp_path, "units.toml")


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "[here](https://evil.example)",
     "![](https://evil.example/x.png)", "see javascript:alert(1)", "left \\u202e right"],
)  # fmt: skip
def test_words_that_a_page_would_read_as_its_own_are_refused_unrepeated(tmp_path: Path, words: str) -> None:
    said = refused(tmp_path, indicators__mine=f'[referrals]\nname.en = "{words}"\n')
    assert "write plain words" in said
    assert "evil" not in said and "alert" not in said


@pytest.mark.parametrize("words", ["fewer than <18 years", "R&D [sic] (as told)", "50 % or > 3", "a < b", "*nothing*"])
def test_plain_words_with_signs_in_them_are_kept(tmp_path: Path, words: str) -> None:
    assert (
        load(folder(tmp_path, indicators__mine=f'[referrals]\nname.en = "{words}"\n')).indicators["referrals"].name.en
        == words
    )


FIELDS = [
    "{name.__class__}", "{name[0]}", "{name!r}", "{name:>99999999}", "{0}", "{}", "{name",
    "{name.__init__.__globals__}",
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_reaches_into_what_is_filled_in_is_refused(tmp_path: Path, field: str) -> None:
    text = f'[title]\nvalue = "{{name}}: {field}"\n'
    said = refused(tmp_path, **{"words.en": text, "words.es": text})
    assert "field" in said


def test_a_field_that_is_not_filled_in_there_is_refused(tmp_path: Path) -> None:
    text = '[nav]\nsign_in = "Sign in, {account}"\n'
    assert "not filled in" in refused(tmp_path, **{"words.en": text, "words.es": text})


@given(st.text(alphabet="{}name.[]!:0_", max_size=20))
def test_words_that_pass_show_nothing_but_what_they_name(words: str) -> None:
    class Held:
        def __str__(self) -> str:
            return "shown"

        def __getattr__(self, _name: str) -> object:
            raise AssertionError("reached into")

    if plain_fields(words):
        try:
            words.format(name=Held())
        except (KeyError, ValueError):
            return


def test_no_built_in_word_would_be_refused_of_a_site() -> None:
    files = list(BUILT_IN.rglob("*.toml"))
    assert files
    for path in files:
        reading._check_words(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
