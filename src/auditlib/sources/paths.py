"""Names of files as text that can be shown, stored and turned back into the bytes on disk.

A name on disk is any run of bytes. Shown, it is its UTF-8 text; bytes that are no UTF-8, characters that do not
print, and the backslash are written `\\xNN`, one for each byte. So equal texts are equal names, everywhere.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\x([0-9a-f]{2})")


def shown_path(raw: bytes) -> str:
    r"""The printable text of a path on disk or in git; the inverse of `raw_path`.

    Example:
        >>> print(shown_path(b"a/caf\xc3\xa9.py"), shown_path(b"\xff\n.py"))
        a/café.py \xff\x0a.py
    """
    text = raw.decode("utf-8", "surrogateescape")
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(_shown(character) for character in text)


def raw_path(shown: str) -> bytes:
    r"""The bytes on disk of a shown path.

    Example:
        >>> raw_path(r"\xff\x0a.py")
        b'\xff\n.py'
    """
    encoded = shown.encode("utf-8", "surrogateescape")
    if b"\\" not in encoded:
        return encoded
    return _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), encoded)


def _shown(character: str) -> str:
    if character.isprintable() and character != "\\":
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
