"""Questions about single records, asked when a delivery is committed; and the records whose exceptions have run out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from metadata.exceptions import load_suppressions, suppressions_on
from metadata.links import split_label
from metadata.store import choices, reviews
from metadata.store.tables import source_record
from transforms.enrich.candidates import doubt_of
from transforms.record import Issue
from transforms.validate import RuleSet

_RULE = Issue._fields.index("rule")  # where it stands in a stored issue
_SUPPRESSED = slice(Issue._fields.index("suppressed"), Issue._fields.index("suppressed") + 1)  # older ones lack it
_ARGS = Issue._fields.index("args")
LONGEST = 200  # characters of a heading that is asked about by itself
UNLIKE = ("name-not-of-id", "not-of-uri")  # situations: the heading has an id, and is no label of it
ABOUT_RECORDS = ("record", "heading")  # kinds of questions that a rule asks about one record


class Judged(NamedTuple):
    """A committed record; one that is gone has no issues any more."""

    id: int  # of the source record
    label: str  # "vendor:id"
    issues: Sequence[Issue]


def subject_of(label: str, rule: str, heading: str = "") -> str:
    """The subject of the question that a rule asks about a record, or about one heading in it (by its key)."""
    return "\n".join(filter(None, (label, rule, heading)))


def sync_records(connection: Connection, rows: Iterable[Judged], rules: RuleSet, now: str) -> int:
    """Ask about committed records what their rules leave to a person, in place of what was asked; returns how much.

    A finding that is mended or suppressed asks nobody. A question that an edit answers stays decided.
    """
    asking = {rule.id: rule.review for rule in rules.rules.values() if rule.review}
    judged = list(rows)
    questions = [each for row in judged for each in _questions(row, asking)]
    labels = {each.subject.partition("\n")[0] for each in questions}
    edits = choices.listed(connection, kinds=("edit",), subjects=labels)
    edited = {subject_of(each.subject, each.value.get("rule", ""), each.value.get("heading", "")) for each in edits}
    answered = {(kind, subject) for kind in ABOUT_RECORDS for subject in edited}
    answered |= _chosen(connection, questions)
    reviews.ask(connection, ABOUT_RECORDS, [row.id for row in judged], questions, now, answered)
    return len(questions)


def _questions(row: Judged, asking: Mapping[str, str]) -> list[reviews.Question]:
    """One question for each rule, or where the rule asks about headings for each of these that offers a choice."""
    found: defaultdict[tuple[str, str], list[Issue]] = defaultdict(list)
    for each in row.issues:
        if each.rule in asking and not each.fixed and not each.suppressed:
            heading = heading_of(each)
            if heading or asking[each.rule] != "heading":
                found[each.rule, heading].append(each)
    return [
        reviews.Question(asking[rule], subject_of(row.label, rule, heading), row.id, None, _found(issues), rule)
        for (rule, heading), issues in sorted(found.items())
    ]


def heading_of(issue: Issue) -> str:
    """The key of the heading that an issue is about; "" for one that offers no choice of concepts or agents.

    One that is longer than any label is none: a database may refuse to index it.
    """
    doubt = doubt_of(issue.args)
    return doubt.heading if doubt is not None and len(doubt.heading) <= LONGEST else ""


def _chosen(connection: Connection, questions: Iterable[reviews.Question]) -> set[tuple[str, str]]:
    """The questions about headings that people have answered, for the record or for all of its vendor.

    Where somebody chose a concept and it is asked all the same, that concept is gone, and it is a question again; but
    not whether the label is one of its own: the person knew.
    """
    asked = [each for each in questions if each.subject.count("\n") > 1]
    vendors = sorted({split_label(each.subject)[0] for each in asked})
    decided = {
        (choice.subject, choice.value["heading"]): choice.value["uri"]
        for vendor in vendors
        for choice in choices.listed(connection, kinds=("heading",), vendor=vendor)
    }
    found = set()
    for each in asked:
        label, _, heading = each.subject.split("\n", 2)
        meant = decided.get((label, heading), decided.get((f"{split_label(label)[0]}:", heading)))
        if meant is not None and (not meant or _is_only_unlike(each, meant)):
            found.add((each.kind, each.subject))
    return found


def _is_only_unlike(question: reviews.Question, uri: str) -> bool:
    """True where nothing is asked but whether the heading is a label of this concept."""
    doubt = doubt_of(question.found["issues"][0][_ARGS])
    return doubt is not None and doubt.situation in UNLIKE and uri in {each.uri for each in doubt.candidates}


def _found(issues: Iterable[Issue]) -> dict[str, Any]:
    """As it comes back from the store: the same question is no news."""
    found: dict[str, Any] = json.loads(json.dumps({"issues": [list(each) for each in issues]}))
    return found


def mark_expired(connection: Connection, schemas: Path, entered: str) -> int:
    """Mark the records whose suppression by decision has run out by a day (yymmdd), so that they are made anew.

    Returns how many were marked; those that were made since are left alone.
    """
    decided = choices.listed(connection, kinds=("suppress",))
    expired: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for each in suppressions_on(entered, load_suppressions(schemas), decided):
        if each.expired and ":" in each.subject:
            expired[split_label(each.subject)].add(each.rule)
    return sum(_mark(connection, vendor, vendor_id, rules) for (vendor, vendor_id), rules in sorted(expired.items()))


def _mark(connection: Connection, vendor: str, vendor_id: str, rules: set[str]) -> int:
    c = source_record.c
    wanted = (c.vendor == vendor, c.vendor_id == vendor_id, c.deleted.is_(False), c.made_with != "")
    row = connection.execute(select(c.id, c.issues).where(*wanted)).one_or_none()
    if row is None or not any(each[_RULE] in rules and any(each[_SUPPRESSED]) for each in row.issues):
        return 0
    connection.execute(update(source_record).where(c.id == row.id).values(made_with=""))
    return 1
