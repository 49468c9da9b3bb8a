"""Shapes of statements."""

from __future__ import annotations

from textwrap import dedent

import pytest

from auditlib.facts.source import read_python
from auditlib.graphs.roles.shapes import SHAPES, check_then_fill
from auditlib.graphs.spelling import spelled


def shapes(text: str) -> set[str]:
    spelling = "\n".join(one.text for one in spelled(read_python(dedent(text).encode())))
    return {name for name, pattern in SHAPES.items() if pattern.search(spelling)}


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("expiry", "if time.time() - self.at > limit: pass"),
        ("eviction", "self.items.popitem(last=False)"),
        ("hit-counting", "self.hits += 1"),
        ("persisted", "age = path.stat().st_mtime"),
        ("process-memory", "used = process.memory_info().rss"),
        ("collection", "gc.collect()"),
        ("reply-keys", "x = {'success': True, 'data': found}"),
        ("reply-made", "return JSONResponse(found)"),
        ("reply-shaped", "def format_reply(text): pass"),
        ("counting", "self.error_count += 1"),
        ("timing", "took = time.perf_counter() - start"),
        ("sampling", "self.latencies.append(took)"),
        ("statistics", "p = quantile(values, 0.95)"),
        ("alerting", "if cpu_percent > self.threshold: pass"),
        ("health", "def check_health(self): pass"),
        ("metrics-library", "REQUESTS = Counter('requests_total', 'Requests')"),
    ],
)
def test_a_shape_is_found_in_what_has_it(shape, text):
    assert shape in shapes(text)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("timing", "cutoff = datetime.now() - timedelta(days=7)"),
        ("counting", "count += 1"),
        ("statistics", "average = sum(scores)"),
        ("alerting", "if score > threshold: pass"),
        ("health", "def predict_team_health(self): pass"),
        ("persisted", "settings = json.load(stream)"),
    ],
)
def test_what_only_looks_like_it_is_none(shape, text):
    assert shape not in shapes(text)


def fills(text: str) -> list[str]:
    header, *body = spelled(read_python(dedent(text).encode()))
    return [one.text for one in check_then_fill([header, *body], {"KNOWN"})]


def test_a_function_that_looks_before_it_fills_is_told():
    assert fills("def f(key):\n if key in KNOWN: return KNOWN[key]\n KNOWN[key] = made(key)") == [
        "KNOWN [ key ] = made ( key )"
    ]


def test_a_local_name_outlives_nothing():
    assert fills("def f(key):\n found = {}\n if key in found: return\n found[key] = made(key)") == []


def test_to_make_the_one_instance_is_no_fill():
    assert fills("def f():\n global KNOWN\n if KNOWN is None: KNOWN = Known()\n return KNOWN") == []
