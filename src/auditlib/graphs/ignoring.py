"""What the `.gitignore` files of a state would ignore, whether it exists or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pathspec import GitIgnoreSpec

from auditlib.model import Document

IGNORE_FILE = ".gitignore"


def ignore_rules(documents: Iterable[Document]) -> Callable[[str], bool]:
    """A function that tells of a path whether the ignore files among the documents ignore it or a folder above it.

    A folder's path ends in `/`. An ignore file nearer to the path decides before one further up, as in git. Patterns
    with many stars, which a hostile file could make very slow, are left out.

    Example:
        >>> ignored = ignore_rules([Document(".gitignore", "results/")])
        >>> ignored("tests/results/"), ignored("tests/results.py")
        (True, False)
    """
    specs = [
        (document.path[: -len(IGNORE_FILE)], GitIgnoreSpec.from_lines(_harmless(document.text)))
        for document in documents
        if document.path.rpartition("/")[2] == IGNORE_FILE
    ]
    specs.sort(key=lambda spec: -len(spec[0]))

    def ignored(path: str) -> bool:
        for base, spec in specs:
            if path.startswith(base) and len(path) > len(base):
                verdict = spec.check_file(path[len(base) :]).include
                if verdict is not None:
                    return verdict
        return False

    return ignored


_MOST_STARS = 4
_LONGEST = 200


def _harmless(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.count("*") <= _MOST_STARS and len(line) <= _LONGEST]
