"""How a title can be had and used: borrowing it, its cover, terms of access, accessibility (341, 532)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.formats.graph import Text, Thing, Uri, Value, is_iri, thing
from transforms.formats.schema_org.title import Title, texts
from transforms.record import Field
from transforms.resources_856 import cover, fields_of_borrowing

FEATURES = "bcde"  # of 341: textual, visual, auditory and tactile assistance


def actions(title: Title) -> Iterator[Thing]:
    """A BorrowAction for each place where the title is lent (856 40), by the library whose link it is ($5)."""
    for number, field in enumerate(fields_of_borrowing(title.record), 1):
        entry = [("urlTemplate", Text(field["u"]))]
        said: list[tuple[str, Value]] = [
            ("name", Text(field["y"])),
            ("target", thing(title.part("entry", number), ["EntryPoint"], entry)),
            *_lender(title, field),
        ]
        yield thing(title.part("action", number), ["BorrowAction"], said)


def _lender(title: Title, field: Field) -> Iterator[tuple[str, Value]]:
    if isil := field["5"]:
        yield "lender", thing(title.part("library", 1), ["Library"], [("identifier", Text(isil))])


def images(title: Title) -> Iterator[Uri]:
    """The cover."""
    found = cover(title.record)
    if is_iri(found):
        yield Uri(found)


def conditions(title: Title) -> Iterator[Text]:
    """Terms of access (506 $a)."""
    return texts(each["a"] for each in title.record.all("506"))


def access_modes(title: Title) -> Iterator[Text]:
    """How the content is perceived (341 $a, in the terms of $2 sapdv, which are those of schema.org)."""
    return texts(value for each in _told(title) for value in each.all("a"))


def features(title: Title) -> Iterator[Text]:
    """What helps a reader (341 $b-$e)."""
    return texts(value for each in _told(title) for value in each.all(*FEATURES))


def summaries(title: Title) -> Iterator[Text]:
    """What notes tell of accessibility (532)."""
    return texts(each["a"] for each in title.record.all("532"))


def _told(title: Title) -> list[Field]:
    return [each for each in title.record.all("341") if each["2"] == "sapdv"]
