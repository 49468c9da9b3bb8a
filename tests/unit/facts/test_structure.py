"""What a structure document declares: tables of (text, entries)."""

from __future__ import annotations

import pytest

from auditlib.facts.structure import read_structure, structure_documents
from auditlib.model import Declaration, Document, EntryCount, EntryRole


def declared(text: str, **options: object) -> tuple[Declaration, ...]:
    return read_structure(Document("PROJECT_STRUCTURE.md", text), **options)  # type: ignore[arg-type]


def fenced(tree: str, *, language: str = "") -> str:
    return f"```{language}\n{tree.strip(chr(10))}\n```\n"


def entries(text: str, **options: object) -> list[str]:
    """Paths, a folder's with a final slash, others marked by their kind."""
    marks = {"dir": "{}/", "file": "{}", "glob": "glob {}", "placeholder": "open {}"}
    return [marks[entry.kind.value].format(entry.path) for entry in declared(text, **options)]


DRAWN = {
    "box": "shop/\n├── src/\n│   ├── cart.py\n│   └── api/\n│       └── v1.py\n└── README.md",
    "heavy box": "shop/\n┣━━ src/\n┃   ┣━━ cart.py\n┃   ┗━━ api/\n┃       ┗━━ v1.py\n┗━━ README.md",
    "short branches": "shop/\n├─ src/\n│  ├─ cart.py\n│  └─ api/\n│     └─ v1.py\n└─ README.md",
    "ascii": "shop/\n|-- src/\n|   |-- cart.py\n|   `-- api/\n|       `-- v1.py\n`-- README.md",
    "dos": "shop/\n+-- src/\n|   +-- cart.py\n|   \\-- api/\n|       \\-- v1.py\n\\-- README.md",
    "indented": "shop/\n  src/\n    cart.py\n    api/\n      v1.py\n  README.md",
    "tabs": "shop/\n\tsrc/\n\t\tcart.py\n\t\tapi/\n\t\t\tv1.py\n\tREADME.md",
    "no-break spaces": "shop/\n├──\u00a0src/\n│\u00a0\u00a0 ├──\u00a0cart.py\n│\u00a0\u00a0 └──\u00a0api/\n"
    "│\u00a0\u00a0     └──\u00a0v1.py\n└──\u00a0README.md",
    "no root line": "├── src/\n│   ├── cart.py\n│   └── api/\n│       └── v1.py\n└── README.md",
    "dot root": ".\n├── src\n│   ├── cart.py\n│   └── api\n│       └── v1.py\n└── README.md",
    "slash root": "/\n├── src/\n│   ├── cart.py\n│   └── api/\n│       └── v1.py\n└── README.md",
    "placeholder root": "<project-root>/\n├── src/\n│   ├── cart.py\n│   └── api/\n│       └── v1.py\n└── README.md",
    "spacer lines": "shop/\n│\n├── src/\n│   ├── cart.py\n│   │\n│   └── api/\n│       └── v1.py\n\n└── README.md",
    "list bullets": "- shop/\n  - src/\n    - cart.py\n    - api/\n      - v1.py\n  - README.md",
    "sloppy columns": "shop/\n├── src/\n│    ├── cart.py\n│    └── api/\n│        └── v1.py\n└── README.md",
}


@pytest.mark.parametrize("tree", DRAWN.values(), ids=DRAWN.keys())
def test_every_drawing_of_one_tree_gives_the_same_entries(tree: str) -> None:
    found = entries(fenced(tree))

    assert found == ["src/", "src/cart.py", "src/api/", "src/api/v1.py", "README.md"]


@pytest.mark.parametrize("wrapping", ["{}", "    {}", "<pre>\n{}\n</pre>"], ids=["paragraph", "indented block", "html"])
def test_a_tree_needs_no_fence_where_branches_are_drawn(wrapping: str) -> None:
    tree = "shop/\n├── src/\n│   └── cart.py\n└── README.md"
    text = wrapping.format(tree.replace("\n", "\n    ") if wrapping.startswith(" ") else tree)

    assert entries(f"# Layout\n\n{text}\n") == ["src/", "src/cart.py", "README.md"]


LINES = {
    "hash": ("a.py  # the start", ["a.py"], "the start"),
    "arrow": ("a.py ← the start", ["a.py"], "the start"),
    "ascii arrow": ("a.py <- the start", ["a.py"], "the start"),
    "hyphen": ("a.py - the start", ["a.py"], "the start"),
    "dash": ("a.py — the start", ["a.py"], "the start"),
    "spaces": ("a.py    the start", ["a.py"], "the start"),
    "one space": ("a.py the start", ["a.py"], "the start"),
    "slashes": ("a.py // the start", ["a.py"], "the start"),
    "parentheses": ("a.py (the start)", ["a.py"], "(the start)"),
    "colon": ("a.py: the start", ["a.py"], "the start"),
    "full-width colon": ("a.py：the start", ["a.py"], "the start"),
    "emoji": ("📄 a.py", ["a.py"], ""),
    "folder emoji": ("📁 src", ["src/"], ""),
    "status word": ("✅ DONE: a.py  # x", ["a.py"], "x"),
    "check box": ("[x] a.py", ["a.py"], ""),
    "code": ("`a.py` - x", ["a.py"], "x"),
    "bold": ("**src/** - x", ["src/"], "x"),
    "combined": ("src/main/java/  # x", ["src/main/java/"], "x"),
    "combined file": ("conf/app.yaml", ["conf/app.yaml"], ""),
    "two names": ("a.py, b.py  # x", ["a.py", "b.py"], "x"),
    "names by slash": ("a.sh / a.bat", ["a.bat", "a.sh"], ""),
    "braces": ("{cart,order}.py", ["cart.py", "order.py"], ""),
    "glob": ("test_*.py  # tests", ["glob test_*.py"], "tests"),
    "rest": ("...", ["open ..."], ""),
    "counted rest": ("[12 modules]  # x", ["open [12 modules]"], "x"),
    "template": ("<feature>/  # x", ["open <feature>"], "x"),
    "braced template": ("{name}.py", ["open {name}.py"], ""),
    "dot file": (".gitignore", [".gitignore"], ""),
    "dot folder": (".github", [".github/"], ""),
    "no extension": ("Makefile", ["Makefile"], ""),
    "bare word": ("claude", ["claude"], ""),
    "route group": ("(public)/  # x", ["(public)/"], "x"),
    "other script": ("尾盘说明.pptx  # 交易", ["尾盘说明.pptx"], "交易"),
    "leading slash": ("/service", ["service/"], ""),
    "windows": ("src\\main\\", ["src/main/"], ""),
    "escaped": ("\\_\\_init\\_\\_.py", ["__init__.py"], ""),
    "spaces in a name": ("release notes.md", ["release notes.md"], ""),
}


@pytest.mark.parametrize(("line", "paths", "comment"), LINES.values(), ids=LINES.keys())
def test_a_line_gives_its_names_and_its_comment(line: str, paths: list[str], comment: str) -> None:
    text = fenced(f"├── zoo/\n└── {line}")

    found = [entry for entry in declared(text) if entry.path != "zoo"]
    assert [path for path in entries(text) if path != "zoo/"] == paths
    assert {entry.comment for entry in found} == {comment}


@pytest.mark.parametrize(
    "line",
    [
        "(large files not in git)",
        "uses: preparation",
        "Key principles of design",
        "POST /api/books",
        "",
        "# a comment",
        "https://example.org/a.py",
        "load_all()",
        "class Cart(Base)",
    ],
)
def test_prose_in_a_tree_is_no_entry(line: str) -> None:
    assert entries(fenced(f"├── a.py\n├── b.py\n└── {line}")) == ["a.py", "b.py"]


NOTHING = {
    "empty": "",
    "prose": "# Rules\n\nKeep modules small. See `src/a.py` for more.\n",
    "code": fenced("import os\nfrom a import b", language="python"),
    "shell": fenced("cd src/\nls tests/\n", language="bash"),
    "calls": fenced("pipeline.Pipeline\n    ├── uses: preparation\n    └── uses: docking"),
    "flow": fenced("data/in.csv\n     ↓\n[Pipeline]\n     ↓\ndata/out/\n  ├── a.csv\n  └── b.csv"),
    "boxes": fenced("┌────────┐\n│ src/   │\n└───┬────┘\n    └── api/"),
    "layers": fenced("rest      → api, dom\nbusiness  → api, dao\n"),
    "ideas": fenced("Animal\n├── Dog\n└── Cat"),
    "components": fenced("App.tsx\n├── Header.tsx\n│   └── Logo.tsx\n└── Footer.tsx"),
    "rules table": "| Layer | May import |\n|---|---|\n| `domain/` | `ports/` |\n",
    "naming table": "| Type | Example |\n|---|---|\n| Modules | `a_b.py` |\n",
    "links": "- [Guide](guides/README.md) - how to\n- [Plan](plan.md) - what\n",
    "versions": "- **v0.1.0** (now): first\n- **v0.2.0** (next): more\n",
    "routes": "- `GET /api/books`: all\n- `POST /api/books`: one more\n",
    "advice": "- `src/` should hold code only\n- `tests/` must be fast\n",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_a_document_that_declares_nothing_gives_no_entries(text: str) -> None:
    assert declared(text) == ()


def test_the_line_of_an_entry_is_its_line_in_the_document() -> None:
    text = "# Title\n\n1. First\n\n   ```text\n   shop/\n   ├── a.py\n   └── b.py\n   ```\n\n- `c.py`: last\n"

    assert [(entry.line, entry.path) for entry in declared(text.replace("\n", "\r\n"))] == [
        (7, "a.py"),
        (8, "b.py"),
        (11, "c.py"),
    ]


ROLES = {
    "plain": ("## Layout", EntryRole.CURRENT),
    "target": ("## Target structure", EntryRole.TARGET),
    "planned": ("## Planned layout (v2)", EntryRole.TARGET),
    "legacy": ("## Legacy code", EntryRole.LEGACY),
    "before": ("## Before (old layout)", EntryRole.LEGACY),
    "example": ("## Example layout", EntryRole.EXAMPLE),
    "inner wins": ("## Target structure\n\n### Current state", EntryRole.CURRENT),
    "outer holds": ("## Removed parts\n\n### Details", EntryRole.LEGACY),
    "quoted path": ("## `docs/archived/old/`", EntryRole.CURRENT),
    "folder of examples": ("## Examples (`examples/`)", EntryRole.CURRENT),
    "lead": ("## Layout\n\nFor example:", EntryRole.EXAMPLE),
    "bold lead": ("## Layout\n\n**Target**", EntryRole.TARGET),
    "lead on a workflow": ("## Layout\n\nOrganized for an efficient workflow:", EntryRole.CURRENT),
    "title of a template": ("# Template service", EntryRole.CURRENT),
}


@pytest.mark.parametrize(("heading", "role"), ROLES.values(), ids=ROLES.keys())
def test_the_innermost_heading_that_speaks_of_it_gives_the_role(heading: str, role: EntryRole) -> None:
    found = declared(f"{heading}\n\n{fenced('├── a.py')}")

    assert [entry.role for entry in found] == [role]


def test_sections_of_the_params_come_before_our_own_words() -> None:
    text = f"## Target structure\n\n{fenced('├── a.py')}"

    (entry,) = declared(text, sections={"target STRUCTURE": "current"})
    assert entry.role is EntryRole.CURRENT


@pytest.mark.parametrize(
    ("comment", "marks", "role"),
    [
        ("local settings (gitignored)", ("gitignored",), EntryRole.CURRENT),
        ("not committed", ("gitignored",), EntryRole.CURRENT),
        ("auto-generated", ("generated",), EntryRole.CURRENT),
        ("Build output, gitignored", ("generated", "gitignored"), EntryRole.CURRENT),
        ("if needed", ("optional",), EntryRole.CURRENT),
        ("clone from GitHub", ("external",), EntryRole.CURRENT),
        ("to be implemented", (), EntryRole.TARGET),
        ("(planned)", (), EntryRole.TARGET),
        ("deprecated, use b", (), EntryRole.LEGACY),
        ("MIGRATING to b", (), EntryRole.LEGACY),
        ("supports legacy clients", (), EntryRole.CURRENT),
        ("the runtime of the engine", (), EntryRole.CURRENT),
    ],
)
def test_a_comment_gives_marks_and_role_to_all_below(comment: str, marks: tuple[str, ...], role: EntryRole) -> None:
    found = declared(fenced(f"├── a/  # {comment}\n│   └── b.py\n└── c.py"))

    assert [(entry.marks, entry.role) for entry in found] == [(marks, role), (marks, role), ((), EntryRole.CURRENT)]
    assert [entry.optional for entry in found] == ["optional" in marks] * 2 + [False]


def test_names_that_no_checkout_holds_are_marked_generated() -> None:
    found = declared(fenced("├── .venv/\n├── node_modules/\n└── src/"))

    assert [entry.marks for entry in found] == [("generated",), ("generated",), ()]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("[42 modules]", EntryCount(42)),
        ("[35+ core modules]", EntryCount(35, at_least=True)),
        ("[8 additional hooks]", EntryCount(8, additional=True)),
        ("[component-specific tests]", None),
        ("guides/  # How to (11 files)", EntryCount(11)),
        ("core/  # [4+ modules] all", EntryCount(4, at_least=True)),
        ("cases.yaml  # (28 tests)", None),
    ],
)
def test_stated_numbers_are_kept(line: str, count: EntryCount | None) -> None:
    assert [entry.count for entry in declared(fenced(f"├── a/\n└── {line}"))] == [None, count]


def test_a_group_label_adds_no_folder() -> None:
    groups = (
        "├── 📄 Core Files\n│   └── setup.py\n├── 📦 Source Code (src/)\n│   └── a.py\n└── 🧪 Tests\n    └── tests/"
    )
    tree = f"shop/\n{groups}"

    assert entries(fenced(tree)) == ["setup.py", "src/", "src/a.py", "tests/"]


def test_a_bracketed_label_gives_its_role_to_what_it_groups() -> None:
    found = declared(fenced("├── a/\n└── [legacy directories - in progress]\n    └── memory/"))

    assert [(entry.path, entry.role.value) for entry in found] == [("a", "current"), ("memory", "legacy")]


def test_members_of_a_file_are_no_entries() -> None:
    assert entries(fenced("src/\n├── a.py\n│   ├── Cart\n│   └── Order\n└── b.py")) == ["src/", "src/a.py", "src/b.py"]


def test_a_comment_may_go_on_in_the_next_line() -> None:
    tree = "├── package.json     name, version,\n│                    src/ and scripts\n└── README.md"

    assert entries(fenced(tree)) == ["package.json", "README.md"]


def test_routes_in_brackets_are_real_names() -> None:
    assert entries(fenced("app/\n└── [id]/\n    └── page.tsx")) == ["app/", "app/[id]/", "app/[id]/page.tsx"]


def test_a_guessed_kind_has_less_confidence() -> None:
    found = declared(fenced("├── a/\n├── hdock\n└── b.py"))

    assert [entry.confidence for entry in found] == [1.0, 0.5, 1.0]


def test_structure_documents_come_likeliest_first() -> None:
    paths = [
        "structure.py",
        "docs/STRUCTURE.md",
        "b/project-structure.md",
        "PROJECT_STRUCTURE.md",
        "folder_structure.md",
    ]

    assert structure_documents(paths) == (
        "PROJECT_STRUCTURE.md",
        "b/project-structure.md",
        "docs/STRUCTURE.md",
        "folder_structure.md",
    )
