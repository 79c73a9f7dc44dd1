"""Which indicators the catalogue links: ties, parts within wholes, and figures counted again in a group of another."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lead_metrics.catalogue.model import Catalogue, GroupOf
from lead_metrics.cells import NONE, empty
from lead_metrics.privacy.quantities import PLACE
from lead_metrics.privacy.terms import DENIED, NEAR

BOTH = ("numerator", "denominator")


def tied(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each indicator that the catalogue ties to others, with those others."""
    for indicator in catalogue.indicators.values():
        if indicator.disclosure.tied_to:
            yield indicator.id, indicator.disclosure.tied_to


def nested(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield each indicator that counts part of what another counts, with that other."""
    for indicator in catalogue.indicators.values():
        yield from ((indicator.id, whole) for whole in indicator.disclosure.within)
        yield from ((part, indicator.id) for part in indicator.disclosure.covers)


def repeated(catalogue: Catalogue) -> Iterator[tuple[str, GroupOf]]:
    """Yield each indicator that counts again what stands in a group of another, with that group."""
    for indicator in catalogue.indicators.values():
        if indicator.disclosure.group_of is not None:
            yield indicator.id, indicator.disclosure.group_of


def linked_places(rows: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return where each member of a link would stand, for every place where another member stands."""
    families = [(whole, *parts) for whole, parts in tied(catalogue)]
    found = [rows.clear().select(PLACE)]
    for members in [*families, *nested(catalogue)]:
        at = rows.filter(pl.col("indicator").is_in(members) & (pl.col("quantity") != "rest")).select(PLACE)
        for member in members:
            for quantity in BOTH:
                there = at.with_columns(pl.lit(member).alias("indicator"), pl.lit(quantity).alias("quantity"))
                found.append(there.unique(maintain_order=True))
    return pl.concat([*found, *(_again(rows, name, group).select(PLACE) for name, group in repeated(catalogue))])


def ties(unknowns: pl.DataFrame, catalogue: Catalogue) -> list[pl.DataFrame]:
    """Return children for each form that a tie may have, each with its `label` and the `members` that it needs.

    The whole is the sum of the figures it is tied to, or equals one of them; or, of shares, all together make up
    (perhaps with others) what they are shares of.
    """
    numerators = unknowns.filter(pl.col("quantity") == "numerator")
    found = []
    for whole, parts in tied(catalogue):
        for group in ((whole, *parts), parts, *((part,) for part in parts if len(parts) > 1)):
            children = numerators.filter(pl.col("indicator").is_in(group))
            for quantity in BOTH if whole not in group else ("denominator",):
                named = children.with_columns(indicator=pl.lit(whole), quantity=pl.lit(quantity))
                found.append(_labeled(named, "tie " + " ".join(group), len(group)))
    return found


def parts(unknowns: pl.DataFrame, catalogue: Catalogue, denied: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the figures that count part of what another counts, at the place of that other."""
    numerators = unknowns.filter(pl.col("quantity") == "numerator")
    found = []
    for part, whole in nested(catalogue):
        moved = numerators.filter(pl.col("indicator") == part).with_columns(indicator=pl.lit(whole))
        found.append(_labeled(moved, f"within {part}").join(denied, on=list(DENIED), how="anti", maintain_order="left"))
    return found


def repetitions(unknowns: pl.DataFrame, catalogue: Catalogue) -> list[pl.DataFrame]:
    """Return the figures that are counted again in a group of another indicator, at the place of that group."""
    return [_labeled(_again(unknowns, name, group), f"again {name}") for name, group in repeated(catalogue)]


def contradicted(unknowns: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Return columns DENIED: the series in which a part is larger than its whole, since records need not agree."""
    whole = unknowns.select(*PLACE, parent_size="size")
    none = empty(DENIED)
    found = [
        children.join(whole, on=PLACE).filter(pl.col("size") > pl.col("parent_size") + NEAR).select(list(DENIED))
        for children in parts(unknowns, catalogue, none)
    ]
    return pl.concat([none, *found]).unique()


def _again(rows: pl.DataFrame, name: str, group: GroupOf) -> pl.DataFrame:
    counted = (pl.col("indicator") == name) & (pl.col("dimension") == NONE) & (pl.col("quantity") == "numerator")
    return rows.filter(counted).with_columns(pl.lit(value).alias(key) for key, value in group.model_dump().items())


def _labeled(children: pl.DataFrame, label: str, members: int = 1) -> pl.DataFrame:
    return children.with_columns(pl.lit(label).alias("label"), pl.lit(members).alias("members"))
