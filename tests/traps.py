"""Repositories that set traps for git, and the check that a trap works."""

from __future__ import annotations

import shlex

from repositories import commit, git, write

from auditlib.sources.opening import open_source


class Trap:
    """A repository of two commits with a dirty working tree, and a program that leaves a canary when it is run."""

    def __init__(self, folder):
        self.folder = folder
        self.root = folder / "root"
        self.canary = folder / "canary"
        self.program = folder / "program"
        self.program.write_text(f"#!/bin/sh\ntouch {shlex.quote(str(self.canary))}\nexit 1\n")
        self.program.chmod(0o755)
        commit(self.root, {"a.py": "a = 1\n", "ok.py": "ok\n", ".gitattributes": "a.py diff=evil filter=evil\n"})
        commit(self.root, {"a.py": "a = 2\n"})
        write(self.root, {"a.py": "a = 3\n"})

    def configure(self, **settings):
        """Put settings into the repository's own configuration; `__` in a name stands for a dot."""
        for name, value in settings.items():
            git(self.root, "config", name.replace("__", "."), value.replace("PROGRAM", str(self.program)))

    def spring(self, *arguments, stdin=b"", folder=None, **environ):
        """Run plain git and see that the trap works, then clear it away."""
        git(folder or self.root, *arguments, check=False, stdin=stdin, **environ)
        assert self.canary.exists(), "plain git does not fall into this trap, so the test proves nothing"
        self.canary.unlink()


def read_all(root, revisions=(None, "HEAD", "HEAD~1")):
    """Everything that sources can be asked for; the contents by revision and path."""
    contents = {}
    for revision in revisions:
        source = open_source(root, revision)
        contents[revision] = {file.path: content for file, content in source.read(source.find()) if content}
        source.history()
    return contents


EXPECTED = {
    None: {"a.py": b"a = 3\n", "ok.py": b"ok\n"},
    "HEAD": {"a.py": b"a = 2\n", "ok.py": b"ok\n"},
    "HEAD~1": {"a.py": b"a = 1\n", "ok.py": b"ok\n"},
}
