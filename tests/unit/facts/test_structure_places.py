"""Where trees, lists and tables hang: several in one document."""

from __future__ import annotations

import pytest

from auditlib.facts.structure import read_structure
from auditlib.model import Document


def paths(text: str, document: str = "docs/PROJECT_STRUCTURE.md", **options: object) -> list[str]:
    return [entry.path for entry in read_structure(Document(document, text), **options)]  # type: ignore[arg-type]


def unplaced(text: str) -> list[str]:
    return [entry.path for entry in read_structure(Document("PROJECT_STRUCTURE.md", text)) if entry.unplaced]


TOP = "```\nshop/\n├── .platform/\n├── docs/\n└── README.md\n```\n"
PLATFORM = "```\n.platform/\n├── lib/\n├── tests/\n└── config/\n```\n"


def test_a_tree_hangs_where_another_tree_declares_its_root() -> None:
    found = paths(TOP + PLATFORM + "```\nlib/\n├── core/\n└── cache.py\n```\n")

    assert found[-3:] == [".platform/lib", ".platform/lib/core", ".platform/lib/cache.py"]


def test_the_parent_may_be_declared_further_down() -> None:
    found = paths("```\nlib/\n├── core/\n└── cache.py\n```\n" + "```\nshop/\n├── README.md\n└── .platform/lib/\n```\n")

    assert found[:3] == [".platform/lib", ".platform/lib/core", ".platform/lib/cache.py"]


def test_of_two_candidates_the_one_under_the_heading_is_taken() -> None:
    trees = "```\nshop/\n├── README.md\n├── web/\n│   └── config/\n└── api/\n    └── config/\n```\n"
    found = paths(f"{trees}\n## `api/`\n\n### `config/` in detail\n\n```\nconfig/\n└── a.yaml\n```\n")

    assert found[-2:] == ["api/config", "api/config/a.yaml"]


def test_of_two_candidates_the_one_nearer_to_the_top_is_taken() -> None:
    trees = "```\nshop/\n├── README.md\n├── config/\n└── api/\n    └── config/\n```\n"

    assert paths(f"{trees}\n```\nconfig/\n└── a.yaml\n```\n")[-1] == "config/a.yaml"


def test_params_say_where_a_root_hangs() -> None:
    assert paths("```\nlib/\n└── a.py\n```\n", roots={"lib/": ".platform/lib/"}) == [
        ".platform/lib",
        ".platform/lib/a.py",
    ]


def test_a_known_folder_is_a_folder_and_not_the_name_of_the_repository() -> None:
    tree = "```\nshop/\n├── core/\n└── cart.py\n```\n"

    assert paths(tree) == ["core", "cart.py"]
    assert paths(tree, folders={"shop"}) == ["shop", "shop/core", "shop/cart.py"]


def test_a_usual_folder_is_a_folder() -> None:
    assert paths("```\nsrc/\n├── core/\n└── cart.py\n```\n") == ["src", "src/core", "src/cart.py"]


def test_a_root_named_by_its_comment_is_the_repository() -> None:
    assert paths("```\napp/   # repository root\n└── cart.py\n```\n") == ["cart.py"]


def test_the_same_repository_name_may_come_again() -> None:
    assert paths(TOP + "```\nshop/docs/\n└── a.md\n```\n")[-2:] == ["docs", "docs/a.md"]


def test_a_tree_that_hangs_nowhere_says_so() -> None:
    assert unplaced(TOP + "```\nwidget/\n└── a.py\n```\n") == ["widget", "widget/a.py"]


def test_a_tree_hangs_below_the_folder_of_its_heading() -> None:
    found = paths(f"{TOP}\n## Platform (`.platform/`)\n\n```\nwidget/\n└── a.py\n```\n\n```\n├── b.py\n└── c/\n```\n")

    assert found[-4:] == [".platform/widget", ".platform/widget/a.py", ".platform/b.py", ".platform/c"]


def test_paths_below_a_label_stand_where_they_say() -> None:
    tree = "```\nProtected data:\n├── .platform/config/user.yaml\n└── docs/ (all of it)\n```\n"

    assert paths(tree) == [".platform/config/user.yaml", "docs"]
    assert unplaced("```\nDONE: all of it\n├── one.py\n└── two.py\n```\n") == ["one.py", "two.py"]


def test_a_heading_and_its_sub_heading_are_not_joined_twice() -> None:
    text = "## Front (`src/`)\n\n### Parts (`src/parts/`)\n\n- `a.py`: one\n- **`ui/`** - two\n  - `b.py` - three\n"

    assert paths(text) == ["src/parts/a.py", "src/parts/ui", "src/parts/ui/b.py"]


def test_a_table_of_paths_is_read_below_its_heading() -> None:
    rows = "| `main.py` | start |\n| `db/one.py` | data |\n| `web/` | x |\n| prose | - |\n"
    text = f"## Back (`back/`)\n\n| File | For |\n|---|---|\n{rows}"

    assert paths(text) == ["back/main.py", "back/db/one.py", "back/web"]


def test_a_list_finds_its_folder_by_what_is_known() -> None:
    tree = "```\nshop/\n├── README.md\n└── css/\n    ├── a.css\n    └── b.css\n```\n"

    assert paths(f"{tree}\n## Styles\n\n- `a.css`: one\n- `b.css`: two\n- `c.css`: three\n")[-3:] == [
        "css/a.css",
        "css/b.css",
        "css/c.css",
    ]


def test_groups_of_a_list_add_no_folder() -> None:
    text = (
        "## Tests (`tests/`)\n\n- **Chat**\n  - `a_test.py` - one\n- **Models**\n  - `b_test.py` / `c_test.py` - two\n"
    )

    assert paths(text) == ["tests/a_test.py", "tests/b_test.py", "tests/c_test.py"]


def test_plain_file_names_in_a_fence_stand_in_the_folder_of_the_heading() -> None:
    assert paths("### Plans (`docs/plans/`)\n\n```\nMASTER.md   # all\n```\n") == ["docs/plans/MASTER.md"]
    assert paths("### Plans\n\n```\nMASTER.md   # all\n```\n") == []


@pytest.mark.parametrize(
    ("document", "folders", "expected"),
    [
        ("services/api/STRUCTURE.md", (), ["services/api/src", "services/api/src/a.py"]),
        ("services/api/docs/STRUCTURE.md", (), ["services/api/src", "services/api/src/a.py"]),
        ("docs/architecture/STRUCTURE.md", (), ["src", "src/a.py"]),
        (".github/STRUCTURE.md", (), ["src", "src/a.py"]),
        ("site/STRUCTURE.md", ("src",), ["src", "src/a.py"]),
        ("src/STRUCTURE.md", (), ["src", "src/a.py"]),
    ],
)
def test_a_document_in_a_folder_of_its_own_speaks_of_that_folder(
    document: str, folders: tuple[str, ...], expected: list[str]
) -> None:
    assert paths("```\nsrc/\n└── a.py\n```\n", document, folders=folders) == expected
