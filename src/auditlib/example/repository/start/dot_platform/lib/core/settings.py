"""Settings from the environment, with defaults that suit a developer's machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

MEMORY_LIMIT_LOCAL_MB = 80
MEMORY_LIMIT_CI_MB = 120


@dataclass(frozen=True)
class Settings:
    """What an operator may turn."""

    cache_capacity: int = 1024
    cache_ttl_seconds: float = 300.0
    memory_limit_mb: int = MEMORY_LIMIT_LOCAL_MB
    send_attempts: int = 3
    slow_response_ms: float = 100.0
    default_locale: str = "en"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings of `RELAY_*` variables; a CI machine may use more memory."""
        env = os.environ if environment is None else environment
        memory_default = MEMORY_LIMIT_CI_MB if env.get("CI") else MEMORY_LIMIT_LOCAL_MB
        return cls(
            cache_capacity=int(env.get("RELAY_CACHE_CAPACITY", cls.cache_capacity)),
            cache_ttl_seconds=float(env.get("RELAY_CACHE_TTL", cls.cache_ttl_seconds)),
            memory_limit_mb=int(env.get("RELAY_MEMORY_LIMIT_MB", memory_default)),
            send_attempts=int(env.get("RELAY_SEND_ATTEMPTS", cls.send_attempts)),
            slow_response_ms=float(env.get("RELAY_SLOW_RESPONSE_MS", cls.slow_response_ms)),
            default_locale=env.get("RELAY_LOCALE", cls.default_locale),
        )
