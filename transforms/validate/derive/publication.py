"""250, 263 and 264: wording of editions, the expected month, place and year of publication.

What two fields contradict each other about stays as it is: nobody here knows which is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from transforms.calendar import Asks
from transforms.record import Field, Record
from transforms.validate.derive.cataloguing_language import language_of
from transforms.validate.derive.changes import changed
from transforms.validate.months import month_of

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View

_NUMBERED = re.compile(
    r"\[?(?:([1-9][0-9]{0,2})\. ?(?:p|pain|painos|uppl|upplagan?)|(?:uppl\.|upplaga) ?([1-9][0-9]{0,2}))\]?\.?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"[1-9][0-9]{0,2}\.,?")
_JOINING = frozenset(("ja", "och"))
_UNKNOWN_PLACE = re.compile(
    r"\[?(?:kustannuspaikka tuntematon|julkaisupaikka tuntematon|utgivningsort okänd|förlagsort okänd"
    r"|place of publication not identified|s\.l\.?)\]?(\s*:)?",
    re.IGNORECASE,
)
_FIRM = re.compile(r"[ ,]+(?:oyj?|ab|as|a/s|ltd\.?|inc\.?|förlag|publishing)$", re.IGNORECASE)
_DATED = frozenset("ster")  # 008/06 with one year of publication in 07-10
_YEAR = re.compile(r"[12][0-9]{3}")
_EXPECTED = re.compile(r"(?:20)?([0-9]{2})[-./]?(0[1-9]|1[0-2])(?:[-./]?(?:0[1-9]|[12][0-9]|3[01]))?")


def edition_words(view: View, tables: Tables) -> Record | None:
    """250 "Unabridged" as "Lyhentämätön.", "2. p." as "2. painos."; None where we do not catalogue (D12)."""
    language = language_of(view)
    if not language or "250" not in view.groups:
        return None
    words, known = tables.words[language], tables.lists.editions

    def change(each: Field) -> Field:
        text = each["a"]
        plain = text.strip(" ()[].").casefold()
        numbered = _NUMBERED.fullmatch(text.strip())
        if plain in known:
            return each.put("a", words[known[plain]])
        if written := _written_out(text, tables.lists.edition_abbreviations):
            return each.put("a", written)
        return each.put("a", words["edition-number"].format(numbered[1] or numbered[2])) if numbered else each

    return changed(view, ("250",), change)


def _written_out(text: str, known: Mapping[str, str]) -> str:
    """ "3. uud. p." as "3. uudistettu painos."; "" where a word is no number and not in the list, or it is alone."""
    first, *rest = text.strip(" []").split(" ")
    words = [word if word in _JOINING else known.get(word.rstrip(".,").casefold(), "") for word in rest]
    return f"{first} {' '.join(words)}." if len(words) > 1 and all(words) and _ORDINAL.fullmatch(first) else ""


def publisher_place(view: View, tables: Tables) -> Record | None:
    """264 $a of a listed publisher where its place is said to be unknown; None where nothing is said so (D10)."""
    places, language = tables.lists.places, language_of(view)
    if not any(is_unknown_place(each["a"]) for each in view.groups.get("264", ())):
        return None

    def change(each: Field) -> Field:
        unknown = _UNKNOWN_PLACE.fullmatch(each["a"].strip())
        name = each["b"].strip(" ,:;.").casefold()
        place = places.get(name) or places.get(_FIRM.sub("", name))
        if unknown is None or place is None or not language:
            return each
        return each.put("a", f"{place[language]}{unknown[1] or ''}")

    return changed(view, ("264",), change)


def is_unknown_place(value: str) -> bool:
    """True for a 264 $a that says that the place is unknown."""
    return _UNKNOWN_PLACE.fullmatch(value.strip()) is not None


def publication_year(view: View, _: Tables) -> Record | None:
    """264 #1 $c from 008/07-10 where it is missing (D09)."""
    coded = view.record.value("008")
    year = coded[7:11]
    if coded[6:7] not in _DATED or not _YEAR.fullmatch(year):
        return view.record

    def change(each: Field) -> Field:
        if each.ind2 != "1" or each.has("c") or not each.has("b"):
            return each
        *head, (code, value) = each.subfields
        return each.with_subfields([*head, (code, f"{value.rstrip(' ,.')},"), ("c", f"{year}.")])

    return changed(view, ("264",), change)


def expected_month(view: View, _: Tables) -> Record | None:
    """263 as yymm ("20261105" → "2611"), and no 263 of a past month; None without one (D23)."""
    if "263" not in view.groups:
        return None
    calendar = view.calendar

    def change(each: Field) -> Field | None:
        found = _EXPECTED.fullmatch(each["a"].strip(" ."))
        if found is None or each.codes != "a":
            return each
        month = found[1] + found[2]
        return None if calendar.is_over(month_of(month, calendar), Asks.MONTH) else each.put("a", month)

    return changed(view, ("263",), change)
