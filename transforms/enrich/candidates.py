"""What a person is offered where a heading or a name is not certain: the concepts or agents that it may stand for.

A rule with `review: "heading"` finds the field. The doubt about it travels in the arguments of the rule's Issue, into
the store and to whoever shows the question; this is the one place that knows how it is written there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

MOST = 12  # candidates that a person is shown: whoever has more to choose from searches the vocabulary
Arguments = tuple[tuple[str, str], ...]  # of an Issue


class Candidate(NamedTuple):
    """A concept or agent that may be meant."""

    uri: str
    label: str  # as it would be written
    source: str = ""  # $2 of the heading: "yso/fin"; "" of a name
    note: str = ""  # what tells it from the others: other labels, years, works


class Doubt(NamedTuple):
    """Why a person is asked, and what there is to choose from, the likeliest first."""

    situation: str  # a code of schemas/codes/heading_situations.csv
    candidates: tuple[Candidate, ...] = ()
    heading: str = ""  # its key (transforms/enrich/chosen.py), by which an answer is kept


def as_arguments(doubt: Doubt) -> Arguments:
    """The doubt as arguments of an Issue: `situation`, `candidates` as JSON, and `heading`."""
    rows = json.dumps([list(each) for each in doubt.candidates[:MOST]], ensure_ascii=False)
    return (("situation", doubt.situation), ("candidates", rows), ("heading", doubt.heading))


def doubt_of(arguments: Iterable[tuple[str, str]]) -> Doubt | None:
    """The doubt that the arguments of an Issue tell of; None for an Issue of another kind."""
    told = dict(arguments)
    if "situation" not in told:
        return None
    candidates = tuple(Candidate(*row) for row in json.loads(told.get("candidates", "[]")))
    return Doubt(told["situation"], candidates, told.get("heading", ""))
