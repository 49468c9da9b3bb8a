import msgspec

from auditlib.facts.source import read_python
from auditlib.model import Finding, Halstead, Measurement, PythonFacts, Severity


def test_fingerprint_holds_no_line_and_no_message():
    before = Finding("AL1", Severity.ERROR, "a.py", 3, "x", "at line 3")
    after = Finding("AL1", Severity.ERROR, "a.py", 9, "x", "at line 9")

    assert before.fingerprint == after.fingerprint
    assert before.fingerprint != Finding("AL1", Severity.ERROR, "b.py", 3, "x", "at line 3").fingerprint


def test_place_of_a_whole_file_has_no_line():
    assert Finding("AL1", Severity.NOTE, "a.py", 0, "x", "y").place == "a.py"


def test_volume_of_nothing_is_nothing():
    assert Halstead(0, 0, 0, 0).volume == 0
    assert Halstead(1, 3, 2, 6).volume == 16


def test_numbers_keep_their_type_when_stored():
    before = Measurement("a.b", "n", 1, "u", 1, 1.5)

    after = msgspec.msgpack.decode(msgspec.msgpack.encode(before), type=Measurement)

    assert [type(value) for value in (after.value, after.numerator, after.denominator)] == [int, int, float]


def test_facts_come_back_from_the_cache_as_they_went_in():
    facts = read_python(b"import os\n\n\nclass A:\n    def f(self, x: int = 1) -> None:\n        os.getcwd()\n")

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=PythonFacts) == facts
