"""AL201 to AL205: duplicate subsystems."""

from __future__ import annotations

from builders import unnamed

from auditlib.detectors import subsystems
from auditlib.graphs.state import State
from auditlib.model import Facts, FileStatus, Finding, Project, Role, Severity, SourceFile
from auditlib.params import load_params

CACHE = '''\
class {name}Cache:
    """A cache."""

    def __init__(self):
        self._cache = {{}}
        self.hits = 0

    def get_cached(self, key):
        if key in self._cache:
            self.hits += 1
        return self._cache.get(key)

    def cache_{name}(self, key, text):
        if len(self._cache) >= self.max_size:
            self._cache.popitem()
        self._cache[key] = text
'''


def state(files: dict[str, str], *overrides: str) -> State:
    params = load_params(None, overrides)
    listed = tuple(SourceFile(path, Role.PRODUCT, FileStatus.READ) for path in sorted(files))
    return State(Facts(Project("p", None, listed, ()), unnamed(files), ()), params)


def findings(files: dict[str, str], *overrides: str, rule: str) -> list[Finding]:
    return [one for one in subsystems.detect(state(files, *overrides)) if one.rule == rule]


TWO = {"a/text_cache.py": CACHE.format(name="Text"), "b/page_cache.py": CACHE.format(name="Page")}


def test_the_second_implementation_is_reported_with_what_decided_and_what_stays():
    (finding,) = findings(TWO, rule="AL201")

    assert (finding.path, finding.severity) == ("b/page_cache.py", Severity.WARNING)
    assert finding.message.startswith("PageCache does caching (score 0.9")
    assert finding.message.endswith("a/text_cache.py:TextCache is proposed to stay")


def test_one_implementation_is_no_duplicate():
    assert findings({"a/text_cache.py": TWO["a/text_cache.py"]}, rule="AL201") == []


def test_the_canonical_that_params_declare_stays():
    (finding,) = findings(TWO, "categories.caching.canonical=b/page_cache.py:PageCache", rule="AL201")

    assert finding.path == "a/text_cache.py"
    assert finding.message.endswith("b/page_cache.py:PageCache is declared to stay")


def test_a_declared_canonical_that_is_not_there_is_an_error():
    (finding,) = findings(TWO, "categories.caching.canonical=c.py:Cache", rule="AL202")

    assert (finding.path, finding.severity) == ("c.py", Severity.ERROR)
    assert finding.message == "the canonical of caching is not there: c.py defines no Cache"


def test_classes_of_one_name_are_reported():
    text = "class Reader:\n    def read(self):\n        x = 1\n        y = 2\n        return x + y\n"
    (finding,) = findings({"a.py": text, "b.py": text}, rule="AL203")

    assert finding.message == "Reader stands again at b.py:Reader:1; a.py:Reader is proposed to stay"


def test_classes_with_one_interface_are_reported():
    methods = "\n".join(f"    def {name}(self):\n        return 1" for name in ("get", "put", "drop", "size"))
    (finding,) = findings({"a.py": f"class Disk:\n{methods}", "b.py": f"class File:\n{methods}"}, rule="AL204")

    assert finding.path == "a.py"


def test_a_category_of_the_users_own_that_matches_nothing_says_so():
    (finding,) = findings({"a.py": "x = 1"}, "categories.retry.words=[backoff]", rule="AL205")

    assert finding.message == "VACUOUS: nothing in product code has to do with retry"


def test_a_built_in_category_may_match_nothing():
    assert findings({"a.py": "x = 1"}, rule="AL205") == []
