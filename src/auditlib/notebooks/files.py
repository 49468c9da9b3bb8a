"""Notebook files and nodes: the few calls into nbformat that we make, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import nbformat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode


def read_notebook(source: bytes) -> NotebookNode:
    """A notebook from its file's content.

    Raises: ValueError where it is none.
    """
    return cast("NotebookNode", nbformat.reads(source.decode(), as_version=4))  # type: ignore[no-untyped-call]


def notebook_text(notebook: NotebookNode) -> str:
    """A notebook as the content of its file."""
    return cast("str", nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def node(content: Mapping[str, object]) -> NotebookNode:
    """A part of a notebook from plain values."""
    return cast("NotebookNode", nbformat.from_dict(dict(content)))  # type: ignore[no-untyped-call]


def error_output(text: str) -> NotebookNode:
    """An output that says why a cell has none of its own."""
    return node({"output_type": "error", "ename": "Failure", "evalue": text, "traceback": []})


def title_of(notebook: NotebookNode | None, name: str) -> str:
    """The first heading of a notebook, else its name in words."""
    first = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "") if notebook else ""
    heading = next((line[2:].strip() for line in first.splitlines() if line.startswith("# ")), "")
    return heading or name.partition("_")[2].replace("_", " ").capitalize() or name
