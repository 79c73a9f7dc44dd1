"""No secret lies in the repository, and nobody gets in by one that everybody knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from lead_metrics.settings import ROOT, Settings
from lead_metrics.store import accounts
from lead_metrics.store.engine import engine

SECRET = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password in an address": re.compile(r"\w+://[^\s/:@\"'`<{]+:(?!…|pw@|\{|[\w-]*secret@)[^\s/:@\"'`<{…]{6,}@"),
    "a hash of bcrypt": re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a token of a service": re.compile(r"\b(?:ghp|gho|github_pat|xox[abp]|glpat)[-_][A-Za-z0-9_-]{20,}"),
    "a token of JSON": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}"),
    "a key set in place": re.compile(r"(?i)(?:secret|pseudonym)_?key\s*=\s*[\"'][^\"']{32,}[\"']"),
}
NAMES = re.compile(r"(^|/)(\.env|.*\.(pem|key|p12|pfx|db|sqlite3?)|id_rsa|secret_key|pseudonym_key)$")


def files() -> list[Path]:
    """Return every file that the repository keeps, or would keep."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if told.returncode:
        pytest.skip("this is no repository")
    return [ROOT / name for name in told.stdout.splitlines() if (ROOT / name).is_file()]


def text(file: Path) -> str:
    """Return a file's text, empty where it is none."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("kind", SECRET)
def test_no_file_of_the_repository_holds(kind: str) -> None:
    found = [str(file.relative_to(ROOT)) for file in files() if SECRET[kind].search(text(file))]
    assert found == []


PLANTED = {
    "a private key": "-----BEGIN " + "PRIVATE KEY-----",
    "a password in an address": "postgresql://lead:" + "hunter2hunter2@db.example/lead",
    "a hash of bcrypt": "$2b$12$" + "a" * 53,
    "a key of a cloud": "AKIA" + "ABCDEFGHIJKLMNOP",
    "a token of a service": "ghp_" + "a" * 36,
    "a token of JSON": "eyJ" + "a" * 30 + ".eyJ" + "b" * 30,
    "a key set in place": 'secret_key = "' + "k" * 40 + '"',
}


@pytest.mark.parametrize("kind", SECRET)
def test_it_would_be_found_if_it_were_there(kind: str) -> None:
    assert SECRET[kind].search(PLANTED[kind])


def test_no_file_is_named_as_a_secret_is() -> None:
    assert [file.name for file in files() if NAMES.search(str(file.relative_to(ROOT)))] == []


def test_keys_and_databases_are_ignored_by_git() -> None:
    places = ("data/local/keys/secret_key", "data/local/keys/pseudonym_key", "data/local/lead.db", ".env")
    told = subprocess.run(["git", "check-ignore", *places], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 128:
        pytest.skip("this is no repository")
    assert told.stdout.split() == list(places)


def test_a_new_database_has_no_account_at_all(tmp_path: Path) -> None:
    assert accounts.known(engine(f"sqlite:///{tmp_path / 'lead.db'}")) == []


def test_no_setting_has_a_secret_for_its_default() -> None:
    secret = {name: field.default for name, field in Settings.model_fields.items() if "secret" in name or name == "key"}
    assert secret == {"secret_key": None, "oidc_client_secret": None}
