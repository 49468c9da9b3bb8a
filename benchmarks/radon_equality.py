"""Compare the metrics of every Python file in the given folders with radon's own.

    python benchmarks/radon_equality.py celery=~/src/celery-5.7.0 [NAME=FOLDER …] [--longest LINES] [--out FILE]

Compared are all blocks (line, name, complexity), the file's total complexity, the Halstead counts, the raw counts and
the maintainability index. Prints a table and each difference; exits 1 where there is one that radon's failure does not
explain. radon takes half an hour for a million lines, and quadratic time for a long bracket: with `--longest LINES`
the raw counts and the maintainability of longer files are not compared, and their number is told.
"""

from __future__ import annotations

import argparse
import ast
import json
import platform
import sys
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path

from radon.metrics import h_visit_ast, mi_compute
from radon.raw import analyze
from radon.visitors import Class, ComplexityVisitor, Function

from auditlib.facts.decoding import decode
from auditlib.facts.lexer import lex
from auditlib.facts.raw import only_radon_knows
from auditlib.facts.source import read_python
from auditlib.model import DefinitionKind, PythonFacts

Block = tuple[int, str, int]
COUNTS = ("files", "lines", "blocks", "unparsable", "radon_failed", "radon_asked", "raw_not_compared")
ASPECTS = ("block", "complexity", "halstead", "halstead_total", "raw", "maintainability")


def radon_blocks(blocks: list[Function | Class]) -> Iterator[Block]:
    """Every block that radon knows of, closures, methods and inner classes included."""
    rest = list(blocks)
    while rest:
        block = rest.pop()
        yield block.lineno, block.name, block.complexity
        rest += getattr(block, "closures", ()) or ()
        rest += getattr(block, "methods", ()) or ()
        rest += getattr(block, "inner_classes", ()) or ()


def our_blocks(facts: PythonFacts) -> Iterator[Block]:
    """Every definition but those that radon drops: classes inside functions, with all that is in them."""
    functions: set[str] = set()
    dropped: set[str] = set()
    for definition in facts.definitions:
        outer = definition.qualname.rpartition(".")[0]
        if outer in dropped or (definition.kind is DefinitionKind.CLASS and outer in functions):
            dropped.add(definition.qualname)
            continue
        if definition.kind is not DefinitionKind.CLASS:
            functions.add(definition.qualname)
        yield definition.start, definition.name, definition.cyclomatic


def differences(text: str, facts: PythonFacts, *, with_raw: bool) -> dict[str, list[object]]:
    """What differs, by aspect: ours and radon's."""
    tree = ast.parse(text)
    visitor = ComplexityVisitor.from_ast(tree)
    total = h_visit_ast(tree).total
    halstead = facts.halstead
    theirs, ours = Counter(radon_blocks(visitor.functions + visitor.classes)), Counter(our_blocks(facts))
    pairs: dict[str, tuple[object, object]] = {
        "block": (sorted((ours - theirs).elements()), sorted((theirs - ours).elements())),
        "complexity": (facts.cyclomatic, visitor.total_complexity),
        "halstead": (
            (halstead.distinct_operators, halstead.distinct_operands),
            (total.h1, total.h2),
        ),
        "halstead_total": (
            (halstead.total_operators, halstead.total_operands),
            (total.N1, total.N2),
        ),
    }
    if with_raw:
        raw = analyze(text)
        comments = (raw.comments + raw.multi) / raw.sloc * 100 if raw.sloc else 0
        index = mi_compute(total.volume, visitor.total_complexity, raw.lloc, comments)
        lines = facts.lines
        counted = (lines.physical, lines.lloc, lines.sloc, lines.comment, lines.multi, lines.blank)
        pairs["raw"] = ((*counted, lines.single_comment), tuple(raw))
        pairs["maintainability"] = (round(facts.maintainability, 9), round(index, 9))
    return {aspect: [mine, other] for aspect, (mine, other) in pairs.items() if mine != other}


def examine(path: Path, longest: int | None = None) -> tuple[Counter[str], dict[str, list[object]] | str]:
    """The counts of one file, and its differences or why there is nothing to compare."""
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    data = path.read_bytes()
    facts = read_python(data)
    text, _ = decode(data)
    counts = Counter(files=1, lines=text.count("\n"), blocks=len(facts.definitions))
    counts["radon_asked"] += only_radon_knows(text, lex(text))
    if facts.fault is not None:
        counts["unparsable"] += 1
        return counts, f"does not parse: {facts.fault.message}"
    with_raw = longest is None or counts["lines"] <= longest
    counts["raw_not_compared"] += not with_raw
    try:
        return counts, differences(text, facts, with_raw=with_raw)
    except (SyntaxError, tokenize.TokenError, RecursionError) as error:
        counts["radon_failed"] += 1
        return counts, f"radon fails: {error}"


def compare(folder: Path, longest: int | None) -> dict[str, object]:
    """The figures of one package."""
    paths = sorted(path for path in folder.rglob("*.py") if path.is_file())
    total: Counter[str] = Counter()
    found: dict[str, object] = {}
    with ProcessPoolExecutor() as pool:
        for path, (counts, outcome) in zip(
            paths, pool.map(partial(examine, longest=longest), paths, chunksize=8), strict=True
        ):
            total += counts
            if outcome:
                found[path.relative_to(folder).as_posix()] = outcome
            if isinstance(outcome, dict):
                total.update(f"different_{aspect}" for aspect in outcome)
    named = {name: total[name] for name in COUNTS}
    return {**named, "different": {aspect: total[f"different_{aspect}"] for aspect in ASPECTS}, "notes": found}


def main() -> int:
    """Compare, print and record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--longest", type=int, metavar="LINES")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    named = [package.partition("=")[::2] for package in arguments.packages]
    packages = {name: compare(Path(folder).expanduser(), arguments.longest) for name, folder in named}
    report = {
        "python": platform.python_version(),
        "radon": version("radon"),
        "longest": arguments.longest,
        "packages": packages,
    }
    text = json.dumps(report, indent=1, sort_keys=True) + "\n"
    print(text, end="")
    if arguments.out:
        arguments.out.write_text(text)
    return int(any(any(figures["different"].values()) for figures in packages.values()))  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
