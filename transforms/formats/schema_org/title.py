"""A title on its way to schema.org: its record, and what every element asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from transforms.formats import oai_dc
from transforms.formats.graph import Text
from transforms.formats.schema_org.words import Kind, SchemaOrg
from transforms.media import Media, media_of
from transforms.merge.works_758 import UNKNOWN, OfWork
from transforms.record import Record

SERIALS = (Media.MAGAZINE, Media.AUDIOMAGAZINE)


@dataclass(frozen=True, eq=False)
class Title:
    """A published record (with our 001), with the links of the view it is shown in."""

    record: Record
    site: str  # "https://…/"
    words: SchemaOrg
    of: OfWork = UNKNOWN

    @property
    def uri(self) -> str:
        """Its address."""
        return f"{self.site}titles/{self.record.control_number}"

    @cached_property
    def media(self) -> Media:
        """What kind of material it is."""
        return media_of(self.record)

    @property
    def kind(self) -> Kind:
        """What schema.org has for its media."""
        return self.words.kinds[self.media]

    @property
    def is_book(self) -> bool:
        """True for what is read or heard as a book."""
        return "Book" in self.kind.types

    @property
    def is_serial(self) -> bool:
        """True for magazines."""
        return self.media in SERIALS

    @property
    def name(self) -> str:
        """Its title as people read it; its id where it has none."""
        return oai_dc.title(self.record).replace(" : ", ": ") or self.record.control_number

    def part(self, kind: str, number: int) -> str:
        """The URI of something that has none of its own, such as a contributor."""
        return f"{self.uri}#{kind}-{number}"

    def languages(self, codes: Iterable[str]) -> Iterator[Text]:
        """The language tags of MARC codes."""
        return texts(map(self.words.language, codes))


def texts(values: Iterable[str]) -> Iterator[Text]:
    """Each as a text without a language, trimmed; without what is empty."""
    return (Text(text) for each in values if (text := each.strip()))
