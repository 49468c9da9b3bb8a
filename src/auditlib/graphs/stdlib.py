"""The standard library's top-level names, the same whichever supported Python runs the audit."""

from __future__ import annotations

import sys

REMOVED = frozenset({
    "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp",
    "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau",
    "telnetlib", "uu", "xdrlib",
})  # fmt: skip
"""Modules that Python 3.12 and 3.13 removed: for the audited code they are the library's all the same."""

ADDED = frozenset({"annotationlib", "compression", "pyrepl"})
"""Modules newer than Python 3.11."""

NAMES = frozenset(sys.stdlib_module_names) | REMOVED | ADDED


def is_stdlib(top: str) -> bool:
    """A top-level name is the standard library's.

    Example:
        >>> is_stdlib("json"), is_stdlib("distutils"), is_stdlib("numpy")
        (True, True, False)
    """
    return top in NAMES
