"""Benchmarks at two states: fresh processes by turns, the ratio of their times with an interval, memory and leaks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import Any

from msgspec.structs import replace

from auditlib.model import BenchmarkTrial
from auditlib.model.trials import Interval
from auditlib.params import Benchmark
from auditlib.trials.preparing import Prepared
from auditlib.trials.sandbox import Limits, Sandbox
from auditlib.trials.supervision import run_job

ROUNDS = 7
"""Fresh processes of each state."""

MEMORY_ROUNDS = 3
"""Rounds in which it is looked at memory too: what is allocated hardly varies."""

SAMPLES = 5
"""Times that are taken in each process; their median counts."""

T_975 = (
    12.71,
    4.30,
    3.18,
    2.78,
    2.57,
    2.45,
    2.36,
    2.31,
    2.26,
    2.23,
    2.20,
    2.18,
    2.16,
    2.14,
    2.13,
    2.12,
    2.11,
    2.10,
    2.09,
)
"""97.5 % quantiles of Student's t for 1, 2, … degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Bench:
    """How benchmarks are run."""

    sandbox: Sandbox
    limits: Limits
    rounds: int = ROUNDS
    place: str = "local"  # whose limits count: "local" or "ci"
    limit_mb: float | None = None


class _FailedError(Exception):
    """A process of a benchmark that gave no times, and why."""


def run_benchmark(benchmark: Benchmark, states: Sequence[Prepared], bench: Bench) -> BenchmarkTrial:
    """One benchmark at its states, base first. With two: an A/A run of the base first, then base and head by turns."""
    names = tuple(state.state for state in states)
    try:
        noise = _noise(benchmark, states[0], bench) if len(states) > 1 else None
        rounds = [_round(benchmark, states, bench, turn) for turn in range(bench.rounds)]
    except _FailedError as error:
        return BenchmarkTrial(benchmark.name, names, {}, problem=str(error))
    trial = _measured(benchmark.name, names, rounds)
    limit_ms = benchmark.limit_ms.get(bench.place)
    return replace(trial, noise=noise, limit_ms=limit_ms, limit_mb=bench.limit_mb, improvement=benchmark.improvement)


def ratio_interval(base: Sequence[float], head: Sequence[float]) -> Interval:
    """The geometric mean of head / base over paired rounds, with its 95 % interval by Student's t on the logarithms.

    Example:
        >>> [round(one, 2) for one in ratio_interval([1.0, 1.1, 0.9], [1.3, 1.4, 1.2])]
        [1.3, 1.21, 1.4]
    """
    mean, low, high = mean_interval([math.log(b / a) for a, b in zip(base, head, strict=True)])
    return math.exp(mean), math.exp(low), math.exp(high)


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean with its 95 % interval by Student's t; as wide as can be where there is one value only."""
    mean = fmean(values)
    if len(values) < 2:
        return mean, -math.inf, math.inf
    half = T_975[min(len(values) - 1, len(T_975)) - 1] * stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def _measured(name: str, states: tuple[str, ...], rounds: Sequence[Mapping[str, Mapping[str, Any]]]) -> BenchmarkTrial:
    """What the rounds say of time and memory."""
    seconds = {state: tuple(median(one[state]["seconds"]) for one in rounds) for state in states}
    looked = rounds[:MEMORY_ROUNDS]
    return BenchmarkTrial(
        name,
        states,
        seconds,
        ratio_interval(*seconds.values()) if len(states) > 1 else None,
        metrics=_metrics(rounds, states),
        peak={state: int(median(one[state]["peak"] for one in looked)) for state in states},
        peak_rss={state: int(median(one[state]["peak_rss"] for one in rounds)) for state in states},
        slope={state: mean_interval([_slope(one[state]) for one in looked]) for state in states},
    )


def _metrics(rounds: Sequence[Mapping[str, Mapping[str, Any]]], names: Sequence[str]) -> dict[str, Interval]:
    """The ratio head / base of each metric that the benchmark tells of itself at both states."""
    if len(names) < 2:
        return {}
    told = [{name: _medians(one[name]["metrics"]) for name in names} for one in rounds]
    shared = set.intersection(*(set(values) for one in told for values in one.values()))
    base, head = names
    return {
        metric: ratio_interval([one[base][metric] for one in told], [one[head][metric] for one in told])
        for metric in sorted(shared)
    }


def _medians(samples: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each metric that every sample has."""
    names = set.intersection(*(set(one) for one in samples)) if samples else set()
    return {name: median(one[name] for one in samples) for name in names}


def _noise(benchmark: Benchmark, base: Prepared, bench: Bench) -> Interval:
    """The ratio of the base to itself, measured as two states are."""
    first, second = [], []
    for _ in range(bench.rounds):
        first.append(median(_process(benchmark, base, bench)["seconds"]))
        second.append(median(_process(benchmark, base, bench)["seconds"]))
    return ratio_interval(first, second)


def _round(
    benchmark: Benchmark, states: Sequence[Prepared], bench: Bench, turn: int
) -> Mapping[str, Mapping[str, Any]]:
    """A fresh process of each state; every other round the other way round, as what comes first may be slower."""
    order = states if turn % 2 == 0 else states[::-1]
    return {state.state: _process(benchmark, state, bench, memory=turn < MEMORY_ROUNDS) for state in order}


def _process(benchmark: Benchmark, state: Prepared, bench: Bench, *, memory: bool = False) -> Mapping[str, Any]:
    job = {
        "what": "timing", "roots": state.roots, "module": benchmark.module, "function": benchmark.function,
        "samples": SAMPLES, "memory": memory,
    }  # fmt: skip
    answer = run_job(
        job, state.tree, sandbox=bench.sandbox, interpreter=state.environment.interpreter, limits=bench.limits
    )
    sample = next(answer.of("sample"), None)
    if sample is None or not answer.whole:
        said = answer.stopped or (answer.output.strip().splitlines() or [f"exit code {answer.exit}"])[-1]
        raise _FailedError(f"{state.state}: no times: {said}")
    return sample


def _slope(sample: Mapping[str, Any]) -> float:
    """Bytes that each further call leaves behind: the slope of a line, by least squares, through the later half of what
    is held. What is bounded has been filled in the first half.
    """
    held = sample["held"][len(sample["held"]) // 2 :]
    middle, level = (len(held) - 1) / 2, fmean(held)
    over = sum((index - middle) ** 2 for index in range(len(held)))
    return float(sum((index - middle) * (one - level) for index, one in enumerate(held)) / over / sample["batch"])
