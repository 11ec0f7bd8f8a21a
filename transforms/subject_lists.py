"""Code lists about subject fields, each read from schemas/codes when it is first asked for. Decides nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from transforms.reconcile.situations import Situation, load_situations

_SLASH = re.compile(r" ?/[ /]{0,20}")  # "yso / fin", "yso//fin"


class FormGenre(NamedTuple):
    """A genre of SLM that tells the form of e-material."""

    uri: str
    fin: str
    swe: str
    switch: str = ""  # value of the vendor switch audiobook_genre without which it does not count


class SubjectLists:
    """The lists of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """$2 of 6XX → the code that is meant: itself, or the right form of a wrong one ("yso/fi" → "yso/fin")."""
        return MappingProxyType(
            {row["code"]: row["replaced_by"] or row["code"] for row in self._rows("subject_sources")}
        )

    def code(self, source: str) -> str:
        """$2 in its right form: trimmed, one slash, yso for its parts: "yso/fin" for "YSO-paikat//fi "."""
        return self.sources.get(_SLASH.sub("/", source.strip(" .")).lower(), source)

    @cached_property
    def situations(self) -> Mapping[str, Situation]:
        """What can be said of a heading that is looked up, by its code."""
        return load_situations(self._codes)

    @cached_property
    def literary_genres(self) -> frozenset[str]:
        """URIs of genres that, with all that is narrower, tell what a work of literature is."""
        return frozenset(row["uri"] for row in self._rows("literary_genres"))

    @cached_property
    def film_form_signs(self) -> tuple[str, ...]:
        """Beginnings of words, in lower case, by which a genre term says that it is no film."""
        return tuple(row["word"] for row in self._rows("film_form_signs"))

    @cached_property
    def form_genres(self) -> Mapping[str, tuple[FormGenre, ...]]:
        """Media → the genres that tell its form; the first is the one to add."""
        found: dict[str, tuple[FormGenre, ...]] = {}
        for row in self._rows("form_genres"):
            genre = FormGenre(row["uri"], row["fin"], row["swe"], row["switch"])
            found[row["media"]] = (*found.get(row["media"], ()), genre)
        return MappingProxyType(found)

    def form_genres_of(self, media: str, switches: Mapping[str, str]) -> tuple[FormGenre, ...]:
        """The genres that tell the form of a media under the switches of a vendor; the first is the one to add."""
        wanted = switches.get("audiobook_genre", "s1204")
        return tuple(each for each in self.form_genres.get(media, ()) if each.switch in ("", wanted))

    @cached_property
    def form_uris(self) -> frozenset[str]:
        """The URIs of the genres that tell the form of any media."""
        return frozenset(genre.uri for genres in self.form_genres.values() for genre in genres)

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))
