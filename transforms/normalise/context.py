"""What a normalisation step may know besides the record: the vendor's profile, the media, and code lists.

Everything is passed in; a step reads no files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.profile import Profile
from transforms.record import Record

E_MEDIA = frozenset({"ebook", "eaudiobook", "film", "album", "magazine", "audiomagazine"})
AUDIO_MEDIA = frozenset({"eaudiobook", "album", "audiomagazine"})

Terms = Mapping[tuple[str, str], Mapping[str, str]]  # ("336", "txt") → {"fin": "teksti", "swe": "text", "eng": …}


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one record; `media` is one of the names of transforms/media.py."""

    profile: Profile
    media: str
    terms: Terms = field(default_factory=dict)  # schemas/codes/rda33x_terms.csv; without it 336-338 stay as they are
    qualifiers: Mapping[str, str] = field(default_factory=dict)  # schemas/codes/isbn_qualifiers.csv: "nid" → "print"

    @property
    def is_online(self) -> bool:
        """True for e-material; physical records keep their form."""
        return self.media in E_MEDIA

    def language(self, record: Record) -> str:
        """Language of cataloguing, "fin" or "swe": 040 $b when it is one of them, else the vendor's.

        `by_record`: Swedish for what is in Swedish by 008/35-37, else Finnish.
        """
        for each in record.fields:
            if each.tag == "040":
                stated = each["b"]
                if stated in ("fin", "swe"):
                    return stated
                break
        if self.profile.language != "by_record":
            return self.profile.language
        return "swe" if record.at("008", 35, 38) == "swe" else "fin"
