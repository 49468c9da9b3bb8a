"""A first params file for any repository: what was found, each with its reason, and what was left blank."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from auditlib.errors import ParamsError
from auditlib.graphs.discovery import Found, find_params
from auditlib.model import FileStatus, SourceFile
from auditlib.sources.roles import NOT_WANTED
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.loading import Source

_HEADER = (
    "# Drafted by `auditlib init`: each value says why it stands here. What is blank was not found, and is looked for\n"
    "# again at each run. Check it, correct it, then: auditlib run <this file>\n\n"
)
_NOTEBOOKS = """
# What to run. With stories, each names its own notebook, and this list is for those beside them:
#   - { id: TS-2, notebook: 20_consolidation, category: caching, target: { lines: 387, at_least: true } }
notebooks: [00_overview, 10_duplication_map, 40_compliance, 70_import_graph]
"""
_LINE_LENGTH = 120
_MOST_DEFINITIONS = 500  # YAML files that are looked into for critical tests
_PLAIN = re.compile(r"(?:\.{1,2}/)*\.?(?:[A-Za-z_][A-Za-z0-9./_-]*)?")
_NO_TEXT = ("", "true", "false", "null", ".nan", ".inf")
_NOT_FOR_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A params file as text, and what each of its keys rests on."""

    text: str
    keys: tuple[Found, ...]

    @property
    def summary(self) -> str:
        """A line for each key: its value, or that it was left blank, and why."""
        return "\n".join(_told(found) for found in self.keys)


def draft_params(state: State, source: Source, *, repository: Path, folder: Path) -> Draft:
    """A commented params file for the repository in this state, to be kept in `folder`; it loads as it stands."""
    place = os.path.relpath(repository.resolve(), folder.resolve())
    definitions = {path: content for path, content in _definitions(source, state.facts.project.files)}
    keys = (Found("repository", place, ("from the folder of this file",)), *find_params(state, definitions))
    return Draft("".join((_HEADER, *_lines(keys), _NOTEBOOKS)), keys)


def write_draft(draft: Draft, path: Path, *, force: bool = False) -> None:
    """Write a draft to a new file, and make the folders above it.

    Raises: ParamsError where the file exists, unless `force` says to replace it, or where it cannot be written.
    """
    shown = one_line(str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(draft.text)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise ParamsError(f"{shown} exists already: give another name, or --force to replace it") from None
        raise ParamsError(f"{shown} cannot be written: {error.strerror}") from None


def _told(found: Found) -> str:
    value = ", ".join(found.value) if isinstance(found.value, tuple) else found.value
    return one_line(f"{found.key:22} {value or '(blank)'}: {'; '.join(found.reasons)}")


def _definitions(source: Source, files: Iterable[SourceFile]) -> Iterator[tuple[str, bytes]]:
    """The YAML files that speak of test modules; they are not read with the rest, being neither Python nor Markdown."""
    wanted = [
        replace(file, status=FileStatus.READ, reason="")
        for file in files
        if file.path.endswith((".yaml", ".yml")) and file.reason == NOT_WANTED
    ]
    for file, content in source.read(wanted[:_MOST_DEFINITIONS]):
        if b"test_module" in content:
            yield file.path, content


def _lines(keys: Sequence[Found]) -> Iterator[str]:
    """Each key with its value and reason; the parts of a dotted key below one another, each written once."""
    above: list[str] = []
    for found in keys:
        *sections, key = found.key.split(".")
        for depth, section in enumerate(sections):
            if above[: depth + 1] != sections[: depth + 1]:
                yield f"{'  ' * depth}{section}:\n"
        above = sections
        yield from _entry("  " * len(sections) + key, found)


def _entry(key: str, found: Found) -> Iterator[str]:
    if found.value is None:
        yield _explained(f"{key}:", f"left blank: {found.reasons[0]}")
    elif isinstance(found.value, str):
        yield _explained(f"{key}: {_quoted(found.value)}", found.reasons[0])
    else:
        yield f"{key}:\n"
        for item, reason in zip(found.value, found.reasons, strict=True):
            yield _explained(f"  - {_quoted(item)}", reason)


def _explained(line: str, reason: str) -> str:
    """The line with its reason behind it, or above it where there is no room."""
    comment = f"# {one_line(reason)}"
    if len(line) + len(comment) < _LINE_LENGTH:
        return f"{line} {comment}\n"
    indent = line[: len(line) - len(line.lstrip(" "))]
    return f"{indent}{comment}\n{line}\n"


def _quoted(text: str) -> str:
    """The text as a YAML scalar, in quotes where it could be taken for something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXT:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_FOR_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
