"""Tells recipients what happens to their parcels."""

from .channels import ChannelResponse, Sender
from .dispatcher import Dispatcher
from .preferences import Preferences

__all__ = ["ChannelResponse", "Dispatcher", "Preferences", "Sender"]
