"""The table of what a MARC record says in schema.org.

Only what a field tells for sure; what schema.org has no property for stays in MARC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from transforms.formats import oai_dc
from transforms.formats.graph import SCHEMA, Text, Thing, Uri, Value, thing
from transforms.formats.oai_dc import without_isbd
from transforms.formats.schema_org import access, numbers, people, subjects
from transforms.formats.schema_org.title import Title, texts
from transforms.formats.schema_org.words import SchemaOrg
from transforms.media import Media
from transforms.merge.works_758 import PATHS, UNKNOWN, OfWork
from transforms.record import Record

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
ENDLESS = "9999"  # 008/11-14 of a serial that goes on


def graph(record: Record, site: str, words: SchemaOrg, of: OfWork = UNKNOWN) -> Thing:
    """The title of a published record (with our 001), at a site whose address ends in a slash.

    The record of a library's view has that library's links. `of` says which work and expression it is of.
    """
    title = Title(record, site, words, of)
    said = [(name, value) for name, make in ELEMENTS for value in make(title)]
    said += people.roles(title)
    said += [(title.kind.time, value) for value in _time(title)]
    said += [(title.kind.edition, value) for value in _edition(title)]
    return thing(title.uri, title.kind.types, said)


def _url(title: Title) -> Iterator[Uri]:
    yield Uri(title.uri)


def _names(title: Title) -> Iterator[Text]:
    yield Text(title.name)


def _other_names(title: Title) -> Iterator[Text]:
    fields = title.record.all("246")
    return texts(without_isbd(" ".join(each.all("a", "b", "n", "p"))) for each in fields)


def _languages(title: Title) -> Iterator[Text]:
    return title.languages(oai_dc.languages(title.record))


def _subtitles(title: Title) -> Iterator[Text]:
    """Languages of the subtitles of a film (041 $j)."""
    if title.media is Media.FILM:
        yield from title.languages(_codes(title.record, "j"))


def _original(title: Title) -> Iterator[Thing]:
    """What the title is a translation of: the name of 240 or 765, the languages of 041 $h."""
    record = title.record
    codes = _codes(record, "h")
    names = [without_isbd(value) for each in record.all("240", "765") for value in each.all("a", "t")]
    if codes or record.has("765"):
        said = [
            ("name", Text(next(filter(None, names), ""))),
            *(("inLanguage", each) for each in title.languages(codes)),
        ]
        yield thing(title.part("original", 1), ["CreativeWork"], said)


def _codes(record: Record, code: str) -> list[str]:
    """MARC codes of languages in a subfield of 041, each once."""
    fields = (each for each in record.all("041") if each.ind2 != "7")
    return list(dict.fromkeys(value for each in fields for value in each.all(code)))


def _format(title: Title) -> Iterator[Uri]:
    if title.kind.format:
        yield Uri(SCHEMA + title.kind.format)


def _encodings(title: Title) -> Iterator[Text]:
    names = (without_isbd(name) for each in title.record.all("347") for name in each.all("b"))
    return texts(title.words.encodings.get(each, "") for each in names)


def _published(title: Title) -> Iterator[Text]:
    if not title.is_serial:
        yield Text(oai_dc.year(title.record))


def _began(title: Title) -> Iterator[Text]:
    if title.is_serial:
        yield Text(oai_dc.year(title.record))


def _ended(title: Title) -> Iterator[Text]:
    year = title.record.at("008", 11, 15)
    if title.is_serial and len(year) == 4 and year.isdecimal() and year != ENDLESS:
        yield Text(year)


def _time(title: Title) -> Iterator[Text]:
    """The playing time (306 $a, hhmmss) as a duration of ISO 8601."""
    text = title.record.value("306", "a")
    if len(text) == 6 and text.isascii() and text.isdecimal() and int(text):
        parts = zip((text[:2], text[2:4], text[4:]), "HMS", strict=True)
        yield Text("PT" + "".join(f"{int(number)}{unit}" for number, unit in parts if int(number)))


def _edition(title: Title) -> Iterator[Text]:
    return texts(without_isbd(each["a"]) for each in title.record.all("250"))


def _descriptions(title: Title) -> Iterator[Text]:
    return texts(" ".join(each.all("a", "b")) for each in title.record.all("520"))


def _series(title: Title) -> Iterator[Thing]:
    kind = "BookSeries" if title.is_book else "CreativeWorkSeries"
    for number, field in enumerate(title.record.all("490"), 1):
        said = [("name", Text(without_isbd(field["a"]))), ("issn", Text(without_isbd(field["x"])))]
        yield thing(title.part("series", number), [kind], said)


def _numbers_in_series(title: Title) -> Iterator[Text]:
    return texts(without_isbd(each["v"]) for each in title.record.all("490")[:1])


def _works(title: Title) -> Iterator[Uri]:
    """Its work and its expression."""
    for level, id in zip(PATHS, title.of, strict=True):
        if id:
            yield Uri(f"{title.site}{PATHS[level]}/{id}")


def _licence(_: Title) -> Iterator[Uri]:
    yield Uri(CC0)


def _changed(title: Title) -> Iterator[Text]:
    """The day when the record changed (005)."""
    day = title.record.value("005")[:8]
    if len(day) == 8 and day.isdecimal():
        yield Text(f"{day[:4]}-{day[4:6]}-{day[6:]}")


ELEMENTS: tuple[tuple[str, Callable[[Title], Iterable[Value]]], ...] = (
    ("url", _url),
    ("name", _names),
    ("alternateName", _other_names),
    ("isbn", numbers.isbns),
    ("issn", numbers.issns),
    ("identifier", numbers.identifiers),
    ("sameAs", numbers.same),
    ("inLanguage", _languages),
    ("subtitleLanguage", _subtitles),
    ("translationOfWork", _original),
    ("bookFormat", _format),
    ("encodingFormat", _encodings),
    ("publisher", people.publishers),
    ("datePublished", _published),
    ("startDate", _began),
    ("endDate", _ended),
    ("description", _descriptions),
    ("about", subjects.about),
    ("genre", subjects.genres),
    ("keywords", subjects.keywords),
    ("audience", subjects.audiences),
    ("typicalAgeRange", subjects.ages),
    ("isPartOf", _series),
    ("position", _numbers_in_series),
    ("exampleOfWork", _works),
    ("image", access.images),
    ("potentialAction", access.actions),
    ("conditionsOfAccess", access.conditions),
    ("accessMode", access.access_modes),
    ("accessibilityFeature", access.features),
    ("accessibilitySummary", access.summaries),
    ("sdLicense", _licence),
    ("sdDatePublished", _changed),
)
