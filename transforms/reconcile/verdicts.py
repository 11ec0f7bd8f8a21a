"""What rules ask of one field, answered by the same policy: True, False, or None where the vocabularies do not tell."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.headings import Heading, Verdict, heading_of
from transforms.reconcile import Asked, reconcile
from transforms.reconcile.answer import Answer
from transforms.reconcile.words import KEYWORDS
from transforms.record import Field
from transforms.vocabulary import Vocabulary, plain

TAG_OF_WORD = {"4": "648", "5": "651", "6": "655", " ": "653", "0": "653"}  # ind2 of 653 → what it may mean
OF_KNOWN = (
    "same",
    "uri-alternative",
    "uri-spelling",
    "language",
    "not-of-uri",
)  # answers about a concept that is known


def of_uri(heading: Heading, vocabulary: Vocabulary, ids: Sequence[str] = ()) -> Answer | None:
    """The answer about a heading with a URI; None for one without, and for one of another vocabulary than $2 names.

    `ids`: the $0 of the field, where it has several.
    """
    concept = vocabulary.concept(heading.uri) if heading.uri and heading.label else None
    if concept is None or (heading.source and concept.vocabulary != heading.source):
        return None
    known = [one.uri for text in ids if (one := vocabulary.concept(text)) and one.vocabulary == concept.vocabulary]
    others = tuple(uri for uri in dict.fromkeys(known) if uri != concept.uri)
    label = label_of(heading.label)
    return reconcile(Asked("", label, concept.vocabulary, heading.language, heading.uri, others=others), vocabulary)


def has_label_of_uri(value: str, vocabulary: Vocabulary) -> Verdict:
    """Whether $a is a label of the concept of $0, to the letter; False too where it says not which of several."""
    heading = heading_of(value)
    ids = Field("", value).all("0") if heading.codes.count("0") > 1 else ()
    answer = of_uri(heading, vocabulary, ids)
    if answer is None or answer.situation not in OF_KNOWN:
        return None
    if answer.situation in ("not-of-uri", "uri-spelling"):
        return False
    return plain(heading.label) == label_of(heading.label)


def is_in_its_language(value: str, vocabulary: Vocabulary) -> Verdict:
    """Whether the label is of the language that $2 names."""
    heading = heading_of(value)
    answer = of_uri(heading, vocabulary) if heading.language else None
    if answer is None or answer.situation not in OF_KNOWN or answer.situation == "not-of-uri":
        return None
    return answer.situation != "language"


def is_free_word(word: str, ind2: str, vocabulary: Vocabulary) -> Verdict:
    """False for a keyword that is, or may be, a concept of YSO or SLM."""
    tag = TAG_OF_WORD.get(ind2)
    if tag is None:
        return True  # a name is none
    answer = reconcile(Asked(tag, label_of(word)), vocabulary)
    if answer.situation == "no-match":
        return True if all(map(vocabulary.is_whole, KEYWORDS)) else None
    return answer.result == "none"


def of_capital(tag: str, text: str, written: str, vocabulary: Vocabulary) -> Answer | None:
    """What a heading without a vocabulary stands for, which by its convention begins with a capital; None in doubt.

    `tag` is that of a keyword of its kind (653, 655); a capital that belongs to the label counts.
    """
    label = label_of(text)
    for each in dict.fromkeys((label, label[:1].lower() + label[1:])):
        answer = reconcile(Asked(tag, each, written=written), vocabulary)
        if answer.result == "auto":
            return answer
    return None


def label_of(text: str) -> str:
    """A label as it is looked up: without the full stop that punctuation puts behind it."""
    return plain(text).removesuffix(".").rstrip()
