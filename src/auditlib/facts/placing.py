"""Where a tree hangs: the path of its first line, found from the other trees and the headings around it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from auditlib.facts.entries import is_template
from auditlib.facts.trees import Node

UNDECLARED = "no other tree says where this one hangs"
UNPLACED = "no heading or tree says which folder it is in"
UNNAMED = "the tree names no folder at its root"


def names_folder(headings: Sequence[str]) -> bool:
    """True where the innermost heading is about one folder, and names it."""
    return bool(_heading_paths(headings[-1:]))


class Places:
    """The paths known so far; tells where the next tree hangs."""

    def __init__(self, roots: Mapping[str, str], folders: Collection[str] = ()) -> None:
        """`roots` are given by params; `folders` are the names at the top of the repository, where they are known."""
        self._roots = {_plain(name): path.strip("/") for name, path in roots.items()}
        self._folders = frozenset(folders)
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        self._known: set[str] = set()
        self._tops: set[str] = set(folders)
        self._repository = ""  # the name by which the document calls the repository

    def learn(self, paths: Iterable[str]) -> None:
        """Take in what placed trees declare."""
        for declared in paths:
            path = declared
            while path and path not in self._known:
                self._known.add(path)
                self._tops.add(path.partition("/")[0])
                self._by_name[path.rpartition("/")[2]].append(path)
                path = path.rpartition("/")[0]

    def sure(self, root: Node, headings: Sequence[str]) -> str | None:
        """Path of a tree's root line where something says it plainly, "" for the repository; None otherwise."""
        name = _plain(root.entry.names[0])
        if name in self._roots:
            return self._roots[name]
        if _names_repository(name, root.entry.comment):
            return self._call_repository(name)
        first, _, rest = name.partition("/")
        if first == self._repository:
            return rest
        if name in self._known:
            return name
        declared = self._under_heading(name, headings) or self._nearest(name)
        if declared is None and self._may_be_repository(name) and _holds_repository_files(root):
            return self._call_repository(name)
        return declared

    def guess(self, root: Node, headings: Sequence[str], *, first: bool) -> tuple[str, str]:
        """Path of a root line that nothing says plainly, and why that is only a guess ("" where it is a good one)."""
        name = _plain(root.entry.names[0])
        top = name.partition("/")[0]
        if top in self._folders:
            return name, ""
        if "/" in name or is_template(name):
            return name, ""
        under = self._headed_folder(headings)
        if under:
            return f"{under}/{name}", ""
        if first and self._may_be_repository(name):
            return self._call_repository(name), ""
        return name, "" if not self._repository or name in _USUAL_FOLDERS else UNDECLARED

    def base(self, headings: Sequence[str]) -> str:
        """The folder that the headings speak of, "" where they name none: for a tree without a root line."""
        for path in _heading_paths(headings):
            if path == self._repository or _names_repository(path, ""):
                return ""
            return path if path in self._known else self._nearest(path) or path
        return ""

    def listed(self, name: str, headings: Sequence[str]) -> tuple[str, str]:
        """The folder that a name of a list or table stands in, and why that is not known ("" where it is)."""
        base = self.base(headings)
        if base and not f"{name}/".startswith(f"{base}/"):
            return "" if self._starts_at_top(name, base) else base, ""
        if "/" in name or name in self._known:
            return "", ""
        near = self._nearest(name)
        if near:
            return near.rpartition("/")[0], ""
        return "", UNPLACED if any("/" in known for known in self._known) else ""

    def _starts_at_top(self, name: str, base: str) -> bool:
        """True for a path that begins with a folder at the top, and is not one that is known below the base."""
        top, nested, _ = name.partition("/")
        return bool(nested) and top in self._tops and f"{base}/{name}" not in self._known

    def _may_be_repository(self, name: str) -> bool:
        top = name.partition("/")[0]
        return not self._repository and top == name and top not in _USUAL_FOLDERS and top not in self._folders

    def _call_repository(self, name: str) -> str:
        if re.match(r"[\w.-]+$", name) and name.strip("."):
            self._repository = self._repository or name
        return ""

    def voted(self, names: Sequence[str]) -> str | None:
        """The one folder that at least two of these names are known to stand in, more than in any other."""
        votes = Counter(
            path[: -len(name)].rstrip("/")
            for name in names
            for path in self._by_name.get(name.rpartition("/")[2], ())
            if f"/{path}".endswith(f"/{name}")
        )
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        if not ranked or ranked[0][1] < _LEAST_VOTES or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
            return None
        return ranked[0][0]

    def _headed_folder(self, headings: Sequence[str]) -> str:
        return next((path for path in _heading_paths(headings) if path in self._known), "")

    def _under_heading(self, name: str, headings: Sequence[str]) -> str | None:
        for path in _heading_paths(headings):
            if f"{path}/{name}" in self._known:
                return f"{path}/{name}"
            if path in self._known and path.endswith(f"/{name}"):
                return path
        return None

    def _nearest(self, name: str) -> str | None:
        """The one declared path with this ending that is nearer to the top than all others."""
        ending = f"/{name}"
        found = [path for path in self._by_name[name.rpartition("/")[2]] if path == name or path.endswith(ending)]
        depths = sorted((path.count("/"), path) for path in found)
        if not depths or (len(depths) > 1 and depths[0][0] == depths[1][0]):
            return None
        return depths[0][1]


_LEAST_VOTES = 2
_USUAL_FOLDERS = frozenset(
    {"app", "apps", "assets", "backend", "client", "cmd", "config", "data", "docs", "frontend", "internal", "lib"}
    | {"notebooks", "packages", "pkg", "public", "scripts", "server", "src", "test", "tests", "tools", "web"}
)
_REPOSITORY_FILES = frozenset(
    {".github", ".gitignore", "Cargo.toml", "LICENSE", "Makefile", "README.md", "build.gradle", "build.gradle.kts"}
    | {"docker-compose.yml", "go.mod", "package.json", "pom.xml", "pyproject.toml", "requirements.txt", "setup.py"}
)
_ROOT_NAME = re.compile(
    r"\.{0,2}$|(?:project|repo(?:sitory)?|workspace|your[-_ ]?(?:project|repo|app))(?:[-_ ]?(?:root|name|dir|folder))?$"
    r"|root$",
    re.IGNORECASE,
)
_ROOT_COMMENT = re.compile(
    r"\b(?:(?:repo\w*|project|workspace|mono-?repo)'?s? root|root (?:of (?:the )?(?:repo|project)|dir\w*|folder))\b"
    r"|^\W*root\W*$|根目录|项目根",
    re.IGNORECASE,
)
_HEADING_PATH = re.compile(
    r"(?<![\w/.])(?:\./|/)?([\w.@-]+(?:/[\w.@-]+)*)/(?![\w*<{\[])|`(?:\./|/)?([\w.@-]+(?:/[\w.@-]+)+)`"
)


def _plain(name: str) -> str:
    return name.strip().removeprefix("./").strip("/") if name.strip("./") else ""


def _names_repository(name: str, comment: str) -> bool:
    return bool(_ROOT_NAME.match(name.strip("<>[]{}/$")) or _ROOT_COMMENT.search(comment))


def _holds_repository_files(root: Node) -> bool:
    return any(name in _REPOSITORY_FILES for child in root.children for name in child.entry.names)


def _heading_paths(headings: Sequence[str]) -> list[str]:
    """The paths that the headings name, joined from the outermost in, the longest first.

    "`.platform/`" > "`lib/` in detail" gives `.platform/lib`, then `lib`, then `.platform`. A heading with two
    paths speaks of neither.
    """
    chain: list[str] = []
    for heading in headings:
        paths = sorted({first or second for first, second in _HEADING_PATH.findall(heading)})
        if len(paths) == 1:
            if chain and f"{paths[0]}/".startswith(f"{chain[-1]}/"):
                chain = []
            chain.append(paths[0])
    joined = ["/".join(chain[start:]) for start in range(len(chain))]
    return [*joined, *reversed(chain[:-1])]
