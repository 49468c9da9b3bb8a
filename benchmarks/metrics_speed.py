"""CPU seconds per million lines of each part of `read_python`, and of `ast.parse` alone, in one interleaved run.

python benchmarks/metrics_speed.py FOLDER [--every N] [--out FILE]
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import platform
import time
import warnings
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from auditlib.facts.decoding import decode
from auditlib.facts.lexer import lex
from auditlib.facts.python import read_module
from auditlib.facts.raw import line_counts
from auditlib.facts.source import read_python
from auditlib.facts.tokens import columns_of

T = TypeVar("T")


class Clock:
    """CPU seconds spent, by part."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()

    def time(self, part: str, work: Callable[[], T]) -> T:
        """What the work gives; its time is added to the part."""
        start = time.process_time_ns()
        result = work()
        self.spent[part] += time.process_time_ns() - start
        return result


def measure(data: bytes, clock: Clock) -> int:
    """Time each part on one file, and return its lines; 0 where it does not parse."""
    facts = read_python(data)
    if facts.fault is not None:
        return 0
    text, _ = clock.time("decode", lambda: decode(data))
    tree = clock.time("ast.parse", lambda: ast.parse(text))
    clock.time("read_module", partial(read_module, tree, text))
    del tree
    tokens = clock.time("lex", lambda: lex(text))
    clock.time("line_counts", lambda: line_counts([text], tokens))
    clock.time("columns_of", lambda: columns_of(tokens))
    clock.time("read_python", lambda: read_python(data))
    return facts.lines.physical


def main() -> None:
    """Measure, print and record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth file")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    gc.disable()
    clock = Clock()
    paths = sorted(arguments.folder.rglob("*.py"))[:: arguments.every]
    lines = sum(measure(path.read_bytes(), clock) for path in paths)
    spent = {part: round(nanoseconds / 1000 / lines, 2) for part, nanoseconds in clock.spent.items()}
    ratios = {part: round(seconds / spent["ast.parse"], 2) for part, seconds in spent.items()}
    report = {
        "python": platform.python_version(),
        "files": len(paths),
        "lines": lines,
        "cpu_seconds_per_million_lines": spent,
        "times_ast_parse": ratios,
    }
    text = json.dumps(report, indent=1) + "\n"
    print(text, end="")
    if arguments.out:
        arguments.out.write_text(text)


if __name__ == "__main__":
    main()
