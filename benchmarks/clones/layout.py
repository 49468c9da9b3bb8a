"""Type-1 mutations: comments, blank lines, line breaks and quotes; the tree stays what it was."""

from __future__ import annotations

import ast
import re
import tokenize
from random import Random

from functiontext import STEP, Code, Edit, edited, first_line

REMARKS = (
    "keep this in step with the caller",
    "the order matters here",
    "see the note in the documentation",
    "nothing to do for an empty value",
    "this was measured, do not move it",
    "an upstream bug needs this",
)
COMMENT_SHARE = 0.3
MIN_SITES = 2
OPENING, CLOSING = "([{", ")]}"


def verbatim(code: Code, _random: Random) -> str | None:
    """The function as it is."""
    return code.text


def with_comments(code: Code, random: Random) -> str | None:
    """A comment, a blank line or a trailing comment at about three statements in ten."""
    sites = [statement for statement in code.statements if code.alone(statement)]
    if len(sites) < MIN_SITES:
        return None
    chosen = random.sample(sites, max(MIN_SITES, round(COMMENT_SHARE * len(sites))))
    edits: list[Edit] = []
    for statement in chosen:
        line = first_line(statement)
        begin, indent = code.at((line, 0)), " " * statement.col_offset
        remark = f"# {random.choice(REMARKS)}"
        edits.append((begin, begin, random.choice((f"{indent}{remark}\n", f"\n{indent}{remark}\n", "\n"))))
    return edited(code.text, edits)


def without_comments(code: Code, _random: Random) -> str | None:
    """No comments and no blank lines."""
    edits = [_comment_cut(code, token) for token in code.tokens if token.type == tokenize.COMMENT]
    blank = [
        number
        for number, line in enumerate(code.lines, start=1)
        if not line.strip() and number not in code.quoted and not _after_backslash(code, number)
    ]
    edits += [(code.at((number, 0)), code.at((number, 0)) + len(code.lines[number - 1]) + 1, "") for number in blank]
    return edited(code.text, edits) if len(edits) >= MIN_SITES else None


def exploded(code: Code, _random: Random) -> str | None:
    """The arguments of calls on one line each on its own line, as black does where a line is too long."""
    calls = [call for call in code.nodes(ast.Call) if isinstance(call, ast.Call) and len(_arguments(call)) > 1]
    edits: list[Edit] = []
    for call in calls:  # a call comes before those in its arguments, which then overlap and are left alone
        begin, end = code.end(call.func), code.end(call)
        separate = not edits or begin >= edits[-1][1]
        if call.lineno == call.end_lineno and separate and code.text[begin] == "(":
            edits.append((begin, end, _tall(code, call)))
    return edited(code.text, edits) if len(edits) >= MIN_SITES else None


def joined(code: Code, _random: Random) -> str | None:
    """Brackets that span lines joined to one line, without a call's trailing comma."""
    edits: list[Edit] = []
    for opening, closing in _brackets(code):
        begin, end = code.at(opening.start), code.at(closing.end)
        if opening.start[0] < closing.end[0] and (not edits or begin >= edits[-1][1]):
            flat = _flat(code, opening, closing)
            if flat is not None:
                edits.append((begin, end, flat))
    return edited(code.text, edits) if edits else None


def requoted(code: Code, _random: Random) -> str | None:
    """' for " and " for ' round strings that hold neither."""
    edits: list[Edit] = []
    for token in code.tokens:
        found = re.fullmatch(r"""([rbuRBUfF]*)(['"])([^'"\\]*)(['"])""", token.string)
        if token.type == tokenize.STRING and found and found[2] == found[4]:
            quote = "'" if found[2] == '"' else '"'
            edits.append((code.at(token.start), code.at(token.end), f"{found[1]}{quote}{found[3]}{quote}"))
    return edited(code.text, edits) if len(edits) >= MIN_SITES else None


def _comment_cut(code: Code, token: tokenize.TokenInfo) -> Edit:
    """The comment with the space before it, or the whole line where nothing else stands in it."""
    line, column = token.start
    before = token.line[:column]
    if before.strip():
        return code.at((line, len(before.rstrip()))), code.at(token.end), ""
    return code.at((line, 0)), min(code.at(token.end) + 1, len(code.text)), ""


def _after_backslash(code: Code, number: int) -> bool:
    return number > 1 and code.lines[number - 2].endswith("\\")


def _arguments(call: ast.Call) -> list[ast.AST]:
    """The arguments in the order of the text; an argument of `**` begins at its stars."""
    found = [*call.args, *call.keywords]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _tall(code: Code, call: ast.Call) -> str:
    line = code.lines[call.lineno - 1]
    indent = line[: len(line) - len(line.lstrip())]
    arguments = "".join(f"{indent}{STEP}{code.segment(argument)},\n" for argument in _arguments(call))
    return f"(\n{arguments}{indent})"


def _brackets(code: Code) -> list[tuple[tokenize.TokenInfo, tokenize.TokenInfo]]:
    """Each opening bracket with its closing one, in the order of the openings."""
    pending, found = [], []
    for token in code.tokens:
        if token.type == tokenize.OP and token.string in OPENING:
            pending.append(token)
        elif token.type == tokenize.OP and token.string in CLOSING:
            found.append((pending.pop(), token))
    return sorted(found, key=lambda pair: pair[0].start)


def _flat(code: Code, opening: tokenize.TokenInfo, closing: tokenize.TokenInfo) -> str | None:
    """The bracket on one line, or None where a comment or a string of several lines is in it."""
    inside = [token for token in code.tokens if opening.start <= token.start <= closing.start]
    if any(
        token.type == tokenize.COMMENT or token.start[0] != token.end[0] for token in inside if token.string != "\n"
    ):
        return None
    text = code.text[code.at(opening.start) : code.at(closing.end)]
    if "\\\n" in text:
        return None
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    flat = pieces[0]
    for piece in pieces[1:]:
        tight = flat[-1] in OPENING or piece[0] in CLOSING
        flat += piece if tight else " " + piece
    called = re.search(r"[\w\])]$", code.text[: code.at(opening.start)])
    return re.sub(r",\)$", ")", flat) if called else flat
