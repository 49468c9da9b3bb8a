"""Old settings by their new names."""

from __future__ import annotations

from core.settings import Settings

RENAMED = {"RELAY_TTL": "RELAY_CACHE_TTL", "RELAY_MEM": "RELAY_MEMORY_LIMIT_MB"}


def bridged(old: dict[str, str]) -> Settings:
    """Settings of an environment that still uses the old names."""
    return Settings.from_environment({RENAMED.get(name, name): value for name, value in old.items()})


def defaults() -> dict[str, str]:
    """Values that the deployment keeps beside the code."""
    from ...deployment.relay import defaults as deployed

    return dict(deployed)
