#!/usr/bin/env python3
"""Prints the nightly report of the scans on standard input, one Northwind row a line."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))

from analytics import LatencyLedger
from analytics.reports import daily_counts, report_lines
from carriers.northwind import Northwind


def main() -> int:
    """Read, count and print; returns the exit code."""
    ledger = LatencyLedger()
    rows = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    with ledger.stopwatch("read"):
        answer = Northwind().read(rows)
    with ledger.stopwatch("count"):
        days = daily_counts(answer.data.get("scans", []))
    for line in report_lines(days, sum(len(row) for row in rows)):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
