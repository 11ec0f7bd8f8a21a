"""The genre that tells the form of e-material: e-kirjat, e-äänikirjat, verkkolehdet, elokuvat … (655, J11).

A film is not called one where title, genres or keywords say otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.headings import own_term
from transforms.record import Field, Record
from transforms.subject_lists import FormGenre
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.vocabulary import Vocabulary

_SCORES = ("c", "d")  # LDR/06 of notated music, which is no e-kirja
_PARTS = ("\x1fn", "\x1fp")  # of a title: an episode, or a part of a whole


def form_genre_added(view: View, tables: Tables) -> Record | None:
    """The record with the pair of genre terms for its media; None for media without one."""
    found = has_form_genre(view, tables)
    if found is None:
        return None
    genre = None if found else _certain(view, tables)
    return view.record if genre is None else view.record.add(*_pair(genre, view.language, tables.vocabulary))


def has_form_genre(view: View, tables: Tables) -> bool | None:
    """Whether a 655 has one of the genres of the media, by URI; None for media without one, and for a score."""
    genres = _genres(view, tables)
    if not genres or view.kind[:1] in _SCORES:
        return None
    return any(genre.uri + "\x1f" in each.value + "\x1f" for each in view.groups.get("655", ()) for genre in genres)


def _certain(view: View, tables: Tables) -> FormGenre | None:
    genre = _genres(view, tables)[0]
    if view.around.media != "film":
        return genre
    words = " ".join(each.value.lower() for tag in ("653", "655") for each in view.groups.get(tag, ()))
    is_part = any(mark in each.value for each in view.groups.get("245", ()) for mark in _PARTS)
    is_other = any(sign in words for sign in tables.subjects.film_form_signs)
    return None if is_part or is_other else genre


def _genres(view: View, tables: Tables) -> tuple[FormGenre, ...]:
    return tables.subjects.form_genres_of(view.around.media, view.around.profile.switches)


def _pair(genre: FormGenre, written: str, vocabulary: Vocabulary) -> list[Field]:
    """Both terms as SLM has them today, that of the language of cataloguing first."""
    labels = {"fin": genre.fin, "swe": genre.swe}
    return [
        own_term("655", genre.uri, language, listed, vocabulary)
        for language, listed in sorted(labels.items(), key=lambda one: one[0] != written)
    ]
