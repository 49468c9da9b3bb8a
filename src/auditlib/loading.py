"""Source to facts: read once, parse what the cache does not know, and keep account of every file."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache as memoised
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from auditlib.errors import SourceError
from auditlib.facts.critical_tests import critical_test_modules, definition_problems, find_critical_tests
from auditlib.facts.decoding import decode
from auditlib.model import Diagnostic, Document, Facts, FileStatus, Module, Project, PythonFacts, Role, SourceFile
from auditlib.parsing import Content, parse_files, process_pool
from auditlib.sources.cache import FactCache
from auditlib.sources.disk import OVER_LIMIT

BATCH = 500
"""Files looked up, read and written to the cache at a time: bounds the memory that sources take."""

SETTINGS = ("pyproject.toml", "setup.cfg", ".gitignore")
"""Names of files that say where packages lie, or what need not be there; read as text for that alone."""

CODE = (Role.PRODUCT, Role.TEST, Role.CRITICAL_TEST)
"""Roles of files whose absence from the audit must be told."""

UNREAD = "unread"

Progress = Callable[[int, int], None]
"""Called with the number of files dealt with, and of all files to deal with."""

T = TypeVar("T")
Promotable = TypeVar("Promotable", SourceFile, Module)
_decoder = msgspec.msgpack.Decoder(PythonFacts)


class Source(Protocol):
    """One state of a repository, wherever it lies."""

    @property
    def name(self) -> str:
        """What the repository is called."""
        ...

    @property
    def revision(self) -> str | None:
        """The full commit id; None for a working tree."""
        ...

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be judged so far."""
        ...

    def find(self) -> tuple[SourceFile, ...]:
        """Every entry, sorted by path; status READ means: to be read."""
        ...

    def read(self, files: Sequence[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Each file once, with its final status and its bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one state gives: an account of its files, encoded facts by blob, documents and settings."""

    project: Project
    encoded: Mapping[str, bytes]
    documents: tuple[Document, ...]
    settings: tuple[Document, ...]

    @property
    def digest(self) -> str:
        """Changes whenever a file of the state, its role or its fate changes."""
        known = (self.project, self.settings)
        return hashlib.sha256(msgspec.msgpack.encode(known)).hexdigest()


def read_project(  # noqa: PLR0913 (one source, one cache, and options)
    source: Source,
    cache: FactCache,
    *,
    jobs: int,
    syntax: bool = True,
    executor: Callable[[int], Executor] = process_pool,
    progress: Progress | None = None,
    known: Mapping[str, bytes] | None = None,
) -> Reading:
    """Read and parse one state; facts known to the cache are taken from there, and those that are `known` by blob.

    Without `syntax` nothing is parsed: the facts are those of tokens alone, which is all that clones need. Whether a
    file would parse is then not known.

    A file that vanishes, cannot be read or does not parse is accounted for and costs no other file.
    """
    reader = _Reader(source, cache, progress, syntax=syntax)
    reader.encoded.update(known or {})
    for batch in _batches(parse_files(reader.unknown(), jobs=jobs, syntax=syntax, executor=executor)):
        reader.encoded.update((parsed.key, parsed.encoded) for parsed in batch)
        cache.put_many({fact_key(one.key, syntax=syntax): one.encoded for one in batch if one.lasting})
    files = tuple(sorted(reader.ledger.values(), key=lambda file: file.path))
    project = Project(source.name, source.revision, files, tuple(sorted(source.diagnostics)))
    documents = tuple(sorted(reader.documents, key=lambda document: document.path))
    return Reading(project, reader.encoded, documents, reader.settings())


def decode_facts(
    reading: Reading, *, definitions: str | None = None, shared: dict[str, PythonFacts] | None = None
) -> Facts:
    """The facts of every file; one that did not parse is FAILED, with a diagnostic. Modules have no names yet.

    So is one that was not read: all that is Python should be, if it is not ignored or excluded.

    `definitions` is the definition file of the critical tests: the modules that it names get that role. `shared` are
    facts that were decoded already, by blob; those of this state are added.
    """
    files: list[SourceFile] = []
    modules: list[Module] = []
    diagnostics = list(reading.project.diagnostics)
    shared = {} if shared is None else shared
    for file in reading.project.files:
        final = _judged(file)
        if final.status is FileStatus.FAILED:
            diagnostics.append(Diagnostic(file.path, 0, UNREAD, final.reason))
        if file.status is FileStatus.READ and file.role is not Role.DOCUMENT:
            if file.blob not in shared:
                shared[file.blob] = _decoder.decode(reading.encoded[file.blob])
            module = Module(file.path, "", file.role, shared[file.blob])
            modules.append(module)
            if fault := module.facts.fault:
                final = replace(file, status=FileStatus.FAILED, reason=fault.message)
                diagnostics.append(Diagnostic(file.path, fault.line, fault.code, fault.message))
        files.append(final)
    project = replace(reading.project, files=tuple(files), diagnostics=tuple(sorted(diagnostics)))
    facts = Facts(project, tuple(modules), reading.documents, settings=reading.settings)
    return _with_critical_tests(facts, definitions) if definitions else facts


def _judged(file: SourceFile) -> SourceFile:
    """The file, FAILED where it is code that should have been read and is too large."""
    if file.status is FileStatus.SKIPPED and file.role in CODE and file.reason.startswith(OVER_LIMIT):
        return replace(file, status=FileStatus.FAILED, reason=f"{file.reason} (params: size_limit)")
    return file


def _with_critical_tests(facts: Facts, definitions: str) -> Facts:
    """The facts with the role CRITICAL_TEST where it is due, and a diagnostic for each definition without a file."""
    text = next((one.text for one in facts.documents if one.path == definitions), None)
    if text is None:
        message = "the file that defines the critical tests is not there"
        return _with_diagnostics(facts, [Diagnostic(definitions, 0, "critical-tests-missing", message)])
    paths = [module.path for module in facts.modules]
    found = find_critical_tests(critical_test_modules(text.encode(), definitions), definitions, paths)
    critical = frozenset(chain.from_iterable(found.values()))
    files = tuple(_promoted(file, critical) for file in facts.project.files)
    modules = tuple(_promoted(module, critical) for module in facts.modules)
    lost = sorted(name for name, inside in found.items() if not inside)
    notes = [_missing_test(definitions, name) for name in lost] + list(definition_problems(text.encode(), definitions))
    return _with_diagnostics(replace(facts, project=replace(facts.project, files=files), modules=modules), notes)


def _missing_test(definitions: str, name: str) -> Diagnostic:
    return Diagnostic(definitions, 0, "critical-test-missing", f"the test module {name} is not there")


def _with_diagnostics(facts: Facts, more: Iterable[Diagnostic]) -> Facts:
    diagnostics = tuple(sorted((*facts.project.diagnostics, *more)))
    return replace(facts, project=replace(facts.project, diagnostics=diagnostics))


def _promoted(item: Promotable, critical: Container[str]) -> Promotable:
    return replace(item, role=Role.CRITICAL_TEST) if item.path in critical else item


def text_reader(source: Source, reading: Reading) -> Callable[[str], str | None]:
    """What gives the text of a file by its path, read anew each time; nothing of it is kept.

    None where the file was not read before, has gone since, or is no longer what its facts were found in.
    """
    known = {file.path: file for file in reading.project.files if file.status is FileStatus.READ}

    def read(path: str) -> str | None:
        if path not in known:
            return None
        try:
            ((found, content),) = source.read([known[path]])
        except SourceError:
            return None
        same = found.status is FileStatus.READ and found.blob == known[path].blob
        return decode(content)[0] if same else None

    return read


def differing_texts(source: Source, reading: Reading, other: Reading) -> dict[str, str]:
    """The texts of those files read in one state that the other state does not have just so, by path."""
    there = {file.path: file.blob for file in other.project.files if file.status is FileStatus.READ}
    wanted = [
        file for file in reading.project.files if file.status is FileStatus.READ and there.get(file.path) != file.blob
    ]
    return {
        file.path: content.decode("utf-8", errors="replace") if file.role is Role.DOCUMENT else decode(content)[0]
        for file, content in source.read(wanted)
        if file.status is FileStatus.READ
    }


def fact_key(blob: str, *, syntax: bool) -> str:
    """Cache key of the facts of a content: they hold for this Python and this version of the fact-finding code."""
    return f"{facts_version()}:{'' if syntax else 'tokens:'}{blob}"


@memoised
def facts_version() -> str:
    """Digest of the code that finds facts, and the Python that parses: another digest, other facts."""
    root = Path(__file__).parent
    return _digest(sorted([*(root / "model").glob("*.py"), *(root / "facts").glob("*.py")]))


@memoised
def tool_version() -> str:
    """Digest of all of auditlib's code, and the Python that runs it."""
    root = Path(__file__).parent
    return _digest(sorted(path for path in root.rglob("*.py") if "repository" not in path.relative_to(root).parts))


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(platform.python_version().encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class _Reader:
    """Reads a source batch by batch, and keeps the accounts that make a Reading."""

    def __init__(self, source: Source, cache: FactCache, progress: Progress | None, *, syntax: bool) -> None:
        self.source = source
        self.cache = cache
        self.progress = progress
        self.kinds = (True,) if syntax else (True, False)  # facts of tokens alone are part of whole ones
        self.ledger = {file.path: file for file in source.find()}
        self.encoded: dict[str, bytes] = {}
        self.documents: list[Document] = []

    def unknown(self) -> Iterator[Content]:
        """Yield the contents that the cache does not know, once each, filling the accounts on the way."""
        wanted = [file for file in self.ledger.values() if file.status is FileStatus.READ]
        yielded: set[str] = set()
        dealt = 0
        for batch in _batches(wanted):
            for blob, content in self._read(batch).items():
                if blob not in self.encoded and blob not in yielded:
                    yielded.add(blob)
                    yield blob, content
            dealt += len(batch)
            if self.progress:
                self.progress(dealt, len(wanted))

    def settings(self) -> tuple[Document, ...]:
        """The settings files of the state, sorted by path."""
        files = [file for file in self.ledger.values() if PurePosixPath(file.path).name in SETTINGS]
        wanted = [replace(file, status=FileStatus.READ) for file in files if file.status is FileStatus.SKIPPED]
        return tuple(
            Document(file.path, content.decode("utf-8", errors="replace"))
            for file, content in self.source.read(wanted)
            if file.status is FileStatus.READ
        )

    def _read(self, batch: Sequence[SourceFile]) -> dict[str, bytes]:
        """Contents by blob id of those Python files of the batch that the cache may not know."""
        self._look_up(batch)
        unread = [file for file in batch if file.role is Role.DOCUMENT or file.blob not in self.encoded]
        contents: dict[str, bytes] = {}
        for file, content in self.source.read(unread):
            self.ledger[file.path] = file
            if file.status is FileStatus.READ and file.role is Role.DOCUMENT:
                self.documents.append(Document(file.path, content.decode("utf-8", errors="replace")))
            elif file.status is FileStatus.READ:
                contents[file.blob] = content
        self._look_up(self.ledger[file.path] for file in unread)
        return contents

    def _look_up(self, files: Iterable[SourceFile]) -> None:
        """Ask the cache for files whose content is known by its id: at a revision, that is before reading."""
        blobs = {file.blob for file in files if file.blob} - self.encoded.keys()
        for syntax in self.kinds:
            keys = {fact_key(blob, syntax=syntax): blob for blob in sorted(blobs - self.encoded.keys())}
            found = self.cache.get_many(list(keys)) if keys else {}
            self.encoded.update((keys[key], content) for key, content in found.items())


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
