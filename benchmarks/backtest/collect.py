"""What consolidations of other people's repositories did to the number of lines, from their commits.

    python benchmarks/backtest/collect.py --repositories FOLDER [--out FILE]

FOLDER holds bare git directories: OWNER+NAME/repo, OWNER+NAME or OWNER/NAME. Read is `commits.json`, written
`facts.json`; the same commits give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from counting import total
from features import features
from ledger import ledger
from removed import Targets
from sources import Change, Commit

HERE = Path(__file__).parent


def facts(entry: Mapping[str, Any], split: str, commit: Commit) -> dict[str, object]:
    """An entry of `commits.json` with everything that is measured of it."""
    roles = {role: [one for one in commit.changes if one.role == role] for role in ("product", "test", "apart")}
    targets = Targets.of(entry)
    return {
        **entry,
        "split": split,
        "parent": commit.parent,
        "date": commit.date,
        **{role: _changed(changes) for role, changes in roles.items()},
        "ledger": ledger(commit, targets, roles["product"]),
        "features": features(commit, targets),
    }


def place(folder: Path, repository: str) -> Path:
    """The git directory of a repository; raises FileNotFoundError where the folder has none."""
    name = repository.replace("/", "+")
    for candidate in (folder / name / "repo", folder / name, folder / repository):
        if (candidate / "HEAD").is_file():
            return candidate
    raise FileNotFoundError(f"{folder} has no {repository}")


def _changed(changes: list[Change]) -> dict[str, object]:
    """Lines added, deleted and won in some files; what is won is the difference of the totals, not of the diff."""
    return {
        "files": len(changes),
        "added": asdict(total(change.size_of_added for change in changes)),
        "deleted": asdict(total(change.size_of_deleted for change in changes)),
        "net": asdict(total(change.net for change in changes)),
    }


def main() -> int:
    """Collect and record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=HERE / "facts.json", metavar="FILE")
    arguments = parser.parse_args()
    listed = json.loads((HERE / "commits.json").read_text())
    found = []
    for entry in listed["commits"]:
        commit = Commit(place(arguments.repositories, entry["repository"]), entry["sha"])
        found.append(facts(entry, listed["repositories"][entry["repository"]], commit))
        print(entry["repository"], entry["sha"][:10], file=sys.stderr)
    arguments.out.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
