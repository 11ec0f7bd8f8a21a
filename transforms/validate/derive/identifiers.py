"""020, 022, 024, 856: what numbers should look like and where they belong (quality-rules.md §2, I05–I14)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stdnum import issn

from transforms.identifiers.isbn import find_isbn, hyphenate
from transforms.normalise.isbn import printed_apart
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.view import FieldView, View

AROUND = " ()[]:;,"
ISSN_TEXT = re.compile(r"\s*(?:ISSN:?\s*)?([0-9]{4})[-–‐ ]?([0-9]{3}[0-9Xx])\s*$", re.IGNORECASE)
DOI = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:)?\s*(10\.[0-9]{4,9}/\S+)$", re.IGNORECASE)
DOI_LINK = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/(10\.[0-9]{4,9}/\S+)$", re.IGNORECASE)
URN = re.compile(r"(https?://(?:www\.)?urn\.fi/)?urn:([a-z0-9][a-z0-9-]{1,31}):(\S+)$", re.IGNORECASE)


def print_isbn(view: View, tables: Tables) -> Record | None:
    """ISBN of a printed book ($q nid.) as $z, and in 776; None for a record without a qualified ISBN."""
    fields = view.groups.get("020", ())
    if not any(each.has("a") and each.has("q") for each in fields):
        return None
    words = tables.words["swe" if view.language == "swe" else "fin"]
    return printed_apart(view.record, tables.isbn_qualifiers, words["print"])


def qualifiers(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """020 $q (hft.) becomes $q mjuka pärmar, (EPUB) becomes EPUB; unknown words only lose their brackets."""
    known = tables.cataloguing.qualifiers

    def written(code: str, value: str) -> str:
        if code != "q":
            return value
        words = value.strip(AROUND) or value
        return known.get(words.rstrip(".").casefold(), words)

    return (each.field.map(written),) if each.field.has("q") else None


def one_format(view: View, _: Tables) -> Record | None:
    """The format of 347 as $q of the one ISBN that no other edition claims; None where that is not certain."""
    formats = {value for value in view.subfields("347").get("b", ()) if value in ("EPUB", "PDF", "MP3")}
    others = {value.replace("-", "") for tag in ("776", "020") for value in view.subfields(tag).get("z", ())}
    left = [each for each in view.groups.get("020", ()) if each["a"] and each["a"].replace("-", "") not in others]
    if len(formats) != 1 or len(left) != 1 or left[0].has("q"):
        return None
    each = left[0]
    place = each.codes.index("a") + 1
    pairs = each.subfields
    return view.record.swap(each, each.with_subfields([*pairs[:place], ("q", formats.pop()), *pairs[place:]]))


def issn_place(view: View, _: Tables) -> Record | None:
    """Wrong ISSNs as $y; that of a series from 022 to 490 $x; an ISBN of an e-magazine as $z; None without any."""
    record, level = view.record, view.kind[1:]
    is_magazine = view.around.media in ("magazine", "audiomagazine")
    fields = [each for each in view.groups.get("022", ()) if each.has("a")]
    books = [each for each in view.groups.get("020", ()) if each.has("a")] if is_magazine and level == "s" else []
    if not fields and not books:
        return None
    for each in fields:
        mended = each.map(lambda code, value: written_issn(value) if code == "a" else value)
        is_wrong = not all(map(issn.is_valid, mended.all("a")))
        if level == "m" and not is_wrong and (series := _only_series(record)) is not None:
            record = record.swap(series, _with_issn(series, mended["a"])).swap(each)
        else:
            record = _swapped(record, each, _renamed(mended, "a", "y") if is_wrong or level == "m" else mended)
    for each in books:
        record = record.swap(each, _renamed(each, "a", "z"))
    return record


def written_issn(text: str) -> str:
    """ "ISSN 1234567x" as "1234-567X"; other text as it is."""
    found = ISSN_TEXT.match(text)
    return f"{found[1]}-{found[2].upper()}" if found else text


def _only_series(record: Record) -> Field | None:
    series = record.all("490")
    return series[0] if len(series) == 1 and not series[0].has("x") else None


def _with_issn(series: Field, number: str) -> Field:
    """490 with $x before its $v."""
    pairs = series.subfields
    place = series.codes.find("v")
    place = len(pairs) if place < 0 else place
    if place:
        code, value = pairs[place - 1]
        pairs[place - 1] = (code, value.rstrip(" ;,") + ",")
    mark = " ;" if place < len(pairs) else ""
    return series.with_subfields([*pairs[:place], ("x", number + mark), *pairs[place:]])


def _renamed(each: Field, old: str, new: str) -> Field:
    return each.with_subfields((new if code == old else code, value) for code, value in each.subfields)


def _swapped(record: Record, old: Field, new: Field) -> Record:
    return record if old == new else record.swap(old, new)


def ean_of_isbn(view: View, _: Tables) -> Record | None:
    """Without the 024 3# that only repeats an ISBN of the record; None without an EAN."""
    numbers = [each for each in view.groups.get("024", ()) if each.ind1 == "3" and each["a"]]
    if not numbers:
        return None
    books = {
        found.isbn13 for code in "az" for text in view.subfields("020").get(code, ()) if (found := find_isbn(text))
    }
    twice = [each for each in numbers if set(each.codes) <= set("aq2") and _digits(each["a"]) in books]
    return view.record.keep(lambda each: each not in twice) if twice else view.record


def _digits(text: str) -> str:
    return text.replace("-", "").replace(" ", "")


def doi(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """024 $a https://doi.org/10.1234/ABC becomes 10.1234/abc; an 856 to a resolver keeps its address, in lower case."""
    if each.tag == "024":
        mended = each.field.map(lambda code, value: _doi(value) if code == "a" else value)
        return (mended,) if "2doi" in each.parts else None
    if "doi.org/" not in each.value.lower():
        return None
    return (each.field.map(lambda code, value: _doi_link(value) if code == "u" else value),)


def _doi(value: str) -> str:
    found = DOI.match(value.strip())
    return found[1].lower() if found else value


def _doi_link(value: str) -> str:
    found = DOI_LINK.match(value.strip())
    return f"https://doi.org/{found[1].lower()}" if found else value


def urn(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """ "urn:nbn:fi-fe1" becomes "URN:NBN:fi-fe1", the ISBN inside gets its hyphens; links to urn.fi are http."""
    code = "a" if each.tag == "024" else "u"
    if each.tag == "024" and "2urn" not in each.parts:
        return None
    return (each.field.map(lambda one, value: written_urn(value) if one == code else value),)


def written_urn(value: str) -> str:
    """A URN with its namespace in upper case; the part behind it keeps its case. Other text as it is."""
    found = URN.match(value.strip())
    if found is None:
        return value
    resolver, namespace, name = found[1], found[2].upper(), found[3]
    if namespace == "ISBN" and (number := find_isbn(name)) and number.is_valid and not number.rest:
        name = hyphenate(number.isbn13)
    return f"{'http://urn.fi/' if resolver else ''}URN:{namespace}:{name}"
