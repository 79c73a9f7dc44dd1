"""Calls of the gate's functions, kept while its tests run: a mutant that answers them all alike is noticed by no test.

To replay a call takes a thousandth of the time of a test.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import issparse

from lead_metrics.catalogue.model import Catalogue

GATE = "lead_metrics.privacy."
SWITCH = "MUTANT_UNDER_TEST"
MOST = 100
ORIGINAL = "_mutmut_orig"
Outcome = tuple[Any, Any, Any]


@dataclasses.dataclass(frozen=True)
class Call:
    """What a function was given, and what came of it: the result, the arguments afterwards, what was raised."""

    given: tuple[tuple[Any, ...], dict[str, Any]]
    outcome: Outcome


class Calls:
    """The calls kept of each function, by what tells them apart, and which tests make which.

    test: the one that runs now, none where nothing is to be kept. more: tests that make calls which are not kept.
    """

    def __init__(self) -> None:
        self.test: str | None = None
        self.kept: dict[str, dict[str, Call]] = defaultdict(dict)
        self.made: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.more: set[tuple[str, str]] = set()
        self._last: tuple[str, dict[str, bool]] = "", {}
        self.functions = dict(self._functions())
        for name, variants in self.functions.items():
            variants[ORIGINAL] = self._keeping(name, variants[ORIGINAL])

    @staticmethod
    def _functions() -> list[tuple[str, dict[str, Callable[..., Any]]]]:
        modules = [module for name, module in list(sys.modules.items()) if name.startswith(GATE)]
        return [
            (f"{module.__name__}.{name.removeprefix('mutants_').removesuffix('__mutmut')}", value)
            for module in modules
            for name, value in vars(module).items()
            if name.startswith("mutants_") and isinstance(value, dict)
        ]

    def _keeping(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def called(*arguments: Any, **named: Any) -> Any:
            if self.test is None:
                return original(*arguments, **named)
            at, given = (name, self.test), _copied((arguments, named))
            mark = "" if _remembers(arguments) else _mark(given)
            if mark not in self.kept[name] and (not mark or len(self.kept[name]) >= MOST):
                self.more.add(at)
                return original(*arguments, **named)
            self.made[at].add(mark)
            if mark in self.kept[name]:
                return original(*arguments, **named)
            result, after, error = _outcome(original, (arguments, named))
            self.kept[name][mark] = Call(given, (result, after, repr(error)))
            if error is not None:
                raise error
            return iter(result) if inspect.isgeneratorfunction(original) else result

        return called

    def may_notice(self, mutant: str, test: str) -> bool:
        """Tell whether the mutant answers a call of the test differently, or that is not known."""
        function = mutant.partition("__mutmut_")[0]
        if self._last[0] != mutant:
            self._last = mutant, {}
        if any(self._differs(function, mutant, mark) for mark in self.made[function, test]):
            return True
        return (function, test) in self.more or not self.made[function, test]

    def _differs(self, function: str, mutant: str, mark: str) -> bool:
        known = self._last[1]
        if mark not in known:
            known[mark] = True
            call = self.kept[function][mark]
            changed = self.functions[function][mutant.removeprefix(function.rpartition(".")[0] + ".")]
            result, after, error = _outcome(changed, _copied(call.given))
            known[mark] = not _same((result, after, repr(error)), call.outcome)
        return known[mark]


def _remembers(arguments: tuple[Any, ...]) -> bool:
    """Tell whether a method's object changes from call to call."""
    return any(type(one).__module__.startswith(GATE) and not dataclasses.is_dataclass(one) for one in arguments[:1])


def _outcome(function: Callable[..., Any], given: tuple[tuple[Any, ...], dict[str, Any]]) -> Outcome:
    try:
        result = function(*given[0], **given[1])
        if inspect.isgenerator(result):
            result = list(result)
    except Exception as error:
        return None, None, error
    return _copied(result), _copied(given), None


def _copied(one: Any) -> Any:
    """Copy what may be changed in place; frames never are."""
    if isinstance(one, np.ndarray):
        return one.copy()
    if dataclasses.is_dataclass(one) and not isinstance(one, type):
        return dataclasses.replace(one, **{f.name: _copied(getattr(one, f.name)) for f in dataclasses.fields(one)})
    if type(one) in (tuple, list, set):
        return type(one)(_copied(part) for part in one)
    return {key: _copied(part) for key, part in one.items()} if type(one) is dict else one


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, pl.DataFrame):
        return one.schema == other.schema and one.equals(other)
    if isinstance(one, pl.Expr):
        return bool(one.meta.eq(other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    if issparse(one):
        return bool(one.shape == other.shape and abs(one - other).nnz == 0)
    if dataclasses.is_dataclass(one):
        return all(_same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _mark(given: Any) -> str:
    """Return what tells these arguments from others, roughly."""
    if isinstance(given, pl.DataFrame):
        return f"{given.columns} {given.height} {given.hash_rows().sum()}"
    if isinstance(given, np.ndarray):
        return str(hash(given.tobytes()))
    if dataclasses.is_dataclass(given):
        return " ".join(_mark(getattr(given, f.name)) for f in dataclasses.fields(given))
    if isinstance(given, list | tuple):
        return " ".join(map(_mark, given))
    if isinstance(given, Catalogue):
        return _CATALOGUES.setdefault(id(given), (given, str(hash(repr(given)))))[1]
    return " ".join(map(_mark, given.values())) if isinstance(given, dict) else str(hash(repr(given)))


_CATALOGUES: dict[int, tuple[Catalogue, str]] = {}
