"""CPU and memory of `auditlib scan`, cold and warm, against reading and parsing the same files in the same run.

python benchmarks/scan_speed.py FOLDER…        one row a folder, also appended to results/scan_speed.jsonl
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from measuring import Cost, measure

RESULTS = Path(__file__).parent / "results" / "scan_speed.jsonl"
FLOOR = """
import ast, gc, os, sys, warnings
gc.disable()
warnings.simplefilter("ignore")
pending, lines = [sys.argv[1]], 0
while pending:
    for entry in os.scandir(pending.pop()):
        if entry.is_dir(follow_symlinks=False):
            pending.append(entry.path)
        elif entry.name.endswith(".py"):
            with open(entry.path, "rb") as file:
                content = file.read()
            lines += content.count(b"\\n")
            try:
                ast.parse(content)
            except (SyntaxError, ValueError):
                pass
with open(sys.argv[2], "w") as out:
    out.write(str(lines))
"""


def main(folders: list[str]) -> None:
    """Measure each folder: floor, cold, warm, and floor again, since the machine is shared."""
    print(f"{'folder':16}{'lines':>10}{'floor s':>9}{'cold s':>8}{'ratio':>7}{'warm s':>8}{'ratio':>7}{'MiB':>7}")
    for folder in folders:
        row = measure_folder(Path(folder))
        print(
            f"{row['name']:16}{row['lines']:>10,}{row['floor_cpu']:>9}{row['cold_cpu']:>8}"
            f"{row['cold_ratio']:>7}{row['warm_cpu']:>8}{row['warm_ratio']:>7}{row['peak_mib']:>7.0f}"
        )
        with RESULTS.open("a") as results:
            results.write(json.dumps(row) + "\n")


def measure_folder(folder: Path) -> dict[str, object]:
    """One row of the results; the ratios are cold / floor and warm / cold, in CPU seconds."""
    with tempfile.TemporaryDirectory() as scratch:
        count = Path(scratch) / "lines"
        first = measure([sys.executable, "-c", FLOOR, str(folder), str(count)])
        command = [sys.executable, "-m", "auditlib", "scan", str(folder), "--format", "json", "--quiet"]
        environment = {"AUDITLIB_CACHE": str(Path(scratch) / "cache")}
        cold, warm = (_complete(measure(command, environment=environment)) for _ in range(2))
        second = measure([sys.executable, "-c", FLOOR, str(folder), str(count)])
        floor = (first.cpu + second.cpu) / 2
        return {
            "name": folder.name,
            "python": sys.version.split()[0],
            "lines": int(count.read_text()),
            "floor_cpu": round(floor, 2),
            "cold_cpu": cold.cpu,
            "cold_ratio": round(cold.cpu / floor, 2),
            "cold_wall": cold.wall,
            "warm_cpu": warm.cpu,
            "warm_ratio": round(warm.cpu / cold.cpu, 3),
            "peak_mib": max(cold.peak_mib, warm.peak_mib),
        }


def _complete(cost: Cost) -> Cost:
    if cost.code not in (0, 1, 3):
        raise SystemExit(f"the scan did not end as it should: exit code {cost.code}")
    return cost


if __name__ == "__main__":
    main(sys.argv[1:])
