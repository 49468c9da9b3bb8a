"""The files and folders of one state, looked up by path, by name and by folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from auditlib.model import FileStatus, SourceFile


class Inventory:
    """The files and folders of one state, looked up by path, by name and by folder."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        """Every entry counts, read or not: a skipped file exists. A path ending in `/` is an ignored folder."""
        self.files: set[str] = set()
        self.tracked: set[str] = set()  # the files that no ignore rule names
        self.folders: set[str] = {""}
        self.ignored: set[str] = set()  # folders of which only the name is known
        self._inside: defaultdict[str, set[str]] = defaultdict(set)
        for file in files:
            self._add(file)
        self._named: defaultdict[str, list[str]] = defaultdict(list)
        for path in sorted(self.files | self.folders - {""}):
            self._named[name_of(path).casefold()].append(path)

    def __contains__(self, path: str) -> bool:
        """True where a file or folder stands at the path."""
        return path in self.files or path in self.folders

    def inside(self, folder: str) -> set[str]:
        """Names of the entries right in a folder."""
        return self._inside.get(folder, set())

    def named(self, name: str) -> list[str]:
        """Every path with this last part, case aside; sorted."""
        return self._named.get(name.casefold(), [])

    def hidden(self, path: str) -> bool:
        """True below an ignored folder, whose content was not listed."""
        return any(above in self.ignored for above in folders_above(path))

    def matching(self, pattern: str) -> list[str]:
        """Paths that a glob matches, segment by segment; `**` stands for any folders. Sorted."""
        if "**" in pattern:
            return sorted(path for path in self.files | self.folders if fnmatchcase(path, pattern.replace("**/", "*")))
        found = [""]
        for segment in pattern.split("/"):
            found = [join(folder, name) for folder in found for name in self._segment(folder, segment)]
        return sorted(found)

    def _segment(self, folder: str, segment: str) -> Iterator[str]:
        names = self.inside(folder)
        if "*" in segment or "?" in segment:
            yield from (name for name in names if fnmatchcase(name, segment))
        elif segment in names:
            yield segment

    def _add(self, file: SourceFile) -> None:
        path = file.path.rstrip("/")
        if file.path.endswith("/"):
            self.folders.add(path)
            self.ignored.add(path)
        else:
            self.files.add(path)
            if not (file.status is FileStatus.SKIPPED and "ignore" in file.reason):
                self.tracked.add(path)
        while path:
            folder = folder_of(path)
            if name_of(path) in self._inside[folder]:
                break
            self._inside[folder].add(name_of(path))
            self.folders.add(folder)
            path = folder


def folders_above(path: str) -> list[str]:
    """The folders above a path, nearest first; the repository itself last."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts) - 1, -1, -1)]


def folder_of(path: str) -> str:
    """The folder of a path, "" at the top."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def join(folder: str, name: str) -> str:
    """The path of a name in a folder; "" is the top."""
    return f"{folder}/{name}" if folder else name
