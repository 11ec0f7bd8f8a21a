"""What a person sends in by a form of curation → decisions, with the titles that each concerns: ACTIONS, by name.

A form is a mapping of plain values, as each action says. Decisions are written down at once, or refused with a reason;
what follows from them is for `metadata/taking_effect.py` and the next publication.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from metadata import curation, review, withheld
from metadata.errors import ConfigError
from metadata.gate.samples import title_in
from metadata.home import Home
from metadata.review import Word
from metadata.store import publications, titles

Form = Mapping[str, Any]


class Action(NamedTuple):
    """One thing that can be decided."""

    do: Callable[[Home, Form, Word], list[int]]  # returns the numbers of the decisions
    names: Callable[[Form], Sequence[str]]  # of the titles or records that it is about
    follows: str  # what the next publication makes of it


def curate(home: Home, action: str, form: Form, word: Word) -> dict[str, Any]:
    """Decide; returns in plain values the numbers of `decisions`, the `titles` concerned as they were, what `follows`.

    Raises ConfigError, and then nothing is decided.
    """
    wanted = ACTIONS[action]
    concerned = _concerned(home, wanted.names(form))
    return {"decisions": wanted.do(home, form, word), "titles": concerned, "follows": wanted.follows}


def _concerned(home: Home, names: Sequence[str]) -> list[dict[str, Any]]:
    """The titles of these names, each once: id, name and records. What is in no title yet has none."""
    with home.store.read() as connection:
        ids = []
        for each in names:
            with suppress(ConfigError):  # told by what decides, where it has to be there
                ids.append(titles.title_named(connection, each))
        members = titles.members_of(connection, list(dict.fromkeys(ids)))
        stored = publications.latest_versions(connection, list(members))
    return [
        {
            "title": each,
            "name": title_in(stored[each].record) if each in stored else "",
            "records": sorted(f"{row.vendor}:{row.vendor_id}" for row in rows),
        }
        for each, rows in members.items()
    ]


def lines(values: Sequence[str] | None) -> list[str]:
    """What a person wrote on several lines, each once; blank ones are left out."""
    return list(dict.fromkeys(each.strip() for each in values or () if each.strip()))


def _merge(home: Home, form: Form, word: Word) -> list[int]:
    return [curation.merge_titles(home, lines(form["titles"]), word)]


def _split(home: Home, form: Form, word: Word) -> list[int]:
    return [curation.split_title(home, form["title"].strip(), lines(form["off"]), word)]


def _suppress(home: Home, form: Form, word: Word) -> list[int]:
    return [curation.suppress_title(home, form["title"].strip(), word)]


def _release(home: Home, form: Form, word: Word) -> list[int]:
    withheld.release(home, _numbers(form["numbers"]), word.reason, word.actor)
    return []


def _numbers(values: Sequence[str]) -> list[int]:
    """Numbers as people write them. Raises ConfigError."""
    written = lines(values)
    if wrong := [each for each in written if not (each.isascii() and each.isdigit() and len(each) < 19)]:
        raise ConfigError(f"{', '.join(wrong)}: no number of a quarantined record; write one number on a line")
    return [int(each) for each in written]


def _set_field(home: Home, form: Form, word: Word) -> list[int]:
    return [curation.set_field(home, form["title"].strip(), form["field"], word)]


def _forbid_field(home: Home, form: Form, word: Word) -> list[int]:
    return [curation.forbid_field(home, form["title"].strip(), form["vendor"], form["field"].strip(), word)]


def _correct_record(home: Home, form: Form, word: Word) -> list[int]:
    return [review.set_field(home, form["record"].strip(), form["field"], word)]


def _suppress_issue(home: Home, form: Form, word: Word) -> list[int]:
    until = date.fromisoformat(form["until"]) if form["until"] else None
    return [review.let_pass(home, form["record"].strip(), form["rule"].strip().upper(), word, until)]


def _undo(home: Home, form: Form, word: Word) -> list[int]:
    return [review.undo(home, form["decision"], word).id]


def _title(form: Form) -> Sequence[str]:
    return [form["title"].strip()]


def _none(form: Form) -> Sequence[str]:
    return ()


ACTIONS: dict[str, Action] = {
    "merge": Action(_merge, lambda form: lines(form["titles"]), "these titles become one"),
    "split": Action(_split, _title, "the records that go become a title of their own"),
    "suppress": Action(_suppress, _title, "the title is deleted in every view"),
    "set_field": Action(_set_field, _title, "the title has the fields of this tag as written"),
    "forbid_field": Action(_forbid_field, _title, "the title has this of no record of the vendor"),
    "correct_record": Action(
        _correct_record, lambda form: [form["record"].strip()], "the record has the field as written"
    ),
    "suppress_issue": Action(
        _suppress_issue, lambda form: [form["record"].strip()], "the rule is let pass for the record"
    ),
    "release": Action(_release, _none, "the records are let through as they are"),
    "undo": Action(_undo, _none, "everything is as if the decision had not been made"),
}
