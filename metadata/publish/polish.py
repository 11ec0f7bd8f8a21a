"""The rules about merged titles (stage mrg): run on each record before it is published; what they say is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, delete, insert, select

from metadata.store.tables import title, title_quality
from transforms.calendar import Calendar
from transforms.exceptions import NONE, Exceptions
from transforms.merge.provenance import RULE, Merged, Way, followed
from transforms.record import Field, Issue
from transforms.score.measures import Measures
from transforms.score.score import score_of
from transforms.validate import RuleSet, Terms

STAGE = ("mrg",)
_BATCH = 500  # values in one IN list


class Polish(NamedTuple):
    """With what merged titles are judged and mended."""

    rules: RuleSet
    measures: Measures
    exceptions: Exceptions  # what is let pass for single titles
    today: str  # yymmdd
    made_with: str  # changes when a title might come out differently, and with the month: some rules ask for the day

    def with_ranks(self, ranks: Mapping[str, int]) -> Polish:
        """The same for vendors of these ranks: merging goes by them."""
        digest = hashlib.sha256(f"{self.made_with} {sorted(ranks.items())}".encode())
        return self._replace(made_with=digest.hexdigest()[:16])


class Polished(NamedTuple):
    """A merged title as it is published, and what the rules say of it."""

    merged: Merged
    issues: tuple[Issue, ...]
    score: float | None


def version_of(files: str, rules: RuleSet, exceptions: Exceptions, today: str) -> str:
    """16 hexadecimal characters for `Polish.made_with`; `files`: the version of the data that merging reads."""
    parts = (files, rules.version, today[:4], repr(sorted(exceptions.items())))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def polished(merged: Merged, media: str, title_id: str, kept: frozenset[Field], by: Polish) -> Polished:
    """Mend and judge a merged title; fields that a person set (`kept`) stay as they are."""
    terms = Terms({}, by.exceptions.get(title_id, NONE).suppressed, kept, Calendar.of(by.today))
    record, issues, _ = by.rules.fix(merged.record, media, STAGE, terms)
    score = score_of(record, media, issues, by.measures, linked=True, has_title_id=True).score
    return Polished(followed(merged, record, lambda tag: Way(RULE, _rules(issues, tag))), issues, score)


def _rules(issues: Iterable[Issue], tag: str) -> str:
    """The rules that mended fields of a tag; where none names it, all that mended something."""
    mended = [each for each in issues if each.fixed]
    found = [each.rule for each in mended if each.path[:3] == tag] or [each.rule for each in mended]
    return " ".join(dict.fromkeys(found))


class Said(Protocol):
    """What the rules say of a title."""

    @property
    def title_id(self) -> str:
        """Which title it is."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The findings."""

    @property
    def score(self) -> float | None:
        """0-100; None: a fatal rule fires."""


def keep(connection: Connection, made_with: str, said: Sequence[Said]) -> None:
    """What the rules say of these titles, in place of what they said before."""
    for ids in _batches(sorted(each.title_id for each in said)):
        connection.execute(delete(title_quality).where(title_quality.c.title_id.in_(ids)))
    rows = [
        {
            "title_id": each.title_id,
            "made_with": made_with,
            "issues": [list(issue) for issue in each.issues],
            "score": each.score,
        }
        for each in said
    ]
    if rows:
        connection.execute(insert(title_quality), rows)


def made_with_same(connection: Connection, title_ids: Collection[str], made_with: str) -> set[str]:
    """Those of these titles that were last merged with this version."""
    c, found = title_quality.c, set[str]()
    for ids in _batches(sorted(title_ids)):
        query = select(c.title_id).where(c.title_id.in_(ids), c.made_with == made_with)
        found.update(connection.execute(query).scalars())
    return found


def stale(connection: Connection, made_with: str) -> list[str]:
    """The live titles that were merged with another version."""
    current = select(title_quality.c.title_id).where(title_quality.c.made_with == made_with)
    query = select(title.c.id).where(title.c.status == "live", title.c.id.not_in(current)).order_by(title.c.id)
    return list(connection.execute(query).scalars())


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
