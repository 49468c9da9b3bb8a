"""How the cost of clone detection grows: CPU and memory on corpora of 100 k to 3 M lines.

    python benchmarks/clones/growth.py FOLDER... [--tools auditlib jscpd-tolerant] [--peers FOLDER] [--out FILE]

The FOLDERs are taken in their order, file by file, until a size is reached. Where they are used up, copies of them
follow whose identifiers are renamed; such a copy is a Type-2 clone as a whole, so real code should be enough. The
table goes to benchmarks/results/clones_growth.csv, which benchmark.ipynb draws. Its last column but one, nanoseconds /
(n · log2 n) with n lines, stays the same where the cost is n log n.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from donors import corpus_path
from peers import TOOLS, Tool, report

SIZES = (100_000, 300_000, 1_000_000, 3_000_000)
NANO = 1_000_000_000
RECORD = Path(__file__).parents[1] / "results" / "clones_growth.csv"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of a size: its lines, how many of them are renamed copies, and the packages that they are taken from."""

    folder: Path
    lines: int
    copied: int
    packages: Sequence[str]


def main() -> None:
    """Measure each tool at each size, and write the table when all have been measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--tools", nargs="+", choices=[tool.name for tool in TOOLS], default=["auditlib"])
    parser.add_argument("--peers", type=Path, default=Path("peers"))
    parser.add_argument("--out", type=Path, default=RECORD)
    given = parser.parse_args()
    rows = []
    with TemporaryDirectory() as scratch:
        for size in given.sizes:
            corpus = written(given.folders, Path(scratch) / "corpus", size)
            for tool in (tool for tool in TOOLS if tool.name in given.tools):
                rows.append(measured(tool, corpus, given.peers))
                print(*rows[-1].values(), flush=True)
    with given.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def measured(tool: Tool, corpus: Corpus, peers: Path) -> dict[str, object]:
    """The row of a tool's run on a corpus.

    Raises: SystemExit where the tool does not run.
    """
    run = report(tool, corpus.folder, peers)
    if run.cost is None:
        raise SystemExit(run.skipped)
    return {
        "tool": tool.name,
        "lines": corpus.lines,
        "copied": corpus.copied,
        "classes": len(run.classes),
        "cpu_s": run.cost.cpu,
        "wall_s": run.cost.wall,
        "peak_mib": run.cost.peak_mib,
        "ns_per_n_log2_n": round(run.cost.cpu * NANO / (corpus.lines * math.log2(corpus.lines)), 1),
        "packages": " ".join(corpus.packages),
    }


def written(folders: Sequence[Path], folder: Path, size: int) -> Corpus:
    """A new corpus of about this size in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    lines = copied = 0
    packages: dict[str, None] = {}
    for number, name, text in _texts(folders):
        if lines >= size:
            break
        path = folder / f"copy{number}" / name if number else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        lines += text.count(b"\n")
        copied += text.count(b"\n") if number else 0
        packages[name.partition("/")[0]] = None
    return Corpus(folder, lines, copied, list(packages))


def _texts(folders: Sequence[Path]) -> Iterator[tuple[int, str, bytes]]:
    """The files of the folders, then again and again with other identifiers."""
    for number in count():
        for folder in folders:
            for path in sorted(folder.rglob("*.py")):
                if path.is_file():
                    text = path.read_bytes()
                    yield number, corpus_path(folder, path), _renamed(text, number) if number else text


def _renamed(text: bytes, number: int) -> bytes:
    """The text with a suffix at each identifier that has an underscore inside."""
    return re.sub(rb"\b([A-Za-z]\w*_\w+)\b", rb"\g<1>_%d" % number, text)


if __name__ == "__main__":
    main()
