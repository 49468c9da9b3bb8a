"""A definition file of critical tests (YAML) → the test modules that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from auditlib.params.yamlfile import Node, parse_value

MODULE_KEY = "test_module"


def critical_test_modules(text: bytes, document: str) -> tuple[str, ...]:
    """What stands under the key `test_module`, anywhere in the document, as written; sorted, each once.

    What YAML refuses (aliases, tags, broken lines) is left out; the rest still counts.

    Example:
        >>> critical_test_modules(b"tests:\\n  - {name: Login, test_module: tests/test_login.py}\\n", "p0.yaml")
        ('tests/test_login.py',)
    """
    root, _ = parse_value(text.decode("utf-8", "replace"), document)
    return tuple(sorted(set(_modules(root))))


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


def _candidates(module: str, folders: Iterable[str], known: Sequence[str]) -> Iterator[tuple[str, ...]]:
    dotted = module.replace(".", "/")
    for folder in folders:
        for spelling in (module, f"{module}.py", f"{dotted}.py"):
            if folder + spelling in known:
                yield (folder + spelling,)
        for spelling in (module.rstrip("/"), dotted):
            if inside := tuple(path for path in known if path.startswith(f"{folder}{spelling}/")):
                yield inside
