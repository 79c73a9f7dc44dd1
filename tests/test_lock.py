"""What is locked by hash is what is pinned, no more and no less."""

from __future__ import annotations

import re

from lead_metrics.settings import ROOT

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,]+\])?==([\w.]+)", re.MULTILINE)


def pinned(name: str) -> dict[str, str]:
    """Return the packages of a file and their versions."""
    return dict(PIN.findall((ROOT / name).read_text(encoding="utf-8").lower()))


def test_the_lock_holds_what_is_pinned() -> None:
    # What only another system needs is locked too, so the lock may hold more.
    lock, pins = pinned("requirements.lock"), pinned("requirements.txt")
    assert pins and {name: lock.get(name) for name in pins} == pins


def test_every_package_of_the_lock_has_a_hash_and_names_no_registry() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.split("\n", 2)[2])
    assert len(blocks) > 80
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
    assert "://" not in text
