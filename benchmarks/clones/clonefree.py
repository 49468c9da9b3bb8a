"""A corpus without clones: real functions of which no two are alike, each in a file of its own.

    python benchmarks/clones/clonefree.py --packages FOLDER... --seed 1 --out FOLDER

Whatever pair a detector reports there is a false positive.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

from donors import Function, donor_functions, make_packages
from rapidfuzz.distance import Indel
from tokens import statements, words

UNLIKE = 0.5
SHARED_RUN = 5
FIRST_CHARACTER = 0x4E00  # one character a word, so that rapidfuzz compares strings, clear of the surrogates


def main() -> None:
    """Write the corpus and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, nargs="+", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--below", type=float, default=UNLIKE)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    chosen = write_unlike(given.packages, given.out, seed=given.seed, below=given.below)
    print(f"{len(chosen)} functions, {sum(function.text.count(chr(10)) + 1 for function in chosen)} lines")


def write_unlike(packages: Sequence[Path], out: Path, *, seed: int, below: float = UNLIKE) -> list[Function]:
    """The functions of the packages that are all unlike one another, written into `out`."""
    functions = donor_functions(packages)
    Random(seed).shuffle(functions)
    chosen = unlike(functions, below)
    shutil.rmtree(out, ignore_errors=True)
    for number, function in enumerate(chosen):
        path = out / f"part_{number // 50:02}" / f"unlike_{number:04}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(function.text + "\n", encoding="utf-8")
    make_packages(out)
    return chosen


def unlike(functions: Sequence[Function], below: float) -> list[Function]:
    """Functions, taken in turn, that are less similar than `below` to those taken before and share no run with them."""
    codes: dict[str, str] = {}
    chosen: list[Function] = []
    shapes: list[str] = []
    seen: set[tuple[tuple[str, ...], ...]] = set()
    for function in functions:
        shape = "".join(codes.setdefault(word, chr(FIRST_CHARACTER + len(codes))) for word in function.shape)
        runs = _runs(function)
        if seen.isdisjoint(runs) and all(Indel.normalized_similarity(shape, other) < below for other in shapes):
            chosen.append(function)
            shapes.append(shape)
            seen |= runs
    return chosen


def _runs(function: Function) -> set[tuple[tuple[str, ...], ...]]:
    shapes = statements(words(function.text))
    return {tuple(shapes[first : first + SHARED_RUN]) for first in range(len(shapes) - SHARED_RUN + 1)}


if __name__ == "__main__":
    main()
