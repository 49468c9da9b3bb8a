"""`auditlib init`: a drafted file loads as it stands, for any repository, and never replaces another."""

from pathlib import Path

import pytest
import repositories
from builders import unnamed
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib import example
from auditlib.drafting import Draft, draft_params, write_draft
from auditlib.errors import ParamsError
from auditlib.graphs.discovery import Found
from auditlib.graphs.state import State
from auditlib.loading import decode_facts, read_project
from auditlib.model import Document, Facts, Project
from auditlib.params import load_params
from auditlib.sources.cache import FactCache
from auditlib.sources.opening import open_source

CHECKOUT = Path(__file__).parents[2]
SERVICE = {
    ".platform/lib/performance/cache_manager.py": "class CacheManager: ...\n",
    ".platform/lib/api/search.py": "from performance.cache_manager import CacheManager\n",
    ".platform/tests/test_search.py": "import sys\nsys.path.insert(0, '.platform/lib')\nimport api.search\n",
    ".platform/tests/p0.yaml": "p0:\n  - {name: Search, test_module: .platform/tests/test_search.py}\n",
    ".platform/config.yaml": "test_module: !!python/none\n",
    "docs/PROJECT_STRUCTURE.md": "# Structure\n",
    "docs/PHASE2.4_STORIES.md": "387+ lines gone, of 1,106 lines\n",
}
# What a path of a repository may hold, and a line of YAML may trip over.
NAMES = st.text(st.sampled_from("ab1_.-~ #:'\"{}[]&*!|>%@`,?é\u202e"), min_size=1, max_size=6).filter(
    lambda name: name not in (".", "..")
)


def draft(repository, folder, at=None):
    """The draft of one state, to be kept in `folder`."""
    source = open_source(repository, at)
    facts = decode_facts(read_project(source, FactCache(None), jobs=1))
    return draft_params(State(facts, load_params()), source, repository=repository, folder=folder)


def loaded(drafted, folder):
    """The params of the draft, kept in `folder`."""
    write_draft(drafted, folder / "drafted.yaml", force=True)
    return load_params(folder / "drafted.yaml")


def test_draft_of_a_working_tree_loads_with_what_was_found(tmp_path):
    service = repositories.write(tmp_path / "service", SERVICE)

    found = loaded(draft(service, tmp_path / "params"), tmp_path / "params")

    assert Path(found.repository) == service.resolve()
    assert found.base is None
    assert found.phase == "2.4"
    assert found.scope == (".platform/lib",)
    assert found.tests == (".platform/tests",)
    assert found.structure.document == "docs/PROJECT_STRUCTURE.md"
    assert found.document == "docs/PHASE2.4_STORIES.md"
    assert found.critical_tests == ".platform/tests/p0.yaml"
    assert found.categories["caching"].canonical == ".platform/lib/performance/cache_manager.py:CacheManager"
    assert found.categories["memory"].canonical is None


def test_draft_of_a_revision_names_it_and_reads_nothing_newer(tmp_path):
    service = tmp_path / "service"
    commit = repositories.commit(service, SERVICE)
    repositories.commit(service, {"later/module.py": "x = 1\n" * 50})

    found = loaded(draft(service, tmp_path, at=commit), tmp_path)

    assert found.base == commit
    assert found.scope == (".platform/lib",)
    assert found.critical_tests == ".platform/tests/p0.yaml"


def test_draft_of_an_empty_folder_is_all_blank_and_loads(tmp_path):
    (tmp_path / "empty").mkdir()

    drafted = draft(tmp_path / "empty", tmp_path)

    assert loaded(drafted, tmp_path).scope == ()
    assert [found.key for found in drafted.keys if found.value] == ["repository"]
    assert drafted.text.count("# left blank: ") == len(drafted.keys) - 1


def test_drafts_of_real_repositories_load(tmp_path):
    for repository in (example.build(tmp_path / "demo"), CHECKOUT):
        found = loaded(draft(repository, tmp_path), tmp_path)

        assert Path(found.repository) == repository.resolve()
        assert found.scope
        assert found.import_roots


def test_same_state_gives_the_same_bytes(tmp_path):
    service = repositories.write(tmp_path / "service", SERVICE)

    assert draft(service, tmp_path) == draft(service, tmp_path)


@given(names=st.dictionaries(st.tuples(NAMES, NAMES), st.sampled_from([".py", "_STORIES phase.md", "structure.md"])))
@settings(deadline=None)
def test_draft_loads_whatever_the_paths_are(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("odd")
    paths = [f"{first}/{second}{suffix}" for (first, second), suffix in names.items()]
    modules = unnamed({path: "class Cache: ..." for path in paths if path.endswith(".py")})
    documents = tuple(Document(path, "3 lines, 4 lines") for path in paths if path.endswith(".md"))
    state = State(Facts(Project("odd", None, (), ()), modules, documents), load_params())

    found = loaded(draft_params(state, open_source(folder), repository=folder, folder=folder), folder)

    assert Path(found.repository) == folder.resolve()


@pytest.mark.parametrize(
    "value", ["null", "True", "1.5", ".nan", ".inf", "7e3", "-x", "a: b", "a #b", "", "é", "\u2028", "\x7f"]
)
@pytest.mark.parametrize("as_list", [False, True], ids=["value", "list"])
def test_any_text_is_written_so_that_it_reads_back(tmp_path, monkeypatch, value, as_list):
    key = Found("scope", (value,), ("a\nb",)) if as_list else Found("title", value, ("x" * 200,))
    monkeypatch.setattr("auditlib.drafting.find_params", lambda *_: (key,))
    (tmp_path / "empty").mkdir()

    drafted = draft(tmp_path / "empty", tmp_path)

    if as_list and value in ("", "\x7f", "a: b"):
        with pytest.raises(ParamsError, match="expected a path inside the repository"):
            loaded(drafted, tmp_path)
    else:
        found = loaded(drafted, tmp_path)
        assert (found.scope if as_list else found.title) == ((value,) if as_list else value)


def test_summary_tells_each_key_and_what_was_left_blank():
    keys = (Found("scope", ("a", "b"), ("1 SLOC", "2 SLOC")), Found("base", None, ("working tree",)))

    lines = Draft("", keys).summary.splitlines()

    assert [" ".join(line.split()) for line in lines] == ["scope a, b: 1 SLOC; 2 SLOC", "base (blank): working tree"]


def test_existing_file_is_never_replaced_unless_forced(tmp_path):
    drafted = Draft("scope: [lib]\n", ())
    (tmp_path / "a.yaml").write_text("mine")

    with pytest.raises(ParamsError, match="exists already: give another name, or --force"):
        write_draft(drafted, tmp_path / "a.yaml")
    assert (tmp_path / "a.yaml").read_text() == "mine"

    write_draft(drafted, tmp_path / "a.yaml", force=True)
    assert (tmp_path / "a.yaml").read_text() == "scope: [lib]\n"


def test_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ParamsError, match="cannot be written"):
        write_draft(Draft("", ()), tmp_path / "file" / "a.yaml")
