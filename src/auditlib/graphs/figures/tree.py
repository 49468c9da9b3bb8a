"""The declared structure as a tree: what stands where it should, what is missing, what nobody declared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditlib.graphs.coverage import undeclared_entries
from auditlib.graphs.figures.svg import element, escape
from auditlib.graphs.structure import JudgementStatus
from auditlib.model import EntryKind
from auditlib.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditlib.graphs.state import State
    from auditlib.graphs.structure import Judgement

UNDECLARED = "undeclared"
UNDECLARED_SHOWN = 200
"""Undeclared entries that the tree bears; the findings list all of them."""

LOUD = frozenset(
    {
        JudgementStatus.MISSING.value, JudgementStatus.MISPLACED.value, JudgementStatus.KIND_MISMATCH.value,
        JudgementStatus.LEGACY_PRESENT.value, UNDECLARED,
    }
)  # fmt: skip
"""States that a reader must see without opening a folder."""

WORDS = {
    "matched": "found", "kind_mismatch": "wrong kind", "legacy_present": "legacy still there",
    "legacy_gone": "legacy gone", "target_met": "target met", "target_open": "target open", "unjudged": "not judged",
}  # fmt: skip


@dataclass(slots=True)
class Branch:
    """One name of the tree, what is said of it, and what lies below."""

    status: str = ""
    note: str = ""
    folder: bool = False
    below: dict[str, Branch] = field(default_factory=dict)

    @property
    def loud(self) -> bool:
        """Whether it, or anything below it, must be seen."""
        return self.status in LOUD or any(branch.loud for branch in self.below.values())


@dataclass(frozen=True, slots=True)
class StructureTree:
    """Declared and undeclared entries, folder by folder; folders without a fault are folded."""

    root: Branch
    counts: tuple[tuple[str, int], ...]

    @property
    def caption(self) -> str:
        """How many entries have which state."""
        if not self.counts:
            return "No structure document was found, so nothing is declared."
        return ", ".join(f"{count} {WORDS.get(status, status)}" for status, count in self.counts) + "."

    def _repr_html_(self) -> str:
        caption = element("figcaption", element("strong", "Declared structure") + " " + escape(self.caption))
        return element("figure", caption + _list(self.root, "al-tree"), class_="al-figure")

    def _repr_markdown_(self) -> str:
        return "\n".join([f"**Declared structure** {visible(self.caption)}", "", *_lines(self.root, 0)])

    def __repr__(self) -> str:
        return f"<StructureTree: {self.caption}>"


def structure_tree(state: State) -> StructureTree:
    """The structure that the documents declare, against the files there are."""
    strict = state.params.structure.strict_under or ("",)
    undeclared = undeclared_entries(state.declarations, state.inventory, under=strict) if state.declarations else ()
    return grown(state.judgements, undeclared)


def grown(judgements: Iterable[Judgement], undeclared: Sequence[str]) -> StructureTree:
    """A tree of these judgements and undeclared paths; a path that is declared twice keeps its loudest state."""
    root = Branch()
    counts: Counter[str] = Counter()
    for judgement in judgements:
        declaration = judgement.declaration
        branch = _at(root, declaration.path)
        branch.folder |= declaration.kind is EntryKind.DIR
        status = judgement.status.value
        counts[status] += 1
        if branch.status not in LOUD:
            branch.status = status
            branch.note = judgement.reason or (f"found at {judgement.found}" if status == "misplaced" else "")
    for path in undeclared[:UNDECLARED_SHOWN]:
        branch = _at(root, path.rstrip("/"))
        branch.status, branch.folder = UNDECLARED, path.endswith("/")
    if undeclared:
        counts[UNDECLARED] = len(undeclared)
    if len(undeclared) > UNDECLARED_SHOWN:
        rest = len(undeclared) - UNDECLARED_SHOWN
        root.below["…"] = Branch(UNDECLARED, f"{rest} more undeclared entries are not drawn")
    return StructureTree(root, tuple(sorted(counts.items())))


def _at(root: Branch, path: str) -> Branch:
    branch = root
    for part in path.split("/"):
        branch = branch.below.setdefault(part, Branch())
    return branch


def _list(branch: Branch, style: str | None = None) -> str:
    items = "".join(element("li", _entry(name, below)) for name, below in sorted(branch.below.items()))
    return element("ul", items, class_=style)


def _entry(name: str, branch: Branch) -> str:
    if not branch.below:
        return escape(f"{name}/" if branch.folder else name) + _tag(branch)
    head = element("summary", escape(f"{name}/") + _tag(branch))
    return element("details", head + _list(branch), open="open" if branch.loud else None)


def _tag(branch: Branch) -> str:
    if not branch.status:
        return ""
    kind = "missing" if branch.status in LOUD - {UNDECLARED} else UNDECLARED if branch.status == UNDECLARED else "quiet"
    style = "al-found" if branch.status == JudgementStatus.MATCHED.value else f"al-{kind}"
    note = element("span", " " + escape(branch.note), class_="al-comment") if branch.note else ""
    return " " + element("span", escape(WORDS.get(branch.status, branch.status)), class_=f"al-tag {style}") + note


def _lines(branch: Branch, depth: int) -> list[str]:
    lines: list[str] = []
    for name, below in sorted(branch.below.items()):
        status = f" ({WORDS.get(below.status, below.status)})" if below.status else ""
        slash = "/" if below.below or below.folder else ""
        note = f" {visible(below.note)}" if below.note else ""
        lines.append(f"{'  ' * depth}- `{visible(name)}{slash}`{status}{note}")
        lines += _lines(below, depth + 1)
    return lines
