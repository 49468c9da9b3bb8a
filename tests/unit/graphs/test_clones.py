"""Clone classes: what is one, what is none, and what they do not depend on."""

from textwrap import dedent, indent

import pytest
from builders import LOAD as BODY
from builders import unnamed
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditlib.facts.tokens import statement_columns, view
from auditlib.graphs.clones import find_clones
from auditlib.model import CloneType

RENAMED = (
    BODY.replace("load", "parse").replace("found", "rows").replace("path", "source").replace("line.", "entry.")
).replace("line in", "entry in")
OTHER = """\
def area(self, shapes):
    total = 0
    while shapes:
        width, height = shapes.pop().size()
        total += width * height
    return total or None
"""


def clones(files, **options):
    return find_clones(unnamed(files), **options).groups


def places(group):
    return [(part.path, part.start, part.end, part.definition) for part in group.fragments]


def test_verbatim_copy_is_type_1_and_exact_to_the_line():
    (group,) = clones({"a.py": f"import os\n\n\n{BODY}\n\n{OTHER}", "b.py": f"x = 1\n{BODY}"})

    assert group.type == CloneType.TYPE_1
    assert group.similarity == 1
    assert places(group) == [("a.py", 4, 12, "load"), ("b.py", 2, 10, "load")]
    assert {part.sloc for part in group.fragments} == {9}


@pytest.mark.parametrize(
    "copy",
    [
        BODY.replace("    ", "\t"),
        BODY.replace("\n", "  # why\n"),
        BODY.replace("\n", "\n\n"),
        BODY.replace('"="', "'='"),
        BODY.replace("(path, limit)", "(\n    path,\n    limit,\n)"),
        BODY.replace(":\n    found", ":\n    '''What comes back.'''\n    found"),
        indent(BODY, "    ").replace("    def", "class A:\n    def", 1),
    ],
    ids=["tabs", "comments", "blank lines", "quotes", "exploded", "docstring", "indented"],
)
def test_layout_comments_and_docstrings_leave_a_copy_type_1(copy):
    (group,) = clones({"a.py": BODY, "b.py": copy})

    assert group.type == CloneType.TYPE_1


def test_consistently_renamed_copy_is_type_2_and_its_similarity_is_the_share_of_equal_tokens():
    (group,) = clones({"a.py": BODY, "b.py": RENAMED})

    assert group.type == CloneType.TYPE_2
    assert [part.definition for part in group.fragments] == ["load", "parse"]
    assert group.similarity == pytest.approx(1 - 12 / group.fragments[0].tokens, abs=0.06)


def test_other_literals_make_a_type_2():
    (group,) = clones({"a.py": BODY, "b.py": BODY.replace('"="', '":"')})

    assert group.type == CloneType.TYPE_2
    assert group.similarity == round(1 - 1 / group.fragments[0].tokens, 4)


def test_copies_of_copies_are_one_class():
    files = {"a.py": BODY, "b.py": RENAMED, "c.py": f"{OTHER}\n{BODY}", "d.py": RENAMED.replace("rows", "pairs")}

    (group,) = clones(files)

    assert [part.path for part in group.fragments] == ["a.py", "b.py", "c.py", "d.py"]


def test_block_within_other_code_is_found():
    block = indent(dedent(BODY.split("\n", 1)[1]), "    ")
    files = {
        "a.py": f"def f(path, limit):\n    check(path)\n{block}",
        "b.py": f"for path in paths():\n    limit += 1\n{block}",
    }

    (group,) = clones(files)

    assert places(group) == [("a.py", 3, 10, "f"), ("b.py", 3, 10, "")]


def test_several_definitions_copied_together_are_one_class():
    (group,) = clones({"a.py": f"{BODY}\n\n{OTHER}\nx = f(1)", "b.py": f"{BODY}\n{OTHER}\nprint(2, y)"})

    assert places(group) == [("a.py", 1, 17, ""), ("b.py", 1, 16, "")]


def test_copies_within_one_file_do_not_overlap():
    (group,) = clones({"a.py": BODY * 3})

    assert [(part.start, part.end) for part in group.fragments] == [(1, 9), (10, 18), (19, 27)]


def test_class_within_a_larger_one_is_left_out_unless_it_has_more_fragments():
    both, one = f"{BODY}\n{OTHER}", BODY

    assert len(clones({"a.py": both, "b.py": both})) == 1
    assert sorted(len(group.fragments) for group in clones({"a.py": both, "b.py": both, "c.py": one})) == [2, 3]


def test_edges_do_not_begin_or_end_in_the_middle_of_another_definition():
    files = {
        "a.py": f"def a(x):\n    y = g(x)\n    return y\n\n{BODY}\n\ndef b(x):\n    for y in x:\n        one(x)\n",
        "b.py": f"def c(x):\n    h()\n    y = g(x)\n    return y\n{BODY}\ndef b(x):\n    for y in x:\n        two()\n",
    }

    (group,) = clones(files)

    assert [part.definition for part in group.fragments] == ["load", "load"]


BLOCKS = """\
if self.uid is not None and self.uid != known:
    command.append("-u")
    command.append(self.uid)
    if self.shared:
        command.append("-o")
"""


SCRAPS = {
    "goes on": ("", "if groups:\n    found = names(groups)\n    REST\n"),
    "began before": ("HEAD:\n    found = names(groups)\n", ""),
    "both, nested": (
        "HEAD:\n    HEAD:\n        go(on)\n    n = 1\n",
        "if n:\n    if n:\n        n = 1\n        REST\n",
    ),
}


@pytest.mark.parametrize(("begin", "end"), SCRAPS.values(), ids=SCRAPS)
def test_edges_hold_no_lone_statement_of_a_block(begin, end):
    text = begin + BLOCKS + BLOCKS.replace("u", "gr") + end
    one = text.replace("HEAD", "if one").replace("REST", "use(found)")
    other = text.replace("HEAD", "for row in rows()").replace("REST", "del found")

    (group,) = clones({"a.py": one, "b.py": other})

    first = 1 + begin.count("\n")
    assert [(part.start, part.end) for part in group.fragments] == [(first, first + 9)] * 2


def test_edge_holds_the_parts_of_one_statement():
    text = "HEAD:\n    found = names(groups)\nelse:\n    found = None\n" + BLOCKS

    (group,) = clones({"a.py": text.replace("HEAD", "if one"), "b.py": text.replace("HEAD", "if any(two)")})

    assert [(part.start, part.end) for part in group.fragments] == [(2, 9)] * 2


def test_decorated_copy_belongs_to_its_definition():
    (group,) = clones({"a.py": f"@cache\n{BODY}", "b.py": f"@cache\n{BODY}"})

    assert places(group)[0] == ("a.py", 1, 10, "load")


@pytest.mark.parametrize(
    "text",
    [
        "from a import (b, c, d)\nimport os, sys\n" * 12,
        "".join(f"SIZE_{number} = {{'a': [{number}, 2, 3], 'b': None}}\n" for number in range(12)),
        "class A:\n" + "".join(f"    field_{number}: dict[str, int] = None\n" for number in range(15)),
        "def __init__(self, a, b, c, d, e, view):\n" + "".join(f"    self.{name} = {name}\n" for name in "abcde") * 4,
        '"""' + "a line of text\n" * 50 + '"""\n',
        "".join(f"urls.append(path('{number}/', view_{number}, name='{number}'))\n" for number in range(20)),
    ],
    ids=["imports", "tables", "fields", "assignments", "docstring", "rows"],
)
def test_noise_is_no_clone(text):
    other = text.replace("1", "7").replace("SIZE", "WIDTH").replace("view", "page").replace("field", "column")

    assert clones({"a.py": text, "b.py": other}) == ()


def test_minimum_sizes():
    assert clones({"a.py": BODY, "b.py": BODY}, min_tokens=200) == ()
    assert clones({"a.py": BODY, "b.py": BODY}, min_lines=10) == ()
    assert len(clones({"a.py": OTHER, "b.py": OTHER}, min_tokens=30, min_lines=6)) == 1


def test_file_that_does_not_parse_takes_part():
    (group,) = clones({"a.py": f"print 'old'\n{BODY}", "b.py": BODY})

    assert [part.path for part in group.fragments] == ["a.py", "b.py"]


def test_no_modules_have_no_clones():
    assert clones({}) == ()
    assert clones({"a.py": ""}) == ()


NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta"])


@st.composite
def statements(draw, depth=1):
    """A few statements of a function's body, that call and compute something."""
    lines = []
    for _ in range(draw(st.integers(2, 4))):
        one, other, third = draw(NAMES), draw(NAMES), draw(NAMES)
        kind = draw(st.integers(0, 4 if depth < 3 else 2))
        pad = "    " * depth
        if kind == 0:
            lines.append(f"{pad}{one} = {other}({third}, {draw(st.integers(0, 9))}) + {one}.size\n")
        elif kind == 1:
            lines.append(f"{pad}{one}.{draw(st.sampled_from(['add', 'pop']))}({other}[{third}], '{one}')\n")
        elif kind == 2:
            lines.append(f"{pad}assert {one} != {other} or not {third}.ready({one})\n")
        else:
            head = draw(st.sampled_from(["if {} > {}(1):", "for {} in {}.rows():", "while {} < len({}):"]))
            lines.append(pad + head.format(one, other) + "\n" + draw(statements(depth + 1)))
    return "".join(lines)


@st.composite
def functions(draw):
    """A function with more than the least size of a clone."""
    body = "".join(draw(st.lists(statements(), min_size=3, max_size=5)))
    return f"def compute(alpha, beta):\n{body}    return alpha + beta\n"


def renamed(text):
    for old, new in [
        ("alpha", "first"),
        ("beta", "second"),
        ("gamma", "third"),
        ("delta", "fourth"),
        ("compute", "go"),
    ]:
        text = text.replace(old, new)
    return text


def of_rows(text):
    """Most statements look like one of the two before them: such code is a table, and a class only if equal."""
    shapes = view(statement_columns(text)).shape.tolist()
    return sum(shape in shapes[max(0, place - 2) : place] for place, shape in enumerate(shapes)) * 2 > len(shapes)


@settings(max_examples=40, deadline=None)
@given(functions(), st.booleans())
def test_planted_copy_of_any_function_is_found(function, rename):
    assume(not rename or not of_rows(function))
    copy = renamed(function) if rename else function
    files = {"a.py": f"{OTHER}\n{function}\n\nx = f(1)", "b.py": f"import os\n\n{copy}\n{BODY}"}

    groups = clones(files)

    size = function.count("\n")
    covered = [group for group in groups if {part.path for part in group.fragments} == {"a.py", "b.py"}]
    spans = [{part.path: (part.start, part.end) for part in group.fragments} for group in covered]
    assert any(
        span["a.py"][0] <= 8 <= span["a.py"][1] - size + 1 and span["b.py"][0] <= 3 <= span["b.py"][1] - size + 1
        for span in spans
    )


FILES = {
    "a.py": f"{BODY}\n{OTHER}",
    "b.py": f"x = f(1)\n{RENAMED}\n{OTHER}",
    "c.py": f"{OTHER}\n{BODY}\n{BODY}",
    "d/e.py": f"class A:\n{indent(BODY, '    ')}",
}


@settings(max_examples=30, deadline=None)
@given(st.permutations(sorted(FILES)))
def test_order_of_modules_does_not_matter(order):
    modules = {module.path: module for module in unnamed(FILES)}

    assert find_clones([modules[path] for path in order]) == find_clones(list(modules.values()))


def test_renaming_a_file_changes_no_class():
    before = find_clones(unnamed(FILES)).groups
    after = find_clones([replace(one, path=one.path.replace("a.py", "z/y.py")) for one in unnamed(FILES)]).groups

    assert [(one.id, one.type, one.similarity, len(one.fragments)) for one in before] == [
        (one.id, one.type, one.similarity, len(one.fragments)) for one in after
    ]


@settings(max_examples=30, deadline=None)
@given(functions())
def test_unrelated_file_changes_nothing(function):
    groups = clones({**FILES, "0.py": function.replace("alpha", "omega")})

    assert tuple(group for group in groups if {part.path for part in group.fragments} != {"0.py"}) == clones(FILES)


def test_part_in_which_names_agree_is_found_within_a_longer_run_of_one_shape():
    tail = """\
    while {a}({b}, 1):
        {c}.{d}({e})
        {f} = {g}[{h}] + {i}
        assert {j}({k}) > {l}
    for {m} in {n}({o}):
        {p}.{q}({r}, {s})
        {t} = {u}.{v}({w})
    return {x}({y}, {z})
"""
    letters = "abcdefghijklmnopqrstuvwxyz"
    mixed = "abcdefghaijklbcdefmnaopqar"
    one = "".join(tail.format(**{letter: f"{letter}_one_{n}" for letter in letters}) for n in range(3))
    other = "".join(
        tail.format(**{letter: f"{name}_two_{n}" for letter, name in zip(letters, mixed, strict=True)})
        for n in range(3)
    )
    body = BODY.removesuffix("    return dict(found)\n")

    (group,) = clones({"a.py": body + one, "b.py": body + other})

    assert places(group) == [("a.py", 1, 8, "load"), ("b.py", 1, 8, "load")]


def test_of_overlapping_copies_the_first_stays():
    row = "    total = add(total, rows[0])\n    rows = cut(rows, 1)\n    if rows == []:\n        raise Empty(total)\n"
    files = {
        "a.py": f"def f():\n{row * 3}\n",
        "b.py": f"def g(x):\n{row * 2}    x()\n",
        "c.py": f"class H(y, z=1):\n{row * 2}",
    }

    groups = clones(files, min_tokens=60)

    assert [(part.path, part.start) for group in groups for part in group.fragments] == [
        ("a.py", 2),
        ("b.py", 2),
        ("c.py", 2),
    ]
