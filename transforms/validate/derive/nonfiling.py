"""T05: how many characters filing skips at the beginning of a title, by the language of the record (041, 008)."""

from __future__ import annotations

from transforms.cataloguing import Cataloguing
from transforms.filing import not_filed
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.view import View

OWN, ORIGINAL = frozenset({"245"}), frozenset({"240", "130"})  # titles in the language of the text, of the original
FIRST = frozenset({"130", "630", "730", "740"})  # the first indicator counts, in the others the second
NO_LANGUAGE = frozenset({"", "zxx", "mul", "und", "|||", "   "})


def nonfiling(view: View, tables: Tables) -> Record | None:
    """The record with the indicators that its languages want; None where no language or article is certain.

    130 and 240 follow 041 $h, or the text itself in a record that is no translation.
    """
    lists, groups = tables.cataloguing, view.groups
    record, is_judged = view.record, False
    for tag in ("245", "240", "130"):
        languages = _languages(view, tag) if tag in groups else []
        for each in groups.get(tag, ()):
            wanted = _wanted(each, languages, lists)
            if wanted is not None:
                is_judged = True
                marked = _with_count(each, wanted)
                record = record if marked is each else record.swap(each, marked)
    return record if is_judged else None


def _wanted(each: Field, languages: list[str], lists: Cataloguing) -> int | None:
    """The one count that all languages of the record agree on."""
    title = each["a"]
    if not title or not languages:
        return None
    articles = lists.articles
    counts = {not_filed(title, articles[code]) if code in articles else None for code in languages}
    return counts.pop() if len(counts) == 1 else None


def _languages(view: View, tag: str) -> list[str]:
    """The languages that a title may be in."""
    codes = view.subfields("041")
    own = codes.get("a") or codes.get("d") or [each.value[35:38] for each in view.groups.get("008", ())[:1]]
    if tag in OWN:
        found = own
    elif codes.get("h"):
        found = codes["h"]
    else:
        found = [] if any(each.ind1 == "1" for each in view.groups.get("041", ())) else own
    return [] if not NO_LANGUAGE.isdisjoint(found) else found


def _with_count(each: Field, count: int) -> Field:
    number, place = str(count), 0 if each.tag in FIRST else 1
    if each.value[place] == number:
        return each
    return each.with_indicators(number + each.ind2 if place == 0 else each.ind1 + number)
