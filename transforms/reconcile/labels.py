"""What a label leads to in one vocabulary and language, and what follows: the rows of the policy, in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from transforms.reconcile.answer import KINDS, SPOKEN, Answer, Asked, followed, once, written
from transforms.vocabulary import LANGUAGES, Concept, Vocabulary, bare, plain, unaccented

CHAIN = "--"
GENRE = frozenset(("genre",))


class Found(NamedTuple):
    """The concepts of one vocabulary and language that a label leads to, by how it does."""

    preferred: tuple[Concept, ...]
    alternative: tuple[Concept, ...]
    qualified: tuple[Concept, ...]  # preferred, with a qualifier behind it
    by_entry: tuple[Concept, ...]  # alternative, with a qualifier behind it
    similar: tuple[Concept, ...]  # but for case or accents
    gone: tuple[Concept, ...]  # exact, but given up


def all_exact(label: str, source: str, language: str, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """Every concept of a vocabulary that has this label, in the language or, without one, in any."""
    languages = (language,) if language else LANGUAGES
    several = [find(label, source, each, vocabulary) for each in languages]
    return once(one for found in several for one in (*found.preferred, *found.alternative))


def in_one(found: Found, asked: Asked, language: str, vocabulary: Vocabulary) -> Answer | None:
    """The rows of the policy, in their order, for one vocabulary and language; None where nothing is found.

    Beside a preferred label an alternative one with a qualifier is no namesake: it has the qualifier to be none.
    """
    preferred, alternative, qualified, by_entry = (of_tag(each, asked.tag) for each in found[:4])
    qualified = qualified if preferred else once((*qualified, *by_entry))
    exact = preferred or alternative
    if len(exact) > 1:
        return Answer("review", "several", candidates=once((*exact, *qualified)))
    if exact and qualified:
        return Answer("review", "plain-and-qualified", candidates=once((*exact, *qualified)))
    if exact:
        return written(exact[0], language, "preferred" if preferred else "alternative")
    if qualified:
        return Answer("review", "qualified-one" if len(qualified) == 1 else "qualified-several", candidates=qualified)
    if len(found.gone) == 1:
        return followed(found.gone[0], asked._replace(language=language), vocabulary)
    if found.gone:
        return Answer("review", "replaced-several", candidates=found.gone)
    return Answer("review", "case", candidates=found.similar) if found.similar else None


def of_tag(concepts: tuple[Concept, ...], tag: str) -> tuple[Concept, ...]:
    """Those of the kind that the tag tells, where there are any: places for 651, no genres for 650."""
    wanted = KINDS.get(tag, frozenset()) - (GENRE if tag == "650" else frozenset())
    return tuple(each for each in concepts if each.kind in wanted) or concepts


def find(label: str, source: str, language: str, vocabulary: Vocabulary) -> Found:
    """What a label leads to in one vocabulary and language."""
    hits = vocabulary.named(source, language, label)
    if not hits:
        hits = vocabulary.named(source, language, unaccented(label))
        return Found((), (), (), (), tuple(each for each in hits if each.is_current), ())
    preferred: list[Concept] = []
    alternative: list[Concept] = []
    qualified: list[Concept] = []
    by_entry: list[Concept] = []
    similar: list[Concept] = []
    gone: list[Concept] = []
    for each in hits:
        names = [plain(name) for name in each.names(language)]
        if not each.is_current:
            gone += [each] if label in names else []
        elif label == plain(each.labels.get(language, "")):
            preferred.append(each)
        elif label in names:
            alternative.append(each)
        elif label == bare(plain(each.labels.get(language, ""))):
            qualified.append(each)
        elif label in map(bare, names):
            by_entry.append(each)
        else:
            similar.append(each)
    return Found(*map(tuple, (preferred, alternative, qualified, by_entry, similar, gone)))


def parts_of(asked: Asked, sources: Iterable[str], vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """The concepts that the parts of a chain stand for, each by an exact label."""
    parts = [part.strip() for part in asked.label.split(CHAIN) if part.strip()]
    languages = (asked.language,) if asked.language else SPOKEN
    return once(
        one
        for part in parts
        for source in sources
        for language in languages
        for one in all_exact(part, source, language, vocabulary)
    )
