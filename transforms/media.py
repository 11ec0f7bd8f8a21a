"""What kind of material a MARC record describes, judged by its own fields (quality-rules.md §4, media facet).

Any one field may be wrong. 33X counts two, 007 and the leader one each, so 33X decides where it speaks.
Called for every record by rules and matching: one pass over the fields, no tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from transforms.record import SUBFIELD, Record


class Media(StrEnum):
    """The kinds of material that vendors send and libraries choose by."""

    EBOOK = "ebook"
    EAUDIOBOOK = "eaudiobook"
    FILM = "film"
    ALBUM = "album"
    MAGAZINE = "magazine"
    AUDIOMAGAZINE = "audiomagazine"
    PRINT = "print"  # text without any sign of being online
    OTHER = "other"  # none of these: discs, printed scores, maps, software, or no bibliographic record


BOOKS = {
    "text": Media.EBOOK,
    "score": Media.EBOOK,
    "speech": Media.EAUDIOBOOK,
    "music": Media.ALBUM,
    "video": Media.FILM,
}
SERIALS = BOOKS | {"text": Media.MAGAZINE, "speech": Media.AUDIOMAGAZINE}

BIBLIOGRAPHIC = frozenset("acdefgijkmoprt")  # LDR/06; the others are authority, holdings and community records
BY_TYPE = {"a": "text", "t": "text", "c": "score", "d": "score", "i": "speech", "j": "music", "g": "video"}  # LDR/06
BY_007 = {"s": "speech", "v": "video", "m": "video"}  # 007/00
BY_CONTENT = {  # 336 $b, or $a where the code is missing
    "ntm": "score",
    "nuottikirjoitus": "score",
    "noterad musik": "score",
    "notated music": "score",
    "txt": "text",
    "teksti": "text",
    "text": "text",
    "spw": "speech",
    "puhe": "speech",
    "puhuttu sana": "speech",
    "tal": "speech",
    "spoken word": "speech",
    "prm": "music",
    "esitetty musiikki": "music",
    "framförd musik": "music",
    "performed music": "music",
    "tdi": "video",
    "kaksiulotteinen liikkuva kuva": "video",
    "tvådimensionell rörlig bild": "video",
    "two-dimensional moving image": "video",
}
SOUND_FILE = "äänitiedosto"  # in 300 of audiobooks that were coded as text
ONLINE_FORMS = frozenset("os")  # form of item: online, and the older "electronic"
ONLINE_CARRIERS = frozenset(("cr", "verkkoaineisto", "onlineresurs", "online resource"))  # 338
ONLINE_MEDIA = frozenset(("c", "tietokonekäyttöinen", "tietokone", "dator", "computer"))  # 337
DISCS = frozenset(("sd", "se", "sg", "si", "sq", "ss", "st", "sw", "vc", "vd", "vf", "vr", "mc", "mf", "mo", "mr"))

_DISC_WORDS = re.compile(  # in 300: they never stand for what is online
    r"\b(?:dis[ck]s?|videodis[ck]s?|cd|cds|dvd|lp|blu-ray|(?:audio|video)?cassettes?|reels?|slides?|filmstrips?|videokasetti|videokasettia|cd-levy|cd-levyä|äänilevy|äänilevyä|kasetti"
    r"|kasettia|dvd-video|dvd-levy|skiva|skivor|kassett|kassetter)\b",
    re.IGNORECASE,
)
_EXTENT = 300  # characters of a 300 that are looked at
_LOOKED_AT = frozenset(("007", "008", "300", "336", "337", "338"))
Values = dict[str, list[str]]


def media_of(record: Record) -> Media:
    """The media of a MARC record: EBOOK for LDR/06 a with 338 $b cr, PRINT without any such sign."""
    type_, level = record.leader[6:7], record.leader[7:8]
    if type_ not in BIBLIOGRAPHIC:
        return Media.OTHER
    values: Values = {}
    for each in record.fields:
        if each.tag in _LOOKED_AT:
            values.setdefault(each.tag, []).append(each.value)
    kind = _kind(type_, values)
    if kind not in BOOKS:
        return Media.OTHER
    if not is_online(type_, values) and (kind in ("text", "score") or is_disc(values)):
        return Media.PRINT if kind == "text" else Media.OTHER
    return (SERIALS if level in "bis" else BOOKS)[kind]


def _kind(type_: str, values: Values) -> str:
    """Text, score, speech, music or video; "" for anything else. Of several 336 the one that suits LDR/06 counts."""
    by_type = BY_TYPE.get(type_, "")
    if by_type == "text" and any(SOUND_FILE in value for value in values.get("300", ())):
        return "speech"
    contents = [BY_CONTENT[term] for term in terms_of(values, "336") if term in BY_CONTENT]
    if contents:
        return by_type if by_type in contents else contents[0]
    if by_type != "text":
        return by_type
    return next((BY_007[value[:1]] for value in values.get("007", ()) if value[:1] in BY_007), by_type)


def place_of_form(type_: str) -> int:
    """Where 008 has the form of item: of maps and visual materials elsewhere."""
    return 29 if type_ in "efgkor" else 23


def is_online(type_: str, values: Values) -> bool:
    """True if any of 007, 008, 337 or 338 says remote access."""
    if any(value.startswith(("cr", "sr")) for value in values.get("007", ())):
        return True
    place = place_of_form(type_)
    if any(value[place : place + 1] in ONLINE_FORMS for value in values.get("008", ())):
        return True
    return not (
        ONLINE_CARRIERS.isdisjoint(terms_of(values, "338")) and ONLINE_MEDIA.isdisjoint(terms_of(values, "337"))
    )


def is_disc(values: Values) -> bool:
    """True if 007, 338 or 300 names a disc, cassette or reel."""
    return (
        any(value[:2] in DISCS for value in values.get("007", ()))
        or any(term in DISCS for term in terms_of(values, "338"))
        or any(_DISC_WORDS.search(value, 0, _EXTENT) for value in values.get("300", ()))
    )


def terms_of(values: Values, tag: str) -> Iterator[str]:
    """The code ($b) of each 33X, or its term ($a) where there is no code."""
    for value in values.get(tag, ()):
        parts = value.split(SUBFIELD)
        code = next((part[1:] for part in parts if part[:1] == "b"), "")
        yield code or next((part[1:].lower() for part in parts if part[:1] == "a"), "")


def is_unimarc(record: Record) -> bool:
    """True if title, processing data and language stand where UNIMARC has them, and nothing where MARC 21 has them."""
    return record.has("200") and record.has("100", "101") and not record.has("008", "245")
