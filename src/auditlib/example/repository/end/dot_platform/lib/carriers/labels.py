"""Labels as the printers take them."""

from __future__ import annotations

from core.models import Parcel
from performance.cache_manager import CacheManager
from utils.text import fold, shorten

LABEL_COLUMNS = 32
BAR_WIDTHS = "1324"

_bars = CacheManager(capacity=256, default_ttl=900)


def bars(reference: str) -> str:
    """The bar code of a reference: a digit per bar, its width."""
    return _bars.get_or_compute(reference, lambda: _draw(reference))


def label(parcel: Parcel) -> str:
    """The text of a parcel's label, a line each for name, place, reference and bars."""
    latitude, longitude = parcel.destination
    lines = [
        shorten(fold(parcel.recipient.name).upper(), LABEL_COLUMNS),
        f"{latitude:.4f} {longitude:.4f}",
        parcel.reference,
        bars(parcel.reference),
    ]
    return "\n".join(lines)


def _draw(reference: str) -> str:
    pattern = []
    for character in reference:
        value = ord(character)
        while value:
            value, rest = divmod(value, len(BAR_WIDTHS))
            pattern.append(BAR_WIDTHS[rest])
    return "".join(pattern)
