"""An attacker of whole families: integer programs over the invented people and events behind every table.

Shares no code and no method with the gate: the gate reasons about sums of released figures, this attacker about sorts
of people and events that nobody released, and asks how few or how many of them a withheld figure can count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lead_metrics.cells import ReleasedCells
from tests.privacy.families import Family, Key, told, total
from tests.privacy.published import Secret, basis, key_of, place_of, published, quantities
from tests.privacy.worlds import MOST, Worlds

FEW = 10


class Reader:
    """What a reader knows of a family's latest world from some releases, who is even told which figures wait.

    shrewd: concludes from a mark on what can only be zero that the total, whose parts are all marked, is small itself.
    """

    def __init__(self, family: Family, releases: Sequence[ReleasedCells], shrewd: bool) -> None:
        self.shrewd, self.family, self.now = shrewd, family, family.worlds[-1]
        self.frames = [list(cells.frame.iter_rows(named=True)) for cells in releases]
        self.figures, self.members = published(family, self.frames[-1])
        self.rows = {key_of(row) for row in self.frames[-1]}
        self.places = {place_of(key) for key in self.rows}
        self.worlds = Worlds(len(self.now))
        surely = FEW * len(family.worlds)
        self.large = {key_of(row) for row in self.frames[-1] if (row["denominator"] or row["numerator"] or 0) > surely}
        self.small: dict[Key, int] = {}
        for rows in self.frames:
            for row in rows:
                self._read(row, latest=rows is self.frames[-1])
        once = {key_of(row) for rows in self.frames[:-1] for row in rows if row["status"] == "withheld"}
        if len(self.frames) == len(family.worlds):
            for row in self.frames[-1]:
                if row["status"] == "withheld" and key_of(row) not in once:
                    self._marked(key_of(row))

    def range(self, secret: Secret) -> tuple[int, int]:
        """Return how few and how many it can be, looking no further than needed."""
        return self.worlds.range(secret.counts, secret.fewest, FEW)

    def secrets(self) -> Iterator[Secret]:
        """Yield each number of one to ten that the latest release withholds, or leaves over where it has figures."""
        yield from self._few(key_of(row) for row in self.frames[-1] if row["status"] == "withheld")
        yield from self._few(key for key in self.figures if not told(key) and place_of(key) in self.places)

    def never_released(self) -> Iterator[Secret]:
        """Yield each number of one to ten where the latest release has no figure: months of what it has by quarter."""
        yield from self._few(
            key for key in self.figures
            if (place_of(key) not in self.places if not told(key) else key not in self.rows)
        )  # fmt: skip

    def _few(self, keys: Iterable[Key]) -> Iterator[Secret]:
        for key in keys:
            filled = sum(total(one.counts, self.now) > 0 for one in self.members.get(key, ()))
            for name, counts in quantities(self.figures[key]):
                size = total(counts, self.now)
                if 1 <= size <= FEW:
                    yield Secret(f"{name} of {' '.join(map(str, key))}", counts, min(size, max(1, filled)))

    def _read(self, row: dict[str, Any], latest: bool) -> None:
        if row["status"] == "missing":
            self.worlds.say(self.figures[key_of(row)].among or {}, 0, 0)
        if row["status"] != "shown":
            return
        figure = self.figures[key_of(row)]
        values = {"numerator": row["numerator"], "denominator": row["denominator"]}
        for name, counts in quantities(figure):
            value = values.get(name)
            if value is None:
                continue
            if total(counts, self.now) == value:
                self.worlds.say(counts, value, value)
            elif latest and figure.among is None:
                self.worlds.say(counts, value - FEW, value + FEW)

    def _marked(self, key: Key) -> None:
        """Take a mark for one at least, unless a whole that it is part of is so small that all its parts are marked.

        What gives way to another figure may be zero itself.
        """
        mine = basis(self.figures[key])
        if self.family.catalogue.indicators[key[1]].disclosure.within:
            return
        wholes = [whole for whole in self.figures if whole != key and self._holds(whole, key)]
        switched = {self._is_small(whole): 1.0 for whole in wholes if whole not in self.large}
        self.worlds.say(mine, 1, switched=switched)

    def _holds(self, whole: Key, part: Key) -> bool:
        tied = self.family.catalogue.indicators[whole[1]].disclosure.tied_to if told(whole) else ()
        same = whole[2:5] == part[2:5] and told(whole) and (whole[1] == part[1] or part[1] in tied)
        return same and basis(self.figures[whole]).keys() >= basis(self.figures[part]).keys()

    def _is_small(self, whole: Key) -> int:
        """Return the switch that says that this whole is small; where it gives way to another, it may be any size."""
        if whole not in self.small:
            self.small[whole] = self.worlds.switch()
            if self.shrewd and not self.family.catalogue.indicators[whole[1]].disclosure.within:
                counts = basis(self.figures[whole])
                far = MOST * sum(counts.values())
                self.worlds.say(counts, 0, FEW + far, {self.small[whole]: far})
        return self.small[whole]


def attack(family: Family, releases: Sequence[ReleasedCells], shrewd: bool = False) -> tuple[int, list[str]]:
    """Return how many secrets there are, and those of which a reader can exclude a number from the fewest to ten.

    Of a number where no figure stands, a reader may learn how large it is at least, or what a mark would tell: no more.
    What earlier releases have given away already is not held against the latest.
    """
    reader = Reader(family, releases, shrewd)
    before = Reader(family, releases[:-1], shrewd) if len(releases) > 1 else None
    secrets, found = list(reader.secrets()), []
    for secret in secrets:
        least, most = reader.range(secret)
        known = (
            (secret.fewest, FEW) if before is None or (least, most) == (secret.fewest, FEW) else before.range(secret)
        )
        if (least, most) != known and (least > secret.fewest or most < FEW):
            found.append(f"{secret.what}: {least} to {most}, before {known[0]} to {known[1]}")
    for secret in reader.never_released():
        least, most = reader.worlds.range(secret.counts, 0, FEW + 1)
        if most < FEW or (most == FEW and least > secret.fewest):
            found.append(f"{secret.what}, never released: {least} to {most}")
    return len(secrets), found
