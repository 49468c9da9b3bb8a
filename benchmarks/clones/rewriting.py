"""Type-4-like mutations: the same done with another construct."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from random import Random

from functiontext import STEP, Code, Edit, edited, outdented
from renaming import fresh_name

NEGATED = {ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in"}
NEGATED |= {ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<"}
PLACEHOLDER = re.compile(r"%[sr]|\{(?:!r)?\}")


def to_comprehension(code: Code, _random: Random) -> str | None:
    """`x = []` and a loop that only appends, as a comprehension."""
    edits = [
        (code.begin(first), code.end(loop), f"{first.targets[0].id} = {text}")
        for suite in code.blocks()
        for first, loop in pairwise(suite)
        if (text := _comprehension(code, first, loop))
    ]
    return edited(code.text, edits) if edits else None


def to_loop(code: Code, random: Random) -> str | None:
    """A list comprehension that is assigned or returned, as a loop that appends."""
    edits: list[Edit] = []
    for statement in code.statements:
        value = getattr(statement, "value", None)
        if isinstance(value, ast.ListComp) and code.alone(statement):
            text = _loop(code, statement, value, random)
            edits += [(code.begin(statement), code.end(statement), text)] if text else []
    return edited(code.text, edits) if edits else None


def swapped_branches(code: Code, _random: Random) -> str | None:
    """`if a: b else: c` as `if not a: c else: b`, where it is not nested in another such."""
    edits: list[Edit] = []
    for node in code.statements:
        separate = not edits or code.begin(node) >= edits[-1][1]
        if isinstance(node, ast.If) and node.orelse and separate and code.alone(node):
            text = _swapped(code, node)
            end = code.at((node.end_lineno, len(code.lines[node.end_lineno - 1])))  # a comment moves with its branch
            edits += [(code.begin(node), end, text)] if text else []
    return edited(code.text, edits) if edits else None


def guarded(code: Code, _random: Random) -> str | None:
    """An `if` that ends a function or a loop, as a guard that returns or continues, its body one step less deep."""
    loops = [(node.body, "continue") for node in code.statements if isinstance(node, ast.For | ast.While)]
    for suite, leave in [(code.body, "return"), *loops]:
        last = suite[-1]
        if isinstance(last, ast.If) and not last.orelse and len(last.body) > 1 and code.alone(last):
            if last.test.lineno != last.test.end_lineno or last.body[0].lineno == last.lineno:
                continue
            start, end = code.block(last.body)
            indent = " " * last.col_offset
            head = [f"{indent}if {_negated(code, last.test)}:", f"{indent}{STEP}{leave}"]
            moved = outdented(code, last.test.lineno + 1, end, last.body[0].col_offset - last.col_offset)
            return "\n".join([*code.lines[: last.lineno - 1], *head, *moved, *code.lines[end:]]) if start else None
    return None


def reformatted(code: Code, random: Random) -> str | None:
    """f-strings, `.format` and `%` each turned into one of the other two."""
    edits: list[Edit] = []
    for node in code.nodes(ast.JoinedStr, ast.Call, ast.BinOp):
        if not edits or code.begin(node) >= edits[-1][1]:
            parts = _formatting(code, node)
            if parts and len(parts[1]) == len(PLACEHOLDER.findall(parts[0])) and parts[1]:
                forms = [form for form in ("f", "format", "%") if form != parts[2]]
                edits.append((code.begin(node), code.end(node), _formatted(parts[0], parts[1], random.choice(forms))))
    return edited(code.text, edits) if edits else None


def _comprehension(code: Code, first: ast.stmt, loop: ast.stmt) -> str | None:
    if not (isinstance(first, ast.Assign) and isinstance(loop, ast.For) and code.alone(first) and code.alone(loop)):
        return None
    target = first.targets[0]
    empty = isinstance(first.value, ast.List) and not first.value.elts
    if not (empty and len(first.targets) == 1 and isinstance(target, ast.Name)) or loop.orelse or len(loop.body) != 1:
        return None
    inner, conditions = loop.body[0], []
    while isinstance(inner, ast.If) and not inner.orelse and len(inner.body) == 1:
        conditions.append(inner.test)
        inner = inner.body[0]
    call = inner.value if isinstance(inner, ast.Expr) else None
    if not (isinstance(call, ast.Call) and code.segment(call.func) == f"{target.id}.append" and len(call.args) == 1):
        return None
    tests = "".join(f" if {_bracketed(code, test)}" for test in conditions)
    element, source = code.segment(call.args[0]), _bracketed(code, loop.iter)
    return f"[{element} for {code.segment(loop.target)} in {source}{tests}]"


def _loop(code: Code, statement: ast.stmt, value: ast.ListComp, random: Random) -> str | None:
    simple = len(value.generators) == 1 and not value.generators[0].is_async
    parts = [value.elt, *(node for clause in value.generators for node in (clause.target, clause.iter, *clause.ifs))]
    texts = [_flat(code.segment(part)) for part in parts]
    if not simple or None in texts:
        return None
    if isinstance(statement, ast.Return):
        name, end = fresh_name(code, random), "\nreturn {name}"
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name) and not statement.targets[1:]:
        name, end = statement.targets[0].id, ""
    else:
        return None
    element, target, source, *tests = texts
    if re.search(rf"\b{name}\b", " ".join(map(str, texts))):
        return None
    lines = [f"{name} = []", f"for {target} in {source}:"]
    lines += [f"{STEP}if {' and '.join(map(str, tests))}:"] if tests else []
    lines += [f"{STEP * (2 if tests else 1)}{name}.append({element})", *end.format(name=name).split("\n")[1:]]
    return ("\n" + " " * statement.col_offset).join(lines)


def _swapped(code: Code, node: ast.If) -> str | None:
    """The `if` with its branches swapped, from its keyword on; None where `else:` is not a plain line."""
    (start, end), (other_start, other_end) = code.block(node.body), code.block(node.orelse)
    indent = " " * node.col_offset
    middle = range(end + 1, other_start)
    keyword = [line for line in middle if code.lines[line - 1] == f"{indent}else:"]
    if len(keyword) != 1 or node.test.lineno != node.test.end_lineno or node.lineno == start:
        return None
    body = code.lines[node.test.lineno : keyword[0] - 1]
    other = code.lines[keyword[0] : other_end]
    return "\n".join([f"if {_negated(code, node.test)}:", *other, f"{indent}else:", *body])


def _negated(code: Code, test: ast.expr) -> str:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return code.segment(test.operand)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        left, right = test.left, test.comparators[0]
        return f"{code.segment(left)} {NEGATED[type(test.ops[0])]} {code.segment(right)}"
    plain = isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
    return f"not {code.segment(test)}" if plain else f"not ({code.segment(test)})"


def _bracketed(code: Code, node: ast.expr) -> str:
    text = code.segment(node)
    return f"({text})" if isinstance(node, ast.IfExp | ast.Lambda | ast.NamedExpr | ast.Yield) else text


def _flat(text: str) -> str | None:
    """The text on one line, or None where a comment or a string of several lines is in it."""
    if "\n" not in text:
        return text
    tokens = list(tokenize.generate_tokens(io.StringIO(f"({text})").readline))
    if any(
        token.type == tokenize.COMMENT or token.start[0] != token.end[0] for token in tokens if token.string.strip()
    ):
        return None
    return " ".join(line.strip() for line in text.split("\n"))


def _formatting(code: Code, node: ast.AST) -> tuple[str, list[str], str] | None:
    """A template with its arguments and the form it is written in; None for what is not a plain formatting."""
    if isinstance(node, ast.JoinedStr):
        found = re.fullmatch(r"""f(['"])((?:[^'"\\{}]|\{[\w.\[\]()]+(?:!r)?\})*)\1""", code.segment(node))
        fields = re.findall(r"\{([^{}!]+)(?:!r)?\}", found[2]) if found else []
        return (re.sub(r"\{[^{}!]+", "{", found[2]), fields, "f") if found and "%" not in found[2] else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _template(code, node.left):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return _template(code, node.left), _plain(code, values), "%"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        template = _template(code, node.func.value)
        return (template, _plain(code, node.args), "format") if template and not node.keywords else None
    return None


def _template(code: Code, node: ast.expr) -> str:
    found = re.fullmatch(r"""(['"])([^'"\\]*)\1""", code.segment(node)) if isinstance(node, ast.Constant) else None
    return found[2] if found else ""


def _plain(code: Code, values: Iterator[ast.expr] | list[ast.expr]) -> list[str]:
    """The arguments' text where each can stand in braces, else none."""
    texts = [code.segment(value) for value in values]
    return texts if all(re.fullmatch(r"[\w.\[\]()]+", text) for text in texts) else []


def _formatted(template: str, values: list[str], form: str) -> str:
    """The template with its arguments in one of the three forms."""
    pieces = PLACEHOLDER.split(template)
    exact = ["r" in mark for mark in PLACEHOLDER.findall(template)]
    if form == "f":
        marks = [f"{{{value}{'!r' if raw else ''}}}" for value, raw in zip(values, exact, strict=True)]
    elif form == "format":
        marks = ["{!r}" if raw else "{}" for raw in exact]
    else:
        marks = ["%r" if raw else "%s" for raw in exact]
    text = pieces[0] + "".join(mark + piece for mark, piece in zip(marks, pieces[1:], strict=True))
    if form == "f":
        return f'f"{text}"'
    arguments = ", ".join(values)
    single = f"({arguments})" if len(values) > 1 else arguments
    return f'"{text}".format({arguments})' if form == "format" else f'"{text}" % {single}'
