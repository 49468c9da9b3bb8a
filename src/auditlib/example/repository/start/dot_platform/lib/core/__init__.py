"""What every part of Relay speaks about: parcels, recipients, events, settings."""

from core.errors import RelayError, UnknownCarrier, UnknownParcel
from core.events import Event, EventBus
from core.models import Channel, Notification, Parcel, ParcelStatus, Recipient, Scan
from core.settings import Settings

__all__ = [
    "Channel",
    "Event",
    "EventBus",
    "Notification",
    "Parcel",
    "ParcelStatus",
    "Recipient",
    "RelayError",
    "Scan",
    "Settings",
    "UnknownCarrier",
    "UnknownParcel",
]
