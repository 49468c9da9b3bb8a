"""Tells recipients what happens to their parcels."""

from .channels import Sender
from .dispatcher import Dispatcher
from .preferences import Preferences

__all__ = ["Dispatcher", "Preferences", "Sender"]
