"""A small synchronous event bus: subscribers are called in the order in which they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Event:
    """Something happened: its topic, the subject's id and details."""

    topic: str
    subject: str
    details: dict[str, object] = field(default_factory=dict)


Subscriber = Callable[[Event], None]


class EventBus:
    """Delivers each event to the subscribers of its topic and to those of "*"."""

    def __init__(self) -> None:
        self._subscribers: dict[str, list[Subscriber]] = defaultdict(list)

    def subscribe(self, topic: str, subscriber: Subscriber) -> Callable[[], None]:
        """Call the subscriber on each event of the topic; returns what ends the subscription."""
        self._subscribers[topic].append(subscriber)

        def unsubscribe() -> None:
            if subscriber in self._subscribers[topic]:
                self._subscribers[topic].remove(subscriber)

        return unsubscribe

    def publish(self, event: Event) -> int:
        """Deliver the event and return how many subscribers it reached."""
        targets = [*self._subscribers[event.topic], *self._subscribers["*"]]
        for subscriber in targets:
            subscriber(event)
        return len(targets)
