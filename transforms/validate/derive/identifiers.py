"""020, 022, 024, 856: what numbers should look like and where they belong (quality-rules.md §2, I05–I14)."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.identifiers import IdentifierTypes
from transforms.identifiers.digits import compact
from transforms.identifiers.isbn import find_isbn
from transforms.identifiers.persistent import URN_RESOLVER
from transforms.identifiers.trade import parse_issn
from transforms.normalise.isbn import printed_apart
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.view import FieldView, View

AROUND = " ()[]:;,"


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


def issn_place(view: View, tables: Tables) -> Record | None:
    """Wrong ISSNs as $y; that of a series from 022 to 490 $x; an ISBN of an e-magazine as $z; None without any."""
    record, level = view.record, view.kind[1:]
    is_magazine = view.around.media in ("magazine", "audiomagazine")
    fields = [each for each in view.groups.get("022", ()) if each.has("a")]
    books = [each for each in view.groups.get("020", ()) if each.has("a")] if is_magazine and level == "s" else []
    if not fields and not books:
        return None
    number = tables.identifiers["issn"]
    for each in fields:
        mended = each.map(lambda code, value: (number.parse(value) or value) if code == "a" else value)
        is_wrong = not all(map(parse_issn, mended.all("a")))
        if level == "m" and not is_wrong and (series := _only_series(record)) is not None:
            record = record.swap(series, _with_issn(series, mended["a"])).swap(each)
        else:
            record = _swapped(record, each, _renamed(mended, "a", "y") if is_wrong or level == "m" else mended)
    for each in books:
        record = record.swap(each, _renamed(each, "a", "z"))
    return record


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
    twice = [each for each in numbers if set(each.codes) <= set("aq2") and compact(each["a"]) in books]
    return view.record.keep(lambda each: each not in twice) if twice else view.record


def doi(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """024 $a https://doi.org/10.1234/ABC becomes 10.1234/abc; an 856 to a resolver keeps its address, in lower case."""
    kind = tables.identifiers["doi"]
    if each.tag == "024":
        mended = each.field.map(lambda code, value: (kind.parse(value) or value) if code == "a" else value)
        return (mended,) if "2doi" in each.parts else None
    if "doi.org/" not in each.value.lower():
        return None

    def linked(code: str, value: str) -> str:
        number = kind.parse_marked(value) if code == "u" else None
        return kind.uri_of(number) if number else value

    return (each.field.map(linked),)


def urn(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """ "urn:nbn:fi-fe1" becomes "URN:NBN:fi-fe1", the ISBN inside gets its hyphens; links to urn.fi are http."""
    code, types = "a" if each.tag == "024" else "u", tables.identifiers
    if each.tag == "024" and "2urn" not in each.parts:
        return None
    return (each.field.map(lambda one, value: written_urn(value, types) if one == code else value),)


def written_urn(value: str, types: IdentifierTypes) -> str:
    """A URN in its canonical form, at its resolver if it was there. Other text as it is."""
    number = types["urn"].parse(value)
    if number is None:
        return value
    return number if value.strip().lower().startswith("urn:") else URN_RESOLVER + number
