"""What every file says of itself, so that a figure never travels without its release, audience and filters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """The words that go with a figure.

    title, sentence: the finding. unit: what the axis counts. facts: name and value of release, audience, filters,
    source and method, in order. sample: the words that mark sample data, empty where the figures are real. events:
    the numbered events of the time axis. stem: the file's name without its ending.
    """

    title: str
    sentence: str
    unit: str
    alt: str
    facts: tuple[tuple[str, str], ...]
    sample: str
    events: tuple[str, ...]
    stem: str

    def lines(self) -> list[str]:
        """Return everything below the finding as lines: the mark of sample data first."""
        return [*([self.sample] if self.sample else []), *(f"{name}: {value}" for name, value in self.facts)]


def stem(*parts: str, sample: bool) -> str:
    """Return a file's name from its parts, in small letters, digits and hyphens alone."""
    named = ["lead-metrics", *parts, *(["sample"] if sample else [])]
    return "_".join("".join(c if c.isalnum() and c.isascii() else "-" for c in part.lower()) for part in named if part)
