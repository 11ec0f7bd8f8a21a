"""P05: a field or subfield of the last publication that its record still has, and nothing accounts for, is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from transforms.merge.members import Member, Source
from transforms.merge.provenance import Came, Merged, bare, derived, paths_of
from transforms.record import Field, Issue, Level, Record

LOST = "P05"
_LINKING = ("6", "8")  # numbers by which fields of one record belong together: they say nothing of the title


class Lost(NamedTuple):
    """A field of the last publication, or some subfields of it, and where it came from."""

    field: Field  # as it was
    came: Came
    parts: tuple[int, ...] = ()  # the places of the subfields that are lost; none: the whole field is
    stands: Field | None = None  # as the field is now, without these

    @property
    def text(self) -> str:
        """What is lost, in words."""
        values = [value for _, value in self.field.subfields] if self.parts else []
        return " ".join(values[place] for place in self.parts) or self.field.text


def lost(before: Merged, after: Merged, members: Iterable[Member]) -> list[Lost]:
    """What is gone although the records of the title are the same and still say it.

    Not lost is what was left out for a reason that provenance tells, what the record's other fields say, what a person
    set, and what is our own; punctuation does not count. Whoever asks sees to it that both were merged by the same
    rules.
    """
    kept = set(after.record.fields)
    gone = [told for told in _told(before) if told[0] not in kept]
    if not gone or _versions(before) != _versions(after):
        return []
    return _Looking(before, after, members).among(gone)


class _Looking:
    """Asks what of the last publication's fields is told no more."""

    def __init__(self, before: Merged, after: Merged, members: Iterable[Member]) -> None:
        was = set(before.record.fields)
        self.once = {tag for tag, count in Counter(field.tag for field in was).items() if count == 1}
        self.fresh = [field for field in after.record.fields if field not in was]
        self.tags = {field.tag for field in after.record.fields}
        self.saying: dict[Source, dict[str, set[str]]] = {}  # what each record says, by tag
        for member in members:
            for field in member.record.fields:
                self._say(self.saying, member.source, field)
        self.left: dict[Source, dict[str, set[str]]] = {}  # what was left out of it
        for each in after.left_out:
            self._say(self.left, each.source, each.field)
        self.heard: dict[Source, dict[str, set[str]]] = {}  # what the record of the title has of it
        for field, came in _told(after):
            for source in {came.source, *came.also, *(part.source for part in came.parts)}:
                self._say(self.heard, source, field)

    @staticmethod
    def _say(known: dict[Source, dict[str, set[str]]], source: Source, field: Field) -> None:
        known.setdefault(source, {}).setdefault(field.tag, set()).update(_words(field))

    def among(self, gone: Iterable[tuple[Field, Came]]) -> list[Lost]:
        """Those of the fields that are gone of which something is lost."""
        found = []
        for field, came in gone:
            stands = self._counterpart(field)
            parts = tuple(self._unaccounted(field, came, stands))
            if parts and stands is not None:
                found.append(Lost(field, came, parts, stands))
            elif parts and not self._is_replaced(field):
                found.append(Lost(field, came))
        return found

    def _is_replaced(self, field: Field) -> bool:
        """True for the only field of its tag where the record has another one now: two may not stand side by side."""
        return field.tag in self.once and field.tag in self.tags

    def _counterpart(self, field: Field) -> Field | None:
        """The field as it is now: of the same tag and beginning, the one that has most in common with it."""
        if field.is_control:
            return None
        words = _words(field)
        alike = [each for each in self.fresh if each.tag == field.tag and _words(each)[:1] == words[:1]]
        return max(alike, key=lambda each: len({*words}.intersection(_words(each))), default=None)

    def _unaccounted(self, field: Field, came: Came, stands: Field | None) -> Iterator[int]:
        """The places of the subfields of which nothing tells where they went."""
        where = {part.path: part.source for part in came.parts}
        paths = [""] if field.is_control else paths_of(field)
        now = None if stands is None else _words(stands)
        for place, (path, word) in enumerate(zip(paths, _words(field), strict=True)):
            source = where.get(path, came.source)
            is_said = word in self.saying.get(source, {}).get(field.tag, ())
            if is_said and path[1:2] not in _LINKING and not self._tells(source, field, word, now):
                yield place

    def _tells(self, source: Source, field: Field, word: str, now: Sequence[str] | None) -> bool:
        """True if the field as it is now says it, another one of this record does, or a reason that it was left out."""
        if word in self.left.get(source, {}).get(field.tag, ()) or (now is not None and word in now):
            return True
        heard = self.heard.get(source, {})
        others = (words for tag, words in heard.items() if now is None or tag != field.tag)
        return any(word in words for words in others)


def _words(field: Field) -> list[str]:
    """What each subfield says, without punctuation; a control field is one."""
    return [field.value] if field.is_control else [bare(value) for _, value in field.subfields]


def _told(merged: Merged) -> Iterator[tuple[Field, Came]]:
    return zip(merged.record.fields, merged.came, strict=True)


def _versions(merged: Merged) -> set[Source]:
    """The versions of vendors' records that have a say in a title, be it that they were left out."""
    heard = (source for each in merged.came for source in (each.source, *each.also))
    return {each for each in (*heard, *(left.source for left in merged.left_out)) if each.version}


def kept(merged: Merged, fields: Collection[Lost]) -> Merged:
    """The record with these: fields where their tags belong, subfields behind those that they stood behind."""
    told = list(_told(merged))
    for each in fields:
        place = next((n for n, (field, _) in enumerate(told) if each.parts and field == each.stands), None)
        if place is not None:
            told[place] = _completed(*told[place], each)
    told += [(each.field, each.came) for each in fields if not each.parts]
    told.sort(key=lambda each: each[0].tag)
    record = Record(merged.record.leader, tuple(field for field, _ in told))
    return merged._replace(record=record, came=tuple(came for _, came in told))


def _completed(field: Field, came: Came, missing: Lost) -> tuple[Field, Came]:
    """A field with the subfields that it lost, each with where it came from."""
    where = {part.path: part for part in missing.came.parts}
    paths, was = paths_of(missing.field), missing.field.subfields
    for place in missing.parts:
        pairs = field.subfields
        words = [(code, bare(value)) for code, value in pairs]
        behind = [(code, bare(value)) for code, value in was[:place]]
        at = max((n + 1 for n, word in enumerate(words) if word in behind), default=0)
        new = field.with_subfields([*pairs[:at], was[place], *pairs[at:]])
        part = where.get(paths[place])
        source, way = (missing.came.source, missing.came.way) if part is None else (part.source, part.way)
        made = derived(field, came, new, source, way) or came
        parts = tuple(each for each in made.parts if (each.source, each.way) != (came.source, came.way))
        field, came = new, made._replace(parts=parts)
    return field, came


def issue_of(each: Lost) -> Issue:
    """What is said of it."""
    path = each.field.tag + (paths_of(each.field)[each.parts[0]] if each.parts else "")
    return Issue(
        LOST, "field-lost", Level.ERROR, path, each.text, stage="mrg", args=(("vendor", each.came.source.vendor),)
    )
