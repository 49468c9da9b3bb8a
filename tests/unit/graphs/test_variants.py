"""Edited copies of definitions: what is found, what is not, and what the classes do not depend on."""

from textwrap import indent

import pytest
from builders import unnamed
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.graphs.clones import find_clones
from auditlib.model import CloneType

LINES = [
    "found = []",
    "with open(path) as stream:",
    "    for line in stream:",
    '        name, _, value = line.partition("=")',
    "        if len(found) > limit:",
    '            raise ValueError("more than {} in {}".format(limit, path))',
    "        found.append((name.strip(), value.strip()))",
    "if not found:",
    "    warn(path, level=2)",
    "return dict(found)",
]


def function(lines=LINES, header="def load(path, limit):"):
    return "\n".join([header, *(f"    {line}" for line in lines)]) + "\n"


def method(lines=LINES):
    body = "\n".join(f"        {line}".replace("limit", "self.limit") for line in lines)
    return f"class Loader(Base, key=1):\n    def load(self, path):\n{body}\n"


def edited(*changes):
    lines = [[line] for line in LINES]
    for place, *new in changes:
        lines[place] = new
    return function([line for part in lines for line in part])


def clones(files):
    return find_clones(unnamed(files)).groups


COROUTINE = [LINES[0], f"async {LINES[1]}", f"    async {LINES[2].strip()}", *LINES[3:]]
HINTED = ['"""All of it."""', "found: list[tuple[str, str]] = []", *LINES[1:]]
COPIES = {
    "inserted": edited((0, LINES[0], "log.debug(path)"), (7, "count(len(found))", LINES[7])),
    "deleted": edited((4,), (5,)),
    "changed": edited((3, "        name, value = split(line, by=1)"), (9, "return build(found, path)")),
    "swapped": edited((7, LINES[8].strip()), (8,), (0, LINES[0], LINES[7], "    return {}")),
    "wrapped": function(["try:", *(f"    {line}" for line in LINES), "except OSError:", "    return None"]),
    "coroutine": function(COROUTINE, "async def load(path, limit):"),
    "hints": function(HINTED, "def load(path: str, limit: int) -> dict[str, str]:"),
    "format": edited((5, '            raise ValueError(f"more than {limit} in {path}")')),
    "method": method(),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_edited_copy_is_found_as_a_whole(copy):
    (group,) = clones({"a.py": function(), "b.py": f"import os\n\n\n{copy}"})

    assert group.type == CloneType.TYPE_3
    assert [part.definition.rpartition(".")[2] for part in group.fragments] == ["load", "load"]
    assert group.fragments[1].end == 3 + copy.count("\n")


def test_copies_of_copies_are_one_class():
    again = COPIES["inserted"].replace("dict(found)", "dict(found), None")

    (group,) = clones({"a.py": function(), "b.py": COPIES["inserted"], "c.py": again})

    assert [part.path for part in group.fragments] == ["a.py", "b.py", "c.py"]


def test_common_run_in_two_strange_functions_is_told_alone():
    strange = "    {} = {}({}) + {}[{}]\n    while {}:\n        {}.{}({}, {})\n    {}({})\n    print({})\n"
    run = function(LINES[:-1]).partition("\n")[2]
    one = f"def load(path, limit):\n{run}{strange.format(*'abcdefghijklm')}"
    other = f"def take(*z):\n{strange.format(*'nopqrstuvwxyz')}{run}"

    (group,) = clones({"a.py": one, "b.py": other})

    assert group.type == CloneType.TYPE_1
    assert [part.sloc for part in group.fragments] == [9, 9]


def test_small_definitions_have_enough_in_common_or_most_of_it():
    one = "def state(self):\n    self.command = self.script\n    code, out = self.run(self.command, 'status')\n"
    end = "    if code == 1:\n        self.running = False\n    elif code == 0:\n        self.running = True\n"
    other = one.replace("'status'", "self.name, 1") + "    if out:\n        self.fail(out)\n    self.wait()\n"

    assert clones({"a.py": one + end, "b.py": other + "    self.end()\n" + end.partition("    elif")[0]}) == ()
    assert len(clones({"a.py": one + end, "b.py": other + end})) == 1


def test_edited_classes_are_one_class_of_clones_and_not_one_a_method():
    save = "    def save(self, rows):\n        for row in rows:\n            self.put(row, key=row.name, at=now())\n"
    one = f"{method()}\n{save}        return len(rows)\n"
    other = one.replace("level=2", "level=3, once=True").replace("now()", "clock.now(1)")

    (group,) = clones({"a.py": one, "b.py": other})

    assert [part.definition for part in group.fragments] == ["Loader", "Loader"]


@settings(deadline=None, max_examples=25)
@given(st.permutations(sorted(COPIES)), st.sampled_from(["a", "z"]))
def test_classes_do_not_depend_on_order_names_or_unrelated_files(order, prefix):
    files = {f"{name}.py": COPIES[name] for name in sorted(COPIES)}
    moved = {f"{prefix}{number}.py": COPIES[name] for number, name in enumerate(order)}
    moved["other.py"] = "def area(shapes):\n    return sum(width * height for width, height in shapes)\n"

    before, after = clones(files), clones(moved)

    assert [(one.id, one.type, one.similarity, len(one.fragments)) for one in before] == [
        (one.id, one.type, one.similarity, len(one.fragments)) for one in after
    ]


def test_copy_nested_in_a_function_is_told_by_its_own_lines():
    wrapper = "def outer(reader):\n    limit = reader.size()\n" + indent(function(), "    ") + "    return load\n"

    (group,) = clones({"a.py": function(), "b.py": wrapper})

    assert group.type == CloneType.TYPE_1
    assert [(part.start, part.end, part.definition) for part in group.fragments] == [
        (1, 11, "load"),
        (3, 13, "outer.load"),
    ]
