"""What a heading stands for: the one policy for subjects, genres, places and times, from a heading to an Answer.

Never a guess: what is certain is `auto`, what a person must choose is `review`, the rest is `none`. Each answer
has the code of a situation (schemas/codes/heading_situations.csv). Pure; å, ä and ö are letters of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from transforms.headings import PERIOD
from transforms.reconcile.answer import SPOKEN, Answer, Asked, followed, is_whole, once, written
from transforms.reconcile.labels import CHAIN, all_exact, find, in_one, parts_of
from transforms.reconcile.words import WITHDRAWN, keyword, period, withdrawn
from transforms.vocabulary import LANGUAGES, Concept, Vocabulary, folded, plain

__all__ = ["WITHDRAWN", "Answer", "Asked", "reconcile"]


@lru_cache(maxsize=1024)  # the headings of a feed come again and again
def reconcile(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """What a heading stands for (identifiers.md §6)."""
    if PERIOD.fullmatch(asked.label) and not asked.uri and asked.source:
        return period(asked, vocabulary)
    if asked.source in WITHDRAWN:
        return withdrawn(asked, vocabulary)
    if asked.others:
        return _by_several(asked, vocabulary)
    if asked.uri:
        return _by_uri(asked, vocabulary)
    return _by_label(asked, vocabulary) if asked.source else keyword(asked, vocabulary, SPOKEN)


def _by_several(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """Several $0 of one vocabulary: the concept that one of them and $a agree on, else a person chooses."""
    uris = (asked.uri, *asked.others)
    answers = [_by_uri(asked._replace(uri=each, others=()), vocabulary) for each in uris]
    certain = {each.concept.uri: each for each in reversed(answers) if each.result == "auto" and each.concept}
    if len(certain) == 1:
        return next(iter(certain.values()))
    known = once(one for uri in uris if (one := vocabulary.concept(uri)) is not None)
    return Answer("review", "not-of-uri", language=asked.language, candidates=known) if known else answers[0]


def _by_uri(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """$0 says which concept; $a must be one of its labels."""
    concept = vocabulary.concept(asked.uri)
    if concept is None:
        return _by_unknown(asked, vocabulary)
    if not concept.is_current:
        return followed(concept, asked, vocabulary)
    exact = [language for language in LANGUAGES if asked.label in map(plain, concept.names(language))]
    if not exact:
        return _unlike(concept, asked, vocabulary)
    language = _chosen(exact, asked)
    if asked.language and language != asked.language:
        return Answer("auto", "language", concept, language)
    is_preferred = asked.label == plain(concept.labels.get(language, ""))
    return written(concept, language, "same" if is_preferred else "uri-alternative")


def _by_unknown(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """A URI that the vocabulary does not have: whoever has the label may be meant."""
    if not is_whole(asked.source, asked.tag, vocabulary):
        return Answer("none", "no-vocabulary")
    by_label = all_exact(asked.label, asked.source, asked.language, vocabulary)
    if by_label:
        return Answer("review", "unknown-uri-label", language=asked.language, candidates=by_label)
    return Answer("none", "unknown-uri")


def _unlike(concept: Concept, asked: Asked, vocabulary: Vocabulary) -> Answer:
    """$a is no label of $0 to the letter: by its case only, by a label that is not known here, or indeed."""
    spelt = [one for one in LANGUAGES if folded(asked.label) in (folded(plain(name)) for name in concept.names(one))]
    if spelt:
        language = _chosen(spelt, asked)
        return written(concept, language, "language" if asked.language not in ("", language) else "uri-spelling")
    by_label = all_exact(asked.label, asked.source, asked.language, vocabulary)
    if concept.all_labels or by_label:
        return Answer("review", "not-of-uri", concept, asked.language, (concept, *by_label))
    return Answer("none", "label-unknown", concept, asked.language)


def _chosen(languages: Sequence[str], asked: Asked) -> str:
    """Of the languages that have a label: that of $2, else of cataloguing, else the first."""
    return next((each for each in (asked.language, asked.written) if each in languages), languages[0])


def _by_label(asked: Asked, vocabulary: Vocabulary) -> Answer:
    """$2 says where to look, and in which language."""
    languages = (asked.language,) if asked.language else SPOKEN
    found = _in_languages(languages, asked, vocabulary)
    others = () if found else _in_languages([each for each in SPOKEN if each not in languages], asked, vocabulary)
    if others and all(each.situation in ("preferred", "alternative") for each in others):
        others = [each._replace(situation="language") for each in others]
    for several in (found, others):
        if several:
            return _agreed(several, asked)
    if CHAIN in asked.label and (parts := parts_of(asked, (asked.source,), vocabulary)):
        return Answer("review", "chain", candidates=parts)
    if not is_whole(asked.source, asked.tag, vocabulary):
        return Answer("none", "no-vocabulary")
    as_word = keyword(asked, vocabulary, languages)
    return as_word if as_word.result != "none" else Answer("none", "no-match")


def _in_languages(languages: Sequence[str], asked: Asked, vocabulary: Vocabulary) -> list[Answer]:
    """What the label is in each language that has it."""
    found = ((each, find(asked.label, asked.source, each, vocabulary)) for each in languages)
    answers = (in_one(hits, asked, each, vocabulary) for each, hits in found)
    return [each for each in answers if each is not None]


def _agreed(several: Sequence[Answer], asked: Asked) -> Answer:
    """The answer of one language, or of both where they agree; else a person chooses."""
    certain = [each for each in several if each.result == "auto"]
    if certain and len({each.concept and each.concept.uri for each in certain}) == 1:
        return next((each for each in certain if each.language == asked.written), certain[0])
    concepts = (one for each in several for one in (*each.candidates, *((each.concept,) if each.concept else ())))
    return Answer("review", "several", candidates=once(concepts)) if len(certain) > 1 else several[0]
