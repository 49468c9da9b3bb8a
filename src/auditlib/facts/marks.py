"""What the words around an entry say of it: its role, why it may be absent, how many entries a folder holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditlib.model import EntryCount, EntryRole

EXTERNAL = "external"
GENERATED = "generated"
GITIGNORED = "gitignored"
OPTIONAL = "optional"

# Folders and files that a checkout does not hold, whatever the document says of them.
LOCAL_NAMES = frozenset(
    {".cache", ".coverage", ".eggs", ".env", ".env.local", ".git", ".mypy_cache", ".next", ".nox", ".pytest_cache"}
    | {".ruff_cache", ".tox", ".venv", "__pycache__", "build", "coverage", "dist", "env", "htmlcov", "logs"}
    | {"node_modules", "tmp", "venv"}
)


def section_role(headings: Sequence[str], sections: Mapping[str, str], *, lead: str = "") -> EntryRole:
    """Role of an entry under these headings, outermost first: the innermost that speaks of one decides.

    A `lead`, the sentence right above, comes before them, but it must say "example", not just "workflow"; and a
    heading that names a folder, "Examples (`examples/`)", makes no example of it.

    A key of `sections` that is part of a heading (case aside) comes before our own words. Where no heading says
    anything, the entry is current.

    Example:
        >>> section_role(["Cleanup", "Target structure"], {}).value
        'target'
    """
    said = _lead_role(lead, about=headings[-1] if headings else "")
    if said:
        return said
    for depth, heading in reversed(list(enumerate(headings))):
        role = _given_role(heading, sections) or _heading_role(heading, title=depth == 0)
        if role:
            return role
    return EntryRole.CURRENT


def entry_role(decoration: str, comment: str) -> EntryRole | None:
    """Role that a comment, or a sign before the name, gives its entry; None where it gives none."""
    if "🗑" in decoration or _GONE.search(comment):
        return EntryRole.LEGACY
    return EntryRole.TARGET if _TO_COME.search(comment) else None


def label_role(label: str) -> EntryRole | None:
    """Role that a label inside a tree ("[legacy directories]") gives what stands below it."""
    role = _first_role(label)
    return role if role in {EntryRole.LEGACY, EntryRole.TARGET} else None


def entry_marks(comment: str) -> frozenset[str]:
    """The reasons a comment or a heading gives why an entry may be absent.

    Example:
        >>> sorted(entry_marks("local settings (gitignored), if needed"))
        ['gitignored', 'optional']
    """
    return frozenset(mark for mark, words in _MARKS if words.search(comment))


def bracket_count(text: str) -> EntryCount | None:
    """The count of a placeholder such as "[35+ core modules]"; None where it says none, or only roughly.

    Example:
        >>> bracket_count("[8 additional hooks]")
        EntryCount(number=8, at_least=False, additional=True)
    """
    found = _BRACKET_COUNT.match(text)
    return _count(found) if found and "." not in text else None


def folder_count(comment: str) -> EntryCount | None:
    """The count that a folder's comment states in brackets, "Guides (11 files)", "[4 modules]"; None without one."""
    found = _COMMENT_COUNT.search(comment)
    return _count(found) if found else None


def _count(found: re.Match[str]) -> EntryCount:
    return EntryCount(int(found["number"]), at_least=bool(found["plus"]), additional=bool(found["more"]))


def _lead_role(lead: str, *, about: str) -> EntryRole | None:
    """Role that the sentence right above gives, under a heading that is `about` something."""
    role = _first_role(lead)
    if role is EntryRole.EXAMPLE and ("/" in about or not _SAYS_EXAMPLE.search(lead)):
        return None
    return role


def _given_role(heading: str, sections: Mapping[str, str]) -> EntryRole | None:
    given = (role for part, role in sorted(sections.items()) if part.casefold() in heading.casefold())
    return next(map(EntryRole, given), None)


def _heading_role(heading: str, *, title: bool) -> EntryRole | None:
    """Role that a heading's own words give; neither a title nor the name of a folder makes an example."""
    role = _first_role(heading)
    return None if role is EntryRole.EXAMPLE and (title or "/" in heading) else role


def _first_role(text: str) -> EntryRole | None:
    words = _PATHS.sub(" ", text)
    first = (
        min((match.start(), role) for role, pattern in _ROLES if (match := pattern.search(words)))
        if any(pattern.search(words) for _, pattern in _ROLES)
        else None
    )
    return first[1] if first else None


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# What a heading quotes as a path says nothing of its role: "## `docs/archive/`".
_PATHS = re.compile(r"`[^`]*`|(?<!\S)\S*/\S*")
_ROLES = (
    (
        EntryRole.LEGACY,
        _words(
            r"\b(?:legacy|deprecated|archived|removed|obsolete|outdated|previous|former(?:ly)?|old|deleted)\b"
            r"|\bbefore\b(?=\W*$|\s*[(:]|\s+(?:re|migrat|clean|consolid))|旧"
        ),
    ),
    (
        EntryRole.TARGET,
        _words(
            r"\b(?:targets?|planned|future|propos(?:ed|al)|desired|recommended|suggested|ideal|upcoming|roadmap|to-be"
            r"|to be (?:added|created|built|implemented)|coming soon)\b|规划|计划|推荐"
        ),
    ),
    (
        EntryRole.EXAMPLE,
        _words(
            r"\b(?:examples?|samples?|templates?|skeletons?|boilerplate|how to|adding|naming|workflows?|flow|scenarios?"
            r"|conventions?|ex[ei]mplos?|ejemplos?|exemples?)\b(?!\s+(?:director|folder|files?|scripts?|structure))|示例"
        ),
    ),
    (EntryRole.CURRENT, _words(r"\b(?:current|existing|actual|present|as-is)\b|当前|现有")),
)
_SAYS_EXAMPLE = _words(r"\b(?:for example|examples?|e\.g\.|sample|exemplos?|ejemplos?|exemples?)\b|示例")
_GONE = _words(
    r"\b(?:deprecated|obsolete|superseded|migrating|(?:to be|was|were|been|now|already) (?:removed|deleted|retired))\b"
    r"|(?:^|[(\[;.\u2013\u2014-])\W*(?:removed|deleted)\b|\b(?:removed|deleted) (?:in|by|on|with|at|since|after)\b"
    r"|^\W*legacy\b|\(legacy\)|\[legacy\]|已删除|废弃"
)
_TO_COME = _words(
    r"\b(?:planned|coming soon|not (?:yet|implemented)|to be (?:added|created|built|implemented|written)|todo"
    r"|proposed)\b"
    r"|\((?:future|planned|target|wip)\)|^\W*future\b|计划中|待实现"
)
_MARKS = (
    (
        EXTERNAL,
        _words(
            r"\bexternal (?:dependenc|repo|checkout)|\bclone (?:from|of)\b|\bseparate repo"
            r"|\bdownload(?:ed)? separately\b"
        ),
    ),
    (
        GENERATED,
        _words(
            r"\b(?:auto-?)?generated\b|\bbuild (?:outputs?|artifacts?|results?)\b|\bcompiled\b"
            r"|\b(?:at|during) run-?time\b|(?:^|\()\s*run-?time\s*(?:\)|$)"
            r"|\brun-?time (?:data|files?|logs?|outputs?|state)\b|\bcache (?:files?|dir\w*)\b"
            r"|\b(?:auto-?)?created (?:at|by|on|when|auto\w*)\b|\bauto-?created\b|\bvirtual env|自动生成|生成的"
        ),
    ),
    (
        GITIGNORED,
        _words(
            r"\b(?:git-?ignored?|ignored (?:by git|files)|untracked)\b|\bin \.?gitignore\b|\.gitignore'?d\b"
            r"|\b(?:not|never) (?:in (?:the )?(?:git|repo\w*|version control)|tracked|committed|checked in|versioned)\b"
            r"|不在仓库|不提交|不入库"
        ),
    ),
    (
        OPTIONAL,
        _words(
            r"\boptional(?:ly)?\b|\bif (?:needed|any|present|used|applicable|required)\b|\bas needed\b"
            r"|\bopcional\b|\boptionnel\w*|可选"
        ),
    ),
)
_NOUNS = r"(?:files?|modules?|scripts?|documents?|docs?|guides?|components?|tests? files?|packages?)"
_BRACKET_COUNT = re.compile(
    r"\W*(?P<number>\d{1,6})(?P<plus>\s?\+)?\s+(?P<more>additional|more|other)?(?=[\s\w])", re.IGNORECASE
)
_COMMENT_COUNT = re.compile(
    r"[(\[](?P<number>\d{1,6})(?P<plus>\s?\+)?\s+(?P<more>additional|more|other)?\s?(?:\w+\s){0,2}" + _NOUNS + r"[)\]]",
    re.IGNORECASE,
)
