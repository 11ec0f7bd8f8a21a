"""The scores of one record, and what they are made of: `score_of` for every record, `explain` for the one in question.

Both read the record once (Signs) and give the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from transforms.record import Issue, Record
from transforms.score.completeness import Filled, completeness, filled
from transforms.score.consortium import combine, dimensions_of, elements_of
from transforms.score.fair import Fair, fair_of
from transforms.score.measures import Measures
from transforms.score.shares import shares_of
from transforms.score.shelf_ready import share_of, shelf_ready
from transforms.score.signs import Signs
from transforms.score.thompson_traill import points_of, thompson_traill
from transforms.score.weighing import weigh


class Scores(NamedTuple):
    """The scores of a record; all but `tt` and `dimensions` are 0-100."""

    score: float | None  # None: a fatal rule still fires, such a record has no score
    completeness: float
    tt: float  # points, without a highest value
    sr: float
    dimensions: tuple[tuple[str, float | None], ...]  # "identity": 0…1, or None where nothing applies


class Explanation(NamedTuple):
    """What the scores of a record are made of; None everywhere stands for what does not apply."""

    scores: Scores
    elements: dict[str, dict[str, float | None]]  # dimension → element → 0…1
    penalty: float  # points taken from the score
    completeness: dict[str, Filled]  # group → elements
    tt: dict[str, int]  # row → points
    sr: dict[str, tuple[float, float | None]]  # category → weight, share 0…1
    fair: Fair


def score_of(
    record: Record,
    media: str,
    issues: Iterable[Issue],
    measures: Measures,
    *,
    linked: bool = False,
    has_title_id: bool = False,
) -> Scores:
    """All scores of a record (quality-rules.md §6, §7), by its media and what the rules said of it.

    `linked`: publication makes the link to the resource from the vendor's template. `has_title_id`: it was matched.
    """
    return scores_of(Signs(record, media, linked, measures.print_words), issues, measures, has_title_id)


def scores_of(signs: Signs, issues: Iterable[Issue], measures: Measures, has_title_id: bool = False) -> Scores:
    """The same of a record that was read already."""
    findings = weigh(issues, measures.weighing)
    shares = shares_of(signs, findings, has_title_id, measures.uris_wanted)
    present, applicable = measures.masks(signs)
    dimensions = dimensions_of(measures, signs.media, present, applicable, shares)
    return Scores(
        None if findings.is_fatal else combine(measures, dimensions, findings.penalty),
        completeness(measures, present, applicable),
        float(thompson_traill(signs, measures, present)),
        shelf_ready(measures, present, applicable),
        tuple(dimensions),
    )


def explain(
    record: Record,
    media: str,
    issues: Iterable[Issue],
    measures: Measures,
    *,
    linked: bool = False,
    has_title_id: bool = False,
) -> Explanation:
    """The scores of a record with all they are made of, for a person who asks why."""
    signs = Signs(record, media, linked, measures.print_words)
    issues = list(issues)
    findings = weigh(issues, measures.weighing)
    shares = shares_of(signs, findings, has_title_id, measures.uris_wanted)
    masks = measures.masks(signs)
    return Explanation(
        scores_of(signs, issues, measures, has_title_id),
        {each.name: elements_of(each, measures, media, *masks, shares) for each in measures.dimensions},
        findings.penalty,
        {each.name: filled(each, *masks) for each in measures.completeness},
        points_of(signs, measures, masks[0]),
        {each.name: (each.weight, share_of(each, *masks)) for each in measures.categories},
        fair_of(signs),
    )
