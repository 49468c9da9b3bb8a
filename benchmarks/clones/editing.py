"""Type-3 mutations of single statements: inserted, deleted, changed, reordered."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import pairwise
from random import Random

from functiontext import COMPOUND, Code, Edit, edited, first_line
from renaming import NOUNS, fresh_name, renamed

Mutation = Callable[[Code, Random], str | None]
INSERTIONS = (
    'logger.debug("entering with %s", {name})',
    'logger.info("{word} is done")',
    "{fresh} = {name}",
    "{fresh} = len(str({name}))",
    'if {name} is None:\n    raise ValueError("no {word}")',
    'if not {name}:\n    logger.warning("no {word}")',
    "started_at = time.monotonic()",
    "{fresh} = {{}}",
    "assert {name} is not None",
    'metrics.increment("{word}", tags={{"kind": {name}}})',
    '{fresh} = getattr(settings, "{word}", None)',
    'signals.send("{word}", sender={name})',
)
NEAREST = 0.7  # a share of fewer statements than this would be another share when rounded to one
MIXED_SHARE = 0.15
OPERATORS = {
    "==": "!=", "!=": "==", "<": "<=", ">": ">=", "<=": "<", ">=": ">", "+": "-", "-": "+", "*": "//", "/": "*",
    "in": "not in", "not in": "in", "is": "is not", "is not": "is", "and": "or", "or": "and",
}  # fmt: skip
ARGUMENTS = ("timeout=10", "strict=True", "default=0", 'mode="r"', "force=False")
WRAPPERS = ("convert", "normalize", "str", "list", "validated", "tuple")
ENDING = (ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Pass, ast.Import, ast.ImportFrom, ast.Global)


def inserting(share: float) -> Mutation:
    """The mutation that inserts plausible statements, this share of the function's own."""

    def mutation(code: Code, random: Random) -> str | None:
        amount = share * len(code.statements)
        return inserted(code, random, round(amount)) if amount >= NEAREST else None

    return mutation


def deleting(share: float) -> Mutation:
    """The mutation that deletes simple statements that are not alone in their block, this share of all."""

    def mutation(code: Code, random: Random) -> str | None:
        amount = share * len(code.statements)
        return deleted(code, random, round(amount)) if amount >= NEAREST else None

    return mutation


def changing(share: float) -> Mutation:
    """The mutation that changes a callee, an argument, an operator or a value in this share of the code lines."""

    def mutation(code: Code, random: Random) -> str | None:
        amount = share * len(code_lines(code))
        return changed(code, random, round(amount)) if amount >= NEAREST else None

    return mutation


def reordered(code: Code, random: Random) -> str | None:
    """Half of the neighbouring simple statements swapped that do not use one another's names."""
    pairs: list[tuple[ast.stmt, ast.stmt]] = []
    for suite in code.blocks():
        for first, second in pairwise(suite):
            if _swappable(code, first, second) and (not pairs or first is not pairs[-1][1]):
                pairs.append((first, second))
    if not pairs:
        return None
    chosen = random.sample(pairs, max(1, len(pairs) // 2))
    edits: list[Edit] = []
    for first, second in chosen:
        edits.append((code.begin(first), code.end(first), code.segment(second)))
        edits.append((code.begin(second), code.end(second), code.segment(first)))
    return edited(code.text, edits)


def renamed_and_edited(code: Code, random: Random) -> str | None:
    """Renamed, then as many lines changed and statements inserted as 15 % of the function asks for."""
    amount = MIXED_SHARE * len(code_lines(code))
    text = renamed(code, random) if amount >= NEAREST else None
    if text is None:
        return None
    more = round(amount) // 2
    text = changed(Code(text), random, max(1, round(amount) - more))
    return inserted(Code(text), random, more) if text and more else text


def code_lines(code: Code) -> list[int]:
    """The lines of the body that hold part of a statement."""
    held = {line for node in code.body for line in range(first_line(node), (node.end_lineno or 0) + 1)}
    return sorted(line for line in held if code.lines[line - 1].strip() and code.lines[line - 1].strip()[0] != "#")


def inserted(code: Code, random: Random, amount: int) -> str | None:
    """The text with this many statements more, each before another one."""
    sites = [statement for statement in code.statements if code.alone(statement)]
    if len(sites) < amount:
        return None
    edits: list[Edit] = []
    while amount > 0:
        site = sites.pop(random.randrange(len(sites)))
        lines = _plausible(code, random, single=amount == 1).split("\n")
        begin = code.at((first_line(site), 0))
        edits.append((begin, begin, "".join(f"{' ' * site.col_offset}{line}\n" for line in lines)))
        amount -= len(lines)
    return edited(code.text, edits)


def deleted(code: Code, random: Random, amount: int) -> str | None:
    """The text with this many simple statements less, none of them alone in its block."""
    spare = [suite[random.randrange(len(suite))] for suite in code.blocks() if len(suite) > 1]
    every = [statement for suite in code.blocks() if len(suite) > 1 for statement in suite]
    pool = [node for node in every if node not in spare and code.alone(node) and not isinstance(node, COMPOUND)]
    if len(pool) < amount:
        return None
    lines = [code.block([node]) for node in random.sample(pool, amount)]
    return edited(code.text, [(code.at((start, 0)), code.at((end, 0)) + _width(code, end), "") for start, end in lines])


def changed(code: Code, random: Random, amount: int) -> str | None:
    """The text with something changed in this many lines."""
    sites: dict[int, list[Edit]] = {}
    for node in code.nodes(ast.Call, ast.Compare, ast.BinOp, ast.BoolOp, ast.Assign, ast.Return):
        if node.lineno == node.end_lineno and node.lineno > code.body[0].lineno - 1:
            sites.setdefault(node.lineno, []).extend(_changes(code, node, random))
    lines = sorted(line for line, edits in sites.items() if edits)
    if len(lines) < amount:
        return None
    return edited(code.text, [random.choice(sites[line]) for line in random.sample(lines, amount)])


def _plausible(code: Code, random: Random, *, single: bool) -> str:
    arguments = code.function.args
    names = [argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)] or ["settings"]
    pool = [text for text in INSERTIONS if not (single and "\n" in text)]
    return random.choice(pool).format(
        name=random.choice(names), word=random.choice(NOUNS), fresh=fresh_name(code, random)
    )


def _width(code: Code, line: int) -> int:
    return len(code.lines[line - 1]) + 1


def _swappable(code: Code, first: ast.stmt, second: ast.stmt) -> bool:
    plain = not isinstance(first, (*COMPOUND, *ENDING)) and not isinstance(second, (*COMPOUND, *ENDING))
    if not plain or not (code.alone(first) and code.alone(second)):
        return False
    differ = code.segment(first) != code.segment(second)
    return differ and not (_stored(first) & _named(second) or _stored(second) & _named(first))


def _named(node: ast.stmt) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _stored(node: ast.stmt) -> set[str]:
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return names - {"self"}


def _changes(code: Code, node: ast.AST, random: Random) -> list[Edit]:
    """The edits that would change a node of one line."""
    if isinstance(node, ast.Call):
        return _call_changes(code, node, random)
    if isinstance(node, ast.Compare):
        return _operator_changes(code, node.left, node.comparators[0])
    if isinstance(node, ast.BinOp):
        return _operator_changes(code, node.left, node.right)
    if isinstance(node, ast.BoolOp):
        return _operator_changes(code, node.values[0], node.values[1])
    value = node.value if isinstance(node, ast.Assign | ast.Return) else None
    if value is None or isinstance(value, ast.Yield | ast.YieldFrom | ast.Starred):
        return []
    return [(code.begin(value), code.end(value), f"{random.choice(WRAPPERS)}({code.segment(value)})")]


def _call_changes(code: Code, call: ast.Call, random: Random) -> list[Edit]:
    begin, end = code.end(call.func), code.end(call)
    inside = code.text[begin + 1 : end - 1].strip().rstrip(",")
    if code.text[begin] != "(" or any(isinstance(node, ast.GeneratorExp) for node in call.args):
        return []
    callee = random.choice(NOUNS)
    more = f"{inside}, {random.choice(ARGUMENTS)}" if inside else random.choice(ARGUMENTS)
    edits = [(begin, end, f"({more})"), (begin, end, f"_{callee}({more})")]
    if len(call.args) > 1 and not call.keywords:
        edits.append((code.end(call.args[-2]), code.end(call.args[-1]), ""))
    return edits


def _operator_changes(code: Code, left: ast.AST, right: ast.AST) -> list[Edit]:
    begin, end = code.end(left), code.begin(right)
    found = re.fullmatch(r"(\)*\s*)([^\s()]+(?: (?:in|not))?)(\s*\(*)", code.text[begin:end])
    other = OPERATORS.get(found[2]) if found else None
    return [(begin, end, f"{found[1]}{other}{found[3]}")] if found and other else []
