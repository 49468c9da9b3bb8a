"""Labels as the printers take them."""

from __future__ import annotations

from core.models import Parcel
from utils.cache import remember
from utils.text import fold, shorten

LABEL_COLUMNS = 32
BAR_WIDTHS = "1324"


@remember(seconds=900)
def bars(reference: str) -> str:
    """The bar code of a reference: a digit per bar, its width."""
    pattern = []
    for character in reference:
        value = ord(character)
        while value:
            value, rest = divmod(value, len(BAR_WIDTHS))
            pattern.append(BAR_WIDTHS[rest])
    return "".join(pattern)


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
