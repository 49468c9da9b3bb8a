"""One line of a tree, without its branches: the names it declares, and its comment."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

REST = "..."  # stands for entries that the document leaves out


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line names: nothing where it is a label or prose, several for "a.py, b.py".

    A name has no slash at either end; `folder` says that it was written with one.
    """

    names: tuple[str, ...]
    folder: bool
    comment: str
    decoration: str  # what stood before the name: emoji, "[x]", "NEW:"

    @property
    def label(self) -> str:
        """The whole text where nothing is named, else ""."""
        return "" if self.names else self.comment


def read_entry(text: str) -> Entry:
    """The entry that a line declares; linear in its length.

    Example:
        >>> read_entry("📁 src/main/   # Sources").names
        ('src/main',)
        >>> read_entry("Key principles").names
        ()
    """
    decoration, rest = _undecorate(text.strip())
    rest = _unquote(rest)
    if _is_remark(rest):
        return Entry((), False, rest, decoration)
    others = _REST.match(rest)
    if others:
        return Entry((REST,), False, rest[others.end() :].strip(" )]"), decoration)
    head, comment = _split_comment(rest)
    names = _names(head)
    shaped = _begins_with_path(names)
    inner = _PATH_IN_PARENTHESES.match(comment)
    if inner and not shaped:
        return Entry((_clean(inner["path"]),), True, rest, decoration)
    if names and (shaped or rest[len(head) : len(head) + 1] not in {":", "："}):
        folder = _is_folder(names[0])
        tail = head[_names_end(head, names) :].strip(" ,")
        return Entry(tuple(map(_clean, names)), folder, " ".join(filter(None, (tail, comment))), decoration)
    return Entry((), False, rest, decoration)


def file_like(name: str) -> bool:
    """True for a name that people give to files: an extension, a dot file, or a name such as Makefile."""
    last = name.rpartition("/")[2]
    if last in FILES_WITHOUT_EXTENSION:
        return True
    if last.startswith("."):
        return last not in _DOT_FOLDERS and not last.endswith(".d")
    return bool(_EXTENSION.search(last)) and not _VERSION.match(last) and not last.endswith(".d")


def folder_like(name: str) -> bool:
    """True for a name that tools give to folders: `.github`, `.venv`."""
    return name.rpartition("/")[2] in _DOT_FOLDERS


def is_glob(name: str) -> bool:
    """True for a name with a wildcard: `test_*.py`, `**/x`."""
    return "*" in name or name.endswith("?")


def is_template(name: str) -> bool:
    """True for a name to be filled in: `<feature>/`, `{name}.py`, `[42 modules]`, `...`, `YYYY-MM-DD.log`."""
    return bool(_TEMPLATE.search(name))


def strong(entry: Entry) -> bool:
    """True where the entry can hardly be anything but a file or a folder."""
    return entry.folder or any(
        "/" in name or file_like(name) or folder_like(name) or is_glob(name) for name in entry.names if name != REST
    )


# In two pieces: to the check for unfinished work, which reads this file too, the whole word would be a find.
_TO_DO = "TO" + "DO"
FILES_WITHOUT_EXTENSION = frozenset(
    {"AUTHORS", "Brewfile", "CHANGELOG", "CODEOWNERS", "CONTRIBUTING", "COPYING", "Caddyfile", "Containerfile"}
    | {"Dockerfile", "Gemfile", "Jenkinsfile", "Justfile", "LICENCE", "LICENSE", "MANIFEST", "Makefile", "NOTICE"}
    | {"Pipfile", "Podfile", "Procfile", "README", "Rakefile", "SConstruct", "SECURITY", _TO_DO, "Tiltfile", "VERSION"}
    | {"Vagrantfile", "gradlew", "justfile", "makefile", "mvnw", "pre-commit", "pre-push"}
)
_DOT_FOLDERS = frozenset(
    {".azure", ".cache", ".changeset", ".circleci", ".claude", ".config", ".cursor", ".devcontainer", ".eggs", ".git"}
    | {".github", ".githooks", ".gitlab", ".husky", ".idea", ".mypy_cache", ".next", ".nuxt", ".nx", ".pytest_cache"}
    | {".ruff_cache", ".storybook", ".tox", ".venv", ".vscode", ".yarn"}
)
_EXTENSION = re.compile(r"[^./]\.[A-Za-z0-9_]{1,12}(?:\.(?:example|template|sample|local|bak|j2))?$")
_VERSION = re.compile(r"[vV]?\d+(?:\.\d+)+$")
_TEMPLATE = re.compile(r"<[^<>]+>|\{[^{},]+\}|\[[^\[\]]+\]|…|\.\.\.|YYYY|(?:^|[_/.-])(?:XXX+|NNN+)(?=[_/.-]|$)")
_REST = re.compile(r"[\[(]?\s*(?:\.{3,}|…|etc\.?(?=\W|$))")
# "(unit tests in src/)": a remark; "(public)" is a folder of a web framework.
_FILLER = re.compile(r"\([^()]* [^()]*\)?\W*$")
_SEPARATOR = re.compile(
    r"\s+#|\s*(?:←|→|⇒|▶|►)|\s+(?:<-+|<=+|->|=>|—|–|--+|-|//|::?|\||·|•|=)(?=\s)|\s{2,}"
    r"|\s+\(|\s*（|\s*：|:\s|\s+\[(?=[^\]]* )"
)
_STATUS_WORDS = (
    *("NEW", _TO_DO, "WIP", "DONE", "UPDATED", "MODIFIED", "ADDED", "COMPLETE", "OPTIONAL", "DEPRECATED", "LEGACY"),
    *("PLANNED", "REMOVED"),
)
_STATUS = re.compile(rf"(?:\[[ xX✓✔~-]\]|[\[(*]{{0,4}}(?:{'|'.join(_STATUS_WORDS)})[\])*]{{0,4}}:?)\s+(?=\S)")
_TOKEN = re.compile(r"(?:<[^<>]{1,80}>|\{[^{}]{1,80}\}|\[[^\[\]]{1,80}\]|[^\s,：（、])+")
_LINK = re.compile(r"\s*(?:,|/|&|\+|and)\s+|,|、")
_PATH_IN_PARENTHESES = re.compile(r"[(（]`?(?P<path>[\w.@-]+(?:/[\w.@-]+)*/)`?[)）]")
_NOT_A_NAME = re.compile(
    r"://|\(\)|\]\(|^(?:GET|POST|PUT|PATCH|DELETE)$|^[-=~_.:;,]+$|[:;!?\"'|]$|^[A-Z]{2,}=|=[\"']|^-{1,2}\w|^~|^@\w+$|^<[^>]*/>?$"
)
_SYMBOLS = frozenset({"So", "Mn", "Cf", "Me", "Cn", "Co", "Cs"})
_BULLETS = frozenset("•·●○▪▫■□◦▸▶►★✓✔✗✘")
_MOST_WORDS = 3  # that a file's name with spaces has: more are a sentence


def _undecorate(text: str) -> tuple[str, str]:
    """Cut emoji, bullets and status words from the start; what was cut comes first."""
    position = 0
    for _ in range(4):
        start = position
        while position < len(text) and _is_symbol(text[position]):
            position += 1
        status = _STATUS.match(text, position)
        position = status.end() if status else position
        if start == position:
            break
    rest = text[position:]
    return text[:position].strip(), rest


def _is_remark(text: str) -> bool:
    """True for a line without a name: nothing, a comment, a command, words in parentheses."""
    return text[:1] in {"#", ""} or text.startswith(("//", "$ ")) or bool(_FILLER.match(text))


def _is_symbol(character: str) -> bool:
    return character.isspace() or character in _BULLETS or unicodedata.category(character) in _SYMBOLS


def _unquote(text: str) -> str:
    """`name` and **name** at the start, without the marks; Markdown's escapes too."""
    if text.startswith(("`", "**", "__`")):
        text = text.replace("**", "").replace("`", "")
    text = text.replace("\\_", "_").replace("\\*", "*")
    return (text[:-1] if text.endswith("\\") and text.count("\\") == 1 else text).strip()


def _split_comment(text: str) -> tuple[str, str]:
    """The part with the name, and the comment after the first thing that separates them."""
    protected = _TOKEN.match(text)
    found = _SEPARATOR.search(text, max(protected.end() - 1, 0) if protected else 0)
    if protected and found is None:
        found = _SEPARATOR.search(protected[0])
    if found is None:
        return text, ""
    return text[: found.start()], text[found.start() :].strip(" \t#←→—–-:|/<=>：·•⇒▶►").strip()


def _names(head: str) -> tuple[str, ...]:
    """The names at the start of the head, as written; none where it is a label or prose."""
    token = _TOKEN.match(head)
    if token is None:
        return ()
    first, rest = token[0], head[token.end() :]
    if _NOT_A_NAME.search(first):
        return (first[:-1],) if first.endswith("/:") else ()
    if not rest.strip():
        return (first,) if _plain(first) else ()
    return _linked_names(head, token) if _shaped(first) else _spaced_name(head.strip())


def _spaced_name(head: str) -> tuple[str, ...]:
    """The whole head as one name with spaces, where a final slash or an extension tells it from prose."""
    named = head.endswith("/") or (len(head.split()) <= _MOST_WORDS and _EXTENSION.search(head))
    return (head,) if named and not re.search(r"[,;!?]", head) else ()


def _linked_names(head: str, first: re.Match[str]) -> tuple[str, ...]:
    """The first name, and those shaped like a path that follow it after a comma, a plus or "and"."""
    names, position = [first[0]], first.end()
    while (link := _LINK.match(head, position)) and (token := _TOKEN.match(head, link.end())) and _shaped(token[0]):
        names.append(token[0])
        position = token.end()
    return tuple(names)


def _names_end(head: str, names: tuple[str, ...]) -> int:
    position = 0
    for name in names:
        position = head.index(name, position) + len(name)
    return position


def _shaped(name: str) -> bool:
    """Shaped like a path: enough to stand before words that are its comment."""
    return not _NOT_A_NAME.search(name) and (
        _is_folder(name) or file_like(name) or is_glob(name) or (is_template(name) and name[0] in "<{[")
    )


def _begins_with_path(names: tuple[str, ...]) -> bool:
    return bool(names) and (_shaped(names[0]) or "/" in names[0])


def _plain(name: str) -> bool:
    return name == REST or (bool(re.match(r"[\w.@<{\[(*+~$#/-]", name)) and not name.endswith((".", ",")))


def _is_folder(name: str) -> bool:
    return name.endswith(("/", "\\", "/**", "/*")) or (name.startswith("/") and not file_like(name))


def _clean(name: str) -> str:
    name = name.rstrip(":,;")
    if "\\" in name and "/" not in name:
        name = name.replace("\\", "/")
    name = name.removeprefix("./")
    return re.sub(r"/{2,}", "/", name).strip("/") or name.strip()
