"""The vote on what a vendor's record describes: every sign has its weight (schemas/codes/media_evidence.csv).

Any one field may be wrong, so several weaker ones outweigh it (finnish-marc.md §3.1, step 5). Finished records agree
with themselves: transforms/media.py tells their media without tables.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from transforms.media import (
    BIBLIOGRAPHIC,
    BOOKS,
    ONLINE_FORMS,
    SERIALS,
    Media,
    is_disc,
    is_online,
    place_of_form,
    terms_of,
)
from transforms.profile import Profile
from transforms.record import SUBFIELD, Record

if TYPE_CHECKING:
    from transforms.normalise.words import Evidence

_READ = frozenset(("007", "300", "336", "337", "338", "347", "380", "655"))
_OF_CARRIER = frozenset(("007", "300", "337", "338"))  # which tell of being online, or of a disc
_TELLING = frozenset(("336", "380", "655"))  # what a record of another type is
_KINDS = ("text", "score", "speech", "music", "video")
_BY_MEDIA = {media: kind for kinds in (SERIALS, BOOKS) for kind, media in kinds.items() if kind != "score"}
_READ_KINDS = ("text", "score")  # which are printed unless something says online
_MARKS = " .,;:/[]"
_AROUND = " .,;:=/[]()"
_GMD = f"{SUBFIELD}h"  # of AACR2
_LONGEST = 400  # characters of a field that is remembered

Key = tuple[str, str]  # place and value


class Said(NamedTuple):
    """What one field says."""

    keys: tuple[Key, ...]
    is_online: bool
    is_disc: bool


class Sums(NamedTuple):
    """What has most votes."""

    own: str  # one of _KINDS; "" where nothing speaks for any
    is_online: bool
    is_serial: bool


def vote(record: Record, profile: Profile, evidence: Evidence) -> Media:
    """The media of a vendor's record: EAUDIOBOOK for LDR/06 a with 336 puhuttu sana and 380 eAudiobook."""
    type_, level = record.leader[6:7], record.leader[7:8]
    if type_ not in BIBLIOGRAPHIC:
        return Media.OTHER
    keys: set[Key] = {("LDR/06", type_), ("LDR/07", level)}
    online = disc = told = False
    form = place_of_form(type_)
    for each in record.fields:
        tag, value = each.tag, each.value
        if tag in _READ:
            said = _said(tag, value, evidence) if len(value) <= _LONGEST else _read(tag, value, evidence)
            keys.update(said.keys)
            online, disc, told = online or said.is_online, disc or said.is_disc, told or tag in _TELLING
        elif tag == "008":
            online = online or value[form : form + 1] in ONLINE_FORMS
        elif tag == "245":
            if _GMD in value:
                keys.add((tag, value.partition(_GMD)[2].partition(SUBFIELD)[0].strip(_AROUND).lower()))
        elif tag in evidence.fields:
            keys.add(("field", tag))
    sums = _counted(frozenset(keys | _of_profile(profile.media)), type_, level, evidence)
    return _media(sums, type_, online=online, disc=disc, told=told)


def _media(sums: Sums, type_: str, *, online: bool, disc: bool, told: bool) -> Media:
    """Of another type than ours only what 336, 380 or 655 tell of: maps and pictures have no media of ours."""
    if not sums.own or (type_ not in "acdtijg" and not told):
        return Media.OTHER
    is_physical = not online and (disc or (sums.own in _READ_KINDS and not sums.is_online))
    if is_physical:
        return Media.PRINT if sums.own == "text" else Media.OTHER
    return (SERIALS if sums.is_serial else BOOKS)[sums.own]


@lru_cache(maxsize=1024)  # the records of a feed say the same
def _counted(keys: frozenset[Key], type_: str, level: str, evidence: Evidence) -> Sums:
    """The sums by kind; what is said twice counts once."""
    sums: dict[str, int] = {}
    for key in keys & evidence.votes.keys():
        for kind, weight in evidence.votes[key]:
            sums[kind] = sums.get(kind, 0) + weight
    votes = evidence.votes.get(("LDR/06", type_))
    by_type = votes[0][0] if votes else ""
    own = max(_KINDS, key=lambda kind: (sums.get(kind, 0), kind == by_type))
    serial, monograph = sums.get("serial", 0), sums.get("monograph", 0)
    is_serial = serial > monograph or (serial == monograph and level in "bis")
    return Sums(own if sums.get(own) else "", bool(sums.get("online")), is_serial)


@lru_cache(maxsize=64)
def _of_profile(selected: frozenset[str]) -> frozenset[Key]:
    """What a vendor file says that selects media of one kind alone."""
    kinds = {_BY_MEDIA.get(Media(media), "") for media in selected}
    return frozenset(("profile", kind) for kind in kinds) if len(kinds) == 1 else frozenset()


def _read(tag: str, value: str, evidence: Evidence) -> Said:
    """What one field says for a kind of material, and of its carrier."""
    values = {tag: [value]}
    if tag == "007":
        keys = [("007/00", value[:1])]
    elif tag == "336":
        keys = [("336", term) for term in terms_of(values, "336")]
    elif tag == "300":
        keys = [("300", word) for word in evidence.words_300(value.lower())]
    else:
        keys = [(tag, term) for term in _terms(value)]
    known = tuple(dict.fromkeys(key for key in keys if key in evidence.votes))
    if tag not in _OF_CARRIER:
        return Said(known, False, False)
    return Said(known, is_online("", values), is_disc(values))


_said = lru_cache(maxsize=1024)(_read)


def _terms(value: str) -> list[str]:
    return [part[1:].strip(_MARKS).lower() for part in value.split(SUBFIELD)[1:] if part[:1] == "a"]
