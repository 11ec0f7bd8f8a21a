"""Words that no current vocabulary vouches for: terms of withdrawn thesauri, keywords, and spans of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from transforms.reconcile.answer import KINDS, Answer, Asked, followed, is_whole, once, written
from transforms.reconcile.labels import CHAIN, find, of_tag, parts_of
from transforms.vocabulary import SLM, YSO, Concept, Vocabulary, plain

KAUNO, SEKO = "kauno", "seko"
WITHDRAWN: Mapping[str, str] = MappingProxyType(  # thesaurus that was given up → the language of its terms
    {"ysa": "fin", "musa": "fin", "kaunokki": "fin", "allars": "swe", "cilla": "swe", "bella": "swe"}
)
SAME_AS: Mapping[str, str] = MappingProxyType({"cilla": "musa", "bella": "kaunokki"})  # in Swedish, of one thesaurus
CURRENT = (YSO, SLM, SEKO, KAUNO)  # what took their place
KEYWORDS = (YSO, SLM)  # where words without a vocabulary are looked for


def withdrawn(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """A term of a thesaurus that was given up: by its matches, else by its label, which is certain in Finnish alone.

    YSO took its Finnish labels from YSA; terms of Allärs often stand for several concepts of YSO.
    """
    language = WITHDRAWN[asked.source]
    spoken = asked._replace(language=language)
    matched = _matched(spoken, vocabulary)
    wanted = of_tag(tuple(each for each in matched if each.kind in KINDS.get(asked.tag, ())), asked.tag)
    if len(wanted) == 1:
        return _in_its_place(wanted[0], spoken, vocabulary)
    if wanted:
        return Answer("review", "several", candidates=wanted)
    as_word = keyword(spoken, vocabulary, (language,))
    if as_word.result == "auto" and as_word.concept is not None:
        if language == "fin":
            return as_word._replace(situation="withdrawn")
        return Answer("review", "withdrawn-label", language=language, candidates=(as_word.concept,))
    return as_word if as_word.result == "review" else Answer("none", _unresolved(asked.tag, vocabulary))


def _unresolved(tag: str, vocabulary: Vocabulary) -> str:
    """That nothing is found says something where all of what took the thesaurus's place is here."""
    is_known = is_whole(YSO, tag, vocabulary) and all(map(vocabulary.is_whole, KEYWORDS))
    return "unresolved" if is_known else "no-vocabulary"


def _in_its_place(concept: Concept, asked: Asked, vocabulary: Vocabulary) -> Answer:
    if not concept.is_current:
        return followed(concept, asked, vocabulary)
    return written(concept, asked.language, "withdrawn")


def _matched(asked: Asked, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """The concepts that a withdrawn term matches: as the thesaurus says, or as the new vocabularies say of its URI.

    MUSA names terms of YSA as what took their place: where nothing matches a term, those that followed it are asked.
    """
    old = _terms(asked, vocabulary)
    uris = [asked.uri] if asked.uri else [each.uri for each in old if each.uri]
    seen: set[str] = set()
    while old or uris:
        seen.update(uris)
        after = once(one for each in old for uri in each.following if (one := vocabulary.concept(uri)) is not None)
        told = (one for each in old for uri in each.matches if (one := vocabulary.concept(uri)) is not None)
        telling = (one for uri in uris for source in CURRENT for one in vocabulary.matching(uri, source))
        if found := once(each for each in (*told, *after, *telling) if each.vocabulary not in WITHDRAWN):
            return found
        old = [each for each in after if each.uri not in seen]
        uris = [each.uri for each in old]
    return ()


def _terms(asked: Asked, vocabulary: Vocabulary) -> list[Concept]:
    """The terms of the thesaurus itself that a heading may be: that of its URI, else those of its label."""
    own = {asked.source, SAME_AS.get(asked.source, asked.source)}
    if asked.uri:
        return [one for one in (vocabulary.concept(asked.uri),) if one is not None and one.vocabulary in own]
    named = (one for source in sorted(own) for one in vocabulary.named(source, asked.language, asked.label))
    return [each for each in named if asked.label in map(plain, each.names(asked.language))]


def keyword(asked: Asked, vocabulary: Vocabulary, languages: Sequence[str]) -> Answer:
    """A word without a vocabulary: the label of just one concept, whichever language it is in.

    Where nothing tells of what kind it is (653), a concept that has it as an alternative label only is a namesake too.
    """
    found = [
        (language, find(asked.label, source, language, vocabulary)) for source in KEYWORDS for language in languages
    ]
    exact = {one.uri: language for language, each in reversed(found) for one in (*each.preferred, *each.alternative)}
    preferred = of_tag(once(one for _, each in found for one in each.preferred), asked.tag)
    alternative = of_tag(once(one for _, each in found for one in each.alternative), asked.tag)
    concepts = once((*preferred, *alternative)) if asked.tag == "653" else preferred or alternative
    marked = (one for _, each in found for one in (*each.qualified, *(() if preferred else each.by_entry)))
    qualified = of_tag(once(one for one in marked if one.uri not in exact), asked.tag)
    if asked.literary and len(concepts) > 1 and (genre := _literary(concepts, asked.literary, vocabulary)):
        concepts, qualified = (genre,), ()
    if len(concepts) == 1 and not qualified and not _is_english(asked, concepts[0], vocabulary):
        return _promoted(concepts[0], exact[concepts[0].uri], asked)
    if concepts or qualified:
        return _ambiguous(concepts, qualified, asked, vocabulary)
    if CHAIN in asked.label and (parts := parts_of(asked, KEYWORDS, vocabulary)):
        return Answer("review", "chain", candidates=parts)
    similar = once(one for _, each in found for one in each.similar)
    return Answer("review", "case", candidates=similar) if similar else Answer("none", "no-match")


def _promoted(concept: Concept, language: str, asked: Asked) -> Answer:
    """The heading of the one concept that a word stands for, where it is of a kind that the field may mean."""
    if concept.kind not in KINDS[asked.tag]:
        return Answer("review", "kind", candidates=(concept,))
    if asked.written in concept.labels and asked.label in map(plain, concept.names(asked.written)):
        language = asked.written
    return written(concept, language, "keyword")


def _ambiguous(
    concepts: tuple[Concept, ...], qualified: tuple[Concept, ...], asked: Asked, vocabulary: Vocabulary
) -> Answer:
    """Several concepts, or one and others of the same name with a qualifier, or with an English one."""
    every = once((*concepts, *qualified, *_english(asked, vocabulary)))
    if concepts and qualified:
        return Answer("review", "plain-and-qualified", candidates=every)
    if concepts:
        return Answer("review", "several", candidates=every)
    return Answer("review", "qualified-one" if len(qualified) == 1 else "qualified-several", candidates=every)


def _english(asked: Asked, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """What the word means as an English one: a keyword does not say in which language it is."""
    return () if asked.source else find(asked.label, YSO, "eng", vocabulary).preferred


def _is_english(asked: Asked, concept: Concept, vocabulary: Vocabulary) -> bool:
    return any(each.uri != concept.uri for each in _english(asked, vocabulary))


def _literary(concepts: Sequence[Concept], literary: frozenset[str], vocabulary: Vocabulary) -> Concept | None:
    """Of a genre of literature and the concept that it is close to the genre: a novel is rarely about novels.

    Other genres are left in doubt: a novel may well be about films ("elokuvat").
    """
    genres = [each for each in concepts if each.kind == "genre"]
    others = {each.uri for each in concepts if each.kind != "genre"}
    if len(genres) != 1 or not others <= set(genres[0].matches):
        return None
    return genres[0] if literary & set(_above(genres[0], vocabulary)) else None


def _above(concept: Concept, vocabulary: Vocabulary) -> Iterator[str]:
    """Its URI and those of all that is broader, each once."""
    seen, todo = {concept.uri}, [concept]
    while todo:
        each = todo.pop()
        yield each.uri
        broader = [one for uri in each.broader if uri not in seen and (one := vocabulary.concept(uri)) is not None]
        seen.update(one.uri for one in broader)
        todo += broader


def period(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """A span of time ("1800-luku", "1939-1945"): by label where there is one, else without an id.

    Years of a withdrawn thesaurus are written under YSO, as yso-marcbib does, once it is certain that it has no URI.
    """
    is_old = asked.source in WITHDRAWN
    source, language = (YSO, WITHDRAWN[asked.source]) if is_old else (asked.source, asked.language or asked.written)
    found = find(asked.label, source, language, vocabulary)
    known = [each for each in found.preferred if each.kind == "time"]
    if len(known) == 1:
        return written(known[0], language, "withdrawn" if is_old else "preferred")
    is_certain = is_old and is_whole(YSO, "648", vocabulary)
    return Answer("none", "withdrawn-period", language=language) if is_certain else Answer("none", "period")
