"""TT-FI: points after Thompson and Traill's measure for e-book records, adapted to Finland (quality-rules.md §7).

More is better and there is no highest value; made to compare vendors, not records of different kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.score.groups import Groups
from transforms.score.measures import Headings, Measures
from transforms.score.physical import years_in
from transforms.score.signs import Signs

COUNTED = {  # row → the tags whose fields are counted
    "isbn": ("020",),
    "authors": ("100", "110", "111"),
    "other_titles": ("246",),
    "edition": ("250",),
    "contributors": ("700", "710", "711", "720"),
    "series": ("490", "800", "810", "830"),
}


def points_of(signs: Signs, measures: Measures) -> dict[str, int]:
    """The points of each row; their sum is TT-FI."""
    groups, words = signs.groups, signs.words
    rows = {name: sum([len(groups[tag]) for tag in tags if tag in groups]) for name, tags in COUNTED.items()}
    rows["contents"] = ("505" in groups) + ("520" in groups)
    f008 = groups["008"][0] if "008" in groups else ""
    year = f008[7:11]
    rows["date_008"] = int(_is_year(year, measures))
    rows["date_26x"] = _date_26x(groups, year)
    rows["class"] = int("ykl" in words or "080" in groups or "082" in groups)
    rows |= _subjects(signs.subjects.vocabularies, measures.headings)
    rows["online"] = ("form_online" in words) + ("online_300" in words)
    rows["language_008"] = int(f008[35:38] in measures.languages)
    rows["country_008"] = int(f008[15:18].rstrip() in measures.countries)
    rows["language_040"] = int("language_040" in words)
    rows["rda"] = int("rda_040" in words)
    return rows


def _is_year(year: str, measures: Measures) -> bool:
    """True for 1450 … next year; the end moves with the calendar."""
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        return False
    return measures.headings.earliest <= int(year) <= measures.this_year + 1


def _date_26x(groups: Groups, date_008: str) -> int:
    """The best 260 or 264: one point for a year in $c, one more if it is the year of 008."""
    best = 0
    for tag in ("260", "264"):
        for value in groups.get(tag, ()):
            years = years_in(value)
            best = max(best, (date_008 in years) + 1 if years else 0)
    return best


def _subjects(vocabularies: Mapping[str, int], rule: Headings) -> dict[str, int]:
    """Headings of each vocabulary up to its cap; all others, with or without $2 and whatever their indicator, up to theirs."""
    others = sum(vocabularies.values())
    rows = {}
    for name in rule.vocabularies:
        number = vocabularies.get(name, 0)
        others -= number
        rows[name] = min(number, rule.cap)
    rows["other_subjects"] = min(others, rule.others)
    return rows
