"""Fixed fields for the scores: what leader, 006 and 008 say, as facts, tested against the media.

Facts of the leader: type_fits, level_fits, encoding_known, isbd_form. Of 006: online_006. Of 008: form_online,
audience_code, language_code, minutes_008, bibliography_code.
"""

from __future__ import annotations

from functools import lru_cache

from transforms.media import BY_TYPE, ONLINE_FORMS, Media
from transforms.score.groups import Groups, Words

KINDS: dict[str, str] = {  # what the leader calls each kind of material
    Media.EBOOK: "text",
    Media.EAUDIOBOOK: "speech",
    Media.FILM: "video",
    Media.ALBUM: "music",
    Media.MAGAZINE: "text",
    Media.AUDIOMAGAZINE: "speech",
    Media.PRINT: "text",
}
SERIALS = frozenset((Media.MAGAZINE, Media.AUDIOMAGAZINE))
ENCODING = frozenset(" 1234578")  # LDR/17; "u" and "z" tell nothing
ISBD = frozenset("ic")  # LDR/18 (rule F07)
AUDIENCES = frozenset("abcdefgj")  # 008/22
NOT_CODED = ("", "   ", "|||", "und")  # 008/35-37
WITH_FORM_AT_29 = frozenset("efgkor")  # LDR/06: maps and visual materials
WITHOUT_AUDIENCE = frozenset("efp")  # LDR/06: maps and mixed materials have no 008/22
TEXT = frozenset("at")  # LDR/06
CONTINUING = frozenset("bis")  # LDR/07


@lru_cache(maxsize=1024)
def of_leader(kind: str, description: str, media: str) -> frozenset[str]:
    """What LDR/06-07 and LDR/17-18 say of a record of this media."""
    found = set()
    level = kind[1:2]
    if BY_TYPE.get(kind[:1], "") == KINDS.get(media):
        found.add("type_fits")
    if (level in CONTINUING) if media in SERIALS else level == "m":
        found.add("level_fits")
    if description[:1] in ENCODING:
        found.add("encoding_known")
    if description[1:2] in ISBD:
        found.add("isbd_form")
    return frozenset(found)


def add_006_008(words: Words, groups: Groups, leader: str) -> None:
    """Add what 006 and the first 008 say."""
    for value in groups.get("006", ()):
        if value[:1] == "m":
            words.add("online_006")
    if "008" not in groups:
        return
    text, type_ = groups["008"][0], leader[6:7]
    is_text_serial = type_ in TEXT and leader[7:8] in CONTINUING
    if text[29:30] in ONLINE_FORMS if type_ in WITH_FORM_AT_29 else text[23:24] in ONLINE_FORMS:
        words.add("form_online")
    if text[22:23] in AUDIENCES and not is_text_serial and type_ not in WITHOUT_AUDIENCE:
        words.add("audience_code")
    if text[35:38] not in NOT_CODED:
        words.add("language_code")
    if type_ == "g" and text[18:21].isdecimal() and text[18:21] != "000":
        words.add("minutes_008")
    if type_ in TEXT and not is_text_serial and "b" in text[24:28]:
        words.add("bibliography_code")
