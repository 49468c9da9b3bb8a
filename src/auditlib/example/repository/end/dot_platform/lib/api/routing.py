"""Finds the handler for a path."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from api.answers import ApiResponse
from api.handlers import Handlers

Handler = Callable[..., Any]


class Routes:
    """Patterns in the order in which they are tried."""

    def __init__(self, handlers: Handlers) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self.add("GET", "/parcels/{parcel_id}", handlers.parcel)
        self.add("GET", "/parcels/{parcel_id}/timeline", handlers.timeline)
        self.add("GET", "/quotes/{carrier}/{grams}/{kilometres}", handlers.price)
        self.add("POST", "/refresh", handlers.refresh)

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Route a method and a path; a name in braces matches one segment and is passed by that name."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(f"^{pattern}$"), handler))

    def handle(self, method: str, path: str) -> Any:
        """What the handler answers: 405 for a known path with another method, 404 for an unknown one."""
        allowed = []
        for known_method, pattern, handler in self._routes:
            match = pattern.match(path)
            if match and known_method == method:
                return handler(**match.groupdict())
            if match:
                allowed.append(known_method)
        if allowed:
            return ApiResponse(False, None, "method not allowed", 405, headers={"Allow": ", ".join(allowed)})
        return ApiResponse(False, None, "not found", 404)
