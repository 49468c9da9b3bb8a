"""What kind of class a component is: an enumeration, a record, an interface, … seldom does a job itself."""

from __future__ import annotations

from collections.abc import Mapping

from auditlib.graphs.roles.components import Component

_ENUMS = ("Enum", "StrEnum", "IntEnum", "Flag")
_RECORDS = ("BaseModel", "NamedTuple", "TypedDict")


def kind(component: Component) -> Mapping[str, float]:
    """The features of the kind of a class, by name; none of a function or a group."""
    one = component.definition
    if component.kind != "class" or one is None:
        return {}
    last = [base.rpartition(".")[2].partition("[")[0] for base in one.bases]
    return {
        "enum": float(any(base in _ENUMS for base in last)),
        "exception": float(any(base.endswith(("Error", "Exception", "Warning")) for base in last)),
        "record": float(
            any(name.endswith("dataclass") for name in one.decorators) or any(base in _RECORDS for base in last)
        ),
        "configuration": float(one.name.endswith(("Config", "Settings", "Options", "Mode", "Level", "Type", "Status"))),
        "interface": float(one.abstract or "Protocol" in last),
        "request": float(one.name.endswith("Request")),
        "test": float(one.name.startswith(("Test", "Mock", "Fake", "Dummy", "Null", "NoOp"))),
    }
