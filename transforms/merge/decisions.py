"""What people decided about the fields of a title: which are set, and which are not taken from a vendor.

A field that a person set is one more source, above all ranks: it survives every merge until the decision is taken back.
Which decisions are in force is worked out before. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.record import Field


class SetField(NamedTuple):
    """The fields of a tag as they are to be, or what stands in the place of one of them."""

    key: str  # names the decision in the provenance: "12"
    tag: str
    values: tuple[str, ...]  # as in Field.value: "10\x1faTitle"; none: there is to be no such field
    before: str = ""  # the one field that they stand for; "": all of the tag

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are set."""
        return tuple(Field(self.tag, each) for each in self.values)


class Forbidden(NamedTuple):
    """A field, or a subfield of it, that is not taken from a vendor."""

    key: str
    vendor: str
    tag: str  # "520", or a class of tags: "6XX"
    code: str = ""  # the subfield; "": the whole field

    def covers(self, vendor: str, tag: str) -> bool:
        """True for a field of this tag that comes from this vendor."""
        return vendor == self.vendor and tag.startswith(self.tag.rstrip("X"))


class Decided(NamedTuple):
    """All that is decided about a title, in the order in which it was decided."""

    set: tuple[SetField, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()


NOTHING_DECIDED = Decided()
