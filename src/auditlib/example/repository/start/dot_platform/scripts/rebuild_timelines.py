#!/usr/bin/env python3
"""Rebuilds timelines from a carrier's files: rebuild_timelines.py CARRIER FILE..."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))

from carriers import carrier
from tracking.timeline import Timeline


def main(arguments: list[str]) -> int:
    """Print a line per parcel; returns the exit code."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    client = carrier(arguments[0])
    timelines: dict[str, Timeline] = {}
    for name in arguments[1:]:
        with open(name, encoding="utf-8") as handle:
            answer = client.read(line.rstrip("\n") for line in handle if line.strip())
        for scan in answer.data.get("scans", []):
            timelines.setdefault(scan.parcel_id, Timeline(scan.parcel_id)).add(scan)
    for parcel_id in sorted(timelines):
        print(f"{parcel_id}  {timelines[parcel_id].summary()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
