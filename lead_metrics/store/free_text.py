"""What people type in their own words: kept as plain text, whatever was typed."""

from __future__ import annotations

import unicodedata

from lead_metrics.errors import RequestRefused


def plain_text(typed: str, longest: int, *, lines: bool = False) -> str:
    """Return what was typed without signs that nobody sees or that nothing can store; with `lines`, in its own lines.

    Raises RequestRefused, without the words, where nothing is left or more than `longest` signs.
    """
    rows = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cleaned = [" ".join("".join(map(_seen, row)).split()) for row in rows]
    text = ("\n" if lines else " ").join(cleaned).strip()
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    if not text:
        raise RequestRefused("nothing was written; write some words first")
    if len(text) > longest:
        raise RequestRefused(f"this is longer than {longest} signs; shorten it")
    return text


def _seen(sign: str) -> str:
    """Return a sign as it is kept: spaces of every kind as one kind, and nothing for what has no shape of its own."""
    kind = unicodedata.category(sign)
    if kind[0] == "Z" or sign == "\t":
        return " "
    return "" if kind[0] == "C" else sign
