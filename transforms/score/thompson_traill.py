"""TT-FI: points after Thompson and Traill's measure for e-book records, adapted to Finland (quality-rules.md §7).

More is better and there is no highest value; made to compare vendors, not records of different kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.score.groups import Groups, subfield
from transforms.score.measures import Measures, Points
from transforms.score.physical import years_in
from transforms.score.signs import Signs

CODES = ("date_008", "date_26x", "language_008", "country_008")  # rows, in the order of `_codes`
OTHERS = "other_subjects"


def thompson_traill(signs: Signs, measures: Measures, present: int) -> int:
    """TT-FI of a record, in points; `present` is what it has of the elements."""
    points, groups, vocabularies = measures.points, signs.groups, signs.subjects.vocabularies
    total = (present & points.mask).bit_count() + sum(_codes(groups, measures))
    for tag in points.counted:
        if tag in groups:
            total += len(groups[tag])
    return total + sum(_subjects(vocabularies, points).values()) if vocabularies else total


def points_of(signs: Signs, measures: Measures, present: int) -> dict[str, int]:
    """The points of each row; their sum is TT-FI."""
    points = measures.points
    rows = dict.fromkeys(points.counted.values(), 0)
    for tag, row in points.counted.items():
        rows[row] += len(signs.groups.get(tag, ()))
    rows |= {row: (present & mask).bit_count() for row, mask in points.elements}
    rows |= zip(CODES, map(int, _codes(signs.groups, measures)), strict=True)
    return rows | dict.fromkeys((*points.vocabularies, OTHERS), 0) | _subjects(signs.subjects.vocabularies, points)


def _codes(groups: Groups, measures: Measures) -> tuple[int, ...]:
    if "008" not in groups:
        return (0, _date_26x(groups, ""), 0, 0)
    text = groups["008"][0]
    year = text[7:11]
    return (
        year in measures.years,
        _date_26x(groups, year),
        text[35:38] in measures.languages,
        text[15:18].rstrip() in measures.countries,
    )


def _date_26x(groups: Groups, date_008: str) -> int:
    """The best 260 or 264: one point for a year in $c, one more if it is the year of 008."""
    best = 0
    for tag in ("264", "260"):
        if tag in groups:
            for value in groups[tag]:
                years = years_in(subfield(value, "\x1fc"))
                if date_008 in years:
                    return 2
                best = best or (1 if years else 0)
    return best


def _subjects(vocabularies: Mapping[str, int], points: Points) -> dict[str, int]:
    """Headings of each vocabulary up to its cap; all others, whatever indicator and $2 they have, up to theirs."""
    rows = {}
    others = sum(vocabularies.values())
    for name in points.vocabularies:
        if name in vocabularies:
            number = vocabularies[name]
            others -= number
            rows[name] = min(number, points.cap)
    rows[OTHERS] = min(others, points.others)
    return rows
