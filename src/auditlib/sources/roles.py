"""What a path is for, and whether it is read: decided by its name and the params alone."""

from __future__ import annotations

from dataclasses import dataclass

from auditlib.globs import matches
from auditlib.model import Role

PYTHON_SUFFIXES = (".py", ".pyi", ".pyw")
MARKDOWN_SUFFIXES = (".md", ".markdown")

DEFAULT_TESTS = ("**/tests/**", "**/test/**", "**/tests.py", "**/test_*.py", "**/*_test.py", "**/conftest.py")
"""Where tests are looked for when the params do not say: the usual folders and names."""

NOT_WANTED = "not Python or Markdown"

NEVER_DESCENDED = {
    ".bzr": "version control store",
    ".hg": "version control store",
    ".svn": "version control store",
    "__pycache__": "compiled Python",
    "node_modules": "installed packages",
    ".eggs": "installed packages",
    ".nox": "tool environments",
    ".tox": "tool environments",
    ".hypothesis": "tool cache",
    ".ipynb_checkpoints": "tool cache",
    ".mypy_cache": "tool cache",
    ".pytest_cache": "tool cache",
    ".ruff_cache": "tool cache",
}
"""Folders that hold no source of the project, by name, and why; `.git` is not even an entry."""

ENVIRONMENT_MARK = "pyvenv.cfg"
"""A folder that holds this file is a virtual environment (PEP 405)."""

ENVIRONMENT_REASON = f"virtual environment ({ENVIRONMENT_MARK})"


@dataclass(frozen=True, slots=True)
class RoleRules:
    """What the params say about paths. Globs are anchored at the root; one that names a folder covers all in it.

    `tests` replaces the defaults. With a `scope`, Python outside of it that is no test is OTHER. `critical_tests`
    and `documents` are exact paths; documents are read whatever their suffix.
    """

    tests: tuple[str, ...] = DEFAULT_TESTS
    critical_tests: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()

    def role(self, path: str) -> Role:
        """What the file is for.

        Example:
            >>> RoleRules().role("pkg/tests/test_a.py"), RoleRules(scope=("lib",)).role("setup.py")
            (<Role.TEST: 'test'>, <Role.OTHER: 'other'>)
        """
        if path in self.documents or path.lower().endswith(MARKDOWN_SUFFIXES):
            return Role.DOCUMENT
        if path in self.critical_tests:
            return Role.CRITICAL_TEST
        if not path.lower().endswith(PYTHON_SUFFIXES):
            return Role.OTHER
        if matches(self.tests, path):
            return Role.TEST
        return Role.PRODUCT if not self.scope or matches(self.scope, path) else Role.OTHER

    def wanted(self, path: str) -> bool:
        """Whether the file is to be read: Python, Markdown, and what the params name."""
        known = path.lower().endswith(PYTHON_SUFFIXES + MARKDOWN_SUFFIXES)
        return known or path in self.documents or path in self.critical_tests

    def exclusion(self, path: str) -> str:
        """Why the params exclude the path, "" where they do not; a folder's path ends in `/`."""
        if not matches(self.exclude, path):
            return ""
        glob = next(glob for glob in self.exclude if matches((glob,), path))
        return f"excluded by params: {glob}"


def folder_reason(name: str) -> str:
    """Why a folder of that name is never looked into, "" where it is.

    Example:
        >>> folder_reason("node_modules")
        'installed packages (node_modules)'
    """
    return f"{NEVER_DESCENDED[name]} ({name})" if name in NEVER_DESCENDED else ""
