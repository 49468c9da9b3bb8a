"""Params from a file and what lies under it: `base.yaml < <repository>.yaml < <phase>.yaml < --set key=value`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path

from auditlib.errors import ParamsError
from auditlib.params.layers import OVERRIDE, find, merge, origins, override
from auditlib.params.problems import Problem, near_miss
from auditlib.params.schema import BUNDLED, NAME_PATTERN, Params
from auditlib.params.validation import validate
from auditlib.params.yamlfile import MAX_BYTES, Node, read_yaml
from auditlib.visible import one_line

_BASE = "base.yaml"
_ORIGINS = "origins"
_RESOLVED = ".json"  # the suffix of params that are whole already
_REPOSITORY = "repository"
_EVIDENCE = "evidence"
_BASELINE = "baseline"
_RESULTS = "results"
_GATE = "gate"
_NOT_FOR_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # YAML reads JSON, if these are escaped


def load_params(source: str | Path | None = None, overrides: Sequence[str] = ()) -> Params:
    """The validated params of a YAML file, of a resolved JSON file, or of a shipped name such as `demo`.

    Under a YAML file lie the shipped defaults, the `base.yaml` of its folder, and `<repository>.yaml` there: the last
    part of `repository` names it. None gives the defaults alone. A relative `repository` is looked up from the folder
    of the file, one from `--set` from the current folder.

    Raises: ParamsError with every problem found, one a line.
    """
    path = _locate(source) if source is not None else None
    tree, problems = _layered(path, overrides)
    params, faults = validate(tree)
    if params is None or problems:
        raise ParamsError("\n".join(str(problem) for problem in sorted({*problems, *faults})))
    origins = _origins(tree, params.origins if _resolved(path) else None)
    return params.model_copy(update={_ORIGINS: origins, **_places(params, tree, path)})


def _places(params: Params, tree: Node, path: Path | None) -> dict[str, object]:
    """What the params name outside the repository, and the repository itself, as absolute paths."""
    results = (one.model_copy(update={"path": _absolute(one.path, _RESULTS, tree, path)}) for one in params.results)
    found: dict[str, object] = {_BASELINE: _baseline(params.baseline, tree, path), _RESULTS: tuple(results)}
    if params.repository and not params.bundled:
        found[_REPOSITORY] = _absolute(params.repository, _REPOSITORY, tree, path)
    if params.evidence:
        found[_EVIDENCE] = _absolute(params.evidence, _EVIDENCE, tree, path)
    return found


def resolved_json(params: Params) -> str:
    """The params whole, defaults and origins included, as one JSON text that `load_params` reads back equal."""
    return _as_json(params.model_dump(mode="json"))


def portable_json(params: Params) -> str:
    """The params as they may be published or keyed by: the repository and evidence by name alone.

    Without origins, and without what says which findings are known: that changes nothing of what is found.
    """
    values = params.model_dump(mode="json", exclude={_ORIGINS, _BASELINE, _GATE})
    if params.repository and not params.bundled:
        values[_REPOSITORY] = Path(params.repository).name
    if params.evidence:
        values[_EVIDENCE] = Path(params.evidence).name
    values[_RESULTS] = [{**one, "path": Path(one["path"]).name} for one in values[_RESULTS]]
    return _as_json(values)


def shipped_names() -> tuple[str, ...]:
    """The names that `load_params` knows without a path, sorted."""
    return tuple(sorted(path.stem for path in _shipped_folder().glob("*.yaml") if path.name != _BASE))


def _as_json(values: Mapping[str, object]) -> str:
    text = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)
    return _NOT_FOR_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _shipped_folder() -> Path:
    """In an installed package beside this file, in a checkout at its top."""
    installed = Path(__file__).parent / "shipped"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "params"


def _locate(source: str | Path) -> Path:
    path, names, shown = Path(source), shipped_names(), one_line(str(source))
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as error:
        raise ParamsError(f"{shown}: cannot be read: {error.strerror}") from None
    if is_file:
        return path
    if str(source) in names:
        return _shipped_folder() / f"{source}.yaml"
    if is_folder:
        raise ParamsError(f"{shown}: is a folder; name a params file in it")
    near = near_miss(str(source), names) or "."
    raise ParamsError(f"{shown}: no such params file{near} Shipped: {', '.join(names)}.")


def _resolved(path: Path | None) -> bool:
    return path is not None and path.suffix == _RESOLVED


def _layered(path: Path | None, overrides: Sequence[str]) -> tuple[Node, tuple[Problem, ...]]:
    problems: list[Problem] = []

    def read(file: Path, name: str) -> Node:
        tree, found = read_yaml(_bytes(file), name)
        problems.extend(found)
        if file.suffix != _RESOLVED and isinstance(tree.value, Mapping) and _ORIGINS in tree.value:
            problems.append(Problem(name, tree.value[_ORIGINS].line, _ORIGINS, "is written by auditlib; leave it out"))
        return tree

    own = read(path, path.name) if path else Node(_BASE, 0, {})
    below = [] if _resolved(path) else [read(file, name) for file, name in _bases(path)]
    tree, refusals = override(reduce(merge, [*below, own]), overrides)
    layer = None if _resolved(path) else _repository_layer(tree, path)
    if layer:
        stack = [*below, read(layer, layer.name), own]
        tree, refusals = override(reduce(merge, stack), overrides)
    return tree, (*problems, *refusals)


def _bases(path: Path | None) -> list[tuple[Path, str]]:
    shipped = _shipped_folder() / _BASE
    own = path.parent / _BASE if path else shipped
    if path and path.name == _BASE:
        own = path
    if own.resolve() == shipped.resolve():
        bases = [(shipped, _BASE)]
    else:
        bases = [(shipped, f"auditlib:{_BASE}"), *([(own, _BASE)] if own.is_file() else [])]
    return [(file, name) for file, name in bases if path is None or file.resolve() != path.resolve()]


def _repository_layer(tree: Node, path: Path | None) -> Path | None:
    repository = find(tree, [_REPOSITORY]).value
    if path is None or not isinstance(repository, str):
        return None
    name = Path(repository.removeprefix(BUNDLED)).name.removesuffix(".git")
    layer = path.parent / f"{name}.yaml"
    usable = re.match(NAME_PATTERN, name) and layer.name not in (path.name, _BASE) and layer.is_file()
    return layer if usable else None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ParamsError(f"{one_line(path.name)}: cannot be read: {error.strerror}") from None


def _origins(tree: Node, told: Mapping[str, str] | None) -> dict[str, str]:
    """Where each value was set; of a resolved file, what it tells of the files it was made from."""
    found = {key: place for key, place in origins(tree).items() if not key.startswith(_ORIGINS)}
    if told is None:
        return found
    set_now = {key: place for key, place in found.items() if place == OVERRIDE}
    return {key: place for key, place in {**told, **set_now}.items() if key in found}


def _baseline(value: str | None, tree: Node, path: Path | None) -> str | None:
    """Where the baseline is, or would be written: by its own key, else beside the file of params, if it is there.

    A relative one is looked up from the folder of the file upwards, in the first that has its folder; one from `--set`
    from the current folder.
    """
    if value is None:
        beside = baseline_beside(path) if path else None
        return str(beside) if beside and beside.is_file() else None
    if path is None or find(tree, [_BASELINE]).file == OVERRIDE or Path(value).is_absolute():
        return str(Path(value).expanduser().resolve())
    folder = next((one for one in path.resolve().parents if (one / value).parent.is_dir()), path.parent)
    return str((folder / value).resolve())


def baseline_beside(path: Path) -> Path:
    """Where the baseline of a file of params is that names none.

    Example:
        >>> baseline_beside(Path("params/phase-2.4.yaml")).name
        'phase-2.4.baseline.json'
    """
    return path.resolve().with_name(f"{path.stem}.baseline.json")


def _absolute(value: str, key: str, tree: Node, path: Path | None) -> str:
    """From the folder of the params file, or from the current one where `--set` gave it."""
    typed = find(tree, [key]).file == OVERRIDE
    folder = Path.cwd() if typed or path is None else path.parent
    return str((folder / Path(value).expanduser()).resolve())
