"""The screens in a depot's hall: which gate is shown on which of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Monitor:
    """One screen: where it hangs, its width in characters, and the gates it shows."""

    id: str
    hall: str
    columns: int = 40
    gates: tuple[str, ...] = ()

    def showing(self, gate: str) -> Monitor:
        """The same screen with one gate more."""
        return self if gate in self.gates else replace(self, gates=(*self.gates, gate))

    def lines(self, parcels_at: dict[str, int]) -> list[str]:
        """What the screen reads: a line per gate."""
        return [f"{gate:<{self.columns - 6}}{parcels_at.get(gate, 0):>6}" for gate in self.gates]


class MonitorWall:
    """All screens of one depot."""

    def __init__(self, depot: str) -> None:
        self.depot = depot
        self._monitors: dict[str, Monitor] = {}

    def mount(self, monitor: Monitor) -> None:
        """Hang a screen. Raises ValueError where its place is taken."""
        if monitor.id in self._monitors:
            raise ValueError(f"{monitor.id} hangs in {self._monitors[monitor.id].hall} already")
        self._monitors[monitor.id] = monitor

    def assign(self, gate: str, monitor_id: str) -> None:
        """Show a gate on a screen."""
        self._monitors[monitor_id] = self._monitors[monitor_id].showing(gate)

    def in_hall(self, hall: str) -> list[Monitor]:
        """The screens of one hall, by id."""
        return sorted((monitor for monitor in self if monitor.hall == hall), key=lambda monitor: monitor.id)

    def __iter__(self) -> Iterator[Monitor]:
        return iter(self._monitors.values())
