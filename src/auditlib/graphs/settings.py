"""What a project's own settings say of where its packages lie; read as text, never obeyed otherwise."""

from __future__ import annotations

import configparser
import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping

Declared = tuple[str, str]
"""A folder, relative to the repository, and the setting that names it."""


def declared_folders(settings: Mapping[str, str]) -> tuple[Declared, ...]:
    """Source folders that settings files declare, in the order of their mention; settings: path → text.

    Known: `pyproject.toml` (setuptools, hatch, poetry, pdm, pytest) and `setup.cfg` (setuptools, pytest). A file that
    does not parse declares nothing. A file below the root declares relative to its own folder.

    Example:
        >>> declared_folders({"pyproject.toml": '[tool.pytest.ini_options]\\npythonpath = ["lib"]'})
        (('lib', 'pyproject.toml: tool.pytest.ini_options.pythonpath'),)
    """
    found: dict[str, str] = {}
    for path, text in sorted(settings.items()):
        folder, _, name = path.rpartition("/")
        read = {"pyproject.toml": _pyproject, "setup.cfg": _setup_cfg}.get(name)
        for declared, key in read(text) if read else ():
            place = _folder(folder, declared)
            if place is not None:
                found.setdefault(place, f"{path}: {key}")
    return tuple(found.items())


def unreadable_settings(settings: Mapping[str, str]) -> tuple[tuple[str, int, str], ...]:
    """Settings files that do not parse, so that source roots are guessed without them: path, line, reason.

    Example:
        >>> unreadable_settings({"pyproject.toml": "[tool"})
        (('pyproject.toml', 0, "Expected ']' at the end of a table declaration (at end of document)"),)
    """
    found = []
    for path, text in sorted(settings.items()):
        try:
            if path.rpartition("/")[2] == "pyproject.toml":
                tomllib.loads(text)
            elif path.rpartition("/")[2] == "setup.cfg":
                configparser.ConfigParser(interpolation=None).read_string(text)
        except (tomllib.TOMLDecodeError, configparser.Error) as error:
            reason = " ".join(str(error).split())
            line = re.search(r"line:?\s*(\d+)", reason)
            found.append((path, int(line[1]) if line else 0, reason))
    return tuple(found)


def _pyproject(text: str) -> Iterator[Declared]:
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return
    setuptools = _table(tool, "setuptools")
    yield from _package_dir(_table(setuptools, "package-dir"), "tool.setuptools.package-dir")
    for where in _strings(_table(setuptools, "packages", "find").get("where")):
        yield where, "tool.setuptools.packages.find.where"
    for entry in _tables(_table(tool, "poetry").get("packages")):
        yield str(entry.get("from", ".")), "tool.poetry.packages.from"
    for where in _strings(_table(tool, "pdm", "build").get("package-dir")):
        yield where, "tool.pdm.build.package-dir"
    yield from _hatch(_table(tool, "hatch", "build"), "tool.hatch.build")
    yield from _hatch(_table(tool, "hatch", "build", "targets", "wheel"), "tool.hatch.build.targets.wheel")
    for where in _strings(_table(tool, "pytest", "ini_options").get("pythonpath")):
        yield where, "tool.pytest.ini_options.pythonpath"


def _hatch(build: Mapping[str, object], key: str) -> Iterator[Declared]:
    for package in _strings(build.get("packages")):
        yield posixpath.dirname(package.rstrip("/")), f"{key}.packages"
    sources = build.get("sources")
    renamed = [folder for folder, name in sources.items() if name == ""] if isinstance(sources, dict) else sources
    for folder in _strings(renamed):
        yield folder, f"{key}.sources"


def _setup_cfg(text: str) -> Iterator[Declared]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    pairs = (line.partition("=") for line in parser.get("options", "package_dir", fallback="").splitlines())
    folders = {name.strip(): folder.strip() for name, sign, folder in pairs if sign}
    yield from _package_dir(folders, "options.package_dir")
    for where in parser.get("options.packages.find", "where", fallback="").split():
        yield where, "options.packages.find.where"
    for where in parser.get("tool:pytest", "pythonpath", fallback="").split():
        yield where, "tool:pytest.pythonpath"


def _package_dir(folders: Mapping[str, object], key: str) -> Iterator[Declared]:
    """`"" = "src"` makes src a root, and so does `pkg = "src/pkg"`; a package under another name does not."""
    for name, folder in folders.items():
        parts = str(folder).strip("/").split("/")
        named = name.split(".") if name else []
        if parts[len(parts) - len(named) :] == named:
            yield "/".join(parts[: len(parts) - len(named)]), key


def _folder(base: str, declared: str) -> str | None:
    """A declared folder relative to the repository; None where it lies outside."""
    place = posixpath.normpath(posixpath.join(base, declared or "."))
    return None if place.startswith(("..", "/")) else "" if place == "." else place


def _table(value: object, *keys: str) -> Mapping[str, object]:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]
