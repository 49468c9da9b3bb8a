"""Shapes of state and behaviour: what code of one job looks like whatever its names are, as patterns of its statements.

They are matched against the statements of a file as `spelling` gives them, one a line. Categories name the shapes that
count for them, so a category of a user's own can have some too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from auditlib.graphs.spelling import Statement

CHECK_THEN_FILL = "check-then-fill"
"""A function looks into state that outlives it, and fills it with what it has computed where there is nothing."""

_PATTERNS: dict[str, tuple[str, ...]] = {
    "expiry": (
        r"(?:ttl|expir|max_age|stale).* (?:[<>]=?|\+|-) ",
        r" [<>]=? .*(?:ttl|expir|max_age|stale)",
        r"(?:time \. (?:time|monotonic) \( \)|now \( [^()\n]*\)) - .* [<>]",
        r"\. (?:setex|expire) \(",
    ),
    "eviction": (
        r"\. (?:popitem|move_to_end) \(",
        r"\bdel (?:self \. )?\w*cache\w* \[",
        r"evict",
        r"\b(?:lru|lfu)\b|_(?:lru|lfu)\b",
        r"len \( (?:self \. )?\w+ \) >=? (?:self \. )?\w*(?:max|limit|size|capacity)",
    ),
    "hit-counting": (r"(?:hits?|misses|miss_count)\b(?: \[ [^]\n]*\])* \+= ", r"hit_rat(?:e|io)"),
    "hashed-key": (r"hashlib \. \w+ \(", r"cache_key\b", r"\bmake_key\b"),
    "invalidation": (r"^(?:async )?def \w*(?:invalidat|evict|purge|flush|clear_cache|clear_expired|cleanup_expired)",),
    "persisted": (
        r"\bst_mtime\b|getmtime \(|last_modified|\betag\b",
        r"pickle \. (?:dump|load)s? \(|cache.*json \. (?:dump|load)s? \(|json \. (?:dump|load)s? \(.*cache",
    ),
    "process-memory": (
        r"\. memory_(?:info|full_info|percent|allocated|reserved|stats) \(",
        r"(?:getrusage|virtual_memory|mem_get_info|max_memory_allocated) \(",
        r"\bru_maxrss\b|\. rss\b",
    ),
    "collection": (
        r"\bgc \. (?:collect|freeze|disable|enable|get_objects|set_threshold) \(",
        r"empty_cache \(|malloc_trim|tracemalloc \. \w+ \(|getsizeof \(|\bobjgraph\b",
    ),
    "memory-limit": (
        r"(?:memory|vram|heap|rss)\w*(?: \. \w+)* [<>]=? ",
        r" [<>]=? (?:self \. )?\w*(?:memory|vram|heap|rss)",
    ),
    "pooling": (
        r"^(?:async )?def (?:acquire|release|checkout|checkin|borrow|give_back|get_buffer|\w*_pool|offload|unload)",
    ),
    "reply-fields": (
        r"^(?:success|error|errors|message|status|status_code|data|content|result|metadata|confidence|timestamp|payload"
        r"|processing_time\w*|response_time\w*|error_message|headers|body) : ",
    ),
    "reply-keys": (
        r"\"(?:success|status|error)\" : .*\"(?:data|message|error|result|timestamp|status|code|details)\" :",
    ),
    "reply-made": (r"(?:Response|Reply|\bjsonify|make_response|response_class|render_template|send_file) \(",),
    "reply-shaped": (
        r"^(?:async )?def \w*(?:format|build|create|make|wrap|generate|enhance|send|render|normalize|fallback)\w*_"
        r"(?:response|reply|result|error|answer|output)",
    ),
    "counting": (
        r"^(?:self|cls) \. \w*(?:metric|stat|count|total|request|error|call|fail|success)\w*(?: \. \w+)*"
        r"(?: \[ [^]\n]*\])* \+= ",
        r"^\w*(?:metric|stats|statistics)\w*(?: \. \w+)*(?: \[ [^]\n]*\])* \+= ",
    ),
    "timing": (
        r"(?:perf_counter|monotonic|time|process_time|utcnow|now)(?:_ns)? \( [^()\n]*\) - (?:\w+ \. )*"
        r"\w*(?:start|begin|began|before|since|tic\b|then\b|t0|t1|\bt\b|now|time(?!delta))",
        r"^\w*(?:elapsed|duration|latency|response_time|processing_time|execution_time)\w* = .* - ",
    ),
    "sampling": (
        r"(?:self|cls) \. (?:\w+ \. )?\w*(?:metric|sample|history|times|duration|latenc|measurement|stats)\w* "
        r"(?:\[ [^]\n]*\] )?\. append \(",
        r"deque \( maxlen",
    ),
    "statistics": (
        r"\b(?:percentile|quantile|p50|p90|p95|p99)",
        r"\b(?:avg|average|mean|median|min|max|total)_\w*(?:time|latency|duration|_ms|rate|load|cpu|memory)",
        r"(?:mean|median|sum|max) \( .*(?:time|latenc|duration|sample|elapsed)\w* .*\)",
    ),
    "alerting": (
        r"alert.* [<>]=? | [<>]=? .*alert",
        r"(?:cpu|memory|disk|latency|time|rate|load|usage)\w* [<>]=? .*threshold",
        r"^(?:async )?def \w*alert",
    ),
    "health": (
        r"^(?:async )?def (?:\w*(?:health_?check|healthz|healthy)|(?:check|get|run|\w*system|service)_*health\w*)\b",
        r"\"(?:healthy|degraded|unhealthy)\"",
        r"(?:cpu_percent|disk_usage|net_io_counters) \(",
    ),
    "metrics-library": (
        r"\b(?:prometheus_client|statsd|opentelemetry)\b",
        r"\b(?:Gauge|Histogram|Counter|Summary) \( \"",
    ),
}
SHAPES = {name: re.compile("|".join(patterns), re.MULTILINE) for name, patterns in _PATTERNS.items()}
"""Each shape by its name, as categories name it."""

ALL_SHAPES = frozenset({*SHAPES, CHECK_THEN_FILL})

STRONG = frozenset(
    {
        CHECK_THEN_FILL,
        "timing",
        "reply-keys",
        "process-memory",
        "collection",
        "metrics-library",
        "hit-counting",
        "sampling",
    }
)
"""Shapes that make a function worth judging alone, whatever else it does."""


def check_then_fill(body: Sequence[Statement], outer: Collection[str]) -> Iterator[Statement]:
    """The statements of a function that fill what it has looked into: `self.x`, `cls.x`, or one of the outer names.

    To make the one instance of a class where there is none yet is no such fill.
    """
    if not any(_could_fill(one.text, outer) for one in body):
        return
    looked: set[str] = set()
    for one in body:
        for pattern in _LOOKED:
            looked.update(pattern.findall(one.text))
        found = _FILLED.match(one.text)
        if found and found[1] in looked and (" . " in found[1] or found[1] in outer) and _is_result(found):
            yield one


_NAME = r"((?:(?:self|cls) \. )?\w+)"
_LOOKED = (
    re.compile(rf"\bin {_NAME} (?=:|and|or|\))"),
    re.compile(rf"{_NAME} is (?:not )?None\b"),
    re.compile(rf"\bif not {_NAME} :"),
    re.compile(rf"\bif {_NAME} :"),
    re.compile(rf"{_NAME} \. get \("),
    re.compile(rf"return {_NAME} \["),
)
_FILLED = re.compile(rf"{_NAME} (\[ .* \] = |= |\. (?:setdefault|append|extend|update|add) \( )(?:await )?(.*)")
_SINGLE = re.compile(r"(?:\w+ \. )*_?[A-Z]\w* \(|None|True|False|\[ \]|\{ \}|0|\"\"|dict \( \)|set \( \)")


def _could_fill(text: str, outer: Collection[str]) -> bool:
    return (text.startswith(("self .", "cls .")) or text.partition(" ")[0] in outer) and bool(_FILLED.match(text))


def _is_result(found: re.Match[str]) -> bool:
    return found[2].startswith("[") or not _SINGLE.match(found[3])
