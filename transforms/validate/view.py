"""What rules look at: a record with its fields by tag, and what makes one record another.

A view is made once for a look and read by every rule; what costs something is worked out when first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from transforms.normalise.text import bodies
from transforms.normalise.text import is_clean as has_clean_text
from transforms.record import FIELD_END, SUBFIELD, Field, Record

Place = tuple[int, Field]  # occurrence among the fields of its tag, from 0, and the field


class View:
    """A record with its fields grouped by tag: made once, read by every rule."""

    __slots__ = ("_is_clean", "_only", "_subfields", "_text", "groups", "record")

    def __init__(self, record: Record, only: Sequence[Field] | None = None) -> None:
        self.record = record
        self._only = record.fields if only is None else only  # the fields whose text is looked at
        self._subfields: dict[str, dict[str, list[str]]] = {}
        self._text: str | None = None
        self._is_clean: bool | None = None
        groups: dict[str, list[Field]] = {"LDR": [Field("LDR", record.leader)]}
        for each in record.fields:
            tag = each.tag
            if tag in groups:
                groups[tag].append(each)
            else:
                groups[tag] = [each]
        self.groups = groups

    @property
    def text(self) -> str:
        """All subfields of the record as one text, for a first look at every value at once."""
        if self._text is None:
            self._text = bodies(self._only)
        return self._text

    def suspects(self, may_fail: Callable[[str], bool]) -> list[Place]:
        """The data fields whose text a first look finds suspicious."""
        found = [each for each in self._only if each.tag >= "010" and may_fail(each.value[2:] + FIELD_END)]
        known, tags = set(map(id, found)), {each.tag for each in found}
        places = ((place, each) for tag in self.groups if tag in tags for place, each in enumerate(self.groups[tag]))
        return [(place, each) for place, each in places if id(each) in known]

    def subfields(self, tag: str) -> Mapping[str, list[str]]:
        """The values of the fields of a tag by subfield code, split once for all rules."""
        found = self._subfields.get(tag)
        if found is None:
            found = self._subfields[tag] = {}
            for each in self.groups.get(tag, ()):
                for part in each.value.split(SUBFIELD)[1:]:
                    found.setdefault(part[:1], []).append(part[1:])
        return found

    @property
    def is_clean(self) -> bool:
        """True if the checks of single values (checks.py) that look for unclean text need not look at this record."""
        if self._is_clean is None:
            self._is_clean = has_clean_text(self.text)
        return self._is_clean

    @is_clean.setter
    def is_clean(self, known: bool) -> None:
        self._is_clean = known


class Changed:
    """What makes one record another: the fields that are gone, those that came, and the tags of both.

    Fields are told apart by identity, which edits keep: an equal field made anew may count as changed.
    """

    def __init__(self, before: Record, after: Record) -> None:
        self.gone, self.came = _without(before, after), _without(after, before)
        self.tags = {each.tag for each in (*self.gone, *self.came)}
        if before.leader != after.leader:
            self.tags.add("LDR")

    def __bool__(self) -> bool:
        return bool(self.tags)


def _without(record: Record, other: Record) -> list[Field]:
    """The fields of a record that the other does not have."""
    known = set(map(id, other.fields))
    return [each for each in record.fields if id(each) not in known]
