"""Small things that several subsystems need."""

from utils.retry import Retry
from utils.text import initials, shorten

__all__ = ["ExpiringStore", "Retry", "initials", "remember", "shorten"]
