"""Delivery files made in tests, and a vault of their own."""

from __future__ import annotations

from pathlib import Path

from lead_metrics.intake.delivery import check, deliver
from lead_metrics.intake.report import Report
from lead_metrics.intake.vault import Vault

CANARY = "canary-7391"
HEAD = "referral,person,at,door,area,agency"
GOOD = (
    f"{HEAD}\nr1,p1,2024-03-05T10:00:00,community,depot,police\n"
    "r2,p2,2024-03-06T11:30:00,arrest_diversion,quay,police\n"
)


def referrals(folder: Path, *rows: str, head: str = HEAD, name: str = "referrals.csv") -> Path:
    """Return a file of referrals with these rows."""
    path = folder / name
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def checked(path: Path, source: str = "program") -> Report:
    """Check one file."""
    return check([path], source, "alder")


def delivered(vault: Vault, *paths: Path, source: str = "program", site: str = "alder") -> Report:
    """Deliver files into a vault."""
    return deliver(paths, source, site, vault=vault)


def written(folder: Path, record: str, content: str) -> Path:
    """Return a CSV file named after its record."""
    path = folder / f"{record}.csv"
    path.write_text(content, encoding="utf-8")
    return path
