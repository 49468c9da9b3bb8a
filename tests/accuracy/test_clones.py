"""Recall on functions of the standard library injected into other modules; silence on code that only looks alike."""

import ast
import random
import sysconfig
from pathlib import Path

import pytest

from auditlib.facts.source import read_python
from auditlib.facts.tokens import statement_columns, view
from auditlib.graphs.clones import find_clones
from auditlib.model import Module, Role

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
DONORS = (
    "argparse",
    "configparser",
    "difflib",
    "ftplib",
    "inspect",
    "mailbox",
    "tarfile",
    "zipfile",
    "textwrap",
    "shutil",
)
HOSTS = ("ast", "calendar", "cmd", "csv", "dis", "fractions", "gettext", "imaplib", "locale", "optparse", "pdb", "uuid")
SEED = 20_240_311
WANTED = 150
LEAST_OVERLAP = 0.9


def module(path, text):
    return Module(path, path, Role.PRODUCT, read_python(text.encode()))


def library(names):
    found = {name: LIBRARY / f"{name}.py" for name in names}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items() if path.is_file()}


def functions(text):
    """Top-level functions and methods (dedented) that reach the least size, as source."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno and not node.decorator_list:
            source = "".join(line[node.col_offset :] or "\n" for line in lines[node.lineno - 1 : node.end_lineno])
            columns = view(statement_columns(source))
            busy = int((columns.marks & 0b11001 == 0).sum())
            size = len(columns.start)
            if columns.tokens.sum() >= 50 and size >= 5 and columns.sloc.sum() >= 5 and busy >= 3 and busy * 3 >= size:
                yield source


def reformatted(source, chance):
    """Type-1: comments, blank lines and indentation added."""
    tree = ast.parse(source)
    inner = {
        line for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.ExceptHandler) for line in [node.lineno]
    }
    lines = []
    for number, line in enumerate(source.splitlines(keepends=True), 1):
        if number > 1 and number in inner and chance.random() < 0.3:
            lines.append(" " * (len(line) - len(line.lstrip())) + chance.choice(["# a remark\n", "\n"]))
        lines.append(line)
    return "".join(lines)


def renamed(source, chance):
    """Type-2: every name that the function binds is renamed, the same everywhere, and whole numbers are changed."""
    nodes = list(ast.walk(ast.parse(source)))
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)} - {"self", "cls"}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    new = {name: f"{chance.choice(['item', 'part', 'entry'])}_{number}" for number, name in enumerate(sorted(bound))}
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    for node in sorted(nodes, key=lambda node: -getattr(node, "col_offset", 0)):
        name = getattr(node, "id", None) or getattr(node, "arg", None)
        if isinstance(node, ast.Name | ast.arg):
            old, other = name.encode(), new.get(name, name).encode()
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            old, other = str(node.value).encode(), str(node.value + 1).encode()
        else:
            continue
        line = lines[node.lineno - 1]
        if line.startswith(old, node.col_offset):  # a name within an f-string has another place in older Pythons
            lines[node.lineno - 1] = line[: node.col_offset] + other + line[node.col_offset + len(old) :]
    return b"".join(lines).decode()


def recall(change):
    """The share of injected copies found, each at least nine tenths of both places, in one class."""
    chance = random.Random(SEED)
    donors = library(DONORS)
    originals = [(name, source) for name, text in donors.items() for source in functions(text)]
    chosen = chance.sample(originals, min(WANTED, len(originals)))
    hosts = {name: text.splitlines(keepends=True) for name, text in library(HOSTS).items()}
    files, truth = {}, []
    for number, (_, source) in enumerate(chosen):
        copy = change(source, chance)
        host = chance.choice(sorted(hosts))
        path, before = f"{host}_{number}.py", "".join(hosts[host][: chance.randrange(200)])
        before = before if parses(before) else ""
        files[path] = f"{before}\n{copy}\n\nlast_line_of_the_host = 1\n"
        files[f"original_{number}.py"] = f"first_line = 1\n{source}"
        start = before.count("\n") + 2
        truth.append(
            ((path, start, start + copy.count("\n") - 1), (f"original_{number}.py", 2, 1 + source.count("\n")))
        )
    groups = find_clones([module(path, text) for path, text in files.items()]).groups
    spans = [{(part.path, part.start, part.end) for part in group.fragments} for group in groups]
    return sum(any(covers(span, one) and covers(span, other) for span in spans) for one, other in truth) / len(truth)


def parses(text):
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def covers(spans, place):
    path, start, end = place
    return any(
        name == path and min(end, last) - max(start, first) + 1 >= LEAST_OVERLAP * (end - start + 1)
        for name, first, last in spans
    )


@pytest.mark.parametrize(
    ("change", "least"),
    [(lambda source, chance: source, 0.99), (reformatted, 0.99), (renamed, 0.95)],
    ids=["verbatim", "reformatted", "renamed"],
)
def test_injected_copies_are_found(change, least):
    assert recall(change) >= least


HOST_BEFORE = """def settle(ledger, period):
    opening = ledger.balance(period) - ledger.fees
    while ledger.dirty():
        ledger.post()
"""
HOST_AFTER = """    for entry in ledger.entries(period):
        opening += entry.amount
    return opening, ledger.close()
"""
LEAST_STATEMENTS = 8


def edited_body(source):
    """The lines of a function's body, and the same with one more statement in the middle; None for a small one."""
    (function,) = ast.parse(source).body
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if len(view(statement_columns(source)).start) <= LEAST_STATEMENTS or len(body) < 4:
        return None
    lines = source.splitlines(keepends=True)
    begin, middle = body[0].lineno - 1, body[len(body) // 2].lineno - 1
    extra = lines[middle][: body[0].col_offset] + "audit.record(period, level=3)\n"
    return lines[begin:], [*lines[begin:middle], extra, *lines[middle:]]


def test_edited_blocks_within_other_functions_are_found():
    originals = [source for text in library(DONORS).values() for source in functions(text)]
    found = []
    for source in random.Random(SEED).sample(originals, len(originals))[:60]:
        if parts := edited_body(source):
            whole, edited = parts
            files = {"a.py": source, "b.py": f"{HOST_BEFORE}{''.join(edited)}{HOST_AFTER}"}
            groups = find_clones([module(path, text) for path, text in files.items()]).groups
            true = ("a.py", source.count("\n") - len(whole) + 1, source.count("\n")), ("b.py", 5, 4 + len(edited))
            spans = [{(part.path, part.start, part.end) for part in group.fragments} for group in groups]
            found.append(any(all(covers(span, place) for place in true) for span in spans))

    assert len(found) >= 20
    assert sum(found) / len(found) >= 0.9


UNRELATED = [
    (
        """def load_users(database, limit):
    rows = database.query(limit)
    names = []
    for row in rows:
        if row.active:
            names.append(row.name.strip())
    log(len(names))
    return names
""",
        """def paint_pixels(screen, colour):
    brush = window.create(colour)
    canvas = []
    for pixel in screen:
        if cursor.visible:
            stack.push(layer.depth.flip())
    beep(abs(volume))
    return canvas
""",
    ),
    (
        """def close(self):
    self.socket.shutdown(HOW)
    self.pending.clear()
    if self.timer.running(NOW):
        self.timer.cancel(NOW)
    self.log.write(self.name)
    self.state.set(CLOSED)
    return self.peers.drop(self.name)
""",
        """def brew(self):
    self.kettle.heat(WATER)
    self.grinder.start()
    if self.cup.empty(SMALL):
        self.milk.pour(WARM)
    self.sugar.stir(self.spoon)
    self.table.lay(CLEAN)
    return self.guests.call(self.bell)
""",
    ),
    (
        """def test_add():
    basket = Basket(price(1), "a")
    basket.add(Item("x"), count(2))
    assert basket.total() == money(3)
    with pytest.raises(Empty):
        other.pay(card("y"))
    assert receipt.lines(1) == [line("z")]
""",
        """def test_parse():
    source = Lexer(stream(1), "a")
    parser.feed(Token("x"), depth(2))
    assert tree.root() == node(3)
    with warnings.expect(Deprecated):
        visitor.walk(leaf("y"))
    assert errors.found(1) == [fault("z")]
""",
    ),
    (
        """if __name__ == "__main__":
    parser = Parser(description())
    arguments = parser.parse(sys.argv)
    setup(arguments.level)
    outcome = main(arguments.path)
    report(outcome, arguments.format)
    sys.exit(code(outcome))
""",
        """if platform == "win32":
    handle = Kernel(process())
    memory = driver.allocate(page.size)
    flush(cache.lines)
    thread = spawn(pool.worker)
    signal(mask, queue.head)
    os.kill(child(group))
""",
    ),
]


@pytest.mark.parametrize("pair", UNRELATED, ids=["loops", "methods", "tests", "scripts"])
def test_same_shape_with_unrelated_names_is_no_clone(pair):
    one, other = (view(statement_columns(text)) for text in pair)
    assert one.shape.tolist() == other.shape.tolist()

    assert find_clones([module("a.py", pair[0]), module("b.py", pair[1])]).groups == ()


def test_different_modules_of_the_library_have_few_clones():
    texts = library((*HOSTS, *DONORS))

    groups = find_clones([module(f"{name}.py", text) for name, text in texts.items()]).groups

    across = [group for group in groups if len({part.path for part in group.fragments}) > 1]
    assert len(across) <= 3
