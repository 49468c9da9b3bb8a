"""Results as JSON: one object, and in its lists one record a line, so that any diff can compare two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

_encode = msgspec.json.Encoder(order="deterministic").encode


def json_object(head: Mapping[str, object], lists: Iterable[tuple[str, Iterable[object]]] = ()) -> str:
    """The fields of the head, then each list under its name; keys within a record are sorted.

    Example:
        >>> print(json_object({"format": 1}, [("files", [{"path": "a.py"}]), ("notes", [])]), end="")
        {"format": 1,
        "files": [
          {"path":"a.py"}],
        "notes": []}
    """
    fields = [f"{_text(key)}: {_text(value)}" for key, value in head.items()]
    fields += [f"{_text(key)}: {_lines(records)}" for key, records in lists]
    return "{" + ",\n".join(fields) + "}\n"


def _lines(records: Iterable[object]) -> str:
    lines = ",\n  ".join(map(_text, records))
    return f"[\n  {lines}]" if lines else "[]"


def _text(value: object) -> str:
    return _encode(value).decode()
