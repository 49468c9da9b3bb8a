"""Pages: one small file each, offline, with a policy that lets nothing but their own style and script in."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from auditlib.notebooks.render import Heading, headings
from auditlib.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a page's head or foot."""

    href: str
    title: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a run share: the phase, what was audited, and what made the pages."""

    phase: str
    subject: str
    provenance: str
    links: tuple[Link, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One notebook in the index: its state, why, and its verdict as markup."""

    anchor: str
    title: str
    href: str
    state: str
    label: str
    note: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One story in the index: the notebook that answers it, and whether it could."""

    id: str
    title: str
    notebook: str
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class Index:
    """What the index says."""

    title: str
    lead: str
    problems: tuple[str, ...]
    sections: tuple[Section, ...]
    stories: tuple[StoryLine, ...]
    measurements: str
    unjudged: str


def notebook_page(frame: Frame, *, name: str, title: str, body: str, failure: str = "") -> str:
    """A rendered notebook as a page of its run."""
    links = tuple(Link(link.href, link.title, link.href == f"{name}.html") for link in frame.links)
    twins = (Link(f"{name}.ipynb", "the executed notebook"), Link(f"{name}.md", "Markdown"))
    content = {"body": Markup(body), "failure": failure, "contents": headings(body), "twins": twins}  # noqa: S704 (sanitised by render)
    return _page("page.html.j2", frame, title=title, links=links, index_link="index.html", **content)


def index_page(frame: Frame, index: Index) -> str:
    """The index of a run."""
    sections = [replace(section, verdict=_here(section.verdict)) for section in index.sections]
    return _page(
        "index.html.j2",
        frame,
        title=index.title,
        links=frame.links,
        index_link="index.html",
        lead=index.lead,
        problems=index.problems,
        sections=sections,
        stories=index.stories,
        measurements=_here(index.measurements),
        unjudged=_here(index.unjudged),
        contents=_contents(index),
        twins=(),
    )


def _page(template: str, frame: Frame, **content: object) -> str:
    style, script = _asset("style.css"), _asset("page.js")
    text = (
        _environment()
        .get_template(template)
        .render(
            phase=frame.phase,
            subject=frame.subject,
            provenance=frame.provenance,
            files=frame.files,
            style=Markup(style),  # noqa: S704 (our own file)
            script=Markup(script),  # noqa: S704 (our own file)
            policy=_policy(style, script),
            **content,
        )
    )
    return visible(text)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _contents(index: Index) -> tuple[Heading, ...]:
    entries = [Heading(section.anchor, section.title) for section in index.sections]
    entries += [Heading("stories", "Stories")] if index.stories else []
    return (*entries, Heading("measurements", "Every number"), Heading("not-judged", "What was not judged"))


def _here(markup: str) -> Markup:
    """Markup for the index itself: links to it stay on the page."""
    return Markup(markup.replace('href="index.html#', 'href="#'))  # noqa: S704 (sanitised by render)


@cache
def _asset(name: str) -> str:
    return (files("auditlib.notebooks") / "templates" / name).read_text(encoding="utf-8").strip()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    folder = str(files("auditlib.notebooks") / "templates")
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
