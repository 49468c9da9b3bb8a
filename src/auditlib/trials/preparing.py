"""States made ready to run: written to scratch folders, each with a Python that has what it requires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditlib.facts.critical_tests import Definition, critical_definitions, find_critical_tests
from auditlib.model import StateTrial
from auditlib.sources.revision import Revision
from auditlib.sources.scratch import write_revision
from auditlib.trials.environments import Environment, given_environment, project_environment


@dataclass(frozen=True, slots=True)
class Pythons:
    """Where the Python of a state comes from: one that is given, or one made in a folder where it is kept."""

    given: str | None
    folder: Path


@dataclass(frozen=True, slots=True)
class Prepared:
    """One state, ready to run: its copy on disk, its import roots, and how it will be run."""

    state: str
    revision: str
    tree: Path
    roots: tuple[str, ...]
    environment: Environment
    left_out: tuple[tuple[str, str], ...]

    @property
    def record(self) -> StateTrial:
        """How this state is run, as a report tells it."""
        return StateTrial(
            self.state,
            self.revision,
            self.environment.interpreter.version,
            self.environment.given,
            self.environment.requirements,
            self.environment.left_out,
            self.left_out,
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """The plain files of the copy, sorted."""
        files = (path for path in self.tree.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(self.tree).as_posix() for path in files))


def prepare(state: str, source: Revision, folder: Path, *, roots: Sequence[str], pythons: Pythons) -> Prepared:
    """Write a revision below `folder`, and find or make its environment.

    Raises: SourceError where it cannot be written, or where there is no Python for it.
    """
    tree = folder / state
    tree.mkdir(parents=True)
    left_out = write_revision(source.repository, source.tree, tree, size_limit=source.size_limit)
    environment = given_environment(pythons.given) if pythons.given else project_environment(tree, pythons.folder)
    return Prepared(state, source.revision, tree, tuple(roots), environment, left_out)


def defined_tests(prepared: Prepared, document: str) -> tuple[tuple[Definition, tuple[str, ...]], ...]:
    """The entries of a definition file with the test files of each, in the order of the file; () where it is absent.

    An entry whose module is not there has no files.
    """
    path = prepared.tree / document
    if not path.is_file():
        return ()
    definitions = critical_definitions(path.read_bytes(), document)
    found = find_critical_tests((one.module for one in definitions), document, prepared.paths)
    tests = {module: tuple(path for path in paths if path.endswith(".py")) for module, paths in found.items()}
    return tuple((one, tests[one.module]) for one in definitions)
