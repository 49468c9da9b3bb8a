"""Numbers of a report: what they are counted over."""

from builders import derived

from auditlib.graphs.measures import measure


def test_a_module_that_does_not_parse_is_in_no_cycle_and_not_counted():
    state = derived({"a.py": "import b\n", "b.py": "import a\n", "c.py": "def f(:\n"})

    (cyclic,) = [one for one in measure(state, ("imports",)) if one.id == "imports.cyclic"]

    assert cyclic.figure == "2 of 2 modules (100.0 %)"
