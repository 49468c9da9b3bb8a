"""Bars, layers, matrix, arcs, scatter: deterministic, labels whole, cycles marked, large graphs folded."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import networkx as nx
import pandas as pd
import pytest
from builders import unnamed

from auditlib.graphs.figures.arcs import definition_figure, duplication_figure
from auditlib.graphs.figures.bars import LABEL_COLUMNS, bar_chart, wrapped
from auditlib.graphs.figures.folding import fold_names, folded, short_names
from auditlib.graphs.figures.layers import WIDTH, import_figure, layered, layout
from auditlib.graphs.figures.matrix import dependency_matrix
from auditlib.graphs.figures.scatter import hotspot_figure
from auditlib.graphs.figures.svg import ALARM, text_width
from auditlib.model import CloneGroup, CloneType, Fragment, Hotspot


def graph(*edges):
    """Edges as text: `graph("a -> b", "b -> c")`."""
    made = nx.DiGraph()
    made.add_edges_from(tuple(edge.split(" -> ")) for edge in edges)
    return made


def clone(name, *places):
    return CloneGroup(name, CloneType.TYPE_1, 1.0, tuple(Fragment(*place) for place in places))


MODULES = unnamed({path: "go()\n" * 30 for path in ("a.py", "b.py", "lib/c.py")})
CLONES = (
    clone("x", ("a.py", 1, 9, "f"), ("b.py", 1, 12, "g")),
    clone("y", ("a.py", 21, 23), ("a.py", 25, 27)),
)
FRAME = pd.DataFrame({"path": ["b.py", "a.py", "c.py"], "sloc": [10, 10, 40]})
FIGURES = {
    "bars": lambda: bar_chart(FRAME, name="path", value="sloc", title="Size", target=20),
    "layers": lambda: import_figure(graph("lib/a.py -> lib/b.py", "lib/b.py -> lib/a.py", "lib/a.py -> lib/c.py")),
    "matrix": lambda: dependency_matrix(graph("lib/a.py -> lib/b.py", "lib/b.py -> lib/a.py")),
    "arcs": lambda: duplication_figure(CLONES, MODULES),
    "definitions": lambda: definition_figure(CLONES, MODULES),
    "scatter": lambda: hotspot_figure(
        (Hotspot("a.py", 3, 9, 0.9), Hotspot("b.py", 1, 2, 0.2), Hotspot("c.py", 1, 2, 0.2))
    ),
}
EMPTY = {
    "bars": lambda: bar_chart(FRAME.head(0), name="path", value="sloc", title="Size"),
    "layers": lambda: import_figure(nx.DiGraph()),
    "matrix": lambda: dependency_matrix(nx.DiGraph()),
    "arcs": lambda: duplication_figure((), ()),
    "definitions": lambda: definition_figure((), ()),
    "scatter": lambda: hotspot_figure(()),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_same_input_gives_the_same_bytes_of_well_formed_svg(draw):
    first, second = draw(), draw()

    assert first.svg == second.svg
    assert ET.fromstring(first.svg).tag == "svg"
    assert len(first.table) > 0


@pytest.mark.parametrize("draw", EMPTY.values(), ids=EMPTY)
def test_nothing_to_draw_is_a_picture_all_the_same(draw):
    figure = draw()

    assert ET.fromstring(figure.svg).tag == "svg"
    assert figure.table.empty


@pytest.mark.parametrize("name", ["layers", "matrix", "arcs", "definitions"])
def test_labels_end_inside_the_picture(name):
    root = ET.fromstring(FIGURES[name]().svg)

    for text in root.iter("text"):
        width, x = text_width(text.text), float(text.get("x"))
        left = {"end": x - width, "middle": x - width / 2}.get(text.get("text-anchor"), x)
        assert left >= 0
        assert left + width <= float(root.get("width"))


def test_target_is_a_mark_and_is_told():
    figure = FIGURES["bars"]()

    assert "stroke-dasharray" in figure.svg
    assert "the target, 20" in figure.description
    assert list(figure.table["path"]) == ["c.py", "a.py", "b.py"]


@pytest.mark.parametrize("text", ["lib/performance/a_very_long_cache_manager_name.py", "x" * 90, "short"])
def test_long_label_is_wrapped_and_whole(text):
    lines = wrapped(text, LABEL_COLUMNS)

    assert "".join(lines) == text
    assert max(map(len, lines)) <= LABEL_COLUMNS


def test_importers_stand_above_what_they_import():
    layers = layered(graph("a -> b", "b -> c", "a -> c"))

    assert layers == [["a"], ["b"], ["c"]]


def test_cycle_shares_a_layer_and_is_red():
    figure = FIGURES["layers"]()

    assert layered(graph("a -> b", "b -> a", "b -> c")) == [["a", "b"], ["c"]]
    assert figure.svg.count(ALARM) >= 4
    assert "1 cycle, in red" in figure.description


def test_import_that_does_not_run_is_dashed_and_closes_no_cycle():
    lazy = graph("a -> b", "b -> a")
    lazy.edges["b", "a"]["runtime"] = False

    figure = import_figure(lazy)

    assert "no cycle" in figure.description
    assert 'stroke-dasharray="4 3"' in figure.svg


def test_import_that_does_not_run_orders_nothing():
    lazy = graph("a -> b", "b -> c", "c -> a")
    lazy.edges["c", "a"]["runtime"] = False

    assert layered(lazy) == [["a"], ["b"], ["c"]]


def test_folders_that_import_one_another_are_told():
    large = graph("p/a.py -> q/a.py", "q/b.py -> p/b.py")

    assert "no cycle; 2 folders import one another" in import_figure(large, limit=2).description
    assert "4 modules folded into 2 folders;" in dependency_matrix(large, limit=2).description


def test_boxes_do_not_touch_and_stay_on_the_canvas():
    wide = graph(*(f"top -> lib/{'x' * 20}_{number}.py" for number in range(30)))

    places, height = layout(wide, {node: node for node in wide})

    for first, second in combinations(places.values(), 2):
        assert first.y != second.y or first.x + first.width < second.x or second.x + second.width < first.x
    assert all(place.x >= 0 and place.x + place.width <= WIDTH and place.y < height for place in places.values())


def test_large_graph_is_folded_into_folders_and_says_so():
    large = graph(*(f"p{number % 5}/m{number}.py -> core/m{number}.py" for number in range(50)))

    figure = import_figure(large)

    assert "100 modules folded into 6 folders" in figure.description
    assert "core/ (50)" in figure.svg


def test_module_of_a_cycle_is_not_folded_away():
    large = graph(*(f"p/m{number}.py -> q/m{number}.py" for number in range(50)), "q/m1.py -> p/m1.py")

    figure = import_figure(large)

    assert "p/m1.py" in figure.svg
    assert "1 cycle, in red" in figure.description


def test_folding_keeps_the_weight_of_what_it_joins():
    joined, sizes = folded(graph("a/1 -> b/1", "a/2 -> b/2", "a/1 -> a/2"), 2)

    assert joined.edges["a/", "b/"]["weight"] == 2
    assert not joined.has_edge("a/", "a/")
    assert sizes == {"a/": 2, "b/": 2}


def test_too_many_packages_leave_the_busiest():
    joined, _ = folded(graph("a/1 -> b/1", "c/1 -> b/1", "d/1 -> b/2"), 2)

    assert "b/" in joined
    assert len(joined) == 2


def test_names_lose_what_all_share():
    assert short_names(["lib/a/x.py", "lib/b.py"]) == {"lib/a/x.py": "a/x.py", "lib/b.py": "b.py"}
    assert short_names(["lib/only.py"]) == {"lib/only.py": "lib/only.py"}
    assert fold_names(["top.py", "a/b.py"], 1) == {"a/b.py": "a/", "top.py": "./"}


def test_mark_of_the_matrix_names_both_ends():
    assert "lib/a.py imports lib/b.py: 1" in FIGURES["matrix"]().svg


def test_copies_within_a_file_are_no_arc():
    figure = FIGURES["arcs"]()

    assert "2 clone classes in 2 files; 1 arc: " in figure.description
    assert "1 filled dot: " in figure.description
    assert figure.svg.count("al-edge") == 1


def test_many_files_are_folded_into_their_folders_and_each_line_counts_once():
    groups = (
        clone("x", ("lib/a.py", 1, 9), ("app/c.py", 1, 9)),
        clone("y", ("lib/a.py", 3, 9), ("app/c.py", 3, 9), ("lib/b.py", 3, 9)),
    )
    modules = unnamed({path: "go()\n" * 30 for path in ("lib/a.py", "lib/b.py", "app/c.py")})

    figure = duplication_figure(groups, modules, limit=2)

    assert figure.description.startswith("2 clone classes in 3 files, folded into 2 folders; 1 arc: ")
    assert figure.table.to_dict("records") == [
        {"first": "lib/", "second": "lib/", "sloc": 14, "clone_classes": 1},
        {"first": "app/", "second": "lib/", "sloc": 9, "clone_classes": 2},
    ]


def test_definitions_are_named_by_path_and_qualified_name():
    figure = FIGURES["definitions"]()

    assert list(figure.table["first"]) == ["a.py:f", "a.py:"]
    assert ">a.py: module level<" in figure.svg


def test_of_many_definitions_those_that_share_most_are_drawn():
    groups = (*CLONES, clone("z", ("b.py", 20, 29, "h"), ("lib/c.py", 1, 10, "C.m")))

    figure = definition_figure(groups, MODULES, limit=3)

    assert "3 clone classes in 5 definitions, 3 drawn: those that share most; 1 arc: " in figure.description
    assert list(figure.table["first"]) == ["b.py:h", "a.py:"]


def test_long_label_ends_with_what_tells_it_apart():
    name = "tests/unit/test_backends.py:TestBackend.test_that_it_does_what_it_should_when_it_can"
    path, _, qualname = name.partition(":")
    groups = [clone("x", (path, 1, 9, qualname), ("b/c.py", 1, 9))]
    figure = definition_figure(groups, unnamed({path: "go()\n" * 9, "b/c.py": "go()\n" * 9}))

    labels = re.findall(r"<text[^>]*>([^<]*)</text>", figure.svg)
    assert labels == ["b/c.py: module level", "…/test_backends.py:….test_that_it_does_what_it_should_when_…"]
    assert f"<title>{name}</title>" in figure.svg


def test_files_at_one_place_share_a_dot():
    figure = FIGURES["scatter"]()

    assert len(re.findall("<circle", figure.svg)) == 2
    assert ">2–3<" in figure.svg


def test_a_folder_that_holds_nearly_all_is_unfolded():
    paths = [f"pkg/sub{number}/m{module}.py" for number in range(8) for module in range(number + 1)]

    names = fold_names([*paths, "setup.py", "doc/conf.py"], 6)

    assert len(set(names.values())) == 6
    assert {"./", "doc/", "pkg/", "pkg/sub7/", "pkg/sub6/", "pkg/sub5/"} == set(names.values())
    assert names["pkg/sub0/m0.py"] == "pkg/"


def test_folders_are_unfolded_as_deep_as_there_is_room():
    paths = ["a/x/1.py", "a/y/deep/2.py", "a/y/deep/3.py", "b/4.py"]

    assert set(fold_names(paths, 3).values()) == {"a/x/", "a/y/deep/", "b/"}
    assert set(fold_names(paths, 1).values()) == {"a/", "b/"}
