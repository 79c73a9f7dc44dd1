"""Small files such as a program would send, good ones and bad ones."""

from __future__ import annotations

from pathlib import Path

HEAD = (
    "referral,person,site,at,door,agency,area,priority,eligible,reached_at,handed_off_at,connected_at,roi_at,outcome\n"
)


def referrals(folder: Path, count: int = 3, name: str = "referrals.csv", site: str = "alder") -> Path:
    """Write a clean file of referrals, one a day from the first of January 2025."""
    rows = [f"R-{n},P-{n},{site},2025-01-{n % 28 + 1:02}T10:00:00,community,,,,,,,,,\n" for n in range(count)]
    return written(folder, HEAD + "".join(rows), name)


def written(folder: Path, text: str, name: str = "referrals.csv") -> Path:
    """Write a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
