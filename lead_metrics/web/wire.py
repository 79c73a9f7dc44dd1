"""The outermost layer of a protobuf message: which fields it has, without knowing what they mean.

The gate reads messages on the wire and not with Streamlit's own classes: a message with any field that is not on its
list is dropped whole, so it does not matter how another reader would choose between two fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
SHORTEST_CONTINUED = 0x80


Wire = bytes | memoryview
"""A message or part of one; a view saves copying what nobody looks into."""

Wanted = Mapping[int, "str | Wanted"]
"""Which fields are looked for: a field's number to the name of what it holds, or to those looked for within it."""


class Garbled(ValueError):
    """The bytes are not a protobuf message."""


def fields(message: Wire) -> Iterator[tuple[int, Wire]]:
    """Yield each field's number and its content (empty for plain numbers); raises Garbled."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        start, until = _extent(message, at, tag & 7)
        if until > len(message):
            raise Garbled
        yield tag >> 3, message[start:until]
        at = until


def inner(message: Wire, *path: int) -> Wire | None:
    """Return the first content under a path of field numbers, None where the message has none; raises Garbled."""
    return next(each(message, *path), None)


def each(message: Wire, *path: int) -> Iterator[Wire]:
    """Yield every content under a path of field numbers, however often each of them stands; raises Garbled."""
    if not path:
        yield message
        return
    for field, content in fields(message):
        if field == path[0]:
            yield from each(content, *path[1:])


def found(message: Wire, wanted: Wanted) -> Iterator[tuple[str, Wire]]:
    """Yield what stands at the places that are named in a tree of field numbers, with its name; raises Garbled."""
    for field, content in fields(message):
        branch = wanted.get(field)
        if isinstance(branch, str):
            yield branch, content
        elif branch is not None:
            yield from found(content, branch)


def truth(message: Wire, number: int) -> bool:
    """Return whether a plain number of the message, such as a yes or no, is there and not zero; raises Garbled."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        start, until = _extent(message, at, tag & 7)
        if tag >> 3 == number and tag & 7 == VARINT and _varint(message, at)[0]:
            return True
        at = until
    return False


def _varint(message: Wire, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < SHORTEST_CONTINUED:
            return value, at
    raise Garbled


def _extent(message: Wire, at: int, kind: int) -> tuple[int, int]:
    """Return where a field's content starts and ends; plain numbers have no content."""
    if kind == VARINT:
        _, until = _varint(message, at)
        return until, until
    if kind in (FIXED64, FIXED32):
        until = at + (8 if kind == FIXED64 else 4)
        return until, until
    if kind == BYTES:
        length, start = _varint(message, at)
        return start, start + length
    raise Garbled
