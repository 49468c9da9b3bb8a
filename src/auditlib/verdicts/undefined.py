"""Names that a change left undefined, and names in `__all__` that their module no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.model import Module
from auditlib.model import comparison as model
from auditlib.verdicts.delta import Delta, Side
from auditlib.verdicts.flakes import starred, undefined

INSTALLED = frozenset({"_", "get_ipython", "ngettext", "profile", "reveal_type", "reveal_locals"})
"""Names that tools put among the builtins while the code runs."""


def undefined_names(delta: Delta) -> tuple[model.UndefinedName, ...]:
    """Names at head that nothing binds, each at its first line in a file that differs, sorted by path and line.

    A name that the same file did not know at base either is not new. In a file with a star import only names are
    told that the star cannot give: see `unknown_by_star`.
    """
    found = [
        model.UndefinedName(path, line, name)
        for path in sorted(delta.head.texts)
        for name, line in _new(delta, path).items()
    ]
    return tuple(sorted([*found, *_stale(delta)], key=lambda one: (one.path, one.line, one.name)))


def unknown_by_star(delta: Delta) -> tuple[str, ...]:
    """The files that differ in which star imports may or may not give names: these were not judged."""
    return tuple(path for path in sorted(delta.head.texts) if starred(delta.head, path))


def _new(delta: Delta, path: str) -> dict[str, int]:
    here = undefined(delta.head, path)
    if not here:
        return {}
    before = delta.bases.get(path)
    known = undefined(delta.base, before) if before else {}
    return {name: line for name, line in here.items() if name not in known and name not in INSTALLED}


def _stale(delta: Delta) -> Iterator[model.UndefinedName]:
    """Names in a literal `__all__` that their module does not have, and that were no such at base."""
    for path, module in delta.head.modules.items():
        lost = _unbound(delta.head, module)
        before = delta.base.modules.get(delta.bases.get(path, ""))
        known = _unbound(delta.base, before) if before and lost else frozenset()
        for name in sorted(lost - known):
            yield model.UndefinedName(path, _line_of(delta.head, path, name), name, export=True)


def _unbound(side: Side, module: Module) -> frozenset[str]:
    facts = module.facts
    if facts.exports is None or facts.open_names or facts.fault:
        return frozenset()
    folder = module.path.rpartition("/")[0]
    return frozenset(
        name
        for name in set(facts.exports) - set(facts.bindings) - {"__version__"}
        if not {f"{folder}/{name}.py".lstrip("/"), f"{folder}/{name}/__init__.py".lstrip("/")} & side.files.keys()
    )


def _line_of(side: Side, path: str, name: str) -> int:
    """The first line that has the name in quotes, 1 where none has."""
    text = side.text(path) or ""
    quoted = (f'"{name}"', f"'{name}'")
    return next((row for row, line in enumerate(text.split("\n"), 1) if any(one in line for one in quoted)), 1)
