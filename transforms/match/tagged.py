"""A record whose fields are found by their tags: matching asks for some forty of them, most of which a record lacks."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from transforms.record import Field, Record


class Tagged(Record):
    """A record with its fields by tag; it answers as every record does."""

    @cached_property
    def _by_tag(self) -> dict[str, list[Field]]:
        found: dict[str, list[Field]] = {}
        for each in self.fields:
            tag = each.tag
            if tag in found:
                found[tag].append(each)
            else:
                found[tag] = [each]
        return found

    @property
    def tags(self) -> Collection[str]:
        """The tags of its fields."""
        return self._by_tag.keys()

    def first(self, *tags: str) -> Field | None:
        """The first field with one of the tags."""
        found = self.all(*tags)
        return found[0] if found else None

    def texts(self, tag: str, *codes: str) -> list[str]:
        """Every value of these subfields in the fields of a tag, in order."""
        fields = self._by_tag.get(tag)
        return [text for each in fields for text in each.all(*codes)] if fields else []

    def whole(self, *tags: str) -> str:
        """All that the fields with these tags say, with indicators and codes, as one text: for a first look."""
        by_tag = self._by_tag
        return "\n".join([each.value for tag in tags if tag in by_tag for each in by_tag[tag]])

    def all(self, *tags: str) -> list[Field]:
        """Every field with one of the tags, in order; no classes of tags."""
        by_tag = self._by_tag
        if len(tags) == 1:
            return by_tag.get(tags[0], [])
        told = [by_tag[each] for each in tags if each in by_tag]
        return (told[0] if told else []) if len(told) < 2 else super().all(*tags)

    def value(self, tag: str, code: str = "") -> str:
        """The value of the first control field, or of one subfield of the first data field; "" when absent."""
        found = self._by_tag.get(tag)
        return "" if not found else found[0][code] if code else found[0].value


def tagged(record: Record) -> Tagged:
    """The record with its fields by tag."""
    return record if isinstance(record, Tagged) else Tagged(record.leader, record.fields)
