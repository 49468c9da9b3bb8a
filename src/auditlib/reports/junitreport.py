"""A run as JUnit XML: a suite for each rule that was checked, a failed case for each new finding."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from auditlib.model import Finding, Rule, Run, Severity
from auditlib.visible import one_line

SUFFIX = ".xml"


def render(run: Run) -> str:
    """The run as one XML document. A rule that nothing breaks is a case that passed; what was not judged is an error.

    An accepted finding is a skipped case with its reason, so is a note, which asks nothing of anyone.
    """
    root = ElementTree.Element("testsuites", name=one_line(run.project.name))
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in run.findings:
        found[one.rule].append(one)
    for rule in run.rules:
        _suite(root, rule, found[rule.id])
    if run.unjudged or run.vacuous:
        _unjudged(root, run)
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(root: ElementTree.Element, rule: Rule, findings: list[Finding]) -> None:
    failing = [one for one in findings if _fails(one)]
    suite = ElementTree.SubElement(
        root, "testsuite", name=f"{rule.id} {rule.name}", tests=str(max(len(findings), 1)),
        failures=str(len(failing)), errors="0", skipped=str(len(findings) - len(failing)),
    )  # fmt: skip
    if not findings:
        ElementTree.SubElement(suite, "testcase", classname=rule.id, name=rule.name)
    for one in findings:
        case = ElementTree.SubElement(
            suite, "testcase", classname=rule.id, name=f"{one_line(one.path)} {one_line(one.subject)}"
        )
        text = f"{one_line(one.place)}: {one_line(one.message)}"
        if _fails(one):
            ElementTree.SubElement(case, "failure", message=text, type=one.severity).text = rule.remedy
        else:
            reason = f"accepted: {one_line(one.accepted)}" if one.accepted else "a note"
            ElementTree.SubElement(case, "skipped", message=f"{text} ({reason})")


def _fails(finding: Finding) -> bool:
    return not finding.accepted and finding.severity is not Severity.NOTE


def _unjudged(root: ElementTree.Element, run: Run) -> None:
    told = [(one.place, one.code, one.message) for one in run.unjudged]
    if run.vacuous:
        told.append((run.project.name, "vacuous", "no Python or Markdown file was read"))
    suite = ElementTree.SubElement(
        root, "testsuite", name="not judged", tests=str(len(told)), failures="0", errors=str(len(told)), skipped="0"
    )
    for place, code, message in told:
        case = ElementTree.SubElement(suite, "testcase", classname=code, name=one_line(place))
        ElementTree.SubElement(case, "error", message=one_line(message), type=code)
