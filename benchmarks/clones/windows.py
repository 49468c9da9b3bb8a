"""A plain clone detector to compare with: equal runs of six statements, names and literals made alike.

python benchmarks/clones/windows.py FOLDER OUT.json
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from tokens import statements, words

WINDOW = 6
MAX_BUCKET = 50  # a window found more often is boilerplate, and its pairs would be thousands


def main(folder: Path, out: Path) -> None:
    """Write each maximal pair of equal runs as a class of two fragments."""
    lines: dict[str, list[tuple[int, int]]] = {}
    windows: dict[tuple[tuple[str, ...], ...], list[tuple[str, int]]] = defaultdict(list)
    for path in sorted(folder.rglob("*.py")):
        name, found = path.relative_to(folder).as_posix(), words(path.read_text(encoding="utf-8", errors="replace"))
        places: dict[int, list[int]] = defaultdict(list)
        for word in found:
            places[word.statement].append(word.line)
        lines[name] = [(min(place), max(place)) for place in places.values()]
        shapes = statements(found)
        for first in range(len(shapes) - WINDOW + 1):
            windows[tuple(shapes[first : first + WINDOW])].append((name, first))
    equal: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for bucket in windows.values():
        for (one, first), (other, second) in combinations(bucket[:MAX_BUCKET], 2):
            if one != other or second - first >= WINDOW:
                equal[one, other, second - first].append(first)
    classes = [
        [(name, lines[name][start][0], lines[name][end][1]) for name, start, end in pair]
        for (one, other, offset), firsts in equal.items()
        for start, end in _runs(sorted(firsts))
        for pair in [((one, start, end), (other, start + offset, end + offset))]
    ]
    out.write_text(json.dumps(classes), encoding="utf-8")


def _runs(firsts: list[int]) -> list[tuple[int, int]]:
    """The first and last statement of each chain of neighbouring windows."""
    runs: list[tuple[int, int]] = []
    for first in firsts:
        if runs and first <= runs[-1][1] - WINDOW + 2:
            runs[-1] = runs[-1][0], first + WINDOW - 1
        else:
            runs.append((first, first + WINDOW - 1))
    return runs


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
