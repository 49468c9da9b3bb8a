"""Detectors and renderers, ours and a stranger's: found by entry point, with the same rights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from auditlib.errors import PluginError

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.model import Finding, Rule, Run


class Detector(Protocol):
    """A module with rules, and a function that yields their findings in one state."""

    RULES: tuple[Rule, ...]

    def detect(self, state: State) -> Iterator[Finding]:
        """Yield a finding for each place that breaks a rule."""
        ...


class Renderer(Protocol):
    """A module that writes a run as text. It neither prints, nor reads files, nor picks exit codes."""

    SUFFIX: str

    def render(self, run: Run) -> str:
        """The run as text, ending in a newline."""
        ...


@cache
def detectors() -> Mapping[str, Detector]:
    """Every installed detector by its name, sorted.

    Raises: PluginError where one cannot be imported, or has no RULES or detect.
    """
    return {point.name: cast("Detector", _load(point, ("RULES", "detect"))) for point in _points("auditlib.detectors")}


@cache
def renderers() -> Mapping[str, Renderer]:
    """Every installed renderer by the name of its format, sorted.

    Raises: PluginError where one cannot be imported, or has no SUFFIX or render.
    """
    return {point.name: cast("Renderer", _load(point, ("SUFFIX", "render"))) for point in _points("auditlib.renderers")}


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule of every detector by its id, sorted.

    Raises: PluginError where two detectors claim one id.
    """
    found: dict[str, Rule] = {}
    for name, detector in detectors().items():
        for rule in detector.RULES:
            if rule.id in found:
                raise PluginError(f"detector {name!r} declares rule {rule.id}, which another detector has; rename it")
            found[rule.id] = rule
    return dict(sorted(found.items()))


def plugin_digest() -> str:
    """Changes whenever another detector is installed or one that is not ours changes; none is imported for it."""
    digest = hashlib.sha256()
    for point in _points("auditlib.detectors"):
        if point.module.partition(".")[0] != "auditlib":
            version = point.dist.version if point.dist else ""
            digest.update(f"{point.name}={point.value} {version}\0".encode() + _source(point.module))
    return digest.hexdigest()[:16]


def _source(module: str) -> bytes:
    """The file of a module, as it lies on disk; empty where it has none that can be read."""
    try:
        spec = find_spec(module)
        return Path(spec.origin).read_bytes() if spec and spec.origin else b""
    except (ImportError, OSError, ValueError):
        return b""


def _points(group: str) -> list[EntryPoint]:
    return sorted(entry_points(group=group), key=lambda point: point.name)


def _load(point: EntryPoint, needed: tuple[str, ...]) -> object:
    try:
        plugin = point.load()
    except (ImportError, AttributeError) as error:
        raise PluginError(f"{point.group} {point.name!r} ({point.value}) cannot be loaded: {error}") from error
    missing = [name for name in needed if not hasattr(plugin, name)]
    if missing:
        raise PluginError(f"{point.group} {point.name!r} ({point.value}) has no {' and no '.join(missing)}")
    return cast("object", plugin)
