from pathlib import Path

import pytest
from builders import LOAD, compared, delta
from hypothesis import given
from hypothesis import strategies as st

from auditlib.facts.line_sizes import line_sizes
from auditlib.model import Size
from auditlib.model.comparison import Area, Change, LineFlow

SOURCE = (Path(__file__).parents[3] / "src/auditlib/graphs/uses.py").read_text()
LINES = SOURCE.splitlines(keepends=True)
FIRST = next(row for row, line in enumerate(LINES) if line.startswith("class _Search"))
LAST = next(row for row, line in enumerate(LINES) if line.startswith("_NONE"))
PARTS = "".join(LINES[:FIRST]), "".join(LINES[FIRST:LAST]), "".join(LINES[LAST:])


def total(before, after):
    return compared(before, after).total()


def physical(flow):
    return flow.added.physical, flow.deleted.physical, flow.moved_in.physical, flow.moved_out.physical


def size(files):
    return sum((one for text in files.values() for one in line_sizes(text)), Size())


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(dict(zip(("b.py", "c.py", "d.py"), PARTS, strict=True)), id="split in three"),
        pytest.param({"a.py": PARTS[0] + PARTS[2], "b.py": PARTS[1]}, id="a class taken out"),
        pytest.param({"a.py": PARTS[0] + PARTS[2] + PARTS[1]}, id="reordered"),
        pytest.param({"b.py": SOURCE.replace("_Search", "_Finder")}, id="file and class renamed"),
        pytest.param(
            {"b.py": "class Outer:\n" + "".join(f"    {one}" if one.strip() else one for one in LINES)}, id="in"
        ),
    ],
)
def test_moved_code_is_moved(after):
    flow = total({"a.py": SOURCE}, after)

    gone = flow.deleted.physical + flow.moved_out.physical
    assert flow.deleted.physical <= 0.05 * len(LINES)
    assert flow.moved_out.physical >= 0.95 * gone
    assert flow.net == size(after) - size({"a.py": SOURCE})


def test_renamed_class_is_moved_where_its_name_stands():
    flow = total({"a.py": SOURCE}, {"a.py": SOURCE.replace("_Search", "_Finder")})

    assert physical(flow) == (0, 0, 2, 2)


def test_renamed_package_is_moved_whole():
    before = {"old/__init__.py": "", "old/a.py": LOAD, "old/b.py": "from old.a import load\n\nprint(load('x', 1))\n"}
    after = {path.replace("old", "new"): text.replace("old.", "new.") for path, text in before.items()}

    result = compared(before, after)

    assert physical(result.total()) == (0, 0, 12, 12)
    assert [(one.source, one.path, one.change) for one in result.files] == [
        (path, path.replace("old", "new"), Change.RENAMED) for path in sorted(before)
    ]


def test_copy_is_added_as_what_it_copies_is_still_there():
    flow = total({"a.py": LOAD}, {"a.py": LOAD, "b.py": LOAD})

    assert physical(flow) == (9, 0, 0, 0)


def test_two_copies_of_what_went_are_one_move():
    flow = total({"a.py": LOAD + "x = 1\n"}, {"a.py": "x = 1\n", "b.py": LOAD + "y = 1\n", "c.py": "z = 2\n" + LOAD})

    assert physical(flow) == (11, 0, 9, 9)


def test_chance_likeness_is_no_move():
    before = "def a(x):\n    y = x + 1\n    return y\n"
    after = "def b(k):\n    m = k - 7\n    return m\n"

    assert physical(total({"a.py": before}, {"b.py": after})) == (3, 3, 0, 0)


def test_imports_alone_are_no_move():
    imports = "import os\nimport re\nimport sys\nimport json\n"

    flow = total({"a.py": imports + "x = 1\n"}, {"a.py": "x = 1\n", "b.py": imports + "y = 2\n"})

    assert physical(flow) == (5, 4, 0, 0)


def test_line_that_became_part_of_a_string_is_no_longer_source():
    flow = total({"a.py": "x = 1\ny = 2\n"}, {"a.py": '"""\nx = 1\ny = 2\n"""\n'})

    assert flow == LineFlow(added=Size(2, 0, 1), deleted=Size(0, 2, 2))


def test_rows_are_by_area_and_prefix_and_add_up():
    before = {"app/a.py": LOAD, "tests/test_a.py": "def test_a():\n    assert 1\n", "tools/run.py": "x = 1\n"}
    after = {"lib/a.py": LOAD, "tests/test_a.py": "", "tools/run.py": "x = 1\ny = 2\n"}

    result = compared(before, after)

    rows = {(row.area, row.prefix): row.flow.net.physical for row in result.ledger}
    assert rows == {
        (Area.PRODUCT, "app"): -9,
        (Area.PRODUCT, "lib"): 9,
        (Area.TEST, "tests"): -2,
        (Area.TOOL, "tools"): 1,
    }
    assert sum((one.flow for one in result.files), LineFlow()) == result.total()


def test_folder_called_tools_inside_a_package_is_product():
    files = {"app/__init__.py": "", "app/tools/a.py": "x = 1\n"}

    result = compared(files, files | {"app/tools/a.py": "x = 2\n"})

    assert {row.area for row in result.ledger} == {Area.PRODUCT}


@st.composite
def repositories(draw):
    """A few files made of a few blocks, before and after."""
    blocks = ["a = 1\n", "\n", LOAD, LOAD.replace("load", "read"), "import os\n", '"""doc"""\n', "if a:\n    b = a\n"]
    text = st.lists(st.sampled_from(blocks), max_size=6).map("".join)
    files = st.dictionaries(st.sampled_from(["a.py", "b.py", "c.py"]), text)
    return draw(files), draw(files)


@given(repositories())
def test_every_line_is_counted_once(pair):
    before, after = pair

    flow = compared(before, after).total()

    differ = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
    changed = [{path: files[path] for path in differ if path in files} for files in pair]
    assert flow.net == size(changed[1]) - size(changed[0])
    assert flow.moved_in.physical == flow.moved_out.physical
    assert min(physical(flow)) >= 0


@given(repositories())
def test_there_and_back_is_nothing(pair):
    before, after = pair

    there, back = total(before, after), total(after, before)

    assert there.net == Size() - back.net


def test_pairs_are_each_file_once():
    found = delta({"a.py": LOAD, "b.py": "x = 1\n"}, {"c.py": LOAD, "b.py": "x = 2\n"}).pairs

    assert [tuple(pair) for pair in found] == [("b.py", "b.py"), ("a.py", "c.py")]
