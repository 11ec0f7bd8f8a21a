"""1XX and 7XX: names that stand for nobody, several names in one, readers, the same person twice (A02–A16)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.cataloguing import plain
from transforms.normalise.names import is_nobody, split
from transforms.normalise.relators import codes_of, with_roles
from transforms.record import SUBFIELD, Field, Record
from transforms.tables import Tables
from transforms.validate.derive.roles import READER, is_reader_only
from transforms.validate.view import FieldView, View

COMMAS = re.compile(",[,.]+")
NAME = "abcdqntk"  # subfields that tell persons and works apart
_NAME = f"{SUBFIELD}a"
MADE = ("245", "250", "508", "511")  # where a source tells how its content was made
NOTES = ("500",)


def placeholder_name(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """Nothing in the place of 700 $a Useita tekijöitä; a brand goes where a person is wanted."""
    if not plain(each.field["a"]):
        return None
    return () if is_nobody(each.field, tables.cataloguing) else (each.field,)


def names_somebody(value: str, tables: Tables) -> bool:
    """True for the text of a field with a name that stands for somebody, whatever its tag."""
    name = plain(value.partition(_NAME)[2].partition(SUBFIELD)[0])
    return bool(name) and name not in tables.cataloguing.nobody and name not in tables.cataloguing.brands


def split_names(view: View, _: Tables) -> Record | None:
    """100 $a Malli, Matti ; Esimerkki, Aino becomes 100 and 700, where every part is a whole name; None for none."""
    record = view.record
    for tag in ("100", "700"):
        for each in view.groups.get(tag, ()):
            first, *others = split(each)
            if others:
                record = record.swap(each, first).add(*(other.with_tag("700") for other in others))
    return record if record is not view.record else None


def comma_residue(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """100 $a Esimerkki,, Anna,. $e kirjoittaja loses what is too many; the stop at the end is punctuation's."""
    return (each.field.map(lambda _, value: COMMAS.sub(",", value)),)


def has_single_commas(value: str) -> bool:
    """True for the text of a field in which no comma has a mark behind it that it does not need."""
    return ",," not in value and ",." not in value


def reader_to_700(view: View, tables: Tables) -> Record | None:
    """A 100 that only reads becomes a 700; None without a 100."""
    mains = view.groups.get("100")
    if not mains:
        return None
    readers = [each for each in mains if f"{SUBFIELD}4" in each.value or f"{SUBFIELD}e" in each.value]
    readers = [each for each in readers if is_reader_only(each, tables.cataloguing.roles)]
    if not readers:
        return view.record
    return view.record.keep(lambda each: each not in readers).add(*(each.with_tag("700") for each in readers))


def tells_reader(value: str, tables: Tables) -> bool:
    """True for a $e or $4 of a reader."""
    return value.strip(" .").lower() == READER or codes_of(value, tables.cataloguing.roles) == (READER,)


def contributor_twice(view: View, _: Tables) -> Record | None:
    """One entry for a name that stands in two, with the roles of both; None without two names."""
    fields = [each for tag in ("100", "110", "700", "710") for each in view.groups.get(tag, ())]
    if len(fields) < 2:
        return None
    if len({each["a"].rstrip(" .,") for each in fields}) == len(fields):
        return view.record
    first: dict[tuple[str, ...], Field] = {}
    record = view.record
    for each in fields:
        key = _identity(each)
        known = first.get(key)
        if known is None or not _may_be_one(known, each):
            first.setdefault(key, each)
            continue
        joined = _joined(known, each)
        record = _without(record, each).swap(known, joined)
        first[key] = joined
    return record


def _identity(each: Field) -> tuple[str, ...]:
    """Kind of name and all that tells persons apart, without marks."""
    return (each.tag[1:], *(code + value.rstrip(" .,;:") for code, value in each.subfields if code in NAME))


def _may_be_one(one: Field, other: Field) -> bool:
    """True where nothing but $e, $4 and identifiers that do not contradict each other differs."""
    if not any(map(str.isalnum, one["a"])) or not set(one.codes + other.codes) <= set(NAME + "e4019"):
        return False
    return all(not (one.has(code) and other.has(code)) or one.all(code) == other.all(code) for code in "01")


def _joined(one: Field, other: Field) -> Field:
    terms = list(dict.fromkeys(term.rstrip(" .,") for term in one.all("e") + other.all("e")))
    codes = list(dict.fromkeys(one.all("4") + other.all("4")))
    links = [(code, value) for code in "01" if not one.has(code) for value in other.all(code)]
    if terms == [term.rstrip(" .,") for term in one.all("e")] and codes == one.all("4"):
        joined = one
    else:
        joined = with_roles(one, terms, codes)
    return joined.with_subfields([*joined.subfields, *links]) if links else joined


def _without(record: Record, gone: Field) -> Record:
    """Without the last of the fields that are this one."""
    place = next(place for place in range(len(record.fields) - 1, -1, -1) if record.fields[place] == gone)
    return Record(record.leader, (*record.fields[:place], *record.fields[place + 1 :]))


def synthetic_note(view: View, tables: Tables) -> Record | None:
    """With the note 500 that a synthetic voice or generated content wants; None where nothing tells of any."""
    lists = tables.cataloguing
    told = _texts(view, MADE, "c", "a", "b") + _texts(view, ("700",), "a")
    wanted = {key for word, key in lists.synthetic if word in told} if told else set()
    if not wanted:
        return None
    noted = _texts(view, NOTES, "a")
    missing = sorted(key for key in wanted if not any(word in noted for word, one in lists.synthetic if one == key))
    words = tables.words["swe" if view.language == "swe" else "fin"]
    return view.record.add(*(Field.data("500", "  ", "a", words[key]) for key in missing)) if missing else view.record


def tells_synthetic(value: str, tables: Tables) -> bool:
    """True for a field that may tell of a synthetic voice or of generated content."""
    told = value.lower()
    for word, _ in tables.cataloguing.synthetic:  # noqa: SIM110  # a generator costs more than the tests
        if word in told:
            return True
    return False


def _texts(view: View, tags: Sequence[str], *codes: str) -> str:
    """The subfields in lower case; of 245 only what it says about responsibility."""
    return "\n".join(
        value.lower()
        for tag in tags
        if tag in view.groups
        for code in (codes if tag != "245" else codes[:1])
        for value in view.subfields(tag).get(code, ())
    )
