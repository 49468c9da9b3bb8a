"""The demo's trees and its answer key, as the tests look at them."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from auditlib.example.history import BASE, HEAD, Snapshot, demo_snapshots

KEY = Path(__file__).parent / "assets" / "demo_answer_key.json"
LIB = ".platform/lib/"


@cache
def key() -> dict[str, Any]:
    """The answer key."""
    return json.loads(KEY.read_text(encoding="utf-8"))


@cache
def history() -> tuple[Snapshot, ...]:
    """The trees after each commit."""
    return demo_snapshots()


def tree(tag: str) -> Mapping[str, bytes]:
    """The tree that a tag names, or that the commit with this first line of its message made."""
    return next(shot.files for shot in history() if tag in (shot.step.tag, shot.step.message.splitlines()[0]))


def text(state: str, path: str) -> str:
    """A file at `base` or `head`."""
    return tree({"base": BASE, "head": HEAD}[state])[path].decode()


def definitions(source: str) -> dict[str, ast.AST]:
    """Qualified name to node of every class and function of a module, those in branches too."""
    return dict(_definitions(ast.parse(source), ""))


def definition(state: str, path: str, qualname: str) -> ast.AST | None:
    """The named definition of a library module, None where the module or the definition is not there."""
    files = tree({"base": BASE, "head": HEAD}[state])
    return definitions(files[LIB + path].decode()).get(qualname) if LIB + path in files else None


def names_in(node: ast.AST) -> set[str]:
    """Every name and attribute that is used below a node."""
    found = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return found | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


def import_targets(source: str) -> set[tuple[str, str]]:
    """Module, dots included, and name of every import of a source; the name is "" for a plain import."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {("." * node.level + (node.module or ""), alias.name) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {(alias.name, "") for alias in node.names}
    return found


def _definitions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _definitions(child, f"{prefix}{child.name}.")
        else:
            yield from _definitions(child, prefix)
