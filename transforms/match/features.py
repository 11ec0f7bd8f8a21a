"""What a record is compared by, beside its keys: title, names, publisher, year, extent, and what tells editions apart.

Features are made once when a record is committed and kept beside its keys as one line of JSON; whoever compares reads
them instead of the record. FEATURES changes whenever another value would be made of the same record.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import blake2b
from operator import attrgetter

import msgspec
from msgspec import structs

from transforms.identifiers.isbn import find_isbn
from transforms.match import outline
from transforms.match.agents import Agent
from transforms.match.extents import TIMED, extent_of
from transforms.match.flags import COLLECTION, edition_of, flags_of
from transforms.match.folding import folded, part_number, script_of, years_in
from transforms.match.people import creators, performers, translators
from transforms.match.policy import MatchPolicy
from transforms.match.tagged import Tagged, tagged
from transforms.match.titles import title_forms
from transforms.record import Record

FEATURES = "f6"
EDITION = frozenset(  # fields that do not tell the text
    ("outline", "years", "extent", "publishers", "formats", "vendor", "tens", "text")
)
TEN = 10  # characters of an older ISBN

_YEARS = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


class Features(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One side of a comparison. Text is folded (transforms/match/folding.py)."""

    outline: str = ""  # transforms/match/outline.py; in front, where it can be read without the rest
    years: tuple[int, ...] = ()  # of publication, of a reissue that of the original too
    extent: int = 0  # pages, or minutes of a recording; 0 when it is not told
    series: tuple[tuple[str, str], ...] = ()  # 490: title and number, "" when it has none
    authors: tuple[Agent, ...] = ()
    title: str = ""  # whole, without article, format words and the mark of the part
    languages: frozenset[str] = frozenset()  # of the text
    volume: str = ""  # of the work itself, by 245: "2", "3a", "1-3"; "" when none is marked
    media: str = ""  # "" when the record does not say
    main: str = ""  # 245 $a
    has_rest: bool = False  # there is a subtitle
    script: str = ""  # of the title
    years_named: frozenset[str] = frozenset()  # in the title
    performers: tuple[Agent, ...] = ()  # of a recording: its readers, of music its performers
    translators: tuple[Agent, ...] = ()
    edition: str = ""  # its number
    flags: frozenset[str] = frozenset()
    publishers: tuple[str, ...] = ()
    formats: frozenset[str] = frozenset()  # of its files, in lower case
    vendor: str = ""  # "" for a record without one
    tens: tuple[str, ...] = ()  # ISBN-13 of numbers that the record writes as ISBN-10
    text: str = ""  # digest of what tells the text, so that two that say the same of it are seen at once


_text = attrgetter(*(name for name in Features.__struct_fields__ if name not in EDITION))


def features_of(record: Record, media: str, policy: MatchPolicy, vendor: str = "") -> Features:
    """The features of a record of this media and vendor."""
    record = tagged(record)
    languages = _languages(record)
    title = title_forms(record, languages, policy)
    volume_is_range = frozenset({COLLECTION}) if title.is_range else frozenset()
    made = Features(
        title=title.full,
        languages=languages,
        volume=title.volume,
        series=_series(record),
        media=media,
        formats=formats_of(record, policy),
        vendor=vendor,
        main=title.main,
        has_rest=title.has_rest,
        years_named=years_in(title.full),
        authors=creators(record, media, policy),
        performers=performers(record, media, policy),
        translators=translators(record, policy),
        publishers=_publishers(record, policy),
        years=_years(record),
        extent=extent_of(record, media),
        edition=edition_of(record, policy),
        flags=flags_of(record, policy) | volume_is_range,
        script=script_of(title.full),
        tens=_tens(record),
    )
    text = _digest(made)
    return structs.replace(made, text=b64encode(text).decode(), outline=_outline(made, text))


def _digest(features: Features) -> bytes:
    """What two with the same text have in common, and no others."""
    packed = msgspec.json.encode(_text(features), order="deterministic")
    return blake2b(packed, digest_size=9).digest()


def _outline(features: Features, text: bytes) -> str:
    return outline.row(
        text=text,
        authors=features.authors,
        is_titled=bool(features.title),
        publishers=features.publishers,
        formats=features.formats,
        vendor=features.vendor,
        extent=features.extent,
        years=features.years,
        is_in_series=bool(features.series),
        is_timed=features.media in TIMED,
    )


def packed(features: Features) -> str:
    """One line of JSON that `unpacked` reads; equal features give equal lines."""
    return msgspec.json.encode(features, order="deterministic").decode()


_decoder = msgspec.json.Decoder(Features)


def unpacked(text: str | bytes) -> Features:
    """The features that `packed` wrote. Raises msgspec.MsgspecError for what it did not write."""
    return _decoder.decode(text)


def formats_of(record: Record, policy: MatchPolicy) -> frozenset[str]:
    """The file formats that a record names in 347 $b, else in 020 $q, in lower case."""
    told = {value.casefold() for each in record.all("347") for value in each.all("b")}
    if told:
        return frozenset(told)
    qualifiers = (value.strip(" .()").casefold() for each in record.all("020") for value in each.all("q"))
    return frozenset(policy.lists.formats[each].name.casefold() for each in qualifiers if each in policy.lists.formats)


def _languages(record: Record) -> frozenset[str]:
    """Languages of the text: 041 $a and $d, else 008/35-37."""
    field = record.first("041")
    found = field.all("a", "d") if field else []
    return frozenset(found or [record.at("008", 35, 38).strip(" |")])


def _series(record: Record) -> tuple[tuple[str, str], ...]:
    """Series by title, each with its number: of 490, else of 830."""
    found: dict[str, str] = {}
    for each in record.all("490") or record.all("830"):
        title = folded(each["a"])
        if title:
            found[title] = found.get(title) or part_number(each["v"])
    return tuple(sorted(found.items()))


def _publishers(record: Record, policy: MatchPolicy) -> tuple[str, ...]:
    """Names of 264 #1 $b, else of 260 $b, without the forms of their firms."""
    fields = [each for each in record.all("264") if each.ind2 == "1"] or record.all("260", "264")
    names = (policy.firm(name) for each in fields for name in each.all("b"))
    return tuple(sorted({each for each in names if each}))


def _years(record: Tagged) -> tuple[int, ...]:
    """Years of publication: 008/07-10, of a reissue 008/11-14 too, 264 $c and 260 $c."""
    coded = record.value("008")
    texts = [coded[7:11], *record.texts("260", "c"), *record.texts("264", "c")]
    if coded[6:7] in ("r", "t"):
        texts.append(coded[11:15])
    return tuple(sorted(set(map(int, _YEARS.findall("\n".join(texts))))))


def _tens(record: Tagged) -> tuple[str, ...]:
    found = map(find_isbn, record.texts("020", "a"))
    return tuple(sorted({each.isbn13 for each in found if each and len(each.digits) == TEN and each.is_valid}))
