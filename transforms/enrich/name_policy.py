"""Which entry of KANTO a name field stands for, and how sure that is: the policy for names, written once.

Certain is an identifier that KANTO has, a name with its years, a name with a title that the entry cites, and the
authorised name of a body. What tells of different agents, and a bare name that several have, is for a person to decide;
a bare name that one has proves nothing: even where KANTO has one such person today it may have two tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from transforms.enrich.name_forms import is_dated, is_name, kind_of, life_in, life_of, name_of
from transforms.match.folding import fold
from transforms.record import SUBFIELD, Field, Record
from transforms.tables import Tables
from transforms.vocabulary import KANTO, Concept, Vocabulary, folded, undated

LANGUAGES = ("fin", "swe", "eng")
_ID, _THING = f"{SUBFIELD}0", f"{SUBFIELD}1"
TELLING = 10  # letters from which one word is a title that tells works apart: "Runoja" is not


class Verdict(NamedTuple):
    """What a name field stands for."""

    situation: str  # a code of schemas/codes/heading_situations.csv
    concept: Concept | None = None  # where that is certain
    candidates: tuple[Concept, ...] = ()  # where a person has to choose
    lost: str = ""  # the id of the field that KANTO does not have any more


class Asked(NamedTuple):
    """A name field, and what is known of its record."""

    field: Field
    record: Record  # whose title may tell
    tables: Tables

    @property
    def vocabulary(self) -> Vocabulary:
        """Where KANTO is looked up."""
        return self.tables.vocabulary


def titles_of(record: Record) -> frozenset[str]:
    """The titles of a record that tell works apart, folded for comparing (245, 240)."""
    parts = [("a",), ("a", "b"), ("a", "n", "p")]
    found = {fold(" ".join(each.all(*codes))) for each in record.all("240", "245") for codes in parts}
    return frozenset(each for each in found if " " in each or len(each) >= TELLING)


def kanto_id(each: Field, tables: Tables) -> str:
    """The URI of KANTO in $0, whatever form it is written in; ""."""
    if _ID not in each.value:
        return ""
    kanto = tables.identifiers["kanto"]
    numbers = (kanto.parse_marked(value) for value in each.all("0"))
    return next((kanto.uri_of(number) for number in numbers if number), "")


def judge(asked: Asked) -> Verdict:
    """The verdict on one name field."""
    own = kanto_id(asked.field, asked.tables)
    if own:
        return _of_own_id(asked, own)
    return _of_identifiers(asked) or _of_name(asked)


def decided(asked: Asked, uri: str) -> Verdict:
    """The verdict where a person has chosen an entry, or with "" none of them."""
    if not uri:
        return Verdict("name-none-of-these")
    concept = current(uri, asked.vocabulary)
    return Verdict("name-chosen", concept) if concept is not None else judge(asked)


def current(uri: str, vocabulary: Vocabulary) -> Concept | None:
    """The entry of an id, or the one it was merged into; None for one that is gone, unknown, or leads in a circle.

    Where only an excerpt of KANTO is here, a successor may be known by its id alone.
    """
    concept, seen = vocabulary.concept(uri), {uri}
    while concept is not None and not concept.is_current:
        following = [each for each in concept.following if each not in seen]
        if len(concept.following) != 1 or not following:
            return None
        seen.update(following)
        concept = vocabulary.concept(following[0])
        if concept is None and not vocabulary.is_whole(KANTO):
            return Concept(following[0], KANTO, "name", {}, {})
    return concept


def _of_own_id(asked: Asked, own: str) -> Verdict:
    """What comes of a $0 of KANTO."""
    vocabulary = asked.vocabulary
    concept = vocabulary.concept(own)
    if concept is None:
        return _instead(asked, "name-unknown", own) if vocabulary.is_whole(KANTO) else Verdict("not-ours")
    if len(concept.following) > 1:
        return Verdict("name-replaced-several", None, _all(concept.following, vocabulary))
    entry = current(own, vocabulary)
    if entry is None:
        return _instead(asked, "name-removed", own)
    if has_other_years(asked.field, entry):
        return _instead(asked, "name-other-years" if entry is concept else "name-replaced", own)
    if entry is not concept:
        return Verdict("name-replaced", entry, lost=own)
    if not _shares_words(asked.field, concept):
        namesakes = _namesakes(asked, name_of(asked.field))
        return Verdict("name-not-of-id", None, (concept, *namesakes))
    return Verdict("name-same")


def _instead(asked: Asked, situation: str, own: str) -> Verdict:
    """An id that does not hold: the field loses it, and has what is certain without it."""
    found = _of_identifiers(asked) or _of_name(asked)
    return Verdict(situation, found.concept, found.candidates, own)


def _all(uris: Iterable[str], vocabulary: Vocabulary) -> tuple[Concept, ...]:
    found = (current(each, vocabulary) for each in uris)
    return tuple(each for each in found if each is not None)


def _of_identifiers(asked: Asked) -> Verdict | None:
    """By ISNI, ORCID, VIAF or Wikidata; None where KANTO knows none of those that the field has."""
    if _ID not in asked.field.value and _THING not in asked.field.value:
        return None
    found = {each.uri: each for uri in identifiers_of(asked) for each in asked.vocabulary.matching(uri, KANTO)}
    known = {each.uri: each for each in _all(found, asked.vocabulary)}
    if not known:
        return None
    namesakes = _namesakes(asked, name_of(asked.field)) if is_dated(asked.field) else ()
    concepts = known | {each.uri: each for each in _of_years(namesakes, asked.field)}
    one = next(iter(known.values()))
    if len(concepts) > 1 or has_other_years(asked.field, one) or not _shares_words(asked.field, one):
        return Verdict("name-contradiction", None, tuple(concepts.values()))
    return Verdict("name-identifier", one)


def identifiers_of(asked: Asked) -> tuple[str, ...]:
    """The URIs of the identifiers that the field gives for its agent, in $1 or $0."""
    types = [each for each in asked.tables.identifiers.agents if each.uri]
    return tuple(
        dict.fromkeys(
            each.uri_of(number)
            for value in asked.field.all("0", "1")
            for each in types
            if (number := each.parse_marked(value))
        )
    )


def has_other_years(each: Field, concept: Concept) -> bool:
    """True where $d and the entry tell of different years of birth or death."""
    life = life_of(each)
    return any(life.contradicts(life_in(label)) for label in concept.labels.values())


def _shares_words(each: Field, concept: Concept) -> bool:
    """True where the name and a label of the entry have a word in common."""
    words = _words(name_of(each))
    return any(words & _words(label) for label in _labels(concept))


def _bare(name: str) -> str:
    """The name of a body for comparing: a full stop at its end is often punctuation."""
    return folded(name).rstrip(".")


def _words(name: str) -> set[str]:
    return {each for each in fold(undated(name)).split() if len(each) > 1}


def _labels(concept: Concept) -> tuple[str, ...]:
    return tuple(label for language in LANGUAGES for label in concept.names(language))


def _of_name(asked: Asked) -> Verdict:
    """By the name alone, with what stands beside it."""
    name = name_of(asked.field)
    namesakes = _namesakes(asked, name)
    if is_dated(asked.field):
        return _of_dated(namesakes, asked.field)
    if kind_of(asked.field.tag) == "body":
        exact = [each for each in namesakes if any(_bare(label) == _bare(name) for label in each.labels.values())]
        if len(exact) == len(namesakes) == 1:
            return Verdict("name-preferred", exact[0])
    cited = _cited(namesakes, asked.record)
    if len(cited) == 1:
        return Verdict("name-title", cited[0])
    if len(namesakes) > 1:
        return Verdict("name-several", None, namesakes)
    return Verdict("name-one", None, namesakes) if namesakes else Verdict("name-no-match")


def _cited(namesakes: Iterable[Concept], record: Record) -> list[Concept]:
    """Those whose entry cites a work of the title that the record has."""
    citing = [each for each in namesakes if each.titles]
    titles = titles_of(record) if citing else frozenset()
    return [each for each in citing if titles & set(map(fold, each.titles))]


def _of_dated(namesakes: Iterable[Concept], each: Field) -> Verdict:
    found = _of_years(namesakes, each)
    if len(found) != 1:
        return Verdict("name-several", None, tuple(found)) if found else Verdict("name-no-match")
    is_preferred = any(is_name(label, name_of(each)) for label in found[0].labels.values())
    return Verdict("name-preferred" if is_preferred else "name-alternative", found[0])


def looked_up(name: str, kind: str) -> tuple[str, ...]:
    """The forms under which a name is looked up: of a person without years, of a body with a full stop too.

    "Malli Inc." ends in one of its own, which punctuation hides.
    """
    return (undated(name),) if kind == "person" else (name, f"{name}.")


def _namesakes(asked: Asked, name: str) -> tuple[Concept, ...]:
    """The entries of this name, preferred or not, whatever their years: persons for a person, bodies for a body."""
    return _entries(name, kind_of(asked.field.tag), asked.vocabulary)


@lru_cache(maxsize=1024)  # enrichment, rules and questions ask one after the other, and people come again
def _entries(name: str, kind: str, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    found = {
        each.uri: each
        for form in looked_up(name, kind)
        for language in LANGUAGES
        for each in vocabulary.named(KANTO, language, form)
        if each.kind in ("name", kind) and each.is_current
    }
    return tuple(found.values())


def _of_years(namesakes: Iterable[Concept], each: Field) -> list[Concept]:
    """Of several of one name those whose years agree; a year of death that one side does not know is no difference."""
    name, life = name_of(each), life_of(each)
    return [
        concept
        for concept in namesakes
        if any(
            is_name(label, name) and (life.agrees(life_in(label)) or folded(label) == folded(name))
            for label in _labels(concept)
        )
    ]
