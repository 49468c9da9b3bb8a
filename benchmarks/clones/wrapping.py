"""Type-3 mutations of a whole function: wrapped, made async or a method (and back), annotated."""

from __future__ import annotations

import ast
import builtins
import re
import tokenize
from collections.abc import Iterable
from random import Random

from functiontext import FUNCTIONS, STEP, Code, Edit, edited, first_line, indented
from renaming import bound_names, in_formatted, occurrences

FAILURES = ("ValueError", "KeyError", "OSError", "(TypeError, AttributeError)")
CONDITIONS = ("settings.ENABLED", "not dry_run", "enabled and not closed", "logger is not None")
HINTS = ("str", "int", "Any", "dict[str, Any]", "bool", "Sequence[str]")
SENTENCES = ("Return what the caller asked for.", "Do one step and tell whether it worked.", "Prepare the outcome.")
MIN_SITES = 2
MAX_ATTRIBUTES = 2


def tried(code: Code, random: Random) -> str | None:
    """The body in a `try` whose handler logs and raises again."""
    handler = [
        f"{STEP}except {random.choice(FAILURES)} as error:",
        f'{STEP}{STEP}logger.exception("{code.function.name} failed: %s", error)',
        f"{STEP}{STEP}raise",
    ]
    return _wrapped(code, f"{STEP}try:", handler)


def conditioned(code: Code, random: Random) -> str | None:
    """The body in an `if`."""
    return _wrapped(code, f"{STEP}if {random.choice(CONDITIONS)}:", [])


def asynchronous(code: Code, _random: Random) -> str | None:
    """`async def` with `await` before the calls that are a statement's value; an async function the other way round."""
    function = code.function
    if isinstance(function, ast.AsyncFunctionDef):
        return _synchronous(code)
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function)):
        return None
    values = [code.begin(value) for value in _own_values(function.body) if isinstance(value, ast.Call)]
    if len(values) < MIN_SITES:
        return None
    return edited(code.text, [(0, 0, "async "), *((begin, begin, "await ") for begin in values)])


def as_method(code: Code, random: Random) -> str | None:
    """A function with `self` first and one or two of its locals or callees turned into attributes."""
    free = _callees(code) - bound_names(code)
    names = sorted(free | _plain_locals(code))
    if not names or re.search(r"\bself\b", code.text):
        return None
    chosen = set(random.sample(names, min(len(names), MAX_ATTRIBUTES)))
    edits = [(begin, begin, "self.") for begin, _ in occurrences(code, chosen)]
    edits += _formatted(code, lambda found: f"self.{found[1]}", chosen)
    begin = code.text.index("(") + 1
    arguments = code.function.args
    bare = not (arguments.args or arguments.vararg or arguments.kwonlyargs or arguments.kwarg)
    return edited(code.text, [*edits, (begin, begin, "self" if bare else "self, ")])


def as_function(code: Code, _random: Random) -> str | None:
    """A method without `self`: each `self.x` is x, and those that are not called are parameters."""
    arguments = code.function.args.args
    uses = [node for node in code.nodes(ast.Attribute) if _on_self(node)]
    everything = [node for node in code.nodes(ast.Name) if node.id == "self"]
    names = {node.attr for node in uses}
    clash = names & {*bound_names(code), *dir(builtins), "__dict__", "__class__"} or re.search(
        r"\{[^}]*\bself\b", code.text
    )
    if not arguments or not uses or len(uses) != len(everything) or clash or "super()" in code.text:
        return None
    called = {node.func.attr for node in code.nodes(ast.Call) if _on_self(node.func)}
    given = ", ".join(sorted(names - called))
    first, rest = arguments[0], arguments[1:]
    end = code.begin(rest[0]) if rest else code.end(first)
    edits = [(code.begin(node.value), code.end(node.value) + 1, "") for node in uses]
    return edited(code.text, [*edits, (code.begin(first), end, f"{given}, " if given and rest else given)])


def annotated(code: Code, random: Random) -> str | None:
    """Type hints on the parameters and the result, and a docstring."""
    arguments = code.function.args
    bare = [
        argument
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if argument.annotation is None and argument.arg not in ("self", "cls")
    ]
    if not bare or code.function.returns or ast.get_docstring(code.function) or not code.alone(code.body[0]):
        return None
    edits = [(code.end(argument), code.end(argument), f": {random.choice(HINTS)}") for argument in bare]
    colon = _colon(code)
    start = code.at((first_line(code.body[0]), 0))
    edits += [(colon, colon, f" -> {random.choice(HINTS)} | None"), (start, start, _docstring(bare, random))]
    return edited(code.text, edits)


def _wrapped(code: Code, head: str, tail: list[str]) -> str | None:
    start, end = code.block(code.body)
    if not code.alone(code.body[0]) or start == code.function.lineno:
        return None
    lines = [*code.lines[: start - 1], head, *indented(code, start, end), *tail, *code.lines[end:]]
    return "\n".join(lines)


def _synchronous(code: Code) -> str | None:
    """The text without its `async` and `await`."""
    words = [token for token in code.tokens if token.string in ("async", "await") and token.type == tokenize.NAME]
    return edited(code.text, [(code.at(token.start), code.at(token.end) + 1, "") for token in words])


def _own_values(statements: Iterable[ast.stmt]) -> list[ast.expr]:
    """The values of assignments, returns and expression statements that run in the function itself."""
    found = []
    for statement in statements:
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            continue
        value = getattr(statement, "value", None)
        if isinstance(value, ast.expr):
            found.append(value)
        for name in ("body", "orelse", "finalbody", "handlers"):
            inner = getattr(statement, name, None)
            found += _own_values(inner) if isinstance(inner, list) else []
    return found


def _callees(code: Code) -> set[str]:
    names = {node.func.id for node in code.nodes(ast.Call) if isinstance(node.func, ast.Name)}
    return names - set(dir(builtins))


def _plain_locals(code: Code) -> set[str]:
    """The locals that are bound by plain assignments only, so that an attribute can take their place."""
    plain = {target.id for node in code.nodes(ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    scoped = {node.arg for node in code.nodes(ast.arg)}
    for node in code.nodes(ast.comprehension, ast.For, ast.NamedExpr):
        scoped |= {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
    outer = {name for node in code.nodes(ast.Global, ast.Nonlocal) for name in node.names}
    return plain & bound_names(code) - scoped - outer


def _formatted(code: Code, swap: object, names: set[str]) -> list[Edit]:
    edits = []
    for token in code.tokens:
        if token.type == tokenize.STRING and "f" in re.match(r"\w*", token.string)[0].lower():
            edits.append((code.at(token.start), code.at(token.end), in_formatted(token.string, swap, names)))
    return edits


def _on_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _colon(code: Code) -> int:
    """The offset of the colon that ends the signature."""
    depth = 0
    for token in code.tokens:
        depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
        if token.string == ":" and depth == 0:
            return code.at(token.start)
    raise ValueError("a function without a colon")


def _docstring(arguments: list[ast.arg], random: Random) -> str:
    told = "".join(f"{STEP}{STEP}{argument.arg}: what to take as {argument.arg}.\n" for argument in arguments)
    return f'{STEP}"""{random.choice(SENTENCES)}\n\n{STEP}Args:\n{told}{STEP}"""\n'
