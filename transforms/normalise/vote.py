"""The vote on what a vendor's record describes: every sign has its weight (schemas/codes/media_evidence.csv).

Any one field may be wrong, so several weaker ones outweigh it (finnish-marc.md §3.1, step 5). Finished records agree
with themselves: transforms/media.py tells their media without tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.media import (
    BIBLIOGRAPHIC,
    BOOKS,
    SERIALS,
    Media,
    Values,
    is_disc,
    is_online,
    terms_of,
)
from transforms.profile import Profile
from transforms.record import SUBFIELD, Record

if TYPE_CHECKING:
    from transforms.normalise.words import Evidence, Votes

_READ = frozenset(("007", "008", "300", "336", "337", "338", "347", "380", "655"))
_KINDS = ("text", "score", "speech", "music", "video")
_BY_MEDIA = {media: kind for kinds in (SERIALS, BOOKS) for kind, media in kinds.items() if kind != "score"}
_READ_KINDS = ("text", "score")  # which are printed unless something says online
_MARKS = " .,;:/[]"


def vote(record: Record, profile: Profile, evidence: Evidence) -> Media:
    """The media of a vendor's record: EAUDIOBOOK for LDR/06 a with 336 puhuttu sana and 380 eAudiobook."""
    type_, level = record.leader[6:7], record.leader[7:8]
    if type_ not in BIBLIOGRAPHIC:
        return Media.OTHER
    values: Values = {}
    there: set[str] = set()
    for tag, value in record.fields:
        if tag in _READ:
            values.setdefault(tag, []).append(value)
        elif tag in evidence.fields:
            there.add(tag)
    sums = _counted(record.leader, values, profile, evidence)
    for tag in there:
        _add(sums, evidence.fields[tag])
    own = max(_KINDS, key=lambda kind: (sums.get(kind, 0), kind == _kind_of(type_, evidence)))
    if not sums.get(own) or (type_ not in "acdtijg" and not _is_told(values)):
        return Media.OTHER
    if is_disc(values) and not is_online(type_, values):
        return Media.PRINT if own == "text" else Media.OTHER
    if own in _READ_KINDS and not sums.get("online") and not is_online(type_, values):
        return Media.PRINT if own == "text" else Media.OTHER
    serial = sums.get("serial", 0)
    monograph = sums.get("monograph", 0)
    is_serial = serial > monograph or (serial == monograph and level in "bis")
    return (SERIALS if is_serial else BOOKS)[own]


def _kind_of(type_: str, evidence: Evidence) -> str:
    votes = evidence.votes.get(("LDR/06", type_))
    return votes[0][0] if votes else ""


def _is_told(values: Values) -> bool:
    """True if 336, 380 or 655 say what a record of another type is: maps and pictures have no media of ours."""
    return any(tag in values for tag in ("336", "380", "655"))


def _counted(leader: str, values: Values, profile: Profile, evidence: Evidence) -> dict[str, int]:
    """The sums by kind; what is said twice counts once."""
    said = {("LDR/06", leader[6:7]), ("LDR/07", leader[7:8])}
    for value in values.get("007", ()):
        said.add(("007/00", value[:1]))
    for term in terms_of(values, "336"):
        said.add(("336", term))
    for tag in ("347", "380", "655"):
        for value in values.get(tag, ()):
            said.update([(tag, term) for term in _terms(value)])
    for value in values.get("300", ()):
        said.update([("300", word) for word in evidence.words_300(value.lower())])
    if profile.media:
        kinds = {_BY_MEDIA.get(Media(media), "") for media in profile.media}
        said.update([("profile", kind) for kind in kinds] if len(kinds) == 1 else ())
    sums: dict[str, int] = {}
    for key in said & evidence.votes.keys():
        _add(sums, evidence.votes[key])
    return sums


def _add(sums: dict[str, int], votes: Votes) -> None:
    for kind, weight in votes:
        sums[kind] = sums.get(kind, 0) + weight


def _terms(value: str) -> list[str]:
    return [part[1:].strip(_MARKS).lower() for part in value.split(SUBFIELD)[1:] if part[:1] == "a"]
