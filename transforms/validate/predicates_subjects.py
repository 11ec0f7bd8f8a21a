"""Predicates about subjects, genres and classes: what vocabularies say of a heading, and what a record has of them.

A closed set, part of PREDICATES. What the vocabularies do not hold is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from transforms.headings import (
    FINTO,
    TWINNED,
    heading_of,
    is_close_to_genre,
    is_fiction,
    is_foreign_word,
    kind_of,
    trimmed,
)
from transforms.reconcile.answer import is_whole
from transforms.reconcile.twins import twin_of_field
from transforms.reconcile.verdicts import has_label_of_uri, is_free_word, is_in_its_language
from transforms.validate.asked import Asked, Made, Verdict, is_true, string
from transforms.validate.derive.form_genre import has_form_genre
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.view import FieldView, View
from transforms.vocabulary import Vocabulary, is_class

_FINNISH = ".fi/"  # in every URI of Finto
_LABEL = re.compile("\x1fa[^\x1f]")
_TRADE = re.compile(r"\x1f2(?:thema|bisac|bicssc)|\x1fa[A-Z][A-Z &,'-]{2,60} / ")  # a code or a text of the book trade
_TRADE_MARKS = ("\x1f2thema", "\x1f2bisac", "\x1f2bicssc", " / ")  # without any of these no heading is of the trade
OF_FIELD: dict[str, Callable[[str, Vocabulary], Verdict]] = {
    "label_of": has_label_of_uri,
    "label_language": is_in_its_language,
}


def _of_field(name: str, verdict: Callable[[str, Vocabulary], Verdict]) -> Made:
    """A predicate about the selected field as a whole."""

    def made(wanted: object, lists: Lists) -> Asked:
        is_true(wanted, name)
        return Asked(
            lambda _found, _view, each: None if each is None else verdict(each.value, lists.tables().vocabulary)
        )

    return made


def _english_word(wanted: object, lists: Lists) -> Asked:
    """The word of a whole field is one of English, or none of Finto's."""
    is_true(wanted, "english_word")

    def tell(value: str) -> Verdict:
        return is_foreign_word(value, lists.tables().vocabulary)

    return Asked(lambda found, *_: tell(found[0]), tell=tell)


def _free_word(wanted: object, lists: Lists) -> Asked:
    """A keyword neither is nor may be a concept of YSO or SLM."""
    is_true(wanted, "free_word")

    def ask(found: list[str], _view: View | None, each: FieldView | None) -> Verdict:
        if not found or each is None:
            return None
        return is_free_word(found[0], each.value[1:2], lists.tables().vocabulary)

    return Asked(ask)


def _current(wanted: object, lists: Lists) -> Asked:
    """The concept of a URI has not been given up; False also for one that a vocabulary does not have that is whole."""
    is_true(wanted, "current")

    def ask(found: list[str], _view: View | None, each: FieldView | None) -> Verdict:
        vocabulary = lists.tables().vocabulary
        concept = vocabulary.concept(found[0]) if found else None
        if concept is not None:
            return concept.is_current
        heading = None if each is None else heading_of(each.value)
        if each is None or heading is None or not heading.uri:
            return None
        return False if is_whole(heading.source, each.tag, vocabulary) else None

    return Asked(ask)


def _kind_is(wanted: object, lists: Lists) -> Asked:
    """The heading is of this kind; NA for a genre, and where it is not known."""
    kind = string(wanted, "kind_is")

    def ask(_found: list[str], _view: View | None, each: FieldView | None) -> Verdict:
        found = "" if each is None else kind_of(each.value, lists.tables().vocabulary)
        return None if found in ("", "genre") else found == kind

    return Asked(ask)


def _topical(wanted: object, lists: Lists) -> Asked:
    """The heading is no genre; in fiction neither a concept that a genre of SLM is close to."""
    is_true(wanted, "topical")

    def ask(_found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        if each is None or view is None or not ("yso.fi/onto" in each.value or "slm" in each.value):
            return None
        found = kind_of(each.value, lists.tables().vocabulary)
        if found != "concept":
            return None if not found else found != "genre"
        return not (is_close_to_genre(each.value, lists.tables().vocabulary) and is_fiction(view.groups.get("084", ())))

    return Asked(ask, is_local=False, unless=lambda value: "yso.fi/onto" in value or "slm" in value)


def _twin(wanted: object, lists: Lists) -> Asked:
    """Beside the heading stands its twin in the other language: same tag, same $0.

    It fails too where YSO or SLM has no label in the other language: that is missing in the vocabulary.
    """
    is_true(wanted, "twin")
    wanted_by = lru_cache(maxsize=1024)(lambda value: twin_of_field(value, lists.tables().vocabulary))

    def ask(_found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        twin = None if each is None else wanted_by(each.value)
        if twin is None or each is None or view is None:
            return None
        if not twin.label:
            return False if twin.source.startswith(("yso/", "slm/")) else None
        mark = "\x1f2" + twin.source
        return any(mark in other.value and heading_of(other.value).uri == twin.uri for other in view.groups[each.tag])

    return Asked(ask, is_local=False, besides=TWINNED, unless=lambda value: wanted_by(value) is not None)


def _notation_of(wanted: object, lists: Lists) -> Asked:
    """A notation is one of YKL."""
    if string(wanted, "notation_of") != "ykl":
        raise RuleError('notation_of: "ykl"')
    return Asked(lambda found, *_: is_class(lists.tables().vocabulary, found[0]) if found else None)


@lru_cache(maxsize=2)  # the rules ask one after the other about the same record
def subjects_of(view: View) -> tuple[str, ...]:
    """The texts of all subject fields of a record."""
    groups = view.groups
    return tuple([each.value for tag in groups if tag[0] == "6" for each in groups[tag]])


def _described_by(wanted: object, lists: Lists) -> Asked:
    """The record has a subject: any heading, or a concept with a URI of Finto. The form of e-material is no subject."""
    kinds = {"heading": False, "concept": True}
    name = string(wanted, "described_by")
    if name not in kinds:
        raise RuleError(f"described_by: no {name!r}{nearest(name, kinds)}")
    needs_uri = kinds[name]

    def counts(value: str) -> bool:
        return _is_subject(value, lists, needs_uri=needs_uri)

    def ask(_found: list[str], view: View | None, _each: FieldView | None) -> Verdict:
        return view is not None and any(map(counts, subjects_of(view)))

    return Asked(ask, is_local=False, of_record=True, signs_of_record=(("6XX", counts),))


def _is_subject(value: str, lists: Lists, *, needs_uri: bool) -> bool:
    if _FINNISH not in value:
        return not needs_uri and _LABEL.search(value) is not None
    heading = heading_of(value)
    if not heading.label or heading.uri in lists.tables().subjects.form_uris:
        return False
    return heading.uri.startswith(FINTO) or not needs_uri


def _form_genre(wanted: object, lists: Lists) -> Asked:
    """A genre tells the form of the e-material; NA for media without one."""
    is_true(wanted, "form_genre")
    return Asked(
        lambda _found, view, _each: None if view is None else has_form_genre(view, lists.tables()),
        is_local=False,
        of_record=True,
        besides=("655",),
    )


def _telling(wanted: object, lists: Lists) -> Asked:
    """At most `most` subjects, a concept counted once for all its languages, and not only words of the set `noise`."""
    if not isinstance(wanted, dict) or wanted.keys() != {"most", "noise"} or wanted["noise"] not in lists.sets:
        raise RuleError("telling: most, and noise with the name of a set")
    most, noise = int(wanted["most"]), lists.sets[wanted["noise"]]
    is_noise = lru_cache(maxsize=1024)(lambda value: trimmed(heading_of(value).label) in noise)

    def ask(_found: list[str], view: View | None, _each: FieldView | None) -> Verdict:
        values = () if view is None else subjects_of(view)
        if not values:
            return None
        if len(values) > most and len({heading_of(each).uri or each for each in values}) > most:
            return False
        return not all(map(is_noise, values))

    return Asked(ask, is_local=False, of_record=True)


def _trade_code(wanted: object, _: Lists) -> Asked:
    """Where headings hold codes or texts of Thema, BISAC or BIC, there is a 072; NA where they do not."""
    is_true(wanted, "trade_code")

    def ask(_found: list[str], view: View | None, _each: FieldView | None) -> Verdict:
        if view is None or not any(map("\x1e".join(subjects_of(view)).__contains__, _TRADE_MARKS)):
            return None
        headings = (each.value for tag in ("650", "653", "655") for each in view.groups.get(tag, ()))
        return "072" in view.groups if any(_TRADE.search(each) for each in headings) else None

    return Asked(ask, is_local=False, of_record=True, wanted=(("6XX", _is_of_trade),))


def _is_of_trade(value: str) -> bool:
    """A first look at a field: without any of these marks it holds no code and no text of the book trade."""
    return any(map(value.__contains__, _TRADE_MARKS))


SUBJECTS: dict[str, Made] = {
    **{name: _of_field(name, verdict) for name, verdict in OF_FIELD.items()},
    "current": _current,
    "english_word": _english_word,
    "described_by": _described_by,
    "form_genre": _form_genre,
    "free_word": _free_word,
    "kind_is": _kind_is,
    "notation_of": _notation_of,
    "telling": _telling,
    "topical": _topical,
    "trade_code": _trade_code,
    "twin": _twin,
}
