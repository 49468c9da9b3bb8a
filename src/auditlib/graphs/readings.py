"""What stands in the statements of modules and what it may be: chains, calls inside f-strings, and dotted texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile

from auditlib.graphs.access_chains import Chain
from auditlib.graphs.flow import Flow
from auditlib.graphs.lessons import Read
from auditlib.graphs.namespaces import NOTHING, Value, Values
from auditlib.graphs.spelling import Statement


class Readings:
    """The same for every search in one state: `values` are remembered with the flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._paths = {one.module.name: path for path, one in flow.names.modules.items() if one.module.name}
        self._called: dict[str, Mapping[int, Sequence[str]]] = {}

    def values(self, path: str) -> frozenset[Value]:
        """Whatever the chains and texts of a module may be: the same for every search."""
        return self._flow.known.remember(("values", path), partial(self._all_values, path), NOTHING, home=path)

    def _all_values(self, path: str) -> frozenset[Value]:
        found: set[Value] = set()
        followed: set[tuple[str, ...]] = set()
        for read in self._flow.statements(path):
            tokens = read.reading.tokens
            for one in (read, *(self.hidden(path, read) if '""' in tokens else ())):
                for chain in one.reading.chains.values():
                    spelling = (one.owner, chain.root, *(step.name or step.kind for step in chain.steps))
                    if chain.root == "(" or spelling not in followed:
                        followed.add(spelling)
                        found.update(*self._flow.evaluate(path, one, chain))
            for text in filter(is_dotted_text, tokens):
                found.update(self.named(text.strip('"'))[0])
        return frozenset(found)

    def line(self, path: str, read: Read, chain: Chain) -> int:
        """The line of a chain that is called, else that of its statement."""
        start, end = read.statement.start, read.statement.end
        if start == end or not chain.steps:
            return start
        names = takewhile(lambda step: step.kind == ".", chain.steps)
        name = ".".join([chain.root, *(step.name for step in names)])
        calls = self._calls(path)
        return next((line for line in range(start, end + 1) if name in calls.get(line, ())), start)

    def _calls(self, path: str) -> Mapping[int, Sequence[str]]:
        """What is called, line by line."""
        if path not in self._called:
            found: defaultdict[int, list[str]] = defaultdict(list)
            for call in self._flow.names.modules[path].module.facts.calls:
                found[call.line].append(call.name)
            self._called[path] = found
        return self._called[path]

    def hidden(self, path: str, read: Read) -> Iterator[Read]:
        """Calls inside f-strings: of those the facts know name and line, and not what they pass."""
        shown = {chain.root for chain in read.reading.chains.values()}
        calls = self._calls(path)
        for line in range(read.statement.start, read.statement.end + 1):
            for name in calls.get(line, ()):
                if name.partition(".")[0] not in {"", *shown}:
                    text = f"{' . '.join(name.split('.'))} ( * 0 )"
                    yield Read(Statement(line, line, read.statement.depth, text), read.owner)

    def named(self, text: str) -> tuple[Values, str]:
        """What a dotted name in a string means, by the longest module in it, and the member that it names then."""
        names = text.split(".")
        for count in range(len(names), 0, -1):
            module = self._paths.get(".".join(names[:count]))
            if module is not None:
                rest = names[count:]
                values = self._flow.member(module, rest[0]) if rest else frozenset({Value("module", module)})
                return values, "".join(rest[1:2])
        return NOTHING, ""


def is_dotted_text(word: str) -> bool:
    """A token is a string with a dot in it."""
    return word[0] == '"' and "." in word
