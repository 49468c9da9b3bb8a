"""The clone classes of modules: equal runs (`runs`), edited definitions (`variants`) and edited `blocks`, once each.

A fragment is a run of whole statements of one file. Classes are maximal: one that lies within another is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import xxhash

from auditlib.graphs.blocks import edited_blocks
from auditlib.graphs.candidates import Spread
from auditlib.graphs.chains import Chains
from auditlib.graphs.clone_class import CloneClass, Nest, Span, outermost
from auditlib.graphs.corpus import Corpus
from auditlib.graphs.fragments import Sizes
from auditlib.graphs.noise import NOISE, Noise
from auditlib.graphs.runs import equal_runs
from auditlib.graphs.texts import Texts
from auditlib.graphs.units import Definitions
from auditlib.graphs.variants import LEAST_STATEMENTS as LEAST_OF_DEFINITIONS
from auditlib.graphs.variants import edited_definitions
from auditlib.model import CloneGroup, Fragment, Module


@dataclass(frozen=True, slots=True)
class Clones:
    """The clone classes, and what was left out of them: for each rule of `noise` how many runs or classes."""

    groups: tuple[CloneGroup, ...]
    silenced: Mapping[str, int]


def find_clones(
    modules: Sequence[Module],
    *,
    min_tokens: int = 50,
    min_lines: int = 5,
    silence: Collection[str] = tuple(NOISE),
    spread: Spread = map,
) -> Clones:
    """The clone classes of modules, largest first (SLOC of all fragments), then by id.

    A fragment has at least `min_tokens` tokens (copies equal to the token seven tenths of that) and, unless it is a
    whole definition, `LEAST_STATEMENTS` statements; the largest of a class has at least `min_lines` SLOC. Similarity is
    that of the least similar pair: the share of equal tokens for runs of equal shape, for others as `graphs.similarity`
    defines it, of the pairs that are copies: in a class of Type-3 not each need be. The id comes of the content: it
    stays when files are renamed or reordered and when unrelated ones are added. `spread` is how the largest join is
    worked through, `silence` the rules of `noise` to use.
    """
    corpus = Corpus(modules)
    sizes = Sizes(tokens=min_tokens, sloc=min_lines, statements=LEAST_STATEMENTS)
    definitions = Definitions(corpus)
    noise = Noise(corpus, definitions, silence)
    chains = Chains(Texts(corpus), definitions)
    whole = replace(sizes, statements=LEAST_OF_DEFINITIONS)
    edited = noise.loud(edited_definitions(chains, sizes, noise, spread), whole)
    told = Nest(definitions.reach, edited)
    runs = noise.loud(equal_runs(corpus, sizes, noise, told), sizes)
    blocks = noise.loud(edited_blocks(chains, sizes, noise, told), sizes)
    found = outermost([*edited, *runs, *blocks], definitions.reach)
    loud = (one for one in found if not noise.silences_files([corpus.module_of(begin) for begin, _ in one.spans]))
    groups = [_group(corpus, definitions, one) for one in loud]
    groups.sort(key=lambda group: (-sum(part.sloc for part in group.fragments), group.id))
    return Clones(tuple(groups), noise.silenced)


LEAST_STATEMENTS = 5


def _group(corpus: Corpus, definitions: Definitions, one: CloneClass) -> CloneGroup:
    content = b"".join(part.to_bytes(8, "little") for part in one.content)
    fragments = sorted(_fragment(corpus, definitions, span) for span in one.spans)
    return CloneGroup(xxhash.xxh3_64_hexdigest(content), one.type, one.similarity, tuple(fragments))


def _fragment(corpus: Corpus, definitions: Definitions, span: Span) -> Fragment:
    begin, end = span
    return Fragment(
        path=corpus.module_of(begin).path,
        start=int(corpus.start[begin]),
        end=int(corpus.end[end - 1]),
        definition=definitions.innermost(begin, end),
        tokens=int(corpus.tokens[end] - corpus.tokens[begin]),
        sloc=int(corpus.sloc[end] - corpus.sloc[begin]),
    )
