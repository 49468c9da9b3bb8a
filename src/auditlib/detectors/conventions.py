"""Conventions of the params: sizes, names, files that must or must not be there, where definitions may live."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

from auditlib.globs import matches
from auditlib.model import Definition, DefinitionKind, Finding, Role, Rule, Severity

if TYPE_CHECKING:
    from auditlib.graphs.state import State
    from auditlib.params.schema import RuleBinding

CONVENTION_BROKEN = Rule(
    id="AL411",
    name="convention-broken",
    severity=Severity.ERROR,
    because="This project has agreed on it; where one file may differ, soon many do.",
    remedy="Split, rename or move the file, or what it defines. Where the rule is wrong, change it in the params.",
    bad="rules: [{id: size, paths: ['**/*.py'], max: 800}]  # and a module of 1,200 lines",
    good="two modules of 600 lines, each with one job",
)
CONVENTION_VACUOUS = Rule(
    id="AL412",
    name="convention-vacuous",
    severity=Severity.WARNING,
    because="A rule whose paths match no file holds whatever is there: it looks like a check, and is none.",
    remedy="Give it the paths that there are, or take it out.",
    bad="rules: [{id: size, paths: ['libs/**'], max: 800}]  # the folder is called lib",
    good="rules: [{id: size, paths: ['lib/**'], max: 800}]",
)
RULES = (CONVENTION_BROKEN, CONVENTION_VACUOUS)


def detect(state: State) -> Iterator[Finding]:
    """Yield a finding for each file, or definition, that a rule of the params does not allow, or asks for in vain."""
    paths = sorted(file.path for file in state.facts.project.files)
    for rule in state.params.rules:
        yield from _sizes(rule, state)
        yield from _names(rule, paths)
        yield from _presence(rule, paths)
        yield from _places(rule, state)


def _sizes(rule: RuleBinding, state: State) -> Iterator[Finding]:
    if rule.max is None:
        return
    chosen = [one for one in state.facts.modules if one.role is not Role.OTHER and matches(rule.paths, one.path)]
    if not chosen:
        yield _vacuous(rule, rule.paths)
    for module in chosen:
        if module.facts.lines.physical > rule.max:
            told = f"{module.facts.lines.physical:,} lines, and {rule.max:,} are allowed"
            yield _broken(rule, module.path, 1, "size", told)


def _names(rule: RuleBinding, paths: list[str]) -> Iterator[Finding]:
    if not rule.names:
        return
    chosen = [path for path in paths if matches(rule.paths, path) and not path.endswith("/")]
    if not chosen:
        yield _vacuous(rule, rule.paths)
    for path in chosen:
        name = path.rpartition("/")[2]
        if not any(fnmatchcase(name, glob) for glob in rule.names):
            yield _broken(rule, path, 1, "name", f"{name} is not called {' or '.join(rule.names)}")


def _presence(rule: RuleBinding, paths: list[str]) -> Iterator[Finding]:
    for wanted in rule.required:
        if not any(matches((wanted,), path) for path in paths):
            yield _broken(rule, wanted, 0, f"required {wanted}", f"{wanted} is required, and not there")
    for unwanted in rule.absent:
        for path in paths:
            if matches((unwanted,), path):
                yield _broken(rule, path, 1, f"absent {unwanted}", f"nothing like {unwanted} may be there")


def _places(rule: RuleBinding, state: State) -> Iterator[Finding]:
    """Definitions of such names elsewhere than where they may live."""
    if rule.only_in is None:
        return
    allowed = rule.only_in.paths
    product = [one for one in state.facts.modules if one.role is Role.PRODUCT]
    elsewhere = [one for one in product if not matches(allowed, one.path)]
    if len(elsewhere) == len(product):
        yield _vacuous(rule, allowed)
    for module in elsewhere:
        for one in filter(partial(_is_called, rule.only_in.names), module.facts.definitions):
            told = f"{one.qualname} may be defined in {', '.join(allowed)} alone"
            yield _broken(rule, module.path, one.start, f"only_in {one.qualname}", told)


def _is_called(globs: tuple[str, ...], one: Definition) -> bool:
    """A class whose name matches one of the globs."""
    name = one.qualname.rpartition(".")[2]
    return one.kind is DefinitionKind.CLASS and any(fnmatchcase(name, glob) for glob in globs)


def _broken(rule: RuleBinding, path: str, line: int, subject: str, told: str) -> Finding:
    because = f" ({rule.because})" if rule.because else ""
    return CONVENTION_BROKEN.finding(path, line, f"{rule.id} {subject}", f"{rule.id}: {told}{because}")


def _vacuous(rule: RuleBinding, paths: tuple[str, ...]) -> Finding:
    told = f"{rule.id}: {', '.join(paths) or 'no path'} matches no file, so nothing is checked"
    return CONVENTION_VACUOUS.finding(".", 0, f"{rule.id} {' '.join(paths)}", told)
