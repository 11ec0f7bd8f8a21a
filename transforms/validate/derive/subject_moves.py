"""Subject fields that need a twin, stand in the way or under a foreign vocabulary (6XX), for the record as a whole.

Nothing that a person owns ($5, KEEP) is touched; what is moved is not lost, and a heading is not written twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from transforms.headings import (
    heading_of,
    is_foreign_word,
)
from transforms.protection import is_protected
from transforms.reconcile.twins import paired
from transforms.reconcile.verdicts import of_capital
from transforms.record import Field, Record
from transforms.validate.derive.subjects import heading_field
from transforms.validate.view import View
from transforms.vocabulary import folded

if TYPE_CHECKING:
    from transforms.tables import Tables

Instead = Callable[[Field], Sequence[Field] | None]  # what should stand in the place of a field; None: itself

MOST_SUBJECTS = 25  # quality-rules.md J13
_TRADE_CODES = {"thema": "thema", "bisacsh": "bisacsh", "bicssc": "bicssc"}


def twins_added(view: View, tables: Tables) -> Record:
    """Beside each Finnish or Swedish heading with a URI its twin in the other language."""
    fields = tuple(paired(view.record.fields, view.language, tables.vocabulary))
    return view.record if len(fields) == len(view.record.fields) else Record(view.record.leader, fields)


def words_of_vendor(view: View, tables: Tables) -> Record:
    """Finnish and Swedish words that stand as LCSH (ind2 0): as headings of Finto, else as keywords (653)."""

    def instead(each: Field) -> Sequence[Field] | None:
        if each.ind2 != "0" or each.codes != "a" or is_foreign_word(each.value, tables.vocabulary) is not False:
            return None
        tag, kind, marks = ("655", "genre", " 6") if each.tag == "655" else ("653", "concept", "  ")
        answer = of_capital(tag, each["a"], view.language, tables.vocabulary)
        if answer is None or answer.concept is None or answer.concept.kind != kind:
            return [Field.data("653", marks, "a", each["a"])]
        return [heading_field(each.tag, answer.concept, answer.language)]

    return _replaced(view.record, ("650", "655"), instead)


def subjects_capped(view: View, _: Tables) -> Record:
    """At most 25 subjects: without the last keywords, then the last topics that have no id; ids and names stay."""
    subjects = [each for each in view.record.fields if each.tag[0] == "6"]
    left = Counter(heading_of(each.value).uri or each.value for each in subjects)
    loose = [each for each in reversed(subjects) if each.tag in ("650", "653") and "\x1f0" not in each.value]
    gone = set[int]()
    for each in sorted(loose, key=lambda each: each.tag != "653"):
        if len(left) > MOST_SUBJECTS and not is_protected(each):
            gone.add(id(each))
            left -= Counter([each.value])
    return view.record.keep(lambda each: id(each) not in gone)


def trade_codes_added(view: View, _: Tables) -> Record:
    """072 for each code of Thema, BISAC or BIC that stands as a heading."""
    codes = []
    for tag in ("650", "653", "655"):
        for each in view.groups.get(tag, ()):
            heading = heading_of(each.value)
            if heading.source in _TRADE_CODES and _is_code(heading.label):
                codes.append(Field.data("072", " 7", "a", heading.label, "2", heading.source))
    return view.record if view.record.has("072") else view.record.add(*dict.fromkeys(codes)) if codes else view.record


def _is_code(text: str) -> bool:
    """True for FBA, 5AQ and FIC000000: capitals and digits alone."""
    return 1 < len(text) <= 10 and text.isascii() and text.isalnum() and text == text.upper()


def machine_headings_dropped(view: View, _: Tables) -> Record | None:
    """Without headings of a machine (883, ind1 0 or 1) beside equal ones of people; None where none is so marked."""
    links = {each["8"].partition("\\")[0] for each in view.groups.get("883", ()) if each.ind1 in "01"} - {""}
    subjects = [each for each in view.record.fields if each.tag[0] == "6"]
    by_machine = [each for each in subjects if each["8"].partition("\\")[0] in links]
    if not by_machine:
        return None
    made = set(map(id, by_machine))
    by_people = {_sameness(each) for each in subjects if id(each) not in made}
    gone = {id(each) for each in by_machine if _sameness(each) in by_people and not is_protected(each)}
    left = {each["8"].partition("\\")[0] for each in view.record.fields if each.tag != "883" and id(each) not in gone}
    return view.record.keep(lambda each: id(each) not in gone and not _is_orphan(each, links - left))


def _sameness(each: Field) -> tuple[str, str, str]:
    """What makes two headings equal: tag, source and id, or label where there is no id."""
    heading = heading_of(each.value)
    return each.tag, f"{heading.source}/{heading.language}", heading.uri or folded(each.drop("8").value)


def _is_orphan(each: Field, links: set[str]) -> bool:
    return each.tag == "883" and each["8"].partition("\\")[0] in links


def juvenile_coded(view: View, _: Tables) -> Record:
    """008/22 j where it says nothing of the audience; other codes stay."""
    return view.record.put_at("008", 22, "j") if view.record.at("008", 22) in (" ", "|", "u") else view.record


def _replaced(record: Record, tags: tuple[str, ...], instead: Instead) -> Record:
    """Other fields in the place of some, in tag order, each only once."""
    gone, came = [], list[Field]()
    for each in record.fields:
        wanted = instead(each) if each.tag in tags and not is_protected(each) else None
        if wanted is not None:
            gone.append(id(each))
            came += wanted
    if not gone:
        return record
    kept = record.keep(lambda each: id(each) not in gone)
    return kept.add(*_new(came, kept.fields))


def _new(fields: Iterable[Field], known: Iterable[Field]) -> list[Field]:
    there = set(known)
    return [each for each in dict.fromkeys(fields) if each not in there]
