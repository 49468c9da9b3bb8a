"""A whole layout below a hidden root: every statement has a status."""

from __future__ import annotations

from collections import Counter

from builders import edges, unnamed

LAYOUT = {
    ".platform/lib/core/__init__.py": "from .database import Database\n",
    ".platform/lib/core/database.py": """
        import sqlite3
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from performance.cache_manager import CacheManager
        class Database: ...
    """,
    ".platform/lib/performance/__init__.py": """
        try:
            from .response_optimizer import ResponseOptimizer
        except ImportError:
            ResponseOptimizer = None
    """,
    ".platform/lib/performance/cache_manager.py": """
        from core.database import Database
        from ..core import database
        class CacheManager: ...
    """,
    ".platform/tests/conftest.py": """
        import sys
        from pathlib import Path
        sys.path.insert(0, str(Path(__file__).parent.parent / "lib"))
    """,
    ".platform/tests/p0/test_cache.py": """
        import pytest
        from performance.cache_manager import CacheManager
        def test_cache():
            from performance.cache_manager import CacheManger
    """,
    ".platform/scripts/run.py": """
        import importlib
        from core import Database
        importlib.import_module("performance.cache_manager")
    """,
}


def test_every_statement_of_a_hidden_root_has_a_status():
    found = edges(LAYOUT)

    statuses = {(edge.path.removeprefix(".platform/"), edge.target, edge.name): edge.status.value for edge in found}
    assert len(found) == sum(len(module.facts.imports) for module in unnamed(LAYOUT))
    assert {key: status for key, status in statuses.items() if status not in {"stdlib", "external"}} == {
        ("lib/core/__init__.py", ".database", "Database"): "resolved",
        ("lib/core/database.py", "performance.cache_manager", "CacheManager"): "resolved",
        ("lib/performance/__init__.py", ".response_optimizer", "ResponseOptimizer"): "broken",
        ("lib/performance/cache_manager.py", "core.database", "Database"): "resolved",
        ("lib/performance/cache_manager.py", "..core", "database"): "escapes_root",
        ("tests/p0/test_cache.py", "performance.cache_manager", "CacheManager"): "resolved",
        ("tests/p0/test_cache.py", "performance.cache_manager", "CacheManger"): "broken",
        ("scripts/run.py", "core", "Database"): "resolved",
        ("scripts/run.py", "performance.cache_manager", ""): "dynamic",
    }
    assert Counter(statuses.values())["external"] == 1
