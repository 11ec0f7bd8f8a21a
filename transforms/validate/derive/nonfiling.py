"""T05: how many characters filing skips at the beginning of a title, by the language of the record (041, 008)."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.cataloguing import Article, Cataloguing
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.view import View

OPENING = "\"'“‘”’«»([-¡¿"
OWN, ORIGINAL = frozenset({"245"}), frozenset({"240", "130"})  # titles in the language of the text, of the original
FIRST = frozenset({"130", "630", "730", "740"})  # the first indicator counts, in the others the second
NO_LANGUAGE = frozenset({"", "zxx", "mul", "und", "|||", "   "})


def nonfiling(view: View, tables: Tables) -> Record | None:
    """The record with the indicators that its languages want; None where no language or article is certain.

    130 and 240 follow 041 $h, or the text itself in a record that is no translation.
    """
    lists = tables.cataloguing
    record, is_judged = view.record, False
    for tag in ("245", "240", "130"):
        for each in view.groups.get(tag, ()):
            wanted = _wanted(each, _languages(view, tag), lists)
            if wanted is not None:
                is_judged = True
                marked = _with_count(each, wanted)
                record = record if marked == each else record.swap(each, marked)
    return record if is_judged else None


def not_filed(title: str, articles: Iterable[Article]) -> int | None:
    """Characters before the first word that files: `not_filed("The end", english)` is 4; None where it is doubtful."""
    text = title.lstrip(OPENING)
    opening, lowered = len(title) - len(text), text.lower()
    for article in articles:
        start = article.text if article.text.endswith(("'", "-")) else f"{article.text} "
        if lowered.startswith(start):
            following = lowered[len(start) :].lstrip().split(" ", 1)[0].rstrip(",.:;!?")
            if following in article.not_before:
                return None
            return min(9, opening + article.length) if article.is_certain else None
    return 0


def _wanted(each: Field, languages: list[str], lists: Cataloguing) -> int | None:
    """The one count that all languages of the record agree on."""
    title = each["a"]
    counts = {not_filed(title, lists.articles[code]) if code in lists.articles else None for code in languages}
    return counts.pop() if title and len(counts) == 1 else None


def _languages(view: View, tag: str) -> list[str]:
    """The languages that a title may be in."""
    codes = view.subfields("041")
    own = codes.get("a", []) or codes.get("d", []) or [view.record.at("008", 35, 38)]
    if tag in OWN:
        found = own
    elif codes.get("h"):
        found = codes["h"]
    else:
        found = [] if any(each.ind1 == "1" for each in view.groups.get("041", ())) else own
    return [] if NO_LANGUAGE.intersection(found) else list(dict.fromkeys(found))


def _with_count(each: Field, count: int) -> Field:
    number = str(count)
    return each.with_indicators(number + each.ind2 if each.tag in FIRST else each.ind1 + number)
