"""Small things that several subsystems need."""

from utils.cache import ExpiringStore, remember
from utils.memory import FootprintGuard
from utils.retry import Retry
from utils.text import initials, shorten

__all__ = ["ExpiringStore", "FootprintGuard", "Retry", "initials", "remember", "shorten"]
