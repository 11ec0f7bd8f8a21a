"""The checks of MARC 21 structure by name, each of one field of a record with LDR/06-07 `kind`.

A check returns its hits, [] where it found nothing wrong, None where it has nothing to judge. Any text is borne.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from transforms.formats.marc21 import MAX_FIELD, MAX_RECORD
from transforms.record import Field
from transforms.validate.parts import Hit
from transforms.validate.structure.fixed import TAGS
from transforms.validate.structure.patterns import broken
from transforms.validate.structure.schema import Schema, judged_as
from transforms.validate.structure.shape import SHAPE_CHECKS, hits

Check = Callable[[Schema, Field, str], list[Hit] | None]
Groups = Mapping[str, Sequence[Field]]  # the fields of a record by tag, in order
MAIN_ENTRIES = frozenset({"100", "110", "111", "130"})
_FRAME = 24 + 1 + 1  # bytes of leader, end of directory and end of record
_PER_FIELD = 12  # bytes in the directory
_MOST_BYTES = 4  # of a character in UTF-8

Repeated = tuple[str, int, Field]  # tag, occurrence from 0, field


def _of_shape(name: str) -> Check:
    def check(schema: Schema, field: Field, kind: str) -> list[Hit] | None:
        marks = schema.shape(field).marks[name]
        return None if marks is None else hits(field, marks) if marks else []

    return check


def length(schema: Schema, field: Field, kind: str) -> list[Hit] | None:
    """008 has 40 characters, 006 has 18, 007 those of its category (F01, F02); an unknown category is not judged."""
    if field.tag not in TAGS:
        return None
    layout = schema.fixed.find(field.tag, field.value, kind)
    if layout is None or layout.length is None:
        return None
    return [] if len(field.value) == layout.length else [(field.value, "", 0)]


def coded_value(schema: Schema, field: Field, kind: str) -> list[Hit] | None:
    """Codes that are not allowed in their positions (F03), but for the positions that another rule speaks of."""
    return _coded(schema, field, kind, every=False)


def coded_value_anywhere(schema: Schema, field: Field, kind: str) -> list[Hit] | None:
    """Codes that are not allowed in their positions, in every position: also status, entry date, country, language."""
    return _coded(schema, field, kind, every=True)


def value_pattern(schema: Schema, field: Field, kind: str) -> list[Hit] | None:
    """Values that have not the form that MARC 21 asks for (S26, schemas/marc21/patterns.csv)."""
    forms = schema.forms_in(judged_as(field))
    return broken(field, forms) if forms else None


def field_repeatable(schema: Schema, groups: Groups) -> list[Repeated] | None:
    """The occurrences beyond the first of tags that may stand once (S07); None where the record has no such tag.

    The main entries 100 to 130 are as one tag.
    """
    single = schema.single
    if single.isdisjoint(groups):
        return None
    several = [tag for tag, group in groups.items() if len(group) > 1 and tag in single]
    found = [(tag, at, each) for tag in several for at, each in enumerate(groups[tag]) if at]
    mains = groups.keys() & MAIN_ENTRIES
    if len(mains) > 1:
        _, *others = [tag for tag in groups if tag in mains and tag in single] or [""]
        found += [(tag, 0, groups[tag][0]) for tag in others]
    return sorted(found) if found else found


def fits_iso2709(schema: Schema, groups: Groups) -> list[Repeated] | None:
    """Fields, and a record as its leader, of more bytes than ISO 2709 holds (S20); the value is their length."""
    sizes = [len(each.value) for tag in groups for each in groups[tag]]
    directory = len(sizes) * _PER_FIELD
    if max(sizes) * _MOST_BYTES < MAX_FIELD and sum(sizes) * _MOST_BYTES + directory < MAX_RECORD:
        return []
    lengths = [
        (tag, at, len(each.value.encode()) + 1) for tag in groups if tag != "LDR" for at, each in enumerate(groups[tag])
    ]
    found = [(tag, at, Field(tag, str(length))) for tag, at, length in lengths if length > MAX_FIELD]
    total = _FRAME + sum(_PER_FIELD + length for _, _, length in lengths)
    return [("LDR", 0, Field("LDR", str(total))), *found] if total > MAX_RECORD else found


def _coded(schema: Schema, field: Field, kind: str, every: bool) -> list[Hit] | None:
    tag, value = field.tag, field.value
    if tag not in TAGS:
        return None
    layout = schema.fixed.find(tag, value, kind, every)
    return None if layout is None else layout.wrong(value)


CHECKS: dict[str, Check] = {
    **{name: _of_shape(name) for name in SHAPE_CHECKS},
    "length": length,
    "coded_value": coded_value,
    "coded_value_anywhere": coded_value_anywhere,
    "value_pattern": value_pattern,
}
RECORD_CHECKS: dict[str, Callable[[Schema, Groups], list[Repeated] | None]] = {
    "field_repeatable": field_repeatable,
    "fits_iso2709": fits_iso2709,
}
