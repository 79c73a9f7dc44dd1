"""What a spreadsheet would run as a formula is written as text (CWE-1236; OWASP, CSV injection)."""

from __future__ import annotations

import polars as pl

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""Signs with which spreadsheets begin a formula, or after which they look for one."""

AS_TEXT = "'"


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run."""
    return AS_TEXT + text if text.lstrip(" ").startswith(STARTS) else text


def harmless_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of the same columns whose texts a spreadsheet shows and does not run; numbers stay as they are."""
    return frame.with_columns(
        pl.when(_starts(name)).then(pl.lit(AS_TEXT) + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    )


def _starts(name: str) -> pl.Expr:
    # Some look past spaces.
    text = pl.col(name).str.strip_chars_start(" ")
    return pl.any_horizontal(text.str.starts_with(sign) for sign in STARTS)
