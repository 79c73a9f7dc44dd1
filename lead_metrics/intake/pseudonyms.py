"""Identifiers into pseudonyms: HMAC-SHA-256, the first 32 hex digits, each distinct value once."""

from __future__ import annotations

import hmac

import polars as pl

LENGTH = 32


def pseudonym(identifier: str, namespace: str, key: bytes) -> str:
    """Return the pseudonym of one identifier within a namespace."""
    return hmac.digest(key, f"{namespace}\0{identifier.strip()}".encode(), "sha256").hex()[:LENGTH]


def pseudonymous(values: pl.Series, namespace: str, key: bytes) -> pl.Series:
    """Return the pseudonyms of a column of identifiers, nulls kept."""
    distinct = values.drop_nulls().unique()
    made = [pseudonym(value, namespace, key) for value in distinct]
    return values.replace_strict(distinct, pl.Series(made, dtype=pl.String), default=None, return_dtype=pl.String)
