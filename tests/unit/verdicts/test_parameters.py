import pytest

from auditlib.facts.source import read_python
from auditlib.model.comparison import BreakKind
from auditlib.verdicts.parameters import parameter_breaks, signature


def definition(parameters):
    (found,) = read_python(f"def f({parameters}): ...\n".encode()).definitions
    return found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        pytest.param("a, b", "a, b", {}, id="same"),
        pytest.param("a", "a, b=1", {}, id="optional added behind"),
        pytest.param("a", "a, *, b=1", {}, id="optional by name added"),
        pytest.param("a, b", "a", {BreakKind.PARAMETER_REMOVED: "b"}, id="removed"),
        pytest.param("a, b, c", "a, c", {BreakKind.PARAMETER_REMOVED: "b"}, id="removed in front of another"),
        pytest.param("a, b", "a, **rest", {BreakKind.PARAMETER_REMOVED: "b"}, id="caught by name alone"),
        pytest.param("a, b", "a, *args, **rest", {}, id="caught"),
        pytest.param("a, *, b", "a, **rest", {}, id="by name, and caught"),
        pytest.param("*args", "", {BreakKind.PARAMETER_REMOVED: "*args"}, id="variadic removed"),
        pytest.param("*args", "*rest", {}, id="variadic renamed"),
        pytest.param("a, b=1", "a, b", {BreakKind.PARAMETER_REQUIRED: "b"}, id="default removed"),
        pytest.param("a", "a, b", {BreakKind.PARAMETER_REQUIRED: "b"}, id="required added"),
        pytest.param("a", "a, *, b", {BreakKind.PARAMETER_REQUIRED: "b"}, id="required by name added"),
        pytest.param("a", "b, a", {BreakKind.PARAMETER_REQUIRED: "b"}, id="required added in front"),
        pytest.param("a", "b=1, a=2", {BreakKind.PARAMETER_MOVED: "a"}, id="optional added in front"),
        pytest.param("a, b", "b, a", {BreakKind.PARAMETER_MOVED: "a, b"}, id="swapped"),
        pytest.param("a, b", "a, c", {BreakKind.PARAMETER_RENAMED: "b → c"}, id="renamed"),
        pytest.param(
            "a, b=1",
            "a, c",
            {BreakKind.PARAMETER_REMOVED: "b=…", BreakKind.PARAMETER_REQUIRED: "c"},
            id="renamed and without default",
        ),
        pytest.param("a", "*, a", {BreakKind.PARAMETER_KIND: "a: positional → keyword_only"}, id="by name only"),
        pytest.param("a", "a, /", {BreakKind.PARAMETER_KIND: "a: positional → positional_only"}, id="by place only"),
        pytest.param("*, a", "a", {}, id="by place too"),
    ],
)
def test_calls_that_fail_have_a_kind(before, after, found):
    breaks = parameter_breaks(definition(before).parameters, definition(after).parameters)

    assert dict(breaks) == found


@pytest.mark.parametrize("parameters", ["a, b=…", "*, a", "a, /, b", "*args, a, **rest", ""])
def test_signature_is_shown_as_it_is_written(parameters):
    shown = signature(definition(parameters.replace("…", "1")))

    assert shown == f"def f({parameters})"
