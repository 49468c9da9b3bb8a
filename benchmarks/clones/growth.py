"""How the cost of clone detection grows: CPU and memory on corpora of 100 k to 3 M lines.

    python benchmarks/clones/growth.py FOLDER... --out FOLDER [--tool auditlib] [--peers FOLDER]

The FOLDERs are taken in their order, file by file, until a size is reached. Where they are used up, copies of them
follow whose identifiers are renamed; such a copy is a Type-2 clone as a whole, so real code should be enough. The last
column, nanoseconds / (n · log2 n) with n lines, stays the same where the cost is n log n.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import shutil
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from donors import corpus_path
from peers import TOOLS, report

SIZES = (100_000, 300_000, 1_000_000, 3_000_000)
NANO = 1_000_000_000


def main() -> None:
    """Write growth.csv, a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--tool", choices=[tool.name for tool in TOOLS], default="auditlib")
    parser.add_argument("--peers", type=Path, default=Path("peers"))
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    (tool,) = (tool for tool in TOOLS if tool.name == given.tool)
    given.out.mkdir(parents=True, exist_ok=True)
    with (given.out / "growth.csv").open("w", newline="", encoding="utf-8") as table:
        rows = csv.writer(table)
        rows.writerow(["tool", "lines", "copied", "classes", "cpu_s", "wall_s", "peak_mib", "ns_per_n_log2_n"])
        for size in given.sizes:
            lines, copied = written(given.folders, given.out / "corpus", size)
            run = report(tool, given.out / "corpus", given.peers)
            if run.cost is None:
                raise SystemExit(run.skipped)
            rate = round(run.cost.cpu * NANO / (lines * math.log2(lines)), 1)
            cost = [run.cost.cpu, run.cost.wall, run.cost.peak_mib]
            row = [tool.name, lines, copied, len(run.classes), *cost, rate]
            rows.writerow(row)
            table.flush()
            print(*row, flush=True)
    shutil.rmtree(given.out / "corpus")


def written(folders: Sequence[Path], corpus: Path, size: int) -> tuple[int, int]:
    """The lines of a new corpus of about this size, and how many of them are renamed copies."""
    shutil.rmtree(corpus, ignore_errors=True)
    lines = copied = 0
    for number, name, text in _texts(folders):
        if lines >= size:
            break
        path = corpus / f"copy{number}" / name if number else corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        lines += text.count(b"\n")
        copied += text.count(b"\n") if number else 0
    return lines, copied


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
