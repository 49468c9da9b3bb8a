"""Literal additions to `sys.path`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from auditlib.facts.expressions import KeptCall
from auditlib.model import SearchPath


def search_paths(calls: Sequence[KeptCall], body: Sequence[ast.stmt]) -> tuple[SearchPath, ...]:
    """Return the folders that literal calls of `sys.path.insert` and `append` add, in the order of the file."""
    return ()
