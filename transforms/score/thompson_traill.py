"""TT-FI: points after Thompson and Traill's measure for e-book records, adapted to Finland (quality-rules.md §7).

More is better and there is no highest value; made to compare vendors, not records of different kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.score.groups import Groups, subfield
from transforms.score.measures import Headings, Measures
from transforms.score.physical import years_in
from transforms.score.signs import Signs

COUNTED = {  # tag → the row in which its fields are counted
    "020": "isbn",
    "100": "authors",
    "110": "authors",
    "111": "authors",
    "246": "other_titles",
    "250": "edition",
    "700": "contributors",
    "710": "contributors",
    "711": "contributors",
    "720": "contributors",
    "490": "series",
    "800": "series",
    "810": "series",
    "830": "series",
}


CODED = (  # the rows that are not just counted, in the order of `_coded`
    *("contents", "date_008", "date_26x", "class", "online"),
    *("language_008", "country_008", "language_040", "rda"),
)
OTHERS = "other_subjects"


def thompson_traill(signs: Signs, measures: Measures) -> int:
    """TT-FI of a record, in points."""
    groups, vocabularies = signs.groups, signs.subjects.vocabularies
    total = sum(_coded(signs, measures))
    for tag in COUNTED:
        if tag in groups:
            total += len(groups[tag])
    return total + sum(_subjects(vocabularies, measures.headings).values()) if vocabularies else total


def points_of(signs: Signs, measures: Measures) -> dict[str, int]:
    """The points of each row; their sum is TT-FI."""
    rows = dict.fromkeys((*COUNTED.values(), *CODED, *measures.headings.vocabularies, OTHERS), 0)
    for tag, row in COUNTED.items():
        rows[row] += len(signs.groups.get(tag, ()))
    rows |= zip(CODED, map(int, _coded(signs, measures)), strict=True)
    rows |= _subjects(signs.subjects.vocabularies, measures.headings)
    return rows


def _coded(signs: Signs, measures: Measures) -> tuple[int, ...]:
    groups, words = signs.groups, signs.words
    f008 = groups["008"][0] if "008" in groups else ""
    year = f008[7:11]
    return (
        ("505" in groups) + ("520" in groups),
        year in measures.years,
        _date_26x(groups, year),
        "ykl" in words or "080" in groups or "082" in groups,
        ("form_online" in words) + ("online_300" in words),
        f008[35:38] in measures.languages,
        f008[15:18].rstrip() in measures.countries,
        "language_040" in words,
        "rda_040" in words,
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


def _subjects(vocabularies: Mapping[str, int], rule: Headings) -> dict[str, int]:
    """Headings of each vocabulary up to its cap; all others, whatever indicator and $2 they have, up to theirs."""
    rows = {}
    others = sum(vocabularies.values())
    for name in rule.vocabularies:
        if name in vocabularies:
            number = vocabularies[name]
            others -= number
            rows[name] = min(number, rule.cap)
    rows[OTHERS] = min(others, rule.others)
    return rows
