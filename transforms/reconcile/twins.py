"""Pairs: a heading in Finnish and in Swedish, side by side, that of cataloguing first (identifiers.md §6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transforms.headings import TWINNED, TWINS, Twin, heading_of
from transforms.reconcile import Asked, reconcile
from transforms.reconcile.verdicts import label_of
from transforms.record import SUBFIELD, Field
from transforms.vocabulary import Vocabulary

UNJUDGED = ("same", "uri-alternative", "label-unknown")  # nothing speaks against $0
Key = tuple[str, str, str]  # tag, source, URI
_ALONE: tuple[Key | None, str] = (None, "")  # of a field that has no twin
_ID = f"{SUBFIELD}0"


def twin_of_field(value: str, vocabulary: Vocabulary) -> Twin | None:
    """The twin that a heading should have, by the text of its field (as `twin_of`)."""
    heading = heading_of(value)
    asked = Asked("", label_of(heading.label), heading.source, heading.language, heading.uri)
    return twin_of(asked, vocabulary)


def twin_of(asked: Asked, vocabulary: Vocabulary) -> Twin | None:
    """The twin that a heading should have; with an empty label where its concept has none in the other language.

    None for a heading without a URI, and for one whose parts contradict one another: that comes first.
    """
    other = TWINS.get(asked.language, "")
    concept = vocabulary.concept(asked.uri) if asked.uri and other else None
    if concept is None or concept.vocabulary != asked.source:
        return None
    if reconcile(asked, vocabulary).situation not in UNJUDGED:
        return None
    return Twin(f"{asked.source}/{other}", concept.labels.get(other, ""), asked.uri)


def paired(fields: Sequence[Field], written: str, vocabulary: Vocabulary) -> Sequence[Field]:
    """The fields with each heading's twin beside it, added where it is missing; `written`: language of cataloguing."""
    partners: dict[Key, dict[str, Field]] = {}
    keys: list[Key | None] = []
    for each in fields:
        key, language = _key(each) if each.tag in TWINNED and _ID in each.value else _ALONE
        keys.append(key)
        if key is not None:
            known = partners.setdefault(key, {}).setdefault(language, each)
            if known is not each and twin_of_field(known.value, vocabulary) is None:
                partners[key][language] = each  # of two, the one whose label fits its URI stands for the concept
    if not partners:
        return fields
    result: list[Field] = []
    done: set[Key] = set()
    for each, key in zip(fields, keys, strict=True):
        if key is None or not any(each is one for one in partners[key].values()):
            result.append(each)
        elif key not in done:
            done.add(key)
            result += _pair(partners[key], written, vocabulary)
    return result


def _key(each: Field) -> tuple[Key | None, str]:
    """What both headings of a pair have in common, and the language; None for what has no twin."""
    heading = heading_of(each.value)
    if not heading.uri or heading.language not in TWINS or not heading.is_plain:
        return _ALONE
    return (each.tag, heading.source, heading.uri), heading.language


def _pair(pair: dict[str, Field], written: str, vocabulary: Vocabulary) -> Iterable[Field]:
    """Both, or the one that there is with its twin, where its concept has a label for it."""
    if len(pair) == 1:
        ((language, each),) = pair.items()
        twin = twin_of_field(each.value, vocabulary)
        if twin is not None and twin.label:
            parts = ("a", twin.label, "2", twin.source, "0", twin.uri)
            pair = {language: each, TWINS[language]: Field.data(each.tag, f"{each.ind1}7", *parts)}
    return (each for _, each in sorted(pair.items(), key=lambda one: one[0] != written))
