"""Adapters: a detector's report of a folder as clone classes, with what the run cost.

python benchmarks/clones/peers.py --install FOLDER            installs the peers into FOLDER
python benchmarks/clones/peers.py --peers FOLDER TOOL CORPUS OUT.json
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from score import Classes, Fragment

sys.path.insert(0, str(Path(__file__).parent.parent))
from measuring import Cost, measure

JSCPD, PYSCN, PYLINT, ARID = "jscpd@5.3.2", "pyscn==1.33.0", "pylint==4.1.4", "arid==2.2.4"
TOLERANT = "--mode weak --min-lines 5 --min-tokens 30 --max-gap-lines 5 --ignore-identifiers --ignore-literals"
TOLERANT_FLAGS = (*TOLERANT.split(), "--ignore-annotations")
ALL_TYPES = '[clones]\nenabled_clone_types = ["type1", "type2", "type3", "type4"]\nmax_results = 0\n'
SPACES = {"pyscn": PYSCN, "pylint": PYLINT, "arid": ARID}


@dataclass(frozen=True, slots=True)
class Run:
    """What a tool reported of a folder, and what it cost; or the reason why it did not run."""

    classes: Classes = ()
    cost: Cost | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A detector: its command for (peers, folder, out), where its report is, and how to read that."""

    name: str
    program: str
    command: Callable[[Path, Path, Path], Sequence[str | Path]]
    report: str
    read: Callable[[Path, Path], Classes]
    codes: tuple[int, ...] = (0,)
    environment: Mapping[str, str] = field(default_factory=dict)


def main() -> None:
    """Install the peers, or write one tool's classes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", type=Path)
    parser.add_argument("--peers", type=Path, default=Path())
    parser.add_argument("tool", nargs="?", choices=[tool.name for tool in TOOLS])
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("out", nargs="?", type=Path)
    given = parser.parse_args()
    if given.install:
        install_peers(given.install)
    if given.out:
        (tool,) = (tool for tool in TOOLS if tool.name == given.tool)
        run = report(tool, given.corpus, given.peers)
        given.out.write_text(json.dumps(run.classes), encoding="utf-8")
        print(run.skipped or f"{len(run.classes)} classes, {run.cost}")


def install_peers(folder: Path) -> None:
    """Install jscpd, pyscn, pylint and arid at the versions compared, each in a folder of its own.

    Raises: subprocess.CalledProcessError where npm or pip fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "install", "--prefix", str(folder / "node"), "--save-exact", JSCPD], check=True)
    for name, requirement in SPACES.items():
        space = folder / f"{name}-venv"
        subprocess.run([sys.executable, "-m", "venv", str(space)], check=True)
        subprocess.run([str(space / "bin" / "pip"), "install", "--quiet", requirement], check=True)


def report(tool: Tool, folder: Path, peers: Path) -> Run:
    """A tool's report of a folder, paths relative to it."""
    program = peers / tool.program
    if tool.program and not program.exists():
        return Run(skipped=f"{tool.name} is not installed: no {tool.program} in the folder of the peers")
    folder = folder.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        environment = {name: value.format(scratch=scratch) for name, value in tool.environment.items()}
        command = [str(part) for part in tool.command(peers.resolve(), folder, out)]
        with (out / "stderr").open("wb") as stderr:
            cost = measure(command, environment=environment, stderr=stderr)
        if cost.code not in tool.codes or not (out / tool.report).exists():
            reason = last_line((out / "stderr").read_text(encoding="utf-8", errors="replace"))
            ended = f"{tool.name} did not end as it should: exit code {cost.code}"
            return Run(skipped=f"{ended}, {reason or 'nothing on stderr'}")
        return Run(tool.read(out / tool.report, folder), cost)


def last_line(text: str) -> str:
    """The last line that is not blank, or nothing: of what a program says as it fails, the reason."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def _auditlib(_peers: Path, folder: Path, out: Path) -> list[str | Path]:
    scan = [sys.executable, "-m", "auditlib", "scan", folder]
    return [*scan, "--only", "clones", "--format", "json", "--quiet", "--out", out / "audit"]


def _windows(_peers: Path, folder: Path, out: Path) -> list[str | Path]:
    return [sys.executable, Path(__file__).parent / "windows.py", folder, out / "windows.json"]


def _jscpd(*flags: str) -> Callable[[Path, Path, Path], Sequence[str | Path]]:
    def command(peers: Path, folder: Path, out: Path) -> list[str | Path]:
        fixed = ["--format", "python", "--reporters", "json", "--absolute", "--silent", "--output", out]
        return [peers / "node/node_modules/.bin/jscpd", folder, *fixed, *flags]

    return command


def _pyscn(configuration: str) -> Callable[[Path, Path, Path], Sequence[str | Path]]:
    def command(peers: Path, folder: Path, out: Path) -> list[str | Path]:
        (out / "pyscn.toml").write_text(configuration, encoding="utf-8")
        flags = ["--select", "clones", "--json", "--output", out / "pyscn.json", "--config", out / "pyscn.toml"]
        return [peers / "pyscn-venv/bin/pyscn", "analyze", *flags, folder]

    return command


def _pylint(peers: Path, folder: Path, out: Path) -> list[str | Path]:
    flags = ["--disable=all", "--enable=duplicate-code", "--output-format=json2", f"--output={out / 'pylint.json'}"]
    packages = sorted(path for path in folder.iterdir() if path.suffix == ".py" or path.is_dir())
    return [peers / "pylint-venv/bin/pylint", "--rcfile=/dev/null", *flags, *packages]


def _arid(peers: Path, folder: Path, out: Path) -> list[str | Path]:
    flags = ["--no-config", "--project-root", folder, "--report", f"json={out / 'arid.json'}", "--no-fail-on-findings"]
    return [peers / "arid-venv/bin/arid", *flags, folder]


def _read_auditlib(path: Path, _folder: Path) -> Classes:
    clones = _json(path)["clones"]
    return [[(part["path"], part["start"], part["end"]) for part in clone["fragments"]] for clone in clones]


def _read_windows(path: Path, _folder: Path) -> Classes:
    return [[(name, start, end) for name, start, end in group] for group in _json(path)]


def _read_jscpd(path: Path, folder: Path) -> Classes:
    return [
        [
            (_relative(side["name"], folder), side["start"], side["end"])
            for side in (pair["firstFile"], pair["secondFile"])
        ]
        for pair in _json(path)["duplicates"]
    ]


def _read_pyscn(path: Path, folder: Path) -> Classes:
    """The groups, and the pairs that no group holds."""
    found = _json(path)["clone"]
    groups = [[_location(clone, folder) for clone in group["clones"]] for group in found["clone_groups"] or ()]
    held = [set(group) for group in groups]
    pairs = [
        [_location(pair["clone1"], folder), _location(pair["clone2"], folder)] for pair in found["clone_pairs"] or ()
    ]
    return [*groups, *(pair for pair in pairs if not any(group.issuperset(pair) for group in held))]


def _read_pylint(path: Path, folder: Path) -> Classes:
    """The places of each message; `module:[a:b]` means the lines a+1 to b."""
    modules = {name: path.relative_to(folder).as_posix() for path in folder.rglob("*.py") for name in _modules(path)}
    return [
        [
            (modules[name], int(start) + 1, int(end))
            for name, start, end in re.findall(r"^==([\w.]+):\[(\d+):(\d+)\]$", message["message"], re.MULTILINE)
        ]
        for message in _json(path)["messages"]
        if message["symbol"] == "duplicate-code"
    ]


def _read_arid(path: Path, folder: Path) -> Classes:
    return [
        [(_relative(place["path"], folder), place["start_line"], place["end_line"]) for place in finding["locations"]]
        for finding in _json(path)["findings"]
    ]


def _location(clone: Mapping[str, Any], folder: Path) -> Fragment:
    place = clone["location"]
    return _relative(place["file_path"], folder), place["start_line"], place["end_line"]


def _modules(path: Path) -> list[str]:
    """The names that pylint gives a file: dotted from the outermost folder with an `__init__.py`, which it may add."""
    parts, parent = [path.stem], path.parent
    while (parent / "__init__.py").exists():
        parts.insert(0, parent.name)
        parent = parent.parent
    name = ".".join(parts)
    return [name, name.removesuffix(".__init__")]


def _relative(name: str, folder: Path) -> str:
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_absolute() else path.as_posix()


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


CACHE = {"AUDITLIB_CACHE": "{scratch}/cache"}
NODE, PYSCN_PROGRAM = "node/node_modules/.bin/jscpd", "pyscn-venv/bin/pyscn"
PYLINT_CODES = tuple(range(32))  # a bit for each kind of message
TOOLS = (
    Tool("auditlib", "", _auditlib, "audit/audit.json", _read_auditlib, (0, 1, 3), CACHE),
    Tool("jscpd", NODE, _jscpd(), "jscpd-report.json", _read_jscpd, (0, 1)),
    Tool("jscpd-tolerant", NODE, _jscpd(*TOLERANT_FLAGS), "jscpd-report.json", _read_jscpd, (0, 1)),
    Tool("pyscn", PYSCN_PROGRAM, _pyscn(""), "pyscn.json", _read_pyscn, (0, 1)),
    Tool("pyscn-all", PYSCN_PROGRAM, _pyscn(ALL_TYPES), "pyscn.json", _read_pyscn, (0, 1)),
    Tool("pylint", "pylint-venv/bin/pylint", _pylint, "pylint.json", _read_pylint, PYLINT_CODES),
    Tool("arid", "arid-venv/bin/arid", _arid, "arid.json", _read_arid, (0, 1)),
    Tool("windows", "", _windows, "windows.json", _read_windows),
)


if __name__ == "__main__":
    main()
