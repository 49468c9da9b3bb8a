"""Files that no person wrote: bounded time and memory, whatever they hold."""

import time
import tracemalloc

import pytest

from auditlib.facts.tokens import statement_columns
from auditlib.graphs.clones import find_clones
from auditlib.model import Calls, Halstead, LineCount, Module, PythonFacts, Role

MOST_SECONDS = 60  # with the memory traced, which takes five times as long
MOST_BYTES_A_CHARACTER = 250
BODY = """def f(x):
    y = [g(x), 1]
    if y.ready(x):
        y.push(h(x, 2), 'z')
    for z in y:
        z.close(x)
    return y
"""
TEXTS = {
    "one line of 5 MB": "x = [" + "f(1, 'a'), " * 450_000 + "]\n",
    "one line of many statements": "f(x, 1); " * 200_000,
    "equal lines": "print(value, end)\n" * 100_000,
    "literals": "".join(f"({number}, 'text', None),\n" for number in range(100_000)),
    "rows": "".join(f"register('name', number, {number})\n" for number in range(100_000)),
    "one function again and again": BODY * 14_000,
    "its variants": "".join(BODY.replace("y", f"y{number % 700}") for number in range(7_000)),
    "two long functions": "".join(
        f"def {name}(x):\n" + "    print(value, end)\n" * 20_000 + f"    return {name}\n" for name in "fg"
    ),
    "open brackets": "([{" * 300_000,
    "deep blocks": "".join(" " * depth + "if x:\n" for depth in range(1_500)),
}


@pytest.mark.parametrize("name", TEXTS)
def test_time_and_memory_are_bounded(name):
    text = TEXTS[name]
    tracemalloc.start()
    begin = time.process_time()

    columns = statement_columns(text)
    empty = PythonFacts(
        LineCount(0, 0, 0, 0, 0, 0, 0), Halstead(0, 0, 0, 0), 0, 0.0, (), (), Calls(), (), None, False, (), columns
    )
    groups = find_clones([Module(path, "", Role.PRODUCT, empty) for path in ("a.py", "b.py")]).groups

    seconds, peak = time.process_time() - begin, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < MOST_SECONDS
    assert peak < MOST_BYTES_A_CHARACTER * len(text) + 50_000_000
    assert len(groups) < 1_000
