"""Edited copies of blocks: found wherever they stand, exact to the line, and nothing else."""

import re
from itertools import count
from textwrap import indent

import pytest
from builders import unnamed
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.graphs.clones import find_clones
from auditlib.model import CloneType

BLOCK = """\
queue = broker.open(route, durable=True)
for message in queue.pending(limit):
    if message.expired(now):
        queue.reject(message, requeue=False)
        continue
    body = decode(message.body, codec[route])
    total += len(body) * weight
    results.append((message.key, body))
queue.acknowledge(results[-1])
broker.log("drained {}".format(route))
"""
BEFORE = """\
def {name}(path, retries):
    stamp = clock.now({name})
    while retries > 0 and not probe(path):
        retries = retries - step(stamp)
"""
AFTER = """\
    with lock(path) as held:
        held.write(stamp, mode="{name}")
    return held.release() or stamp
"""
OTHER_BEFORE = """\
def {name}(self, *shapes):
    widths = [shape.width for shape in shapes]
    assert all(widths), self.name
"""
OTHER_AFTER = """\
    try:
        return sum(widths) / self.scale
    except ZeroDivisionError:
        raise Empty(self.name) from None
"""


def within(block, before=BEFORE, after=AFTER, name="pull"):
    return before.format(name=name) + indent(block, "    ") + after.format(name=name)


def elsewhere(block, name="area"):
    return within(block, OTHER_BEFORE, OTHER_AFTER, name)


def edited(line, *new):
    lines = BLOCK.splitlines()
    lines[line : line + 1] = new
    return "\n".join(lines) + "\n"


def renamed(text):
    for old, new in {"queue": "inbox", "message": "letter", "body": "content", "total": "weightage"}.items():
        text = text.replace(old, new)
    return text


def clones(files, **options):
    return find_clones(unnamed(files), **options).groups


def places(group):
    return [(part.path, part.start, part.end, part.definition) for part in group.fragments]


EDITS = {
    "inserted": edited(5, "    trace.emit(message.key, level=3)", "    body = decode(message.body, codec[route])"),
    "deleted": edited(5),
    "changed": edited(5, "    body = parse(message.raw).strip()"),
    "renamed and inserted": renamed(
        edited(5, "    body = decode(message.body, codec[route])", "    check(body) and 1")
    ),
}


@pytest.mark.parametrize("copy", EDITS.values(), ids=EDITS)
def test_edited_block_in_the_middle_of_another_function_is_found_to_the_line(copy):
    (group,) = clones({"a.py": within(BLOCK), "b.py": f"import os\n\n\n{elsewhere(copy)}"})

    assert group.type == CloneType.TYPE_3
    assert 0.72 <= group.similarity < 1
    assert places(group) == [("a.py", 5, 14, "pull"), ("b.py", 7, 6 + copy.count("\n"), "area")]


def test_edited_block_at_module_level_is_found():
    (group,) = clones({"a.py": within(BLOCK), "b.py": f"limit = int(argv[1])\n{EDITS['changed']}print(limit)\n"})

    assert places(group)[1] == ("b.py", 2, 11, "")


def test_edited_block_in_the_same_file_is_found():
    (group,) = clones({"a.py": f"{within(BLOCK)}\n\n{elsewhere(EDITS['inserted'])}"})

    assert [part.definition for part in group.fragments] == ["pull", "area"]


def test_edited_copies_of_one_block_are_one_class():
    files = {f"{number}.py": elsewhere(copy, f"area_{number}") for number, copy in enumerate(EDITS.values())}
    files = {
        path: text.replace("widths", f"sizes_{path[0]}").replace("scale", path[0] * 3) for path, text in files.items()
    }

    groups = clones({"a.py": within(BLOCK), **files})

    assert max(len(group.fragments) for group in groups) == 5


def test_small_edited_functions_that_stand_together_are_one_class():
    names = ["width", "height", "depth"]
    one = "".join(f"    @property\n    def {n}(self):\n        return self._box.{n} * self.unit\n\n" for n in names)
    other = one.replace("return self._box.height", "self.check()\n        return self._box.height")

    (group,) = clones(
        {"a.py": f"class A(Base):\n{one}    x = f(1)\n", "b.py": f"class B(C, D):\n    y = [g()]\n{other}"}
    )

    assert [part.definition for part in group.fragments] == ["A", "B"]


def test_neighbours_of_an_edited_copy_of_a_function_do_not_join_it():
    tiny = "def {0}(x):\n    {1}return g(x)\n\n\n"
    one = within(BLOCK)
    other = within(EDITS["inserted"])

    (group,) = clones({"a.py": tiny.format("a", "") + one, "b.py": tiny.format("c", "h()\n    ") + other})

    assert [part.definition for part in group.fragments] == ["pull", "pull"]


def test_block_of_one_shape_with_unrelated_names_is_none():
    keywords = {"for", "if", "in", "True", "False", "continue", "rue"}
    numbers = count()
    strange = re.sub(
        r"[a-z]+", lambda word: word[0] if word[0] in keywords else f"name_{next(numbers)}", EDITS["inserted"]
    )

    assert clones({"a.py": within(BLOCK), "b.py": elsewhere(strange)}) == ()


def test_rows_are_no_block():
    rows = [f"    parser.add(name_{number}, number * {number}, kind(other_{number}))\n" for number in range(14)]
    changed = [row.replace("other", "third").replace("name", "label") for row in rows]
    changed[7] = "    parser.group()\n"

    assert (
        clones({"a.py": f"def f(parser):\n{''.join(rows)}", "b.py": f"def g(x, parser):\n    x()\n{''.join(changed)}"})
        == ()
    )


def test_least_sizes():
    files = {"a.py": within(BLOCK), "b.py": elsewhere(EDITS["inserted"])}

    assert clones(files, min_tokens=200) == ()
    assert clones(files, min_lines=12) == ()


@settings(deadline=None, max_examples=25)
@given(st.permutations(sorted(EDITS)), st.sampled_from(["a", "z"]))
def test_classes_do_not_depend_on_order_names_or_unrelated_files(order, prefix):
    texts = {name: elsewhere(copy) for name, copy in EDITS.items()}
    files = {f"{name}.py": texts[name] for name in sorted(EDITS)}
    moved = {f"{prefix}{number}.py": texts[name] for number, name in enumerate(order)}
    moved["other.py"] = "def volume(cubes):\n    return max(high * deep for high, deep in cubes)\n"

    before, after = clones({"m.py": within(BLOCK), **files}), clones({"m.py": within(BLOCK), **moved})

    assert [(one.id, one.type, one.similarity, len(one.fragments)) for one in before] == [
        (one.id, one.type, one.similarity, len(one.fragments)) for one in after
    ]
