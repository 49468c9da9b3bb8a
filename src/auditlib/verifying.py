"""The use case of a document: its claims against two revisions, what became of them, and the evidence of `try`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditlib.comparing import compare
from auditlib.errors import ParamsError, SourceError
from auditlib.loading import Progress
from auditlib.model import Document
from auditlib.model.claims import Verification
from auditlib.params import Params
from auditlib.places import params_of
from auditlib.usecases import evidence, load
from auditlib.visible import one_line

if TYPE_CHECKING:
    from auditlib.graphs.state import State

DOCUMENT_SUFFIXES = (".md", ".markdown")
SIZE_LIMIT = 5_000_000


def verify(  # noqa: PLR0913 (the options of the command)
    target: str | Path | Params,
    *,
    repository: str | Path | None = None,
    base: str | None = None,
    head: str | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Every claim of a phase document, against base and head.

    `target` is params that name a document, which is read at the head; or a Markdown file on disk, with a `repository`,
    a `base` and a `head`.

    Raises: ParamsError where the params name no document, base or head; SourceError where one cannot be read.
    """
    given = None if isinstance(target, Params) or not str(target).endswith(DOCUMENT_SUFFIXES) else Path(target)
    params = _params(target, given, repository, base, head)
    if params.base is None or params.head is None:
        raise ParamsError("claims are held against two revisions: name base and head, in the params or as options")
    comparison = compare(params, "base", "head", jobs=jobs, progress=progress)
    states = load(params, at="base", jobs=jobs), load(params, at="head", jobs=jobs)
    document = _on_disk(given) if given else _at_head(params, states[1])
    trial = evidence(params)
    from auditlib.verdicts.verification import verify_document  # noqa: PLC0415 - networkx: --help needs none

    return verify_document(document, states, comparison, trial if trial.asked or trial.elsewhere else None)


def _at_head(params: Params, head: State) -> Document:
    if params.document is None:
        raise ParamsError("the params name no phase document: add `document: PATH`")
    for one in head.facts.documents:
        if one.path == params.document:
            return one
    raise SourceError(f"{one_line(params.document)} is not there at the head, or could not be read")


def _params(
    target: str | Path | Params,
    given: Path | None,
    repository: str | Path | None,
    base: str | None,
    head: str | None,
) -> Params:
    """The params, with the revisions that were asked for; those of the repository where a document is given."""
    if given is not None and repository is None:
        raise ParamsError(f"{one_line(str(given))} is a document: name the repository too, with --repo PATH")
    params = params_of(repository if given is not None and repository is not None else target)
    revisions = {"base": base, "head": head}
    return params.model_copy(update={name: one for name, one in revisions.items() if one is not None})


def _on_disk(path: Path) -> Document:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise SourceError(f"{one_line(str(path))}: larger than {SIZE_LIMIT:,} bytes")
        return Document(path.name, path.read_bytes().decode("utf-8", errors="strict"))
    except OSError as error:
        raise SourceError(f"{one_line(str(path))} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{one_line(str(path))} is not UTF-8 (byte {error.start}): convert it, as with iconv -t UTF-8"
        ) from error
