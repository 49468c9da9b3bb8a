"""Claims that something is there, is gone, or says so: files, classes, imports, pages, versions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from auditlib.facts.prose import Statement
from auditlib.graphs.state import State
from auditlib.model import Document
from auditlib.model.claims import ClaimKind, ClaimStatus
from auditlib.verdicts.claims.ground import DONE, Ground, Told

_NO_IMPORT = re.compile(r"no longer imports?\b", re.I)
_GONE = re.compile(r"\b(?:deleted|removed|eliminated|gone)\b", re.I)
_LINES = re.compile(r"\blines?\b|\bLOC\b", re.I)
_VERSION = re.compile(r"\bv(?:ersion )?\s*(\d+(?:\.\d+)+)", re.I)
_SAYS = re.compile(r"\b(?:shows?|says?|states?|lists?|reads?|names?|updated to)\b", re.I)
_MADE = re.compile(r"\b(?:created|added|restored|written)\b", re.I)
_PAGE = re.compile(r"\b(?:each|every|all) canonicals?(?: class(?:es)?)? (?:has|have) [\w ]{0,24}\bpages?\b", re.I)
_CLASS = re.compile(r"\b[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+\b|\b[A-Z]{2,}[A-Z][a-z][A-Za-z0-9]*\b")
_CLASSES_GONE = re.compile(r"\bclass(?:es)?\b.*\b(?:eliminated|removed|deleted|merged|consolidated)\b", re.I)
_SMALLER = re.compile(r"\b(?:is |are )?(?:smaller|shorter) than (?:what|all|those|the)\b", re.I)
_CI = re.compile(
    r"\bCI\b.*\b(?:green|passe[sd]|validat\w*|verified|confirmed|compatib\w*)|\bproduction environment\b", re.I
)
_ABOUT_FILE = re.compile(
    r"\b(?:created?|written|documented|documentation|added|restored|tool|test|page|report|protocol|guide|script)\b",
    re.I,
)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_BETWEEN = 2
SHOWN = 8
"""Pieces of evidence that a verdict keeps."""


def judge_existence(ground: Ground) -> Iterator[Told]:
    """A verdict on each claim of this family; a file that is named and never was is told in any statement."""
    for statement in ground.statements:
        if not statement.cells:
            found = list(_of_statement(statement, ground))
            yield from found or _files(statement, ground)


def _of_statement(statement: Statement, ground: Ground) -> Iterator[Told]:
    """By the first of the forms that the statement has."""
    for is_of_form, rule in _FORMS:
        if is_of_form(statement):
            yield from rule(statement, ground)
            return
    yield from _in_file(statement, ground)


def _names(statement: Statement) -> list[str]:
    """The names of classes after the label."""
    return _CLASS.findall(statement.plain.partition(":")[2])


def _no_import(statement: Statement, ground: Ground) -> Iterator[Told]:
    who, what = statement.codes[0], statement.codes[1]
    paths = set(ground.paths(who, ground.head))
    subject = f"{who} imports {what}"
    if not paths:
        yield _verdict(statement, subject, ClaimStatus.UNVERIFIABLE, f"{who} is not there at the head")
        return
    wanted = f".{what.removesuffix('.py').replace('/', '.')}."
    edges = (one for one in ground.head.edges if one.path in paths)
    now = [f"{one.path}:{one.line}" for one in edges if wanted in f".{one.target}.{one.name}."]
    if now:
        yield _verdict(statement, subject, ClaimStatus.REFUTED, f"it does: {now[0]}", now)
    else:
        reason = f"no import of it in {', '.join(sorted(paths))}"
        yield _verdict(statement, subject, ClaimStatus.CONFIRMED, reason)


def _pages(statement: Statement, ground: Ground) -> Iterator[Told]:
    pages = _below([path for name in statement.files for path in ground.paths(name, ground.head)], ground)
    canonicals = sorted(qualname for _, qualname in ground.head.canonicals.values())
    status, reason = ClaimStatus.UNVERIFIABLE, "the params declare no canonical, or no page is in such a folder"
    if canonicals and pages:
        without = [name for name in canonicals if not _named(name, pages)]
        status = ClaimStatus.REFUTED if without else ClaimStatus.CONFIRMED
        reason = f"{len(canonicals) - len(without)} of {len(canonicals)} canonicals are named in {len(pages)} pages"
        reason += f": none for {', '.join(without)}" if without else ""
    yield _verdict(statement, "pages of canonicals", status, reason)


def _named(name: str, pages: Sequence[Document]) -> bool:
    return any(name in page.text for page in pages)


def _below(folders: Sequence[str], ground: Ground) -> list[Document]:
    return [one for one in ground.head.facts.documents if any(one.path.startswith(f"{path}/") for path in folders)]


def _classes_gone(statement: Statement, ground: Ground) -> Iterator[Told]:
    names = list(dict.fromkeys(_names(statement)))
    there = {name: places for name in names if (places := ground.definitions(name, ground.head))}
    left = [name for name in names if name not in there]
    gone = [name for name in left if ground.definitions(name, ground.base)]
    told = f"{len(gone)} of {len(names)} were there and are gone{_listed('still there', there)}"
    told += _listed("not there at the base either", sorted({*left} - {*gone}))
    status = ClaimStatus.CONFIRMED if len(gone) == len(names) else ClaimStatus.REFUTED
    yield _verdict(statement, "classes eliminated", status, told, _shown(there.values()))


def _listed(what: str, names: Iterable[str]) -> str:
    shown = ", ".join(names)
    return f"; {what}: {shown}" if shown else ""


def _shown(found: Iterable[Sequence[tuple[str, str]]]) -> list[str]:
    return [f"{path}:{qualname}" for places in found for path, qualname in places]


def _smaller(statement: Statement, ground: Ground) -> Iterator[Told]:
    """A class, with all that came to the file it is said to be in, against those that its section says are gone."""
    new = [place for code in statement.codes for place in ground.definitions(code, ground.head)]
    gone = _gone_beside(statement, ground)
    if not new or not gone:
        return
    sizes = max(_lines(ground.head, new), _come(statement, ground)), _lines(ground.base, gone)
    yield Told(
        statement,
        ClaimKind.QUANTITY,
        "size of the replacement",
        ClaimStatus.CONFIRMED if sizes[0] < sizes[1] else ClaimStatus.REFUTED,
        f"it came with {sizes[0]:,} lines, the {len(gone)} definitions that went had {sizes[1]:,}",
        unit="lines",
        measured={"replacement": sizes[0], "replaced": sizes[1]},
        evidence=[f"{path}:{qualname}" for path, qualname in [*new, *gone]],
    )


def _gone_beside(statement: Statement, ground: Ground) -> list[tuple[str, str]]:
    """The definitions at base of the classes that its section says are gone, and that are."""
    lists = [one for one in ground.statements if one.headings == statement.headings and _lists_classes(one)]
    names = [name for one in lists for name in _names(one) if not ground.definitions(name, ground.head)]
    return [place for name in names for place in ground.definitions(name, ground.base)]


def _come(statement: Statement, ground: Ground) -> int:
    """How many lines came to the files that a statement names."""
    files = {path for name in statement.files for path in ground.paths(name, ground.head)}
    flows = [one.flow for one in ground.comparison.files if one.path in files]
    return sum(one.added.physical + one.moved_in.physical for one in flows)


def _lines(state: State, places: list[tuple[str, str]]) -> int:
    wanted = set(places)
    sizes = (
        one.end - one.start + 1
        for module in state.modules
        for one in module.facts.definitions
        if (module.path, one.qualname) in wanted
    )
    return sum(sizes)


def _gone(statement: Statement, ground: Ground) -> Iterator[Told]:
    for name in statement.files:
        before, now = ground.paths(name, ground.base), ground.paths(name, ground.head)
        subject = f"{name} is gone"
        if now:
            yield _verdict(statement, subject, ClaimStatus.REFUTED, f"it is there at the head: {now[0]}", now)
        elif before:
            yield _verdict(statement, subject, ClaimStatus.CONFIRMED, f"{before[0]} was there at the base", before)
        else:
            yield _verdict(statement, subject, ClaimStatus.REFUTED, "it was not there at the base either")


def _version(statement: Statement, ground: Ground) -> Iterator[Told]:
    match = _VERSION.search(statement.plain)
    version = match[1] if match else ""
    name = statement.files[0]
    pages = [one for one in ground.head.facts.documents if one.path in ground.paths(name, ground.head)]
    if not pages:
        yield _missing(statement, name, ground)
        return
    pattern = re.compile(rf"(?<![\d.]){re.escape(version)}(?![\d]|\.\d)")
    lines = [
        f"{one.path}:{row}" for one in pages for row, text in enumerate(one.text.split("\n"), 1) if pattern.search(text)
    ]
    subject = f"{name} says {version}"
    if lines:
        reason = f"{lines[0]} does{_other_version(version, ground)}"
        yield _verdict(statement, subject, ClaimStatus.CONFIRMED, reason, lines)
    else:
        yield _verdict(statement, subject, ClaimStatus.REFUTED, f"{pages[0].path} does not")


def _other_version(version: str, ground: Ground) -> str:
    for one in ground.head.facts.settings:
        found = re.search(r'^version\s*=\s*"([^"]+)"', one.text, re.M)
        if found and found[1] != version:
            return f", though {one.path} says {found[1]}"
    return ""


def _ci(statement: Statement, ground: Ground) -> Iterator[Told]:  # noqa: ARG001 (as all rules are called)
    reason = "no run of CI is kept; its result file would settle it"
    yield _verdict(statement, "CI run", ClaimStatus.UNVERIFIABLE, reason)


def _lists_classes(statement: Statement) -> bool:
    return bool(_CLASSES_GONE.search(statement.label) and _names(statement))


def _says_gone(statement: Statement) -> bool:
    return bool(_GONE.search(statement.plain) and statement.files and not _LINES.search(statement.plain))


def _says_version(statement: Statement) -> bool:
    return bool(_VERSION.search(statement.plain) and _SAYS.search(statement.plain) and statement.files)


_FORMS: tuple[tuple[Callable[[Statement], object], Callable[[Statement, Ground], Iterator[Told]]], ...] = (
    (lambda one: _NO_IMPORT.search(one.plain) and len(one.codes) >= _BETWEEN, _no_import),
    (lambda one: _PAGE.search(one.plain), _pages),
    (_lists_classes, _classes_gone),
    (lambda one: _SMALLER.search(one.plain) and one.codes, _smaller),
    (_says_gone, _gone),
    (_says_version, _version),
    (lambda one: _CI.search(one.plain), _ci),
)


def _in_file(statement: Statement, ground: Ground) -> Iterator[Told]:
    """A name that is said to be in a file: "`CacheManager` from `performance/cache_manager.py`"."""
    for name, file in zip(statement.codes, statement.codes[1:], strict=False):
        joined = re.search(rf"{re.escape(name)}`?\W{{0,3}}(?:of|from|in|at)\W+{re.escape(file)}", statement.plain)
        if joined and _IDENTIFIER.fullmatch(name) and file.endswith(".py"):
            yield from _defined_in(statement, name, file, ground)


def _defined_in(statement: Statement, name: str, file: str, ground: Ground) -> Iterator[Told]:
    states = {"base": ground.base, "head": ground.head}
    there = [at for at, state in states.items() if _defined(name, file, ground, state)]
    subject = f"{name} in {file}"
    if len(there) == len(states) or (there and DONE.search(statement.plain)):
        reason = f"it is defined there at {' and '.join(there)}"
        yield _verdict(statement, subject, ClaimStatus.CONFIRMED, reason)
    elif not there:
        elsewhere = [f"{path}:{qualname}" for path, qualname in ground.definitions(name, ground.head)]
        reason = f"there is no {name} in {file}, neither at the base nor at the head"
        reason += f"; it is at {elsewhere[0]}" if elsewhere else ""
        yield _verdict(statement, subject, ClaimStatus.REFUTED, reason, elsewhere)


def _defined(name: str, file: str, ground: Ground, state: State) -> bool:
    paths = set(ground.paths(file, state))
    return any(path in paths for path, _ in ground.definitions(name, state))


def _files(statement: Statement, ground: Ground) -> Iterator[Told]:
    """Files that are named: one that is not there in any statement, one that is there where the file is the claim."""
    of_lines = bool(_LINES.search(statement.plain))
    told = bool(_ABOUT_FILE.search(statement.plain)) and not ground.is_plan(statement) and not of_lines
    for name in _named_files(statement):
        now = ground.paths(name, ground.head)
        if not now and not (of_lines and ground.paths(name, ground.base)):
            yield _missing(statement, name, ground)
        elif now and told:
            yield _there(statement, name, now, ground)


def _named_files(statement: Statement) -> tuple[str, ...]:
    """The files of a statement that claims something; prose that mentions a file says nothing of it."""
    claims = statement.is_item or statement.label or DONE.search(statement.plain)
    return statement.files if claims else ()


def _there(statement: Statement, name: str, now: list[str], ground: Ground) -> Told:
    """A file that is there; that it was made in this phase is true of one that was not there before."""
    before = ground.paths(name, ground.base)
    if before and _MADE.search(statement.plain):
        reason = f"{before[0]} was there at the base already; nothing shows what was done to it"
        return _verdict(statement, f"{name} is new", ClaimStatus.UNVERIFIABLE, reason, now)
    reason = f"{now[0]} is there at the head{'' if before else ', and was not at the base'}"
    return _verdict(statement, f"{name} is there", ClaimStatus.CONFIRMED, reason, now)


def _missing(statement: Statement, name: str, ground: Ground) -> Told:
    before = ground.paths(name, ground.base)
    commit = ground.was_ever(name)
    if before:
        reason = f"{before[0]} was there at the base, and is not at the head"
    elif commit:
        reason = f"it is not there at the head; commit {commit[:12]} was the last that touched it"
    else:
        reason = "it is neither at the base nor at the head, and no commit up to the head has it"
    return _verdict(statement, f"{name} is there", ClaimStatus.REFUTED, reason)


def _verdict(
    statement: Statement, subject: str, status: ClaimStatus, reason: str, evidence: Sequence[str] = ()
) -> Told:
    return Told(statement, ClaimKind.EXISTENCE, subject, status, reason, evidence=evidence[:SHOWN])
