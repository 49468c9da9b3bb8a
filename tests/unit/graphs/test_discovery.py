"""What a repository says of its own audit, each with the reason."""

import pytest
from builders import unnamed

from auditlib.graphs.discovery import find_params
from auditlib.graphs.state import State
from auditlib.model import Document, Facts, FileStatus, Project, SourceFile
from auditlib.params import Params
from auditlib.params.schema import Category

CACHE = "class CacheManager:\n    def get(self): ...\n"
LAYER = {
    ".platform/lib/performance/__init__.py": "from performance.cache_manager import CacheManager\n",
    ".platform/lib/performance/cache_manager.py": CACHE,
    ".platform/lib/api/search.py": "from performance import CacheManager\n",
    ".platform/lib/utils/cache.py": CACHE,
    ".platform/tests/test_search.py": "import sys\nsys.path.insert(0, '.platform/lib')\nimport api.search\n",
}


def found(files, *, documents=(), definitions=None, revision=None):
    """What is found, by key: value and reasons."""
    modules = unnamed(files)
    listed = tuple(SourceFile(module.path, module.role, FileStatus.READ) for module in modules)
    texts = tuple(Document(path, text) for path, text in documents)
    params = Params(categories={"caching": Category(words=("cache", "caching"))})
    state = State(Facts(Project("x", revision, listed, ()), modules, texts), params)
    return {key.key: (key.value, key.reasons) for key in find_params(state, definitions or {})}


def test_hidden_root_is_scope_and_import_root():
    keys = found(LAYER)

    assert keys["scope"][0] == (".platform/lib",)
    assert keys["import_roots"][0] == (".platform/lib",)
    assert "sys.path in .platform/tests/test_search.py" in keys["import_roots"][1][0]


@pytest.mark.parametrize(
    ("files", "scope"),
    [
        ({"src/pkg/__init__.py": "", "src/pkg/a.py": "x = 1"}, ("src",)),
        ({"pkg/__init__.py": "", "pkg/a.py": "x = 1"}, ("pkg",)),
        ({"a/x.py": "x = 1", "b/y.py": "y = 1"}, ("a", "b")),
        ({"setup.py": "x = 1"}, None),
        ({"tests/test_a.py": "x = 1"}, None),
        ({}, None),
    ],
    ids=["src layout", "flat", "two folders", "top only", "tests only", "empty"],
)
def test_scope_is_the_folders_that_hold_product_code(files, scope):
    assert found(files)["scope"][0] == scope


def test_small_folder_is_left_out_and_named():
    files = {"pkg/a.py": "x = 1\n" * 100, "docs/conf.py": "x = 1\n", "setup.py": "x = 1\n"}

    value, reasons = found(files)["scope"]

    assert value == ("pkg",)
    assert reasons == ("100 SLOC of product code; left out as small: docs, the root",)


@pytest.mark.parametrize("folder", ["a[b]", "a*", "a\\x0a", "~a"])
def test_folder_that_params_cannot_name_is_left_to_discovery(folder):
    assert found({f"{folder}/x.py": "x = 1"})["scope"][0] is None


@pytest.mark.parametrize(
    ("paths", "tests"),
    [
        (["tests/test_a.py", "tests/unit/test_b.py"], ("tests",)),
        (["a/tests/test_a.py", "b/tests/test_b.py"], ("a/tests", "b/tests")),
        ([f"p{number}/tests/test_a.py" for number in range(6)], None),
        (["a.py"], None),
    ],
    ids=["one folder", "two", "six", "none"],
)
def test_tests_are_listed_where_their_folders_are_few(paths, tests):
    assert found(dict.fromkeys(paths, ""))["tests"][0] == tests


@pytest.mark.parametrize(("revision", "reason"), [("a" * 40, "looked at"), (None, "working tree")])
def test_base_is_the_revision_that_was_looked_at(revision, reason):
    value, reasons = found({}, revision=revision)["base"]

    assert value == revision
    assert reason in reasons[0]


def test_structure_document_is_the_likeliest_and_the_others_are_named():
    documents = [("docs/STRUCTURE.md", ""), ("docs/architecture/PROJECT_STRUCTURE.md", "")]

    value, reasons = found({}, documents=documents)["structure.document"]

    assert value == "docs/architecture/PROJECT_STRUCTURE.md"
    assert reasons == ("by its name; also docs/STRUCTURE.md",)


COUNTS = "387+ lines eliminated\n1,106 lines planned\n"


def test_phase_document_is_that_of_the_latest_phase_which_counts_lines():
    documents = [
        ("docs/PHASE2_STORIES.md", COUNTS * 9),
        ("docs/PHASE2.4_STORIES.md", COUNTS),
        ("docs/PHASE3_PLAN.md", "no counts"),
        ("docs/phase_overview.md", COUNTS),
        ("CHANGELOG.md", COUNTS),
    ]

    keys = found({}, documents=documents)

    assert keys["document"][0] == "docs/PHASE2.4_STORIES.md"
    assert keys["document"][1] == (
        "by its name, and it counts lines 2 times; also docs/PHASE2_STORIES.md, docs/phase_overview.md",
    )
    assert keys["phase"][0] == "2.4"


@pytest.mark.parametrize(
    "documents",
    [[], [("README.md", COUNTS)], [("docs/PHASE1.md", "12 lines")]],
    ids=["none", "other name", "one count"],
)
def test_document_that_is_none_of_a_phase_is_not_taken(documents):
    keys = found({}, documents=documents)

    assert keys["document"][0] is None
    assert keys["phase"][0] is None


def test_definitions_of_critical_tests_are_those_that_name_most_of_our_modules():
    definitions = {
        "p0.yaml": b"p0: [{test_module: .platform/tests/test_search.py}, {test_module: gone.py}]",
        "other.yaml": b"x: [{test_module: elsewhere.py}]",
    }

    assert found(LAYER, definitions=definitions)["critical_tests"] == (
        "p0.yaml",
        ("names 2 test modules, of which 1 exist",),
    )
    assert found({}, definitions=definitions)["critical_tests"][0] is None


def test_canonical_is_the_class_of_the_category_that_most_modules_import():
    value, reasons = found(LAYER)["categories.caching.canonical"]

    assert value == ".platform/lib/performance/cache_manager.py:CacheManager"
    assert reasons == ("candidate, to be confirmed: 2 modules import it, none of 1 others named so by more",)


def test_a_canonical_is_taken_from_a_file_that_the_structure_document_declares():
    drawn = "# Structure\n\n```\n./\n└── pkg/\n    └── cache_store.py\n```\n"
    files = {"pkg/__init__.py": "", "pkg/a.py": "class Cache: ...", "pkg/b.py": "from pkg.a import Cache"}

    declared = found(
        files | {"pkg/cache_store.py": "class CacheStore: ..."}, documents=[("PROJECT_STRUCTURE.md", drawn)]
    )
    lost = found(files, documents=[("PROJECT_STRUCTURE.md", drawn)])

    assert declared["categories.caching.canonical"][0] == "pkg/cache_store.py:CacheStore"
    assert lost["categories.caching.canonical"][0] is None
    assert "declares pkg/cache_store.py" in lost["categories.caching.canonical"][1][0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("class CacheManager: ...", "classes named so: 1; no other module imports any of them"),
        ("class Cached(Exception): ...", "no class of product code"),
        ("class CacheError: ...", "no class of product code"),
        ("class CacheLevel(enum.IntEnum): ...", "no class of product code"),
        ("class _Cache: ...", "no class of product code"),
        ("class cache: ...", "no class of product code"),
        ("class Outer:\n    class Cache: ...", "no class of product code"),
        ("def cache(): ...", "no class of product code"),
        ("class Cacheable: ...", "no class of product code"),
    ],
)
def test_canonical_is_left_blank_where_none_is_a_candidate(text, reason):
    value, reasons = found({"pkg/__init__.py": "", "pkg/a.py": text})["categories.caching.canonical"]

    assert value is None
    assert reasons[0].startswith(reason)


@pytest.mark.parametrize("name", ["LRUCache", "CacheV2", "HTTPCacheBackend", "Cache"])
def test_word_of_a_category_is_seen_within_a_name(name):
    files = {"pkg/__init__.py": "", "pkg/a.py": f"class {name}: ...", "pkg/b.py": f"from pkg.a import {name}"}

    assert found(files)["categories.caching.canonical"][0] == f"pkg/a.py:{name}"


def test_test_code_is_no_candidate():
    files = {"tests/test_a.py": "class Cache: ...", "a.py": "from tests.test_a import Cache"}

    assert found(files)["categories.caching.canonical"][0] is None
