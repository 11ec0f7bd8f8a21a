"""What a person decides: an answer to what is asked, or a word nobody asked for. Every decision can be taken back.

A decision marks the records that it is about, so that the next run makes or groups them anew; nothing is done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, select, update

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.links import DIFFERENT, SAME, pair_of, split_label
from metadata.publish.profiles import day_at
from metadata.review.asking import ABOUT_RECORDS, subject_of
from metadata.review.choosing import choice_of_field, choice_of_item, follow_choice
from metadata.review.fields import edit_value
from metadata.store import choices, reviews
from metadata.store.choices import Choice
from metadata.store.tables import quarantine, source_record
from metadata.vendors import load_vendors
from transforms.validate import load_rules

ACCEPTED_FOR = timedelta(days=365)  # a finding that is accepted without a day is looked at again after a year


class Verdict(StrEnum):
    """What can be answered: the first two to a pair of records, the next to a finding in one, the last to a heading."""

    SAME = SAME
    DIFFERENT = DIFFERENT
    ACCEPT = "accept"
    EDIT = "edit"
    CHOOSE = "choose"
    NONE = "none"


_ANSWERS = {
    "match": (Verdict.SAME, Verdict.DIFFERENT),
    "record": (Verdict.ACCEPT, Verdict.EDIT),
    "heading": (Verdict.CHOOSE, Verdict.NONE, Verdict.ACCEPT, Verdict.EDIT),
}
_OF_HEADINGS = (Verdict.CHOOSE, Verdict.NONE)
_ONE_ANSWER = {"match": (), "suppress": ("rule",), "heading": ("heading",)}  # kinds, and what the question is by


class Word(NamedTuple):
    """Who decides, and why; both are obligatory."""

    reason: str
    actor: str


class Given(NamedTuple):
    """What an answer needs beside its verdict."""

    until: date | None = None  # last day of what is accepted
    field: str = ""  # the field as it is to be, for edit: "245 10 $a Title"
    meant: str = ""  # for choose: the number of a candidate, or an id
    only: str = ""  # for choose and none: one record ("vendor:id"); else all of the vendor that have the heading


class Asked(NamedTuple):
    """What an edit answers."""

    rule: str = ""
    path: str = ""  # of the field, as issues tell it
    heading: str = ""  # its key


def decide(
    home: Home,
    items: Sequence[int],
    verdict: Verdict,
    word: Word,
    given: Given = Given(),  # noqa: B008  # immutable
) -> list[int]:
    """Answer questions, all of them or none; returns the numbers of the decisions.

    Raises ConfigError for an item that is not there, or an answer that does not fit it.
    """
    if (verdict is Verdict.EDIT) != bool(given.field):
        raise ConfigError('an edit, and nothing else, needs the field as it is to be: --field "245 10 $a Title"')
    if (verdict is Verdict.CHOOSE) != bool(given.meant):
        raise ConfigError("a choice, and nothing else, needs what is meant: --meant 1, or the id")
    if given.until is not None and verdict is not Verdict.ACCEPT:
        raise ConfigError("a last day (--until) is for what is accepted: other answers stand until they are taken back")
    if given.only and verdict not in _OF_HEADINGS:
        raise ConfigError("one record alone (--only) is for headings; other answers are about the records asked about")
    with home.store.write() as connection:
        asked = [reviews.load(connection, number) for number in dict.fromkeys(items)]
        for each in asked:
            _check_answer(each, verdict)
        made = [_answer(home, connection, each, verdict, given) for each in asked]
        return [keep(home, connection, each, word) for each in made]


def _check_answer(item: Row[Any], verdict: Verdict) -> None:
    fitting = _ANSWERS.get(item.kind, ())
    if item.state == "gone":
        raise ConfigError(f"review item {item.id} asks no more")
    if verdict not in fitting:
        choice = " or ".join(fitting) or "not yet decided here"
        raise ConfigError(f"review item {item.id} is of kind {item.kind}: {choice}, not {verdict}")


def _answer(home: Home, connection: Connection, item: Row[Any], verdict: Verdict, given: Given) -> Choice:
    """The decision that answers an item, without reason and author."""
    if item.kind == "match":
        return _pair(label_of(connection, item.left_id), label_of(connection, item.right_id), verdict)
    label = label_of(connection, item.left_id)
    if verdict is Verdict.ACCEPT:
        return _accepted(home, label, item.rule, given.until)
    if verdict in _OF_HEADINGS:
        _check_only(connection, item, given.only)
        return choice_of_item(home, item, given.meant, given.only or f"{split_label(label)[0]}:")
    asked = Asked(item.rule, item.found["issues"][0][3], item.subject.partition(f"{label}\n{item.rule}\n")[2])
    return _edited(home, connection, label, asked, given.field)


def _check_only(connection: Connection, item: Row[Any], only: str) -> None:
    """The record that a choice is for must be one of those that the item asks about."""
    asking = {each.subject.partition("\n")[0] for each in reviews.asking_alike(connection, item)}
    if only and only not in asking:
        raise ConfigError(f"review item {item.id} does not ask about {only!r}, but about {', '.join(sorted(asking))}")


def label_of(connection: Connection, number: int) -> str:
    """The name "vendor:id" of a source record."""
    c = source_record.c
    row = connection.execute(select(c.vendor, c.vendor_id).where(c.id == number)).one()
    return f"{row.vendor}:{row.vendor_id}"


def link(home: Home, left: str, right: str, verdict: Verdict, word: Word) -> int:
    """Join or part two records ("vendor:id") that nobody asked about. Raises ConfigError when one is not there."""
    if verdict not in _ANSWERS["match"] or left == right:
        raise ConfigError("two records are the same title, or different ones")
    with home.store.write() as connection:
        for each in (left, right):
            _record(connection, each)
        return keep(home, connection, _pair(left, right, verdict), word)


def let_pass(home: Home, label: str, rule: str, word: Word, until: date | None = None) -> int:
    """Suppress a rule for one record ("vendor:id"), live or in quarantine. Raises ConfigError for an unknown one."""
    rules = load_rules(home.settings.schemas / "rules").rules
    if rule not in rules:
        raise ConfigError(f"there is no rule {rule}")
    with home.store.write() as connection:
        c, (vendor, vendor_id) = quarantine.c, split_label(label)
        waits = connection.execute(select(c.id).where(c.vendor == vendor, c.vendor_id == vendor_id).limit(1)).first()
        if waits is None:
            _record(connection, label)
        return keep(home, connection, _accepted(home, label, rule, until), word)


def choose(home: Home, subject: str, field: str, meant: str, word: Word) -> int:
    """Say what a heading means that nobody asked about: in all records of a vendor ("vendor:") or in one ("vendor:id").

    `field` is the heading as "700 1# $a Malli, Matti"; `meant` an id, or "" for nothing that a vocabulary knows.
    Raises ConfigError.
    """
    vendor, vendor_id = split_label(subject)
    if vendor not in load_vendors(home.settings.schemas)[0]:
        raise ConfigError(f"there is no vendor {vendor!r}")
    with home.store.write() as connection:
        if vendor_id:
            _record(connection, subject)
        return keep(home, connection, choice_of_field(home, subject, field, meant), word)


def set_field(home: Home, label: str, field: str, word: Word) -> int:
    """Set a field of a record ("vendor:id") that nobody asked about: "245 10 $a Title". Raises ConfigError."""
    with home.store.write() as connection:
        return keep(home, connection, _edited(home, connection, label, Asked(), field), word)


def _pair(left: str, right: str, verdict: str) -> Choice:
    first, second = sorted((left, right))
    value = {"left": first, "right": second}
    return Choice("match", pair_of(left, right), str(verdict), value, "", "")


def _accepted(home: Home, label: str, rule: str, until: date | None) -> Choice:
    today = day_at(home.clock(), home.zone)
    last = until or today + ACCEPTED_FOR
    if last < today:
        raise ConfigError(f"{last} is past: say until when the finding is accepted")
    return Choice("suppress", label, str(Verdict.ACCEPT), {"rule": rule, "until": last.isoformat()}, "", "")


def _edited(home: Home, connection: Connection, label: str, asked: Asked, field: str) -> Choice:
    """The edit; one that was made before of the same field is taken back with it."""
    row = _record(connection, label)
    earlier = choices.listed(connection, kinds=("edit",), subjects=[label])
    value, replaced = edit_value(home, row, asked.path, field, earlier)
    value |= {"rule": asked.rule, **({"heading": asked.heading} if asked.heading else {})}
    if replaced is not None:
        value["replaces"] = replaced.id
    return Choice("edit", label, str(Verdict.EDIT), value, "", "")


def _record(connection: Connection, label: str) -> Row[Any]:
    """The live source record "vendor:id". Raises ConfigError."""
    c, (vendor, vendor_id) = source_record.c, split_label(label)
    wanted = (c.vendor == vendor, c.vendor_id == vendor_id, c.deleted.is_(False))
    row = connection.execute(select(source_record).where(*wanted)).one_or_none()
    if row is None:
        raise ConfigError(f"there is no live record {label!r}: write vendor:vendor-id")
    return row


def keep(home: Home, connection: Connection, choice: Choice, word: Word) -> int:
    """Write a decision down, mark its item, and the records that it is about; returns its number.

    It takes the place of earlier answers to the same question: one is in force, and taken back it leaves none.
    """
    now, earlier = home.clock(), _earlier(connection, choice)
    number = choices.add(connection, choice._replace(reason=word.reason, actor=word.actor, at=now))
    for each in earlier:
        choices.undo(connection, each, f"decision {number} takes its place", word.actor, now)
    _follow(connection, choice, "decided")
    return number


def _earlier(connection: Connection, choice: Choice) -> list[int]:
    """The decisions in force that answer the same question: about a pair, rule or heading; an edit names its own."""
    if choice.kind not in _ONE_ANSWER:
        return [choice.value["replaces"]] if "replaces" in choice.value else []
    of_subject = choices.listed(connection, kinds=(choice.kind,), subjects=[choice.subject])
    asked = _ONE_ANSWER[choice.kind]
    return [each.id for each in of_subject if all(each.value.get(key) == choice.value.get(key) for key in asked)]


def overruled(home: Home, numbers: Sequence[int]) -> list[Choice]:
    """The answers whose place these decisions took."""
    with home.store.read() as connection:
        made = [choices.load(connection, each) for each in numbers]
        found = choices.listed(
            connection, kinds=[*_ONE_ANSWER, "edit"], subjects={each.subject for each in made}, undone=True
        )
    marks = tuple(f": decision {each.id} takes its place" for each in made)
    return [each for each in found if each.undone.endswith(marks)]


def undo(home: Home, number: int, word: Word) -> Choice:
    """Take a decision back; its question is open again as long as it is found. Raises ConfigError."""
    with home.store.write() as connection:
        choice = choices.undo(connection, number, word.reason, word.actor, home.clock())
        _follow(connection, choice, "open")
    return choice


def _follow(connection: Connection, choice: Choice, state: str) -> None:
    """Mark what the next run must look at again: pairs to be grouped, records to be made."""
    if choice.kind == "match":
        reviews.put_state(connection, "match", choice.subject, state)
        for label in (choice.value["left"], choice.value["right"]):
            _mark(connection, source_record, label, changed=True)
    elif choice.kind in ("suppress", "edit"):
        asked = subject_of(choice.subject, choice.value.get("rule", ""), choice.value.get("heading", ""))
        for kind in ABOUT_RECORDS:
            reviews.put_state(connection, kind, asked, state)
        for table in (source_record, quarantine):
            _mark(connection, table, choice.subject, made_with="")
    elif choice.kind == "heading":
        follow_choice(connection, choice, state)
    elif choice.kind == "title":
        for label in (each for group in choice.value["titles"] for each in group):
            _mark(connection, source_record, label, changed=True)
    elif choice.kind == "release":  # taken back: the record is judged anew; what is published stays
        _mark(connection, source_record, choice.subject, made_with="")


def _mark(connection: Connection, table: Table, label: str, **values: Any) -> None:
    vendor, vendor_id = split_label(label)
    wanted = (table.c.vendor == vendor, table.c.vendor_id == vendor_id)
    connection.execute(update(table).where(*wanted).values(**values))


def decisions(home: Home, undone: bool = False) -> list[dict[str, Any]]:
    """Every decision in force, in plain values, oldest first; with `undone` also those that were taken back."""
    with home.store.read() as connection:
        return [each._asdict() for each in choices.listed(connection, undone=undone)]
