"""CPU seconds per million lines of clone detection, beside reading and `ast.parse` of the same files.

    python benchmarks/clone_speed.py FOLDER [--out benchmarks/results/clone_speed.json]

FOLDER holds unpacked source distributions, one folder each (recorded: Django 5.0, sympy 1.12, homeassistant 2024.3.3).
Each step is timed three times in one process, garbage collector off, and the least is taken.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import platform
import resource
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from auditlib.facts.tokens import statement_columns
from auditlib.graphs.clones import find_clones
from auditlib.model import Halstead, LineCount, Module, PythonFacts, Role, StatementColumns

Result = TypeVar("Result")
ROUNDS = 3
MILLION = 1_000_000


def main() -> None:
    """Measure every distribution below a folder, print a table and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    results = [measured(folder) for folder in sorted(arguments.folder.iterdir()) if any(folder.rglob("*.py"))]
    for result in results:
        print("  ".join(f"{name}: {value}" for name, value in result.items()))
    if arguments.out:
        record = {"python": platform.python_version(), "unit": "CPU s per 1 M lines", "distributions": results}
        arguments.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def measured(folder: Path) -> Mapping[str, object]:
    """The figures of one distribution."""
    paths = sorted(path for path in folder.rglob("*.py") if path.is_file())
    reading, contents = least(lambda: [path.read_bytes() for path in paths])
    texts = [content.decode("utf-8", errors="replace") for content in contents]
    lines = sum(text.count("\n") for text in texts)
    parsing, _ = least(lambda: sum(parses(text) for text in texts))
    tokens, columns = least(lambda: [statement_columns(text) for text in texts])
    modules = [module(str(path.relative_to(folder)), found) for path, found in zip(paths, columns, strict=True)]
    matching, groups = least(lambda: find_clones(modules).groups)
    figures = {"read": reading, "parse": parsing, "tokens": tokens, "clones": matching}
    return {
        "name": folder.name,
        "files": len(paths),
        "lines": lines,
        **{name: round(seconds * MILLION / lines, 2) for name, seconds in figures.items()},
        "share_of_read_and_parse": round((tokens + matching) / (reading + parsing), 2),
        "classes": len(groups),
        "fragments": sum(len(group.fragments) for group in groups),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def least(step: Callable[[], Result]) -> tuple[float, Result]:
    """The least CPU time of a step over some rounds, and what it gave."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        gc.disable()
        begin = time.process_time()
        result = step()
        times.append(time.process_time() - begin)
        gc.enable()
    return min(times), result


def parses(text: str) -> bool:
    """Whether a text is Python; the tree is dropped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def module(path: str, columns: StatementColumns) -> Module:
    """A module of which nothing is known but its statements."""
    nothing = LineCount(0, 0, 0, 0, 0, 0, 0), Halstead(0, 0, 0, 0)
    return Module(path, "", Role.PRODUCT, PythonFacts(*nothing, 0, 0.0, (), (), (), (), None, False, (), columns))


if __name__ == "__main__":
    main()
