"""What a normalisation step may know besides the record: the vendor's profile, the media, and code lists.

Everything is passed in; a step reads no files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from transforms.calendar import NO_DAY, Calendar
from transforms.profile import Profile
from transforms.record import Record

if TYPE_CHECKING:
    from transforms.tables import Tables

E_MEDIA = frozenset({"ebook", "eaudiobook", "film", "album", "magazine", "audiomagazine"})
AUDIO_MEDIA = frozenset({"eaudiobook", "album", "audiomagazine"})
WRITTEN = ("fin", "swe")  # the languages we catalogue in


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one record; `media` is one of the names of transforms/media.py."""

    profile: Profile
    media: str
    tables: Tables
    chosen: Mapping[str, str] = field(default_factory=dict)  # headings that a person decided (transforms/enrich/chosen)
    written: str = ""  # the language of cataloguing, where a step has settled it
    calendar: Calendar = NO_DAY  # notes until when what is made of the record holds

    @property
    def is_online(self) -> bool:
        """True for e-material; physical records keep their form."""
        return self.media in E_MEDIA

    def language(self, record: Record) -> str:
        """Language of cataloguing of this record."""
        return self.written or language_of_cataloguing(self.profile, record)


Run = Callable[[Record, Context], Record]  # a step of normalisation


def language_of_cataloguing(profile: Profile, record: Record) -> str:
    """ "fin" or "swe": what the vendor file says, or, `by_record`, what the record says.

    By the record, and where no vendor is named, it is 040 $b where that is one of them; else Swedish for what is in
    Swedish by 008/35-37, and Finnish for all the rest.
    """
    if profile.vendor and profile.language in WRITTEN:
        return profile.language
    for each in record.fields:
        if each.tag == "040":
            stated = each["b"]
            if stated in WRITTEN:
                return stated
            break
    if profile.language in WRITTEN:
        return profile.language
    return "swe" if record.at("008", 35, 38) == "swe" else "fin"
