"""A definition file of critical tests (YAML) → the test modules that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import PurePosixPath
from typing import NamedTuple

from auditlib.model import Diagnostic
from auditlib.params.yamlfile import Node, parse_value, read_value

MODULE_KEY = "test_module"
NAME_KEY = "name"
LEVEL_KEY = "critical_level"
LEVELS = ("BLOCKING", "HIGH", "MEDIUM", "LOW")
TIMEOUT_KEYS = ("timeout", "timeout_seconds")
COMMAND_KEYS = ("command", "cmd")

BAD_DEFINITION = "critical-test-definition"
"""Code of the diagnostics for what a definition file says and nothing can be collected from, or should not be."""


class Definition(NamedTuple):
    """One entry of a definition file: `seconds` is its time limit, None where it states none."""

    name: str
    module: str
    level: str
    seconds: float | None


def critical_definitions(text: bytes, document: str) -> tuple[Definition, ...]:
    """The entries that name a module, in the order of the file; one without a name is called by its module.

    Example:
        >>> critical_definitions(b"- {name: Login, test_module: test_login.py, timeout: 30}", "p0.yaml")
        (Definition(name='Login', module='test_login.py', level='BLOCKING', seconds=30.0),)
    """
    root, _ = read_value(text, document)
    found = []
    for entry in sorted(_entries(root), key=attrgetter("line")):
        values = {key: node.value for key, node in entry.value.items()} if isinstance(entry.value, Mapping) else {}
        module, name, level = (values.get(key) for key in (MODULE_KEY, NAME_KEY, LEVEL_KEY))
        if isinstance(module, str) and module.strip():
            known = level if isinstance(level, str) and level in LEVELS else LEVELS[0]
            found.append(Definition(name if isinstance(name, str) else module, module, known, _seconds(values)))
    return tuple(found)


def critical_test_modules(text: bytes, document: str) -> tuple[str, ...]:
    """What stands under the key `test_module`, anywhere in the document, as written; sorted, each once.

    What YAML refuses (aliases, tags, broken lines) is left out; the rest still counts.

    Example:
        >>> critical_test_modules(b"tests:\\n  - {name: Login, test_module: tests/test_login.py}\\n", "p0.yaml")
        ('tests/test_login.py',)
    """
    root, _ = parse_value(text.decode("utf-8", "replace"), document)
    return tuple(sorted(set(_modules(root))))


def definition_problems(text: bytes, document: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a definition file, each with the entry, its line and the remedy; empty where nothing is.

    A definition file is a list of entries (maps), at the top or under any key; each names its `test_module`.

    Example:
        >>> [problem.message for problem in definition_problems(b"- {name: Login}", "p0.yaml")]
        ["entry 'Login' has no test_module, so nothing is collected; name the module"]
    """
    root, refused = read_value(text, document)
    found = [(problem.line, f"{problem.key}: {problem.message}".removeprefix(": ")) for problem in refused]
    entries = sorted(_entries(root), key=attrgetter("line"))
    if not entries and not refused:
        found.append((0, f"defines no critical test; a list of entries with name and {MODULE_KEY} is expected"))
    first: dict[str, int] = {}
    for entry in entries:
        found += [(entry.line, message) for message in _entry_problems(entry, first)]
    return tuple(sorted(Diagnostic(document, line, BAD_DEFINITION, message) for line, message in found))


def find_critical_tests(modules: Iterable[str], document: str, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each named test module with its paths in the repository: one, or all in the folder that it names, or none.

    A module is looked for from the repository's root, then from the folder of the definition file and those above
    it; a dotted name means the same as a path.
    """
    known = sorted(paths)
    folders = ["", *(f"{folder}/" for folder in map(str, PurePosixPath(document).parents) if folder != ".")]
    return {module: next(_candidates(module, folders, known), ()) for module in modules}


def _modules(node: Node) -> Iterator[str]:
    pending = [node]
    while pending:
        value = pending.pop().value
        if isinstance(value, Mapping):
            named = value.get(MODULE_KEY)
            if named is not None and isinstance(named.value, str):
                yield named.value
            pending.extend(value.values())
        elif isinstance(value, tuple):
            pending.extend(value)


def _entries(root: Node) -> Iterator[Node]:
    """The maps in lists that have a name, a module or a command; those inside an entry are its own business."""
    pending = [(root, False)]
    while pending:
        node, listed = pending.pop()
        if isinstance(node.value, tuple):
            pending.extend((item, True) for item in node.value)
        elif isinstance(node.value, Mapping):
            if listed and not {NAME_KEY, MODULE_KEY, *COMMAND_KEYS}.isdisjoint(node.value):
                yield node
            else:
                pending.extend((item, False) for item in node.value.values())


def _entry_problems(entry: Node, first: dict[str, int]) -> Iterator[str]:
    """What is wrong with one entry; `first` holds the line of each name met so far."""
    values = {key: node.value for key, node in entry.value.items()} if isinstance(entry.value, Mapping) else {}
    name = values.get(NAME_KEY)
    label = f"entry {name!r}" if isinstance(name, str) else "an entry without a name"
    yield from (f"{label}{problem}" for problem in (*_module_problems(values), *_value_problems(values)))
    if isinstance(name, str) and first.setdefault(name, entry.line) != entry.line:
        yield f"{label} stands in line {first[name]} already; give each its own name"


def _module_problems(values: Mapping[str, object]) -> Iterator[str]:
    module = values.get(MODULE_KEY)
    if not isinstance(module, str) or not module.strip():
        yield f" has no {MODULE_KEY}, so nothing is collected; name the module"
    for key in COMMAND_KEYS:
        if key in values:
            yield f": a {key} is never run; remove it, the {MODULE_KEY} says what to run"


def _seconds(values: Mapping[str, object]) -> float | None:
    stated = (values.get(key) for key in TIMEOUT_KEYS)
    numbers = (float(one) for one in stated if isinstance(one, int | float) and not isinstance(one, bool) and one > 0)
    return next(numbers, None)


def _value_problems(values: Mapping[str, object]) -> Iterator[str]:
    level = values.get(LEVEL_KEY, LEVELS[0])
    if level not in LEVELS:
        yield f": {LEVEL_KEY} {_shown(level)} is not known; one of {', '.join(LEVELS)}"
    for key in TIMEOUT_KEYS:
        seconds = values.get(key, 1)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
            yield f": {key} {_shown(seconds)} is no positive number of seconds; give one"


def _shown(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else "given"


def _candidates(module: str, folders: Iterable[str], known: Sequence[str]) -> Iterator[tuple[str, ...]]:
    dotted = module.replace(".", "/")
    for folder in folders:
        for spelling in (module, f"{module}.py", f"{dotted}.py"):
            if folder + spelling in known:
                yield (folder + spelling,)
        for spelling in (module.rstrip("/"), dotted):
            if inside := tuple(path for path in known if path.startswith(f"{folder}{spelling}/")):
                yield inside
