"""What rules look at: one field of a record, or the record with its fields by tag; and what makes two records differ.

A view is made once for a look and read by every rule; what costs something is worked out when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress, count
from operator import attrgetter, is_not
from typing import NamedTuple

from transforms.calendar import NO_DAY, Calendar
from transforms.profile import NEUTRAL, Profile
from transforms.record import SUBFIELD, Field, Record
from transforms.validate.outline import is_control


class Around(NamedTuple):
    """What a rule may know besides the record and its calendar."""

    media: str = ""  # a name of transforms/media.py
    profile: Profile = NEUTRAL  # of the vendor; neutral where no vendor file is named


NOTHING = Around()
_TAG_OF = attrgetter("tag")
Fields = tuple[Field, ...]


class FieldView:
    """One field, or the leader as a field LDR, with its subfields split when first asked for.

    `kind` is LDR/06-07 of its record: coded positions depend on it.
    """

    __slots__ = ("_parts", "around", "field", "kind", "tag", "value")

    def __init__(self, field: Field, kind: str, parts: list[str] | None = None, around: Around = NOTHING) -> None:
        self.field, self.kind, self.around = field, kind, around
        self.tag, self.value = field.tag, field.value
        self._parts = parts

    @property
    def is_control(self) -> bool:
        """True for LDR and 00X, which have no subfields."""
        return is_control(self.tag)

    @property
    def parts(self) -> list[str]:
        """Every subfield as code and value in one text: ["aTitle", "cAuthor"]; [] for LDR and 00X."""
        found = self._parts
        if found is None:
            found = self._parts = [] if self.is_control else self.value.split(SUBFIELD)[1:]
        return found


class View:
    """A record with its fields by tag, and the calendar of that record."""

    __slots__ = ("_fields", "_subfields", "around", "calendar", "groups", "record")

    def __init__(self, record: Record, around: Around = NOTHING, calendar: Calendar = NO_DAY) -> None:
        self.record, self.around, self.calendar = record, around, calendar
        self.groups = _by_tag(record)  # the fields by tag; LDR is one of them
        self._fields: dict[str, list[FieldView]] = {}
        self._subfields: dict[str, dict[str, list[str]]] = {}

    @property
    def kind(self) -> str:
        """LDR/06-07."""
        return self.record.leader[6:8]

    def fields(self, tag: str) -> list[FieldView]:
        """The fields of a tag."""
        found = self._fields.get(tag)
        if found is None:
            kind, around = self.kind, self.around
            found = self._fields[tag] = [FieldView(each, kind, None, around) for each in self.groups.get(tag, ())]
        return found

    def subfields(self, tag: str) -> Mapping[str, list[str]]:
        """The values of the fields of a tag by subfield code, split once for all rules."""
        found = self._subfields.get(tag)
        if found is None:
            found = self._subfields[tag] = {}
            for each in () if is_control(tag) else self.groups.get(tag, ()):
                for part in each.value.split(SUBFIELD)[1:]:
                    found.setdefault(part[:1], []).append(part[1:])
        return found

    @property
    def language(self) -> str:
        """Language of cataloguing by 040 $b; "" where it does not say."""
        return next(iter(self.subfields("040").get("b", ())), "")


def _by_tag(record: Record) -> Mapping[str, list[Field]]:
    groups = {"LDR": [Field("LDR", record.leader)]}
    for each in record.fields:
        tag = each.tag
        if tag in groups:
            groups[tag].append(each)
        else:
            groups[tag] = [each]
    return groups


class Changed:
    """What makes one record another: the fields that are gone, those that came, and the tags of both.

    Fields are told apart by identity, which edits keep: an equal field made anew may count as changed.
    """

    def __init__(self, before: Record, after: Record) -> None:
        gone, came = _apart(before.fields, after.fields)
        if gone and came and len(gone) + len(came) > 2:
            known, left = set(map(id, gone)), set(map(id, came))
            gone = tuple([each for each in gone if id(each) not in left])
            came = tuple([each for each in came if id(each) not in known])
        self.gone, self.came = gone, came
        self.tags = set(map(_TAG_OF, gone + came))
        if before.leader != after.leader:
            self.tags.add("LDR")

    def __bool__(self) -> bool:
        return bool(self.tags)


def _apart(old: Fields, new: Fields) -> tuple[Fields, Fields]:
    """Both without the fields that they begin and end with in common: most edits are in one place."""
    least = min(len(old), len(new))
    start = next(compress(count(), map(is_not, old, new)), least)
    end = next(compress(count(), map(is_not, reversed(old), reversed(new))), least)
    end = min(end, least - start)
    return old[start : len(old) - end], new[start : len(new) - end]
