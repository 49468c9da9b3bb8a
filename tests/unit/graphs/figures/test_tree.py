"""The structure tree: every state has its word, faults stand open."""

from auditlib.graphs.figures.tree import UNDECLARED_SHOWN, grown, structure_tree
from auditlib.graphs.state import State
from auditlib.graphs.structure import Judgement, JudgementStatus
from auditlib.model import Declaration, EntryKind, EntryRole, Facts, FileStatus, Project, Role, SourceFile
from auditlib.params import Params


def judged(path, status, found=""):
    return Judgement(Declaration("S.md", 1, path, EntryKind.FILE, False, EntryRole.CURRENT), status, found)


def test_folder_with_a_fault_stands_open_and_another_is_folded():
    tree = grown([judged("good/a.py", JudgementStatus.MATCHED), judged("bad/b.py", JudgementStatus.MISSING)], [])

    shown = tree._repr_html_()

    assert '<details open="open"><summary>bad/' in shown
    assert "<details><summary>good/" in shown
    assert "1 found, 1 missing" in tree.caption


def test_undeclared_entry_is_named_in_its_folder():
    tree = grown([judged("lib/a.py", JudgementStatus.MATCHED)], ["lib/new.py", "tools/"])

    assert "  - `new.py` (undeclared)" in tree._repr_markdown_()
    assert "2 undeclared" in tree.caption


def test_folder_without_entries_ends_in_a_slash():
    folder = Judgement(Declaration("S.md", 1, "docs", EntryKind.DIR, False, EntryRole.CURRENT), JudgementStatus.MATCHED)

    tree = grown([folder], ["tools/"])

    assert "<li>docs/ " in tree._repr_html_()
    assert "- `tools/` (undeclared)" in tree._repr_markdown_()


def test_misplaced_entry_says_where_it_is():
    tree = grown([judged("lib/a.py", JudgementStatus.MISPLACED, "src/a.py")], [])

    assert "found at src/a.py" in tree._repr_html_()


def test_loudest_state_of_a_path_wins():
    tree = grown([judged("a.py", JudgementStatus.MISSING), judged("a.py", JudgementStatus.UNJUDGED)], [])

    assert "(missing)" in tree._repr_markdown_()


def test_very_many_undeclared_entries_are_counted_not_drawn():
    tree = grown([], [f"f{number:04}.py" for number in range(UNDECLARED_SHOWN + 3)])

    assert "3 more undeclared entries are not drawn" in tree._repr_html_()
    assert f"{UNDECLARED_SHOWN + 3} undeclared" in tree.caption


def test_no_document_is_said():
    state = State(Facts(Project("p", None, (SourceFile("a.py", Role.PRODUCT, FileStatus.READ),), ()), (), ()), Params())

    tree = structure_tree(state)

    assert "No structure document" in tree.caption
    assert repr(tree).startswith("<StructureTree: No structure")


def test_names_are_escaped():
    tree = grown([judged("<b>.py", JudgementStatus.MATCHED)], [])

    assert "<b>" not in tree._repr_html_()
