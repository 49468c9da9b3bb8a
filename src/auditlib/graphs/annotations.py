"""Annotations as text → the names that a value of that type may have: `Optional["Cache"]`, `Cache | None`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Named(NamedTuple):
    """A dotted name in an annotation; `itself` where the class is meant, not an instance of it (`type[C]`)."""

    name: str
    itself: bool = False


ALTERNATIVES = frozenset({"Optional", "Union", "Annotated", "ClassVar", "Final", "Required", "NotRequired", "Mapped"})
"""Wrappers that leave a value what it is."""

PASSED_ON = frozenset({"Awaitable", "Coroutine", "Iterator", "Generator", "AsyncIterator", "AsyncGenerator"})
"""Results that hand out what they hold: to `await`, to a `with` block, to a test that asks for a fixture."""

_PART = re.compile(r"[^\[\],|]+|.")


def named_types(annotation: str, *, result: bool = False) -> Iterator[Named]:
    """The names of an annotation that its value may be; of containers their own, of a `result` also what it hands out.

    Example:
        >>> [one.name for one in named_types('Optional["Cache"] | dict[str, Store]')]
        ['Cache', 'dict']
        >>> [one.name for one in named_types("Iterator[Cache]", result=True)]
        ['Cache']
    """
    parts = [part.strip() for part in _PART.findall(annotation.replace('"', "").replace("'", ""))]
    yield from _names([part for part in parts if part], 0, result=result)


def _names(parts: list[str], place: int, *, result: bool) -> Iterator[Named]:
    while place < len(parts):
        part = parts[place]
        close = place
        if place + 1 < len(parts) and parts[place + 1] == "[":
            close = _close(parts, place + 1)
            yield from _generic(part, parts[place + 2 : close], result=result)
        elif _is_name(part):
            yield Named(part)
        place = close + 1


def _generic(part: str, arguments: list[str], *, result: bool) -> Iterator[Named]:
    """What `part[arguments]` names."""
    base = part.rpartition(".")[2]
    if base in ALTERNATIVES:
        yield from _names(arguments, 0, result=result)
    elif base in {"type", "Type"}:
        yield from (Named(one.name, itself=True) for one in _names(arguments, 0, result=False))
    elif result and base in PASSED_ON:
        yield from _names(_last(arguments) if base == "Coroutine" else _first(arguments), 0, result=result)
    elif _is_name(part):
        yield Named(part)


def _is_name(part: str) -> bool:
    return part[0].isalpha() or part[0] == "_"


def _close(parts: list[str], opening: int) -> int:
    depth = 0
    for place in range(opening, len(parts)):
        depth += (parts[place] == "[") - (parts[place] == "]")
        if depth == 0:
            return place
    return len(parts)


def _commas(parts: list[str]) -> list[int]:
    depth, found = 0, []
    for place, part in enumerate(parts):
        depth += (part == "[") - (part == "]")
        if part == "," and depth == 0:
            found.append(place)
    return found


def _first(parts: list[str]) -> list[str]:
    commas = _commas(parts)
    return parts[: commas[0]] if commas else parts


def _last(parts: list[str]) -> list[str]:
    commas = _commas(parts)
    return parts[commas[-1] + 1 :] if commas else parts
