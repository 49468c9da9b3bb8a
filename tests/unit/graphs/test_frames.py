"""Frames: columns, order and units, with records and without."""

from math import isnan
from types import MappingProxyType

import networkx as nx
import pytest
from builders import project

from auditlib.graphs import frames
from auditlib.graphs.clones import Clones
from auditlib.graphs.duplication import Redundancy, SharedCode
from auditlib.graphs.state import State
from auditlib.model import (
    CloneGroup,
    CloneType,
    Coupling,
    Declaration,
    EntryKind,
    EntryRole,
    Facts,
    FileStatus,
    Finding,
    Fragment,
    Hotspot,
    ImportContext,
    ImportEdge,
    ImportStatus,
    Measurement,
    Project,
    Role,
    Run,
    Severity,
    SourceFile,
)
from auditlib.params import Params

OF_STATE = (
    frames.account_frame, frames.change_coupling_frame, frames.clone_fragment_frame, frames.clone_frame,
    frames.coupling_frame, frames.cycle_frame, frames.declaration_frame, frames.definition_frame,
    frames.diagnostic_frame, frames.file_frame, frames.hotspot_frame, frames.import_frame, frames.module_frame,
    frames.silenced_frame, frames.status_frame,
)  # fmt: skip
OF_RUN = (frames.finding_frame, frames.measurement_frame, frames.rule_frame)


def state(files=(), **parts):
    """A state with these parts already known; the others are empty."""
    empty = {"modules": (), "edges": (), "graph": nx.DiGraph(), "clones": (), "declarations": ()}
    made = State(Facts(Project("p", None, tuple(files), ()), (), ()), Params())
    vars(made).update({**empty, "hotspots": (), "couplings": (), **parts})
    return made


def run(**parts):
    return Run("0", Project("p", None, (), ()), (), {}, **parts)


def finding(rule, path="a.py", line=1, accepted=""):
    return Finding(rule, Severity.ERROR, path, line, "subject", "message", accepted)


def group(name, *fragments, kind=CloneType.TYPE_1):
    return CloneGroup(name, kind, 1.0, tuple(fragments))


@pytest.mark.parametrize("frame", OF_STATE, ids=lambda frame: frame.__name__)
def test_empty_state_gives_the_same_columns_and_types(frame):
    made = frame(state())

    assert len(made.columns) > 1
    assert "object" not in {str(dtype) for dtype in made.dtypes}


@pytest.mark.parametrize("frame", OF_RUN, ids=lambda frame: frame.__name__)
def test_empty_run_gives_columns_without_rows(frame):
    made = frame(run())

    assert len(made.columns) > 1
    assert made.empty


def test_files_are_counted_by_role_and_add_up():
    files = [
        SourceFile("a.py", Role.PRODUCT, FileStatus.READ),
        SourceFile("b.py", Role.PRODUCT, FileStatus.FAILED, "does not parse"),
        SourceFile("c.txt", Role.OTHER, FileStatus.SKIPPED, "not Python"),
    ]

    counts = frames.account_frame(state(files)).set_index("role")

    assert list(counts.loc["product"]) == [2, 1, 0, 1]
    assert (counts["found"] == counts[["read", "skipped", "failed"]].sum(axis=1)).all()


def test_metric_that_is_not_defined_is_missing_not_zero():
    graph = nx.DiGraph()
    graph.add_node("a.py", **dict.fromkeys(frames.MODULE, 0) | {"name": "a", "role": "product", "instability": None})

    (instability,) = frames.module_frame(state(graph=graph))["instability"]

    assert isnan(instability)


def test_clone_class_says_what_it_repeats_and_what_merging_it_saves():
    large = group("l", Fragment("a.py", 40, 60, sloc=18), Fragment("a.py", 9, 30, "load", sloc=20))
    small = group("s", Fragment("a.py", 1, 5, sloc=5), Fragment("b.py", 1, 5, sloc=5))

    made = frames.clone_frame(state(redundancy=(Redundancy(large, 18, 17), Redundancy(small, 4, 3))))

    assert list(made["id"]) == ["l", "s"]
    assert list(made["repeated"]) == [18, 5]
    assert list(made["saving"]) == [17, 3]
    assert list(made["files"]) == [1, 2]
    assert list(made["first"]) == ["a.py:9–30", "a.py:1–5"]
    assert list(made["definition"]) == ["load", ""]


def test_clone_classes_are_those_of_the_state_with_their_saving():
    text = "def f(x):\n    y = g(x)\n    z = h(y)\n    return z + y\n"
    parts = (Fragment("a.py", 1, 4, "f", 20, 4), Fragment("b.py", 1, 4, "f", 20, 4))
    made = state(clones=(group("c", *parts),), audited=project({"a.py": text, "b.py": text}))

    assert list(frames.clone_frame(made)["saving"]) == [3]


def test_silenced_repeats_stand_by_rule_with_what_it_silences():
    made = state(_clones=Clones((), {"vendored": 2, "imports": 5, "tables": 0}))

    rows = frames.silenced_frame(made)

    assert list(rows["rule"]) == ["imports", "tables", "vendored"]
    assert list(rows["count"]) == [5, 0, 2]
    assert rows["silences"].str.len().min() > 0


def test_pairs_that_share_most_stand_first():
    made = frames.pair_frame([SharedCode("a", "b", 3, ("k", "l")), SharedCode("b", "c", 9, ("k",))])

    assert list(made["sloc"]) == [9, 3]
    assert list(made["clone_classes"]) == [1, 2]


def test_fragments_are_ordered_by_class_and_place():
    clones = (group("a", Fragment("q.py", 1, 2)), group("b", Fragment("z.py", 1, 2), Fragment("a.py", 3, 4)))

    made = frames.clone_fragment_frame(state(redundancy=[Redundancy(one, 0, 0) for one in clones]))

    assert list(zip(made["id"], made["path"], strict=True)) == [("a", "q.py"), ("b", "a.py"), ("b", "z.py")]
    assert set(made["type"]) == {"Type-1"}


def test_imports_have_a_status_each_and_are_counted_by_it():
    edges = (
        ImportEdge("b.py", 2, "a", "x", "a.py", ImportStatus.RESOLVED, ImportContext.TOP),
        ImportEdge("a.py", 1, "gone", "", None, ImportStatus.BROKEN, ImportContext.TRY, "no such module"),
    )

    rows = frames.import_frame(state(edges=edges))
    counts = frames.status_frame(state(edges=edges)).set_index("status")

    assert list(rows["path"]) == ["a.py", "b.py"]
    assert list(rows["imported"]) == ["", "a.py"]
    assert counts.loc["broken", "try"] == 1
    assert counts["names"].sum() == 2


def test_cycle_names_its_members_and_a_way_round():
    graph = nx.DiGraph()
    for pair in (("a", "b"), ("b", "a"), ("b", "c")):
        graph.add_edge(*pair, weight=1, lines=[1], kind="runtime", runtime=True)

    (row,) = frames.cycle_frame(state(graph=graph)).itertuples(index=False)

    assert row.members == "a b"
    assert row.shortest == "a → b"


def test_declaration_says_what_stands_there():
    entries = tuple(
        Declaration("S.md", line, path, EntryKind.FILE, False, EntryRole.CURRENT)
        for line, path in ((1, "a.py"), (2, "b.py"))
    )
    files = [SourceFile("a.py", Role.PRODUCT, FileStatus.READ)]

    made = frames.declaration_frame(state(files, declarations=entries))

    assert list(made["status"]) == ["matched", "missing"]


def test_definitions_are_ordered_by_place():
    modules = project({"b.py": "def g(x): pass", "a.py": "class C:\n    def f(self): pass"})

    made = frames.definition_frame(state(modules=modules))

    assert list(made["qualname"]) == ["C", "C.f", "g"]
    assert list(made["line"]) == [1, 2, 1]


def test_hotspots_and_couplings_stand_worst_first():
    spots = (Hotspot("calm.py", 1, 1, 0.1), Hotspot("hot.py", 9, 9, 0.9))
    pairs = (Coupling("a", "b", 1, 4), Coupling("c", "d", 3, 4))

    made = state(hotspots=spots, couplings=pairs)

    assert list(frames.hotspot_frame(made)["path"]) == ["hot.py", "calm.py"]
    assert list(frames.change_coupling_frame(made)["degree"]) == [0.75, 0.25]


def test_findings_are_chosen_by_the_beginning_of_their_rule():
    made = run(findings=(finding("AL301", "z.py"), finding("AL101"), finding("AL301", "a.py", accepted="known")))

    assert list(frames.finding_frame(made, "AL3")["path"]) == ["a.py", "z.py"]
    assert list(frames.rule_frame(made)["new"]) == [1, 1]
    assert list(frames.rule_frame(made)["accepted"]) == [0, 1]


def test_errors_stand_before_warnings():
    warned = Finding("AL101", Severity.WARNING, "a.py", 1, "s", "m")

    made = frames.finding_frame(run(findings=(warned, finding("AL301"))))

    assert list(made["severity"]) == ["error", "warning"]


def test_fragments_stand_in_the_order_of_their_classes():
    small = group("a", Fragment("a.py", 1, 2, sloc=3), Fragment("b.py", 1, 2, sloc=3))
    large = group("b", Fragment("z.py", 1, 9, sloc=9), Fragment("q.py", 1, 9, sloc=9))

    made = state(redundancy=(Redundancy(large, 9, 8), Redundancy(small, 3, 2)))

    assert list(frames.clone_frame(made)["id"]) == ["b", "a"]
    assert list(frames.clone_fragment_frame(made)["path"]) == ["q.py", "z.py", "a.py", "b.py"]


def test_measurement_over_nothing_is_missing():
    made = frames.measurement_frame(
        run(measurements=(Measurement("b", "B", None, "x", 0, 0), Measurement("a", "A", 1, "y")))
    )

    assert list(made["id"]) == ["a", "b"]
    assert made["value"].isna().tolist() == [False, True]


def test_units_go_with_the_frame():
    units = MappingProxyType(frames.clone_frame(state()).attrs["units"])

    assert units["sloc"] == "lines"
    assert "files" not in units
