"""Predicates: what a rule may ask of the values a path leads to. A closed set: a function and a line each.

Three-valued: True, False, or None when there is nothing to judge (not applicable is not a pass). Where a path
leads to several values, one that holds is enough; a rule asks for all of them with `select`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import is_normalized

from transforms.calendar import NO_DAY, Asks, Calendar
from transforms.validate.asked import Asked, Plain, Test, Verdict, beside, string
from transforms.validate.checks import CHECKS, is_filled
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.patterns import PatternError, searcher
from transforms.validate.predicates_008 import CODED
from transforms.validate.predicates_access import ACCESS
from transforms.validate.predicates_agents import AGENTS
from transforms.validate.predicates_description import DESCRIPTION
from transforms.validate.predicates_names import NAMES
from transforms.validate.predicates_subjects import SUBJECTS
from transforms.validate.view import FieldView, View

__all__ = ["PREDICATES", "Asked", "Plain", "Test", "Verdict", "string"]

TODAY = "today"  # in a limit of years


def _equals(wanted: object, _: Lists) -> Plain:
    text = string(wanted, "equals")
    return Plain(lambda value: value == text)


def _in(wanted: object, _: Lists) -> Plain:
    if not isinstance(wanted, list):
        raise RuleError("in: a list of quoted values")
    return Plain(frozenset(string(each, "in") for each in wanted).__contains__)


def _in_codelist(wanted: object, lists: Lists) -> Plain:
    if isinstance(wanted, dict) and wanted.keys() == {"list", "columns"}:
        codes = lists.codes(string(wanted["list"], "list"), tuple(map(str, wanted["columns"])))
    else:
        codes = lists.codes(string(wanted, "in_codelist"))
    current = frozenset(code for code, successor in codes.items() if not successor)
    return Plain(lambda value: value.rstrip(" ") in current)


def _in_set(wanted: object, lists: Lists) -> Plain:
    name = string(wanted, "in_set")
    if name not in lists.sets:
        raise RuleError(f"no set {name!r} in schemas/rules{nearest(name, lists.sets)}")
    return Plain(lists.sets[name].__contains__)


def _matches(wanted: object, _: Lists) -> Plain:
    try:
        return Plain(searcher(string(wanted, "matches")))
    except PatternError as error:
        raise RuleError(str(error)) from None


def _length(wanted: object, _: Lists) -> Plain:
    least, most = _bounds(wanted, "length")
    return Plain(lambda value: least <= len(value) <= most)


def _check(wanted: object, _: Lists) -> Plain:
    name = string(wanted, "check")
    if name not in CHECKS:
        raise RuleError(f"no check {name!r}{nearest(name, CHECKS)}")
    return Plain(*CHECKS[name])


def _nfc(wanted: object, _: Lists) -> Plain:
    if wanted is not True:
        raise RuleError("nfc: true")
    return Plain(lambda value: is_normalized("NFC", value), if_clean=True)


_FOUR_DIGITS = re.compile("(?=[0-9]{4})")  # also those that overlap
_LOWER = b"abcdefghijklmnopqrstuvwxyz"


def _case_ratio(wanted: object, _: Lists) -> Plain:
    """At most this share of the letters is upper case; a value with fewer letters than `letters` holds."""
    options = wanted if isinstance(wanted, dict) else {}
    if not {"max"} <= options.keys() <= {"max", "letters"}:
        raise RuleError("case_ratio: max, and letters for the fewest letters that are judged")
    most, fewest = float(options["max"]), int(options.get("letters", 1))

    def test(value: str) -> bool:
        text = value.encode(errors="replace")
        if len(text) - len(text.translate(None, _LOWER)) > (1 - most) * len(value):
            return True  # a quick look: more lower case than the limit allows
        letters = sum(map(str.isalpha, value))
        return letters < fewest or sum(map(str.isupper, value)) <= most * letters

    return Plain(test)


def _exists(wanted: object, _: Lists) -> Asked:
    if not isinstance(wanted, bool):
        raise RuleError("exists: true or false")
    return Asked(lambda found, *_: any(map(str.strip, found)) is wanted, judges_absence=True, signs=(is_filled,))


def _count(wanted: object, _: Lists) -> Asked:
    least, most = _bounds(wanted, "count")
    return Asked(lambda found, *_: least <= len(found) <= most, judges_absence=True)


def _equals_path(wanted: object, lists: Lists) -> Asked:
    """One of the values stands at the other path too."""
    return beside(wanted, "equals_path", lists, lambda found, others: not set(others).isdisjoint(found))


def _year_near(wanted: object, lists: Lists) -> Asked:
    """The first year in a value is at most `tolerance` years from the one at `path`."""
    if not isinstance(wanted, dict) or wanted.keys() != {"path", "tolerance"}:
        raise RuleError("year_near: path and tolerance")
    most = int(wanted["tolerance"])

    def near(found: list[str], others: list[str]) -> Verdict:
        left, right = _years(found), _years(others)
        return any(abs(a - b) <= most for a in left for b in right) if left and right else None

    return beside(wanted["path"], "year_near", lists, near)


def _agrees_with(wanted: object, lists: Lists) -> Asked:
    """The value at `path` is one that `map` gives for the selected value; NA for values not in the map."""
    if not isinstance(wanted, dict) or wanted.keys() != {"path", "map"} or not isinstance(wanted["map"], dict):
        raise RuleError("agrees_with: path and map")
    table = {key: frozenset([each] if isinstance(each, str) else each) for key, each in wanted["map"].items()}

    def agrees(found: list[str], others: list[str]) -> Verdict:
        known = [table[each] for each in found if each in table]
        return all(not wanted.isdisjoint(others) for wanted in known) if known else None

    return beside(wanted["path"], "agrees_with", lists, agrees)


def _years(values: list[str]) -> list[int]:
    """The first year in the values: four digits that are no part of a longer number."""
    for each in values:
        for found in _FOUR_DIGITS.finditer(each):
            place = found.start()
            around = each[place - 1 : place] + each[place + 4 : place + 5]
            if not any(map(str.isdigit, around)):
                return [int(each[place : place + 4])]
    return []


def _date_between(wanted: object, _: Lists) -> Asked:
    """A year (the first four characters) from `min` to `max`: "1450", or years from today as "today+2"."""
    if not isinstance(wanted, dict) or not wanted or wanted.keys() - {"min", "max"}:
        raise RuleError("date_between: min, max or both")
    limits = {key: string(value, key) for key, value in wanted.items()}
    if any(not each.removeprefix(TODAY).lstrip("+-").isdigit() and each != TODAY for each in limits.values()):
        raise RuleError('date_between: years as "1450", "today" or "today+2"')

    least, most = limits.get("min", "0"), limits.get("max", "9999")
    needs_day = TODAY in least + most

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        calendar = view.calendar if view is not None else NO_DAY
        years = [int(each[:4]) for each in found if _begins_with_year(each)]
        if not years or (needs_day and not calendar.knows_day):
            return None
        return any(_is_from(year, least, calendar) and _is_up_to(year, most, calendar) for year in years)

    if needs_day:
        return Asked(ask, is_local=False)
    from_year, to_year = int(least), int(most)
    return Asked(
        ask,
        signs=(_begins_with_year, lambda value: _begins_with_year(value) and from_year <= int(value[:4]) <= to_year),
    )


def _begins_with_year(value: str) -> bool:
    return value[:4].isascii() and value[:4].isdigit()


def _is_from(year: int, limit: str, calendar: Calendar) -> bool:
    """True for a year that is not before a limit: "1450", or years from today as "today-1"."""
    if not limit.startswith(TODAY):
        return year >= int(limit)
    return not calendar.is_over(_four_digits(year - int(limit[len(TODAY) :] or 0)), Asks.YEAR)


def _is_up_to(year: int, limit: str, calendar: Calendar) -> bool:
    """True for a year that is not after a limit."""
    if not limit.startswith(TODAY):
        return year <= int(limit)
    return calendar.has_begun(_four_digits(year - int(limit[len(TODAY) :] or 0)), Asks.YEAR)


def _four_digits(year: int) -> str:
    return f"{min(max(year, 0), 9999):04}"


PREDICATES: dict[str, Callable[[object, Lists], Plain | Asked]] = {
    "exists": _exists,
    "count": _count,
    "equals": _equals,
    "equals_path": _equals_path,
    "in": _in,
    "in_codelist": _in_codelist,
    "in_set": _in_set,
    "matches": _matches,
    "length": _length,
    "check": _check,
    "nfc": _nfc,
    "case_ratio": _case_ratio,
    "date_between": _date_between,
    "year_near": _year_near,
    "agrees_with": _agrees_with,
    **DESCRIPTION,
    **CODED,
    **ACCESS,
    **NAMES,
    **AGENTS,
    **SUBJECTS,
}


def _bounds(wanted: object, name: str) -> tuple[int, float]:
    if not isinstance(wanted, dict) or not wanted or wanted.keys() - {"min", "max"}:
        raise RuleError(f"{name}: min, max or both")
    least, most = wanted.get("min", 0), wanted.get("max", float("inf"))
    if not isinstance(least, int) or not isinstance(most, (int, float)):
        raise RuleError(f"{name}: min and max are numbers")
    return least, most
