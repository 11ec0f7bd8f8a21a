"""Identifiers of a title: ISBN and ISSN as properties, others with whose they are, and as sameAs by their URI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from transforms.formats.graph import Text, Thing, Uri, is_iri, thing
from transforms.formats.schema_org.title import Title
from transforms.identifiers import read_control
from transforms.record import Field


class Standard(NamedTuple):
    """A number of 024."""

    scheme: str  # "DOI"; $2 where we do not know the type, or the number fails its check
    number: str
    uri: str = ""


def isbns(title: Title) -> Iterator[Text]:
    """Valid ISBNs (020 $a), thirteen digits."""
    if title.is_book:
        yield from _valid(title, "isbn", "020", "a")


def issns(title: Title) -> Iterator[Text]:
    """Valid ISSNs (022 $a, $l)."""
    if title.is_serial:
        yield from _valid(title, "issn", "022", "a", "l")


def identifiers(title: Title) -> Iterator[Thing]:
    """Our id, the numbers of 024 and the control numbers of 035."""
    record = title.record
    found = [(record.value("003"), record.control_number)]
    found += [_standard(title, each)[:2] for each in record.all("024")]
    controls = (read_control(text) for each in record.all("035") for text in each.all("a"))
    found += [(each.source, each.number) for each in controls if each]
    for number, (scheme, value) in enumerate(dict.fromkeys(found), 1):
        if value:
            said = [("propertyID", Text(scheme)), ("value", Text(value))]
            yield thing(title.part("identifier", number), ["PropertyValue"], said)


def same(title: Title) -> Iterator[Uri]:
    """The URIs of its identifiers."""
    found = (_standard(title, each).uri for each in title.record.all("024"))
    return (Uri(each) for each in found if is_iri(each))


def _valid(title: Title, kind: str, tag: str, *codes: str) -> Iterator[Text]:
    parse = title.words.identifiers[kind].parse
    numbers = (parse(value) for each in title.record.all(tag) for value in each.all(*codes))
    return (Text(each) for each in dict.fromkeys(numbers) if each)


def _standard(title: Title, field: Field) -> Standard:
    for kind in title.words.standards.get((field.ind1, field["2"].lower()), ()):
        canonical = kind.parse(field["a"])
        if canonical:
            return Standard(kind.label, kind.display(canonical), kind.uri_of(canonical))
    return Standard(field["2"], field["a"])
