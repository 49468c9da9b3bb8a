"""A corpus with known clones: real functions of donor packages, and mutated copies of them in host packages.

    python benchmarks/clones/inject.py --donors FOLDER... --hosts FOLDER... --seed 1 --out FOLDER

writes FOLDER/corpus and FOLDER/truth.json. The method is mutation-injection (Roy and Cordy, "A mutation/injection-based
automatic framework for evaluating code clone detection tools", 2009). Each function is copied at most once.
"""

from __future__ import annotations

import argparse
import ast
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from donors import Function, copy_product, donor_functions
from fragments import after_header, fragment
from functiontext import STEP, Code, first_line, shifted
from hosts import Hosts, Insertion, filled
from layout import verbatim
from operators import BODY, CLASS, MODULE, OPERATORS, SAME, Operator
from rapidfuzz.distance import Indel
from tokens import normal, words

PAIRS = 370
FRAGMENT_STATEMENTS = range(6, 16)
FRAGMENT_SIBLINGS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Lines of a file of the corpus, the first being 1, the last included."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """What a detector should find; `similarity` is 2·LCS/(n+m) of the words with names and literals made alike."""

    id: str
    kind: str
    operator: str
    parameter: str
    similarity: float
    original: Place
    copy: Place


@dataclass(frozen=True, slots=True)
class Draft:
    """A pair whose copy has no lines yet."""

    operator: Operator
    original: Place
    similarity: float
    insertion: Insertion


def main() -> None:
    """Write the corpus and its truth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--donors", type=Path, nargs="+", required=True)
    parser.add_argument("--hosts", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    pairs = inject(given.donors, given.hosts, given.out, seed=given.seed, pairs=given.pairs)
    for label, number in Counter(f"{pair.kind} {pair.operator} {pair.parameter}" for pair in pairs).items():
        print(f"{number:4}  {label}")


def inject(donors: Sequence[Path], hosts: Sequence[Path], out: Path, *, seed: int, pairs: int = PAIRS) -> list[Pair]:
    """The pairs of a new corpus in `out`, at most this many, in rounds of one for each operator.

    The corpus holds the donor files with the originals and all product files of the hosts.
    Raises: SystemExit where two packages have the same folder name.
    """
    folders = [*donors, *hosts]
    if len({folder.name for folder in folders}) < len(folders):
        raise SystemExit("two packages of the corpus would have the same name")
    random = Random(seed)
    places = Hosts(hosts, random)
    drafts = _drafts(donor_functions(donors), places, random, pairs)
    corpus = out / "corpus"
    shutil.rmtree(corpus, ignore_errors=True)
    copy_product(hosts, corpus)
    copy_product(donors, corpus, {draft.original.path for draft in drafts})
    truth = _write(drafts, places, corpus)
    (out / "truth.json").write_text(json.dumps([asdict(pair) for pair in truth], indent=1) + "\n", encoding="utf-8")
    return truth


def _drafts(functions: list[Function], hosts: Hosts, random: Random, pairs: int) -> list[Draft]:
    """One pair for each operator in turn, the pickiest operators (the last ones) first, until there are enough."""
    random.shuffle(functions)
    used: set[Function] = set()
    makers = {operator: _makers(operator, functions, used, hosts, random) for operator in reversed(OPERATORS)}
    quota = -(-pairs // len(OPERATORS))
    drafts: list[Draft] = []
    for _ in range(quota):
        made = [draft for maker in makers.values() if (draft := next(maker, None))]
        drafts += made[: pairs - len(drafts)]
    return sorted(drafts, key=lambda draft: OPERATORS.index(draft.operator))


def _makers(
    operator: Operator, functions: Sequence[Function], used: set[Function], hosts: Hosts, random: Random
) -> Iterator[Draft]:
    """The pairs that an operator can make of the functions that nobody used before it."""
    for function in functions:
        if function in used or not _suits(operator, function):
            continue
        draft = _fragment(operator, function, hosts, random) if operator.place == BODY else None
        if operator.place != BODY and (text := _mutated(operator, function, random)):
            draft = _whole(operator, function, text, hosts)
        if draft:
            used.add(function)
            yield draft


def _suits(operator: Operator, function: Function) -> bool:
    """Whether the function stands where the operator takes it from; one that moves leaves no decorators behind."""
    if operator.place == CLASS:
        return not function.method and not function.decorators
    return operator.place != MODULE or (function.method and not function.decorators)


def _mutated(operator: Operator, function: Function, random: Random) -> str | None:
    """The mutated text, or None where there is no site or the copy is not of the type that is asked for."""
    code = Code(function.text)
    try:
        text = operator.mutation(code, random)
        if text is None or (text == function.text and operator.mutation is not verbatim):
            return None
        text = text.rstrip("\n")  # where the last statement was deleted
        after = Code(text)
        whole = after.function.end_lineno == len(after.lines)
        return text if whole and _is_of(operator.kind, code, after) else None
    except (SyntaxError, ValueError, KeyError):  # e.g. overlapping edits: another function will do
        return None


def _is_of(kind: str, before: Code, after: Code) -> bool:
    """Type-1: the same tree. Type-2: another tree, but the words alike. Else: words that differ."""
    same_tree = ast.dump(before.function) == ast.dump(after.function)
    alike = normal(words(before.text)) == normal(words(after.text))
    return {"Type-1": same_tree, "Type-2": alike and not same_tree}.get(kind, not alike)


def _whole(operator: Operator, function: Function, text: str, hosts: Hosts) -> Draft | None:
    kept = function.decorators if operator.place == SAME else ""
    place = (CLASS if function.method else MODULE) if operator.place == SAME else operator.place
    slot = hosts.take(place)
    if slot is None:
        return None
    lead = kept.split("\n") if kept else []
    lines = [" " * slot.column + line if line else "" for line in lead] + shifted(text, slot.column).split("\n")
    insertion = Insertion(slot, tuple(lines), len(lead))
    original = Place(function.path, function.start, function.end)
    return Draft(operator, original, _similarity(function.text, text), insertion) if hosts.fits(insertion) else None


def _fragment(operator: Operator, function: Function, hosts: Hosts, random: Random) -> Draft | None:
    """A run of neighbouring statements, mutated, put into the middle of a larger function."""
    code = Code(function.text)
    run = _run(code)
    part = fragment(code, *run) if run else None
    text = _mutated(operator, Function(**{**asdict(function), "text": part}), random) if part else None
    slot = hosts.take(BODY) if text else None
    if run is None or part is None or text is None or slot is None:
        return None
    start, end = run
    lines = shifted(text, slot.column - len(STEP)).split("\n")[1:]
    insertion = Insertion(slot, tuple(lines), 0)
    original = Place(function.path, function.start + start - 1, function.start + end - 1)
    similarity = _similarity(*(after_header(one) for one in (part, text)))
    return Draft(operator, original, similarity, insertion) if hosts.fits(insertion) else None


def _run(code: Code) -> tuple[int, int] | None:
    """The lines of a run of at least three statements that are 6 to 15 with those inside, the longest of such runs."""
    found = []
    for first in range(len(code.body)):
        for last in range(first + FRAGMENT_SIBLINGS, len(code.body) + 1):
            run = code.body[first:last]
            number = sum(isinstance(node, ast.stmt) for statement in run for node in ast.walk(statement))
            ends = isinstance(run[-1], ast.Return | ast.Raise)
            if number in FRAGMENT_STATEMENTS and not ends and code.alone(run[0]) and code.alone(run[-1]):
                found.append((number, -first_line(run[0]), code.block(run)))
    return max(found)[2] if found else None


def _similarity(before: str, after: str) -> float:
    return round(Indel.normalized_similarity(normal(words(before)), normal(words(after))), 3)


def _write(drafts: Sequence[Draft], hosts: Hosts, corpus: Path) -> list[Pair]:
    """The pairs, their copies written into the host files."""
    names = {f"{number:04}": draft for number, draft in enumerate(drafts, start=1)}
    files: dict[str, dict[str, Insertion]] = defaultdict(dict)
    for name, draft in names.items():
        files[draft.insertion.slot.path][name] = draft.insertion
    copies: dict[str, Place] = {}
    for path, insertions in files.items():
        text, ranges = filled(hosts.texts[path], insertions)
        ast.parse(text)
        (corpus / path).write_text(text, encoding="utf-8")
        copies.update({name: Place(path, *lines) for name, lines in ranges.items()})
    return [
        Pair(name, made.kind, made.name, made.parameter, draft.similarity, draft.original, copies[name])
        for name, draft in names.items()
        if (made := draft.operator)
    ]


if __name__ == "__main__":
    main()
