"""Type-2 mutations: other names and other literals; the normal form of every word stays."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import tokenize
from collections.abc import Callable, Mapping
from random import Random

from functiontext import FUNCTIONS, Code, Edit, edited

WORDS = (
    "account amount anchor badge basket batch bearer bucket budget cargo carrier chapter chunk circle cluster column "
    "courier cursor debtor device draft drawer engine entry envelope factor fleet folder frame gadget garden guest "
    "handle harbor invoice journal kernel ladder ledger lender locker marker member meter mirror needle nugget offer "
    "outline packet parcel payload pencil pillar player pocket policy portal quota reader record region rider runner "
    "sample scope sensor shelf signal socket source spool stamp station stream subject supply surface switch symbol "
    "target tenant ticket token topic tracker trader vector vehicle vendor visitor voucher walker warden widget window"
)
NOUNS = tuple(WORDS.split())
ACTIONS = "build check collect compute convert deliver dispatch extract fetch gather handle load merge prepare"
VERBS = tuple(ACTIONS.split())
STRAY_SHARE = 0.2
MIN_NAMES, MIN_LITERALS = 2, 2
FIXED = {"self", "cls", "_", "__class__"}


def renamed(code: Code, random: Random) -> str | None:
    """Each local, parameter and the function's name replaced by another, the same everywhere."""
    mapping = _mapping(code, random)
    return _renamed(code, lambda name: mapping[name], mapping) if len(mapping) > MIN_NAMES else None


def renamed_unevenly(code: Code, random: Random) -> str | None:
    """Renamed, but about a fifth of the occurrences have a name that another one should have."""
    mapping = _mapping(code, random)
    if len(mapping) <= MIN_NAMES:
        return None
    spare = [mapping[name] for name in mapping if name in bound_names(code)] + ["other", "second"]
    strays = 0

    def pick(name: str) -> str:
        nonlocal strays
        if name != code.function.name and random.random() < STRAY_SHARE:
            strays += 1
            return random.choice([other for other in spare if other != mapping[name]])
        return mapping[name]

    text = _renamed(code, pick, mapping)
    return text if strays >= MIN_NAMES else None


def with_other_literals(code: Code, random: Random) -> str | None:
    """Each number and each plain string replaced by another."""
    edits: list[Edit] = []
    for token in code.tokens:
        other = _other_literal(token, random) if token.type in (tokenize.NUMBER, tokenize.STRING) else None
        if other is not None and not _stands_alone(token):
            edits.append((code.at(token.start), code.at(token.end), other))
    return edited(code.text, edits) if len(edits) >= MIN_LITERALS else None


def renamed_with_other_literals(code: Code, random: Random) -> str | None:
    """Renamed, and with other literals."""
    text = renamed(code, random)
    return with_other_literals(Code(text), random) if text else None


def fresh_name(code: Code, random: Random) -> str:
    """A name that the function does not use."""
    taken = set(re.findall(r"\w+", code.text))
    return random.choice([noun for noun in NOUNS if noun not in taken])


def bound_names(code: Code) -> set[str]:
    """The function's parameters and locals, without those that an import, a `global` or a pattern binds."""
    bound, outer = set(), set(FIXED)
    for node in ast.walk(code.function):
        if isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            bound.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, ast.alias):
            outer.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.MatchMapping | ast.ClassDef):
            outer.update(filter(None, (getattr(node, "name", None), getattr(node, "rest", None))))
    return bound - outer


def occurrences(code: Code, names: set[str]) -> list[tuple[int, str]]:
    """The offsets at which one of the names is meant as a variable, not as an attribute or a keyword argument."""
    placed = {code.begin(node) for node in code.nodes(ast.Name, ast.arg)}
    found, before = [], ""
    for token in code.tokens:
        here = code.at(token.start)
        if token.type == tokenize.NAME and token.string in names and (here in placed or before == "as"):
            found.append((here, token.string))
        before = token.string
    return found


def in_formatted(text: str, swap: Callable[[re.Match[str]], str], names: set[str]) -> str:
    """An f-string's text with the names in its braces swapped: the tokenizer of Python 3.11 does not look inside."""
    pattern = re.compile(r"(?<![\w.'\"])(" + "|".join(map(re.escape, sorted(names))) + r")\b(?!\s*=[^=])")
    return re.sub(r"\{[^{}]*\}", lambda braces: pattern.sub(swap, braces[0]), text)


def _mapping(code: Code, random: Random) -> dict[str, str]:
    """Another name for each bound name and for the function; dunder methods keep theirs."""
    names = sorted(bound_names(code))
    taken = set(re.findall(r"\w+", code.text)) | set(dir(builtins)) | set(keyword.kwlist)
    fresh = [noun for noun in NOUNS if noun not in taken]
    fresh += [f"{first}_{second}" for first in fresh[:20] for second in fresh[20:30]]
    mapping = dict(zip(names, random.sample(fresh, len(names)), strict=True))
    name = code.function.name
    inner = [node.name for node in ast.walk(code.function) if isinstance(node, FUNCTIONS)]
    for own in inner:
        if not own.startswith("__"):
            mapping[own] = (
                f"{random.choice(VERBS)}_{random.choice([noun for noun in fresh if noun not in mapping.values()])}"
            )
    return {old: new for old, new in mapping.items() if old in names or old in inner or old == name}


def _renamed(code: Code, pick: Callable[[str], str], mapping: Mapping[str, str]) -> str:
    names = set(mapping)
    edits = [(begin, begin + len(name), pick(name)) for begin, name in occurrences(code, names - {code.function.name})]
    before = ""
    for token in code.tokens:
        begin, end = code.at(token.start), code.at(token.end)
        if before == "def" and token.string in names:
            edits.append((begin, end, mapping[token.string]))
        elif token.type == tokenize.STRING and "f" in re.match(r"\w*", token.string)[0].lower():
            text = in_formatted(token.string, lambda found: mapping[found[1]], names)
            edits += [(begin, end, text)] if text != token.string else []
        before = token.string
    return edited(code.text, edits)


def _other_literal(token: tokenize.TokenInfo, random: Random) -> str | None:
    if token.type == tokenize.NUMBER:
        return str(int(token.string) + random.randint(1, 60)) if token.string.isdigit() else None
    found = re.fullmatch(r"""([uUbB]?)(['"])((?:[^\\\n'"])*)\2""", token.string)
    if not found:
        return None
    content = re.sub(r"(?<![%\\{\w])[A-Za-z]{3,}", lambda _: random.choice(NOUNS), found[3])
    content = content if content != found[3] else random.choice(NOUNS)
    return f"{found[1]}{found[2]}{content}{found[2]}"


def _stands_alone(token: tokenize.TokenInfo) -> bool:
    """Whether a string may be a docstring."""
    return token.line.strip() == token.string
