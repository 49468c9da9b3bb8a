"""The answer key against the demo's trees: what it names is there, and what it says is gone is gone."""

from __future__ import annotations

import ast
import difflib
import re

import pytest
from demo_key import LIB, definition, definitions, history, import_targets, key, names_in, text, tree

from auditlib.example.history import BASE, HEAD

CATEGORIES = ("caching", "memory", "monitoring", "response")


def ids(entries):
    return [":".join(filter(None, (str(entry.get("path", "")), str(entry.get("qualname", ""))))) for entry in entries]


@pytest.mark.parametrize("role", key()["roles"], ids=ids(key()["roles"]))
def test_each_role_is_played_by_a_definition_at_base(role):
    found = definition("base", role["path"], role["qualname"])

    assert found is not None
    if role["form"] in {"class", "dataclass", "methods"}:
        assert isinstance(found, ast.ClassDef)
        assert set(role.get("members", ())) <= {
            child.name for child in found.body if isinstance(child, ast.FunctionDef)
        }
    else:
        assert isinstance(found, ast.FunctionDef)


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_has_several_implementations_and_a_homonym(category):
    roles = [role["role"] for role in key()["roles"] if role["category"] == category]

    assert roles.count("implementation") >= 4
    assert "homonym" in roles


def test_one_canonical_of_the_documents_does_not_exist():
    overview = text("base", "docs/architecture/OVERVIEW.md")
    for canonical in key()["canonicals"]:
        named = f"| `{canonical['qualname']}` | `{canonical['path']}` |"
        assert named in overview
        assert (definition("base", canonical["path"], canonical["qualname"]) is not None) == canonical["exists"]

    assert [canonical["category"] for canonical in key()["canonicals"] if not canonical["exists"]] == ["response"]


@pytest.mark.parametrize("clone", key()["clones"], ids=lambda clone: clone["fragments"][0][1])
def test_clones_are_of_the_type_that_the_key_says(clone):
    copies = [definition("base", path, name) for path, name in clone["fragments"]]
    exact = len({ast.dump(copy) for copy in copies}) == 1
    renamed = len({renamed_dump(copy) for copy in copies}) == 1
    likeness = difflib.SequenceMatcher(None, *map(ast.unparse, copies[:2])).ratio()

    assert {"1": exact, "2": renamed and not exact, "3": likeness > 0.7 and not renamed}[clone["type"]]


@pytest.mark.parametrize("cycle", key()["cycles"], ids=lambda cycle: cycle["context"])
def test_modules_of_a_cycle_import_each_other(cycle):
    first, second = cycle["modules"]

    assert module_imports(first, second)
    assert module_imports(second, first)
    guarded = any("TYPE_CHECKING" in text("base", LIB + path) for path in cycle["modules"])
    assert guarded == (cycle["context"] == "type_checking")


@pytest.mark.parametrize("entry", key()["imports"], ids=ids(key()["imports"]))
def test_statements_worth_a_test_are_there(entry):
    found = import_targets(text("base", entry["path"]))

    assert any(target == entry["target"] and entry.get("name", name) == name for target, name in found)
    assert ("sys.path.insert" in text("base", entry["path"])) == entry.get("search_path", False)


def test_only_the_planted_imports_name_modules_that_do_not_exist():
    broken = {
        (path, target)
        for path, target in first_party_imports("base")
        if not exists("base", target) and not target.startswith(".")
    }

    assert broken == {(LIB + "legacy/manifest_import.py", "carriers.edifact")}


@pytest.mark.parametrize("state", ["base", "head"])
def test_declared_entries_that_are_missing_are_missing(state):
    structure = key()["structure"]
    document, files = text(state, structure["document"]), tree(BASE if state == "base" else HEAD)

    for path in structure["missing"][state]:
        assert path.rpartition("/")[2] in document
        assert path not in files
    for path in structure["undeclared_in_performance"][state]:
        assert path in files
        assert path.rpartition("/")[2] not in document
    for entry in structure["counts"]:
        inside = [path for path in files if path.startswith(entry["path"] + "/") and path.endswith(".py")]
        assert len(inside) == entry["found"][state]
        assert f"[{entry['said']} modules]" in document


def test_entries_with_a_special_meaning_are_marked_in_the_document():
    structure = key()["structure"]
    document, files = text("base", structure["document"]), tree(BASE)
    special = [*structure["optional"], *structure["placeholders"], *structure["target"], *structure["legacy"]]

    assert all(path.rpartition("/")[2] in document for path in special)
    assert not {*structure["optional"], *structure["target"]} & set(files)
    assert structure["ignored"][0].rpartition("/")[2] + "/" in text("base", ".gitignore")
    for entry in structure["misplaced"]:
        assert entry["declared"] not in files
        assert entry["found"] in files


@pytest.mark.parametrize("claim", key()["claims"], ids=[claim["quote"][:60] for claim in key()["claims"]])
def test_each_claim_stands_on_one_line(claim):
    lines = text("head", "docs/phases/PHASE2.4_TECHNICAL_STORIES.md").splitlines()
    verdicts = {"CONFIRMED", "REFUTED", "CONTRADICTED", "UNVERIFIABLE"}

    assert sum(claim["quote"] in line for line in lines) == 1
    assert {claim["verdict"], claim.get("without_trials", claim["verdict"])} <= verdicts


def test_every_verdict_is_expected_several_times():
    verdicts = [claim["verdict"] for claim in key()["claims"]]

    assert all(verdicts.count(verdict) >= 5 for verdict in ("CONFIRMED", "REFUTED", "CONTRADICTED", "UNVERIFIABLE"))


@pytest.mark.parametrize("entry", key()["api_breaks"], ids=ids(key()["api_breaks"]))
def test_breaks_of_the_api_are_in_the_code(entry):
    before, after = (definition(state, entry["path"], entry["qualname"]) for state in ("base", "head"))

    if entry["kind"] == "removed":
        assert before is not None
        assert after is None
        assert "moved_to" not in entry or definition("head", entry["moved_to"], entry["qualname"]) is not None
    elif entry["kind"] == "became_async":
        assert isinstance(before, ast.FunctionDef)
        assert isinstance(after, ast.AsyncFunctionDef)
    elif entry["kind"] == "parameter_moved":
        assert {a.arg for a in before.args.args} == {a.arg for a in after.args.args}
        assert [a.arg for a in before.args.args] != [a.arg for a in after.args.args]
    else:
        bound = [{name for _, name in import_targets(text(state, LIB + entry["path"]))} for state in ("base", "head")]
        assert [entry["qualname"] in names for names in bound] == [True, False]


def test_consumers_still_use_what_broke():
    for entry in key()["api_breaks"]:
        for path, qualname in entry["consumers"]:
            source = text("head", LIB + path)
            node = definitions(source)[qualname] if qualname else ast.parse(source)
            used = names_in(node) | {name for _, name in import_targets(source)}
            assert entry["qualname"].rpartition(".")[2] in used


@pytest.mark.parametrize("entry", key()["broken_imports"], ids=ids(key()["broken_imports"]))
def test_imports_that_broke_resolved_before(entry):
    assert any(target == entry["target"] for target, _ in import_targets(text("head", entry["path"])))
    assert exists("base", entry["target"])
    if "through" in entry:
        assert entry["through"] in {broken["path"] for broken in key()["broken_imports"]}
    else:
        assert not exists("head", entry["target"])


def test_only_the_planted_imports_broke():
    broken = {(path, target) for path, target in first_party_imports("head") if not exists("head", target)}
    before = {(path, target) for path, target in first_party_imports("base") if not exists("base", target)}

    direct = {(entry["path"], entry["target"]) for entry in key()["broken_imports"] if "through" not in entry}
    assert broken - before == direct


def test_names_that_are_left_over_at_head():
    for entry in key()["undefined_names"]:
        source = text("head", entry["path"])
        assert entry["name"] in names_in(definitions(source)[entry["qualname"]])
        assert entry["name"] not in {name for _, name in import_targets(source)} | set(definitions(source))
    for entry in key()["stale_exports"]:
        source = text("head", entry["path"])
        assert all(f'"{name}"' in source for name in entry["names"])
        assert not set(entry["names"]) & {name for _, name in import_targets(source)}
    for entry in key()["missing_members"]:
        assert entry["member"] in names_in(definitions(text("head", entry["path"]))[entry["qualname"]])
        assert definition("head", "performance/cache_manager.py", f"{entry['class']}.{entry['member']}") is None


def test_tests_were_deleted_and_weakened():
    tests, base, head = key()["tests"], tree(BASE), tree(HEAD)
    listed = re.findall(r"test_module: (\S+)", text("head", tests["definitions"]))

    assert len(listed) == tests["defined"]
    assert [path for path in listed if path not in head] == tests["defined_without_file_at_head"]
    assert all(entry["path"] in base and entry["path"] not in head for entry in tests["deleted"])
    for entry in tests["weakened"]:
        assert text("base", entry["path"]) != text("head", entry["path"])
        assert entry["qualname"] in definitions(text("head", entry["path"]))


def test_what_cannot_fail_reads_itself_or_swallows_everything():
    tests = key()["tests"]

    assert "Path(__file__)" in text("base", tests["self_satisfying"][0]["path"])
    assert "except Exception:\n        pass\n    assert True" in text("base", tests["cannot_fail"][0]["path"])


@pytest.mark.parametrize("move", key()["moves"], ids=lambda move: move["from"][1])
def test_moved_code_is_the_same_in_its_new_place(move):
    before, after = definition("base", *move["from"]), definition("head", *move["to"])

    assert ast.dump(before) == ast.dump(after)
    assert definition("head", *move["from"]) is None


def test_renamed_file_is_unchanged():
    for entry in key()["renames"]:
        assert tree(BASE)[entry["from"]] == tree(HEAD)[entry["to"]]
        assert entry["from"] not in tree(HEAD)


def test_violations_are_at_head():
    layer, _, story, version, shown, metric = key()["violations"]
    changed = next(shot for shot in history() if shot.step.message.startswith(story["story"])).step

    assert layer["target"] in {target for target, _ in import_targets(text("head", layer["path"]))}
    assert set(story["paths"]) <= set(changed.add)
    assert all(said in text("head", path) for path, said in zip(version["paths"], version["said"], strict=True))
    assert shown["text"] in text("head", shown["path"])
    for path, qualname in metric["definitions"]:
        assert definition("head", path, qualname) is not None
        assert metric["metric"] in text("head", LIB + path)


def test_counts_of_the_claims_that_are_true():
    base = tree(BASE)
    lines = {
        name: base[LIB + name].count(b"\n") for name in ("utils/cache.py", "utils/memory.py", "analytics/samples.py")
    }

    assert lines["utils/cache.py"] == 147
    assert lines["utils/memory.py"] + lines["analytics/samples.py"] == 181


def test_story_four_wrote_more_than_it_removed():
    messages = [shot.step.message for shot in history()]
    number = next(index for index, message in enumerate(messages) if message.startswith("TS-4"))
    before, after = (history()[index].files for index in (number - 1, number))
    size = [sum(text.count(b"\n") for path, text in files.items() if path.startswith(LIB)) for files in (before, after)]

    assert size[1] > size[0]


def exists(state, target):
    files = tree({"base": BASE, "head": HEAD}[state])
    path = LIB + target.replace(".", "/")
    return target.startswith(".") or f"{path}.py" in files or f"{path}/__init__.py" in files


def first_party_imports(state):
    files = tree({"base": BASE, "head": HEAD}[state])
    tops = {path.removeprefix(LIB).partition("/")[0].removesuffix(".py") for path in files if path.startswith(LIB)}
    for path, content in files.items():
        if path.endswith(".py"):
            yield from (
                (path, target) for target, _ in import_targets(content.decode()) if target.partition(".")[0] in tops
            )


def module_imports(importer, imported):
    package, name = importer.rpartition("/")[0], imported.removesuffix(".py").replace("/", ".")
    targets = {target for target, _ in import_targets(text("base", LIB + importer))}
    return name in targets or f".{name.removeprefix(package + '.')}" in targets


def renamed_dump(node):
    """The tree with names and documentation left out."""
    tree_ = ast.parse(ast.unparse(node))
    numbers: dict[str, str] = {}
    for child in ast.walk(tree_):
        for field in ("id", "arg", "name", "attr"):
            value = getattr(child, field, None)
            if isinstance(value, str):
                setattr(child, field, numbers.setdefault(value, f"n{len(numbers)}"))
    function = tree_.body[0]
    function.body = function.body[1:]
    return ast.dump(function)
