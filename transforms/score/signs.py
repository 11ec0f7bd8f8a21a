"""What a record shows, read once for all scores: the tags it has, named facts, and what must be counted.

Tags and facts are words in one set, so that what is wanted of a record can be a list in data (schemas/scores.yml).
"""

from __future__ import annotations

from collections.abc import Set

from transforms.media import Media
from transforms.record import Record
from transforms.score.access import add_access
from transforms.score.fixed import add_006_008, of_leader
from transforms.score.groups import Groups, Words, grouped
from transforms.score.identifiers import add_identifiers
from transforms.score.names import Names, names_in
from transforms.score.physical import add_description
from transforms.score.subjects import Subjects, subjects_in

TIMED = frozenset(map(str, (Media.EAUDIOBOOK, Media.FILM, Media.ALBUM)))  # they last so and so long
READ = frozenset(map(str, (Media.EBOOK, Media.EAUDIOBOOK)))  # books for whoever reads with eyes, ears or fingers
ACCESSIBILITY_SINCE = "20250628"  # e-books published since must tell their accessibility (rule Y01)
FACTS = frozenset(  # every word besides tags
    (
        *("type_fits", "level_fits", "encoding_known", "isbd_form", "online_006"),
        *("form_online", "audience_code", "language_code", "minutes_008", "bibliography_code"),
        *("isbn", "issn", "upc", "registered", "identifier", "persistent_id", "vendor_id", "020z", "020q"),
        *("agency", "language_040", "rda_040", "ykl", "ykl_juvenile"),
        *("translation", "several_languages", "publication", "traced_series"),
        *("online_300", "extent", "duration", "length", "format"),
        *("content_fits", "computer_media", "online_carrier"),
        *("link", "cover", "accessibility", "licence"),
        *("audience_juvenile", "accessibility_due"),
        *("contributor", "role", "kanto", "subject_uri", "twin", "audience", "juvenile"),
    )
)


class Signs:
    """A record as the scores see it.

    `linked`: the link to the resource is made at publication from the vendor's template, so it counts as there.
    `print_words`: what 020 $q says of a printed book, lower case; such a number is no ISBN of an e-book.
    """

    __slots__ = ("groups", "leader", "media", "names", "subjects", "words")

    def __init__(self, record: Record, media: str, linked: bool = False, print_words: Set[str] = frozenset()) -> None:
        leader = record.leader
        groups = grouped(record)
        words: Words = {*groups, *of_leader(leader[6:8], leader[17:19], media)}
        add_006_008(words, groups, leader)
        add_identifiers(words, groups, print_words)
        add_description(words, groups, media)
        add_access(words, groups, linked)
        self.leader, self.media = leader, media
        self.groups: Groups = groups
        self.words = words
        self.names: Names = names_in(groups)
        self.subjects: Subjects = subjects_in(groups)
        self._add_combined()

    def _add_combined(self) -> None:
        """Facts of names and subjects, and those that several fields tell together."""
        words, names, subjects = self.words, self.names, self.subjects
        if names.total:
            words.add("contributor")
            if names.with_role == names.total:
                words.add("role")
            if names.in_kanto:
                words.add("kanto")
        if subjects.uris:
            words.add("subject_uri")
        if subjects.twins and subjects.twins == subjects.concepts:
            words.add("twin")
        if not words.isdisjoint(("audience_code", "521", "385")):
            words.add("audience")
        if subjects.is_juvenile or "ykl_juvenile" in words or _has_juvenile_thema(self.groups):
            words.add("juvenile")
            if "audience" in words:
                words.add("audience_juvenile")
        if ("duration" if self.media in TIMED else "extent") in words:
            words.add("length")
        if self.media in READ and self._is_since(ACCESSIBILITY_SINCE):
            words.add("accessibility_due")

    def _is_since(self, day: str) -> bool:
        """True if 008 shows a publication date on or after a day ("20250628"); a year alone must be a later one."""
        text = self.groups["008"][0] if "008" in self.groups else ""
        date = text[7:15] if text[6:7] == "e" else text[7:11] + "0000"
        return date.isdecimal() and date >= day


def _has_juvenile_thema(groups: Groups) -> bool:
    """True if a Thema code of group Y (children, teenage and educational) stands in 072."""
    return any(value.startswith("\x1faY", 2) and "\x1f2thema" in value for value in groups.get("072", ()))
