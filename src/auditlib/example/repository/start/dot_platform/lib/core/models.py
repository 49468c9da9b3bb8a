"""The records of the service. All are immutable; a change gives a new record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.errors import InvalidTransition


class ParcelStatus(StrEnum):
    """Where a parcel stands on its way."""

    REGISTERED = "registered"
    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    AT_DEPOT = "at_depot"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    RETURNED = "returned"


class Channel(StrEnum):
    """How a recipient is told."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


FOLLOWING: dict[ParcelStatus, frozenset[ParcelStatus]] = {
    ParcelStatus.REGISTERED: frozenset({ParcelStatus.COLLECTED, ParcelStatus.RETURNED}),
    ParcelStatus.COLLECTED: frozenset({ParcelStatus.IN_TRANSIT, ParcelStatus.AT_DEPOT}),
    ParcelStatus.IN_TRANSIT: frozenset({ParcelStatus.AT_DEPOT, ParcelStatus.OUT_FOR_DELIVERY}),
    ParcelStatus.AT_DEPOT: frozenset({ParcelStatus.IN_TRANSIT, ParcelStatus.OUT_FOR_DELIVERY, ParcelStatus.RETURNED}),
    ParcelStatus.OUT_FOR_DELIVERY: frozenset({ParcelStatus.DELIVERED, ParcelStatus.AT_DEPOT}),
    ParcelStatus.DELIVERED: frozenset(),
    ParcelStatus.RETURNED: frozenset(),
}


@dataclass(frozen=True)
class Recipient:
    """Who a parcel is for, and how they may be reached."""

    id: str
    name: str
    email: str = ""
    phone: str = ""
    locale: str = "en"
    muted: frozenset[Channel] = frozenset()

    def address(self, channel: Channel) -> str:
        """The address on a channel, "" where there is none or the recipient muted it."""
        if channel in self.muted:
            return ""
        return {Channel.EMAIL: self.email, Channel.SMS: self.phone, Channel.PUSH: self.id}[channel]


@dataclass(frozen=True)
class Parcel:
    """One parcel on its way. `destination` is latitude and longitude in degrees."""

    id: str
    carrier: str
    reference: str
    recipient: Recipient
    weight_grams: int
    destination: tuple[float, float]
    status: ParcelStatus = ParcelStatus.REGISTERED

    def moved_to(self, status: ParcelStatus) -> Parcel:
        """The parcel in its new status; the same status twice is no change."""
        if status is self.status:
            return self
        if status not in FOLLOWING[self.status]:
            raise InvalidTransition(self.id, self.status.value, status.value)
        return replace(self, status=status)

    @property
    def finished(self) -> bool:
        """Nothing can follow."""
        return not FOLLOWING[self.status]


@dataclass(frozen=True, order=True)
class Scan:
    """A parcel was seen at a place; ordered by time."""

    at: float
    parcel_id: str
    status: ParcelStatus = field(compare=False)
    depot: str = field(default="", compare=False)


@dataclass(frozen=True)
class Notification:
    """One message, ready to be sent."""

    parcel_id: str
    channel: Channel
    address: str
    subject: str
    body: str
    urgent: bool = False
