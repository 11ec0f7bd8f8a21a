"""Predicates on codes of 008 that speak of the rest of the record: dates, the language of 041 and of the text."""

from __future__ import annotations

from transforms.calendar import NO_DAY
from transforms.validate.asked import Asked, Made, Verdict, is_true, string
from transforms.validate.derive import dates_008, language_008
from transforms.validate.lists import Lists, RuleError
from transforms.validate.paths import Path, compile_path
from transforms.validate.view import FieldView, View


def dates_agree(wanted: object, lists: Lists) -> Asked:
    """Type of date and dates (008/06-14) fit each other and the statements at `path` (260 and 264, whole fields)."""
    other = _other(wanted, "dates_agree", lists)

    def ask(found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        return dates_008.agree(found[0], lambda: other.values(view, each)) if found else None

    return Asked(ask, is_local=False, sure=dates_008.has_one_date)


def year_plausible(wanted: object, _: Lists) -> Asked:
    """A year of publication: four digits or u, from 1450 to two years from today where that is told."""
    is_true(wanted, "year_plausible")

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        calendar, kind = (NO_DAY, "") if view is None else (view.calendar, view.kind)
        return any(dates_008.is_plausible(value, calendar, kind) for value in found) if found else None

    return Asked(ask, is_local=False, sure=dates_008.is_past)


def first_language(wanted: object, lists: Lists) -> Asked:
    """The first language in 041 (`path`) is this one; $d of what is heard, else $a."""
    _other(wanted, "first_language", lists)

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        if view is None or not found:
            return None
        return language_008.agree(found[0], language_008.first_language(view.kind, view.groups.get("041", ())))

    return Asked(ask, is_local=False, wanted=(("041$a|d", None),))


def lang_is(wanted: object, lists: Lists) -> Asked:
    """The text of title and summary, at `path`, is in this language, or not surely (`min`, of 1) in another."""
    if not isinstance(wanted, dict) or wanted.keys() != {"min", "path"}:
        raise RuleError("lang_is: min and path")
    least = float(wanted["min"])
    compile_path(string(wanted["path"], "path"), lists.aliases)

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        return None if view is None or not found else language_008.suits_text(found[0], view, lists.tables(), least)

    return Asked(ask, is_local=False)


def _other(wanted: object, name: str, lists: Lists) -> Path:
    if not isinstance(wanted, dict) or wanted.keys() != {"path"}:
        raise RuleError(f"{name}: path")
    return compile_path(string(wanted["path"], "path"), lists.aliases)


CODED: dict[str, Made] = {
    "dates_agree": dates_agree,
    "year_plausible": year_plausible,
    "first_language": first_language,
    "lang_is": lang_is,
}
