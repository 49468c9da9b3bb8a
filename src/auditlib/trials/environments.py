"""A Python environment for one revision: what the project itself requires, from wheels alone, kept for the next time.

Wheels are unpacked, never built: nothing of the project runs while its environment is made. What has no wheel is named.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from auditlib.errors import SourceError
from auditlib.trials.sandbox import environment
from auditlib.trials.supervision import Interpreter
from auditlib.visible import one_line

ALWAYS = ("pytest", "coverage")
"""What tests are run with, whether or not the project requires it."""

TEST_GROUPS = ("test", "tests", "testing", "dev")
"""Optional dependencies and dependency groups that are installed too."""

REQUIREMENT_FILES = ("requirements*.txt", "requirements/*.txt", "test-requirements.txt", "dev-requirements.txt")

INSTALL_SECONDS = 900
MARK = "auditlib.json"

_COMMENT = re.compile(r"(^|\s)#.*$")
_ASK = """
import json, site, sys
print(json.dumps([sys.version.split()[0], sys.prefix, sys.base_prefix, site.getsitepackages()]))
"""


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python for one revision, what was asked for, and what could not be installed, each with the reason."""

    interpreter: Interpreter
    requirements: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    given: bool = False  # by the user, as it is


def given_environment(python: str) -> Environment:
    """The environment that a Python of the user's is, as it is: nothing is installed into it.

    Raises: SourceError where it does not start.
    """
    command = shutil.which(python)
    if command is None:
        raise SourceError(f"--python {one_line(python)}: there is no such program")
    return Environment(_interpreter(Path(command).absolute()), (), given=True)


def project_environment(tree: Path, folder: Path) -> Environment:
    """The environment for a revision that lies in `tree`; made below `folder` where the same one is not there yet.

    Raises: SourceError where it cannot be made, with what pip said and the remedy.
    """
    requirements, odd = project_requirements(tree)
    wanted = tuple(sorted({*requirements, *ALWAYS}))
    key = hashlib.sha256(json.dumps([sys.version, sys.executable, wanted]).encode()).hexdigest()[:16]
    place = folder / key
    if not (place / MARK).exists():
        _make(place, wanted)
    left_out = json.loads((place / MARK).read_text(encoding="utf-8"))
    reasons = [*odd, *((name, reason) for name, reason in left_out)]
    return Environment(_interpreter(place / "bin" / "python"), wanted, tuple(sorted(reasons)))


def project_requirements(tree: Path) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What pyproject.toml and requirement files of a tree require: by name, and what is asked for in another way.

    URLs, paths, options and editable installs are not followed; they are returned with the reason.
    """
    lines = [*_pyproject(tree / "pyproject.toml")]
    for pattern in REQUIREMENT_FILES:
        for path in sorted(tree.glob(pattern)):
            lines += _lines(path)
    plain: set[str] = set()
    odd: dict[str, str] = {}
    for line in lines:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            odd[line] = "no requirement by name"
            continue
        if requirement.url:
            odd[line] = "from a URL"
        elif requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            plain.add(str(requirement))
    return tuple(sorted(plain)), tuple(sorted(odd.items()))


def _pyproject(path: Path) -> Iterator[str]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    project = _table(settings, "project")
    groups = [_table(project, "optional-dependencies"), _table(settings, "dependency-groups")]
    wanted = [project.get("dependencies"), *(group.get(name) for group in groups for name in TEST_GROUPS)]
    for listed in wanted:
        yield from (line for line in listed if isinstance(line, str)) if isinstance(listed, list) else ()


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table under a key; an empty one where something else stands there."""
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _lines(path: Path) -> Iterator[str]:
    """The requirements of one file; its options (`-r`, `--index-url`) are left to the files themselves."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\\\n", " ")
    for line in text.splitlines():
        plain = _COMMENT.sub("", line).partition(" --hash")[0].strip()
        if plain and not plain.startswith(("-r", "-c", "--")):
            yield plain


def _make(place: Path, requirements: Sequence[str]) -> None:
    """A virtual environment with the requirements: all at once, or else one by one, so that one costs no other."""
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    _run([sys.executable, "-m", "venv", str(place)])
    failed: list[tuple[str, str]] = []
    if _install(place, requirements):
        for requirement in requirements:
            reason = _install(place, [requirement])
            if reason:
                failed.append((requirement, reason))
    if any(name == "pytest" for name, _ in failed):
        reason = dict(failed)["pytest"]
        shutil.rmtree(place, ignore_errors=True)
        raise SourceError(
            f"no environment could be made, for pytest could not be installed ({reason}); "
            "is there a network? --python PATH uses an environment that is there already"
        )
    (place / MARK).write_text(json.dumps(failed), encoding="utf-8")


def _install(place: Path, requirements: Iterable[str]) -> str:
    """Install from wheels alone; return why it failed, "" where it did not."""
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--only-binary", ":all:"]
    command = [str(place / "bin" / "python"), "-m", "pip", "install", *options, *requirements]
    try:
        done = subprocess.run(command, capture_output=True, timeout=INSTALL_SECONDS, check=False, cwd=place)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"not installed after {INSTALL_SECONDS} s"
    if done.returncode == 0:
        return ""
    said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.startswith("ERROR")]
    return one_line(said[-1].removeprefix("ERROR: ")) if said else f"pip ended with {done.returncode}"


def _interpreter(command: Path) -> Interpreter:
    asked = _run([str(command), "-I", "-c", _ASK])
    version, prefix, base, packages = json.loads(asked)
    real = command.resolve().parent
    folders = {Path(path) for path in (prefix, base, *packages, str(real)) if Path(path).is_dir()}
    outermost = (one for one in folders if not any(one != other and one.is_relative_to(other) for other in folders))
    return Interpreter(command, tuple(sorted(outermost)), version)


def _run(command: Sequence[str]) -> str:
    """What a command of the machine's own Python prints.

    Raises: SourceError where it fails.
    """
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=INSTALL_SECONDS, check=False, env=dict(environment())
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"{one_line(command[0])} does not run: {one_line(str(error))}") from error
    if done.returncode:
        said = one_line(done.stderr.decode("utf-8", "replace").strip()[-300:])
        raise SourceError(f"{one_line(' '.join(command[:3]))} failed: {said}")
    return done.stdout.decode()
