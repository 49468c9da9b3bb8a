"""The recorded results as frames, and the targets against them."""

import pandas as pd
import pytest
import results
import tables
import targets
from results import Results


def rate(found, total):
    return {"found": found, "total": total}


OPERATORS = ("Type-1 fragment", "Type-3 change 25%", "Type-3 rename+edit 15%")


def tool(*, found=90, true=100, pairs=0, cpu=2.0):
    part = {f"Type-{number}": rate(found, 100) for number in (1, 2, 3, 4)}
    every = rate(4 * found, 400)
    return {
        "recall": {
            "total": every,
            "total_jaccard": every,
            "type": part,
            "type_jaccard": part,
            "operator": {name: rate(found, 100) for name in OPERATORS},
            "similarity": {},
        },
        "precision": {"judged": 100, "true": true, "strictly_true": true, "text": 0},
        "classes": {"real": 7},
        "unlike": {"unlike 0.5": {"pairs": pairs, "judged_true": 0}},
        "cost": {name: {"cpu": cpu, "wall": cpu, "peak_mib": 100.0} for name in ("injected", "real")},
    }


def found(*, growth=(20.0, 10.0), **tools):
    comparison = {
        "seed": 7,
        "donors": ["a"],
        "hosts": ["b", "c"],
        "lines": {"injected": 1000, "real": 2000},
        "unlike_functions": {"0.5": 25},
        "chance": {"judged": 1000, "true": 9, "strictly_true": 1},
        "tools": {name.replace("_", "-"): figures for name, figures in tools.items()},
    }
    rates = pd.DataFrame({"tool": "auditlib", "ns_per_n_log2_n": growth})
    return Results(comparison, {"distributions": [{"name": "x", "tokens": 6.5}]}, rates)


def row(frame, target):
    return frame.set_index("target").loc[target]


def test_tool_that_did_not_run_has_no_row():
    frame = results.recall_frame(found(auditlib=tool(), pylint={"skipped": "not installed"}))

    assert list(frame["tool"]) == ["auditlib"]


def test_best_recall_comes_first_with_its_interval():
    frame = results.recall_frame(found(jscpd=tool(found=30), auditlib=tool(found=90)))

    assert list(frame["tool"]) == ["auditlib", "jscpd"]
    assert frame.loc[0, ["Type-3", "all", "all_low", "all_high", "pairs"]].tolist() == [90, 90, 86.7, 92.6, 400]


def test_operators_are_rows_and_tools_columns():
    frame = results.operator_frame(found(auditlib=tool(found=90), jscpd=tool(found=30)))

    assert list(frame.columns) == ["operator", "pairs", "auditlib", "jscpd"]
    assert frame.loc[0].tolist() == ["Type-1 fragment", 100, 90, 30]


def test_cost_is_compared_with_ours_and_the_cheapest_comes_first():
    frame = results.cost_frame(found(auditlib=tool(cpu=2), pyscn=tool(cpu=30), jscpd=tool(cpu=1)))

    assert list(zip(frame["tool"], frame["times_ours"], strict=True)) == [
        ("jscpd", 0.5),
        ("auditlib", 1),
        ("pyscn", 15),
    ]


def test_false_alarms_are_counted_by_tool():
    frame = results.false_alarm_frame(found(auditlib=tool(), jscpd=tool(pairs=3)))

    assert frame.to_dict("records") == [{"below": 0.5, "functions": 25, "auditlib": 0, "jscpd": 3}]


def test_precision_has_both_judges():
    frame = results.precision_frame(found(auditlib=tool(true=96)))

    assert frame.loc[0, ["classes", "judged", "words_alike", "names_agree"]].tolist() == [7, 100, 96, 96]


@pytest.mark.parametrize(("seeds", "told"), [({}, "7"), ({"seeds": [7, 8]}, "7, 8")], ids=["one", "several"])
def test_seeds_are_told(seeds, told):
    one = found(auditlib=tool())
    more = Results({**one.comparison, **seeds}, one.speed, one.growth)

    assert ("seeds", told) in results.corpus_frame(more).itertuples(index=False, name=None)


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(100, "met"), (90, "met, within chance"), (89, "missed, within chance"), (50, "missed")],
)
def test_rate_is_judged_with_its_interval(share, verdict):
    frame = targets.target_frame(found(auditlib=tool(found=share)))

    assert row(frame, "recall, Type-3")["verdict"] == verdict


@pytest.mark.parametrize(
    ("theirs", "ours", "verdict"), [(1.0, 2.0, "missed"), (2.0, 1.0, "met")], ids=["we cost more", "we cost less"]
)
def test_cost_is_judged_against_the_peer(theirs, ours, verdict):
    frame = targets.target_frame(found(auditlib=tool(cpu=ours), jscpd_tolerant=tool(cpu=theirs)))

    assert row(frame, "CPU, times jscpd at its most tolerant")["verdict"] == verdict
    assert row(frame, "CPU, times pyscn")["verdict"] == "not measured"


@pytest.mark.parametrize(("growth", "verdict"), [((20, 10, 9), "met"), ((20, 10, 11), "missed")])
def test_growth_is_judged_by_its_steepest_step(growth, verdict):
    frame = targets.target_frame(found(auditlib=tool(), growth=growth))

    assert row(frame, "CPU growth, times n log n, the steepest step")["verdict"] == verdict


def test_text_tables_show_intervals():
    text = tables.text(found(auditlib=tool(found=90, true=96)).comparison)

    assert "90.0% [86.7–92.6] 360/400" in text
    assert "96.0% [90.2–98.4] 96/100" in text
