"""Bytes to text as Python decodes source, but only by codecs that are plain text encodings."""

from __future__ import annotations

import re
from encodings import normalize_encoding
from encodings.aliases import aliases

from auditlib.model import Fault


def decode(data: bytes) -> tuple[str, Fault | None]:
    r"""Return the text, its line ends as `\n`, and what is wrong with it, if anything.

    A text with a fault is still the best that can be had of it, fit for counting lines.
    """
    try:
        codec = _codec(data)
    except LookupError as error:
        return _text(data, "latin-1"), Fault(1, "encoding", str(error))
    try:
        text = _text(data, codec, errors="strict")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not valid {codec}; save the file as UTF-8 or declare its encoding"
        return _text(data, codec), Fault(line, "encoding", message)
    except UnicodeError as error:
        return _text(data, "latin-1"), Fault(0, "encoding", f"not valid {codec}: {error}")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return text.replace("\0", " "), Fault(
            line, "null-bytes", "source cannot contain null bytes; is this a binary file?"
        )
    return text, None


_BOM = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_NO_CODE = re.compile(rb"[ \t\f]*(?:#|$)")
_FIRST_LINES = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n)?([^\r\n]*)")
_LINE_ENDS = re.compile("\r\n?")
_ALLOWED = frozenset(
    [
        *("ascii", "utf_8", "utf_8_sig", "latin_1", "koi8_r", "koi8_u", "mac_cyrillic", "mac_roman", "tis_620"),
        *(f"iso8859_{part}" for part in range(1, 17)),
        *(f"cp{page}" for page in (*range(1250, 1259), 437, 737, 775, 850, 852, 855, 857, 858, 866, 932, 949, 950)),
        *("big5", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "shift_jis"),
    ]
)
"""Codecs by the name of their module: bytes to text, each byte or pair of bytes a character. No other is called."""


def _codec(data: bytes) -> str:
    """The declared codec, "utf-8" by default; LookupError with a reason where it may not be used."""
    if data.startswith(_UTF_16_MARKS):
        raise LookupError("the file begins with a UTF-16 byte order mark; Python source cannot be UTF-16")
    declared = _declared(data.removeprefix(_BOM))
    if declared is None:
        return "utf-8"
    name = normalize_encoding(declared.lower())
    if name == "utf_8" or name.startswith("utf_8_"):
        return "utf-8"
    codec = aliases.get(name, name)
    if codec not in _ALLOWED:
        raise LookupError(f"encoding {declared!r} is unknown or not allowed; save the file as UTF-8")
    if data.startswith(_BOM) and codec not in {"utf_8", "utf_8_sig"}:
        raise LookupError(f"the file begins with a UTF-8 byte order mark but declares {declared!r}")
    return codec


def _declared(data: bytes) -> str | None:
    """The name in a coding cookie: on the first line, or on the second if the first holds no code."""
    first, second = _FIRST_LINES.match(data).groups()  # type: ignore[union-attr]  # it matches the empty text too
    for line in (first, second):
        if cookie := _COOKIE.match(line):
            return str(cookie[1], "ascii", "replace")
        if not _NO_CODE.match(line):
            return None
    return None


def _text(data: bytes, codec: str, *, errors: str = "replace") -> str:
    text = data.removeprefix(_BOM).decode(codec, errors)
    return _LINE_ENDS.sub("\n", text) if "\r" in text else text
