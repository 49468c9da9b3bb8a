"""The bundled example: a small delivery service, Relay, before and after one phase of its consolidation.

`repository/start` holds the whole tree at the tag `phase-start`; `repository/end` what the phase added or changed;
`history.toml` lists the commits that lead from the first file to the last. `build` writes them as a git repository
whose commit ids are the same on every machine. Leading dots are spelled `dot_` here, so that no packaging tool
takes the example's hidden folders and ignore rules for its own.
"""

from auditlib.example.history import BASE, HEAD
from auditlib.example.writing import build

__all__ = ["BASE", "HEAD", "build"]
