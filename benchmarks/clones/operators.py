"""The mutation operators: which type of clone each one makes, with which parameter, and where the copy goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import editing
import fragments
import layout
import renaming
import rewriting
import wrapping
from functiontext import Code

SAME, CLASS, MODULE, BODY = "same", "class", "module", "body"


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to make a copy differ; `place` is where the copy goes: as the original, or a class, module or body."""

    kind: str
    name: str
    parameter: str
    mutation: Callable[[Code, Random], str | None]
    place: str = SAME


def _percent(name: str, share: int, make: Callable[[float], editing.Mutation]) -> Operator:
    return Operator("Type-3", name, f"{share}%", make(share / 100))


OPERATORS = (
    Operator("Type-1", "verbatim", "", layout.verbatim),
    Operator("Type-1", "comments", "added", layout.with_comments),
    Operator("Type-1", "comments", "removed", layout.without_comments),
    Operator("Type-1", "reflow", "exploded", layout.exploded),
    Operator("Type-1", "reflow", "joined", layout.joined),
    Operator("Type-1", "quotes", "", layout.requoted),
    Operator("Type-1", "fragment", "", layout.verbatim, BODY),
    Operator("Type-2", "rename", "consistent", renaming.renamed),
    Operator("Type-2", "rename", "inconsistent", renaming.renamed_unevenly),
    Operator("Type-2", "literals", "", renaming.with_other_literals),
    Operator("Type-2", "rename+literals", "", renaming.renamed_with_other_literals),
    *(_percent("insert", share, editing.inserting) for share in (5, 10, 20, 30)),
    *(_percent("delete", share, editing.deleting) for share in (5, 10, 20)),
    *(_percent("change", share, editing.changing) for share in (10, 25)),
    Operator("Type-3", "reorder", "", editing.reordered),
    Operator("Type-3", "try", "", wrapping.tried),
    Operator("Type-3", "if", "", wrapping.conditioned),
    Operator("Type-3", "async", "", wrapping.asynchronous),
    Operator("Type-3", "method", "from function", wrapping.as_method, CLASS),
    Operator("Type-3", "method", "to function", wrapping.as_function, MODULE),
    Operator("Type-3", "hints", "", wrapping.annotated),
    Operator("Type-3", "rename+edit", "15%", editing.renamed_and_edited),
    Operator("Type-3", "fragment", "inserted", fragments.inserted, BODY),
    Operator("Type-3", "fragment", "deleted", fragments.deleted, BODY),
    Operator("Type-3", "fragment", "changed", fragments.changed, BODY),
    Operator("Type-3", "fragment", "rename+edit", fragments.renamed_and_edited, BODY),
    Operator("Type-4", "comprehension", "from loop", rewriting.to_comprehension),
    Operator("Type-4", "comprehension", "to loop", rewriting.to_loop),
    Operator("Type-4", "branches", "swapped", rewriting.swapped_branches),
    Operator("Type-4", "guard", "", rewriting.guarded),
    Operator("Type-4", "formatting", "", rewriting.reformatted),
)
