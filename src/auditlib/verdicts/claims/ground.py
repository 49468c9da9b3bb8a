"""What claims are held against: the document itself, both states, what became of them, and what was run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from auditlib.facts.prose import Statement
from auditlib.graphs.roles.judging import SURE
from auditlib.graphs.state import State
from auditlib.model import Pattern, PatternRole, Trial
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.model.comparison import Area, Comparison, FileChange, LineFlow
from auditlib.params import Params

STORY = re.compile(r"\b[A-Z]{2,5}-\d+(?:\.\d+)*\b|\b(?:Story|STORY|story) \d+(?:\.\d+)+\b")
_PLAN = re.compile(r"\b(?:requirements?|targets?|goals?|gates?|mission|to ?do|strategy|plan(?:ned)?)\b", re.I)
_RESULT = re.compile(r"\b(?:progress|achieve\w*|status|current|results?|achieved|stands)\b", re.I)
_WISH = re.compile(
    r"^(?:user )?story: as an? |\b(?:must|will|should|shall|needs? to)\b"
    r"|(?:^|: )(?:preserve|maintain|ensure|keep|identify|document|consolidate|implement|migrate|leverage|unify)\b",
    re.I,
)
DONE = re.compile(r"✅|☑|✔|\[x\]|\b(?:completed|achieved|done)\b|\bcomplete\b(?! +(?-i:[a-z]))", re.I)
OPEN = re.compile(r"⚠|🔄|⏳|🚧|\bin progress\b|\bpartial(?:ly)?\b|\bpending\b|❌", re.I)
DEFERRED = re.compile(r"⏸|\bdeferred\b|\bdeferral\b|\bpostponed\b|\bplanned for phase\b", re.I)
PHASE = re.compile(r"\bphases?\s+(\d+(?:\.\d+)*)(?:\s*(?:to|-|–)\s*(\d+(?:\.\d+)*))?", re.I)
_WORD = re.compile(r"[A-Za-z]+")


class Told(NamedTuple):
    """What a rule says of a statement: the parts of a verdict that are the rule's own."""

    statement: Statement
    kind: ClaimKind
    subject: str
    status: ClaimStatus
    reason: str
    claimed: str = ""
    unit: str = ""
    measured: Mapping[str, int | float | str] = {}
    counting: str = ""
    evidence: Sequence[str] = ()


class Ground:
    """Everything that a rule may look at. Nothing in it changes."""

    def __init__(
        self,
        statements: Sequence[Statement],
        states: tuple[State, State],
        comparison: Comparison,
        trial: Trial | None,
    ) -> None:
        self.statements = statements
        self.base, self.head = states
        self.comparison = comparison
        self.trial = trial
        self.params: Params = self.head.params

    # the document

    def story(self, statement: Statement) -> str:
        """The story that a statement is about: named in it, or in the nearest heading that names just one; else ""."""
        for text in (statement.plain, *reversed(statement.headings)):
            named = {one.replace("STORY", "Story").replace("story", "Story") for one in STORY.findall(text)}
            if named:
                return named.pop() if len(named) == 1 else ""
        return ""

    @cached_property
    def _groups(self) -> dict[int, str]:
        """For each place of a list item, the line above its list that introduces it."""
        found: dict[int, str] = {}
        group = ""
        headings: tuple[str, ...] = ()
        for place, one in enumerate(self.statements):
            if one.headings != headings:
                group, headings = "", one.headings
            if not one.is_item:
                group = one.plain if one.plain.rstrip("*").endswith(":") else ""
            found[place] = group
        return found

    def other_phase(self, statement: Statement) -> str:
        """The phases that a statement is about where this one is not among them, "" where it names none."""
        named = [match[0] for match in PHASE.finditer(statement.plain)]
        ours = self.params.phase or ""
        return "" if not named or any(one.endswith(f" {ours}") for one in named) else named[0]

    def is_plan(self, statement: Statement) -> bool:
        """It says what is wanted, not what is."""
        if DONE.search(statement.plain):
            return False
        heading = statement.headings[-1] if statement.headings else ""
        above = "" if _RESULT.search(heading) else heading
        group = self._groups[self._places[id(statement)]]
        named = any(_PLAN.search(one) for one in (statement.label, group, above))
        return named or bool(_WISH.search(statement.plain))

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(one): place for place, one in enumerate(self.statements)}

    def parent(self, statement: Statement) -> Statement | None:
        """The list item that a statement hangs below."""
        return None if statement.parent is None else self.statements[statement.parent]

    def siblings(self, statement: Statement) -> list[Statement]:
        """The statements before it in its list, or its table, in their order."""
        place = self._places[id(statement)]
        same = [
            one
            for one in self.statements[:place]
            if (one.headings, one.parent, one.is_item, bool(one.cells))
            == (statement.headings, statement.parent, statement.is_item, bool(statement.cells))
        ]
        return [one for one in same if one.is_item or one.cells]

    def children(self, statement: Statement) -> list[Statement]:
        """The list items right below one."""
        place = self._places[id(statement)]
        return [one for one in self.statements if one.parent == place]

    # files and definitions

    def paths(self, name: str, state: State) -> list[str]:
        """The files or folders of a state that a name may mean: that path, or one that ends so; the shortest first."""
        wanted = name.strip("/").removeprefix("./")
        files = [file.path for file in state.facts.project.files]
        folders = {path.rpartition("/")[0] for path in files}
        found = {path for path in (*files, *folders) if path == wanted or path.endswith(f"/{wanted}")}
        return sorted(found, key=lambda path: (path.count("/"), path))

    def was_ever(self, name: str) -> str:
        """The commit, as far as history was read, that last changed a file of that name; "" where none did."""
        wanted = name.strip("/").removeprefix("./")
        for commit in self.head.facts.history:
            if any(path == wanted or path.endswith(f"/{wanted}") for path in commit.paths):
                return commit.id
        return ""

    def definitions(self, name: str, state: State) -> list[tuple[str, str]]:
        """Where a state defines a class or function of that name: path and qualified name, sorted."""
        return sorted(
            (module.path, definition.qualname)
            for module in state.modules
            for definition in module.facts.definitions
            if definition.qualname == name or definition.qualname.endswith(f".{name}")
        )

    # what became of lines

    def changes(self, name: str) -> list[FileChange]:
        """The files that a name means at base and that the change touched."""
        meant = set(self.paths(name, self.base))
        return [one for one in self.comparison.files if one.base_path in meant]

    def flow(self, *, story: str | None = None) -> LineFlow:
        """The flow of product code, all of it or that of a story."""
        return self.comparison.total(Area.PRODUCT, story)

    @cached_property
    def charged(self) -> frozenset[str]:
        """The stories that lines are charged to."""
        return frozenset(row.story for row in self.comparison.ledger if row.story)

    # roles

    def category(self, statement: Statement) -> str:
        """The category that a statement is about: by a canonical that it names, else by its story; "" where by none."""
        names = {*statement.codes, *_WORD.findall(statement.plain)}
        for name, (_, qualname) in sorted(self.head.canonicals.items()):
            if qualname in names:
                return name
        story = self.story(statement)
        return next((one.category or "" for one in self.params.stories if one.id == story), "")

    def left(self, category: str) -> list[Pattern]:
        """The sure implementations of a category at head, but the canonical and what stands in its module beside it."""
        path, _ = self.head.canonicals.get(category, ("", ""))
        return [
            one
            for one in self.head.roles
            if one.category == category
            and one.role is PatternRole.IMPLEMENTATION
            and one.score >= SURE
            and one.part.path != path
        ]
