"""How a title stands in a view: its course through the publications, seen by what the view selected at each of them.

Pure. A course says nothing of one title alone, so that thousands of titles that came in one night share it, and a
view judges it once for them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import orjson


class Offer(NamedTuple):
    """A vendor's offer of a title."""

    vendor: str
    collection: str
    number: int  # among all offers that the title ever had: its place in `standing.vendor_ids`
    since: int  # the publication it came with, in this collection


class Moment(NamedTuple):
    """How a title stands from a publication on; without offers it is deleted."""

    seq: int
    media: str
    language: str  # 008/35-37
    audience: str  # 008/22; "" where the material has none
    offers: tuple[Offer, ...]  # in order of (vendor, vendor's id)


_moments = msgspec.json.Decoder(tuple[Moment, ...])


def packed(moments: Iterable[Moment]) -> str:
    """The moments as text, the same for the same course."""
    return msgspec.json.encode(tuple(moments)).decode()


def unpacked(text: str) -> tuple[Moment, ...]:
    """What `packed` made into text."""
    return _moments.decode(text)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a view selects, how it links and how it shows, from a publication on."""

    since: int
    collections: frozenset[str] | None  # None: every one
    titles: frozenset[str]  # single titles more …
    only: Mapping[str, Sequence[str]]  # of these: the vendors or collections whose offers are taken, if not all
    without: frozenset[str]  # … and less
    media: frozenset[str]  # these only; none: all of them. So are the two that follow
    languages: frozenset[str]
    audiences: frozenset[str]
    links: Mapping[str, Sequence[str]]  # vendor → template, text in Finnish, text in Swedish
    shows: Mapping[str, Any]  # transforms/publish/showing.py
    looks: bytes  # equal for profiles that show alike

    @property
    def named(self) -> frozenset[str]:
        """The titles that it names, and that are judged one by one."""
        return self.titles | self.without


def profile_of(since: int, kept: Mapping[str, Any]) -> Profile:
    """A profile as a publication keeps it."""
    collections, shows = kept["collections"], kept.get("shows", {})
    return Profile(
        since,
        None if collections is None else frozenset(collections),
        frozenset(kept["titles"]),
        kept.get("only", {}),
        frozenset(kept["except"]),
        frozenset(kept.get("media", ())),
        frozenset(kept.get("languages", ())),
        frozenset(kept.get("audiences", ())),
        kept["links"],
        shows,
        orjson.dumps(shows, option=orjson.OPT_SORT_KEYS),
    )


NOTHING = profile_of(0, {"collections": [], "titles": [], "except": [], "links": {}})  # before the first one


def telling(profiles: Iterable[Profile], title_id: str = "") -> list[Profile]:
    """Those of a view's profiles by which a title may come to stand otherwise; without an id one that none names.

    A library that sends its list every night has hundreds of profiles, most of which differ by a few titles.
    """
    found: list[Profile] = []
    for each in profiles:
        if not found or _said(found[-1], title_id) != _said(each, title_id):
            found.append(each)
    return found


def _said(profile: Profile, title_id: str) -> tuple[object, ...]:
    """What a profile says of a title: all that `stand` looks at."""
    general = profile.collections, profile.media, profile.languages, profile.audiences, profile.looks, profile.links
    if not title_id:
        return general
    return *general, title_id in profile.titles, profile.only.get(title_id), title_id in profile.without


class Stand(NamedTuple):
    """How titles of one course stand in a view."""

    deleted: bool
    since: int  # the publication that this began with; a later version of a live title's record moves its datestamp
    offers: tuple[tuple[str, int], ...]  # vendor and number of the offer that is linked, one each
    sets: tuple[str, ...]
    left: tuple[str, ...]  # sets that it was in and is no longer
    first: int  # the publication that first had it in the view


class _State(NamedTuple):
    """What a view shows of a title beside its record; two equal states need no new datestamp."""

    offers: tuple[tuple[str, int, int], ...]  # vendor, number, since
    links: tuple[Sequence[str], ...]
    looks: bytes
    sets: tuple[str, ...]


def stand(moments: Sequence[Moment], profiles: Sequence[Profile], fixed: str, title_id: str = "") -> Stand | None:
    """How a title of this course stands after its last moment and the last profile; None if it never was there.

    `fixed` is a set that all titles of the course are in for ever. `title_id` is needed for a title that a profile
    names, and for no other.
    """
    state: _State | None = None
    since, first, been = 0, 0, set[str]()
    for moment, profile in _meetings(moments, profiles):
        after = _state(moment, profile, fixed, title_id)
        if after is not None:
            first = first or max(moment.seq, profile.since)
            been.update(after.sets)
        if after != state:
            state, since = after, max(moment.seq, profile.since)
    if not first:
        return None
    if state is None:
        return Stand(True, since, (), (), tuple(sorted(been)), first)
    offers = tuple((vendor, number) for vendor, number, _ in state.offers)
    return Stand(False, since, offers, state.sets, tuple(sorted(been.difference(state.sets))), first)


def _meetings(moments: Sequence[Moment], profiles: Sequence[Profile]) -> Iterable[tuple[Moment, Profile]]:
    """Each moment with each profile that was in force at the same time, in order of time."""
    for place, moment in enumerate(moments):
        until = moments[place + 1].seq if place + 1 < len(moments) else None
        for number, profile in enumerate(profiles):
            end = profiles[number + 1].since if number + 1 < len(profiles) else None
            if (until is None or profile.since < until) and (end is None or moment.seq < end):
                yield moment, profile


def _state(moment: Moment, profile: Profile, fixed: str, title_id: str) -> _State | None:
    """What the view shows of the title; None when it has not got it."""
    taken = _taken(moment, profile, title_id)
    if not taken:
        return None
    offers, sets = _told(fixed, moment.media, moment.language, taken)
    return _State(offers, tuple(profile.links.get(each[0], ()) for each in offers), profile.looks, sets)


@lru_cache(maxsize=65536)  # many views take the same offers of the same course
def _told(
    fixed: str, media: str, language: str, taken: tuple[Offer, ...]
) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
    """Of each vendor the first offer, as a state has it; and the sets."""
    first = {each.vendor: each for each in reversed(taken)}
    sets = {fixed, f"type:{media}", *(f"collection:{each.collection}" for each in taken)}
    sets.update(f"vendor:{each}" for each in first)
    if language.isascii() and language.isalpha():  # else it is no code, and no setSpec can be made of it
        sets.add(f"lang:{language}")
    offers = tuple((each, first[each].number, first[each].since) for each in sorted(first))
    return offers, tuple(sorted(sets))


def has(moment: Moment, profile: Profile, title_id: str = "") -> bool:
    """True if a view that selects so has titles that stand so; `title_id` as of `stand`."""
    return bool(_taken(moment, profile, title_id))


def _taken(moment: Moment, profile: Profile, title_id: str) -> tuple[Offer, ...]:
    """The offers that the view takes."""
    if title_id in profile.without:
        return ()
    wanted = _wanted(moment, profile)
    return tuple(
        each for each in moment.offers if (wanted and _of_collection(each, profile)) or _named(each, profile, title_id)
    )


def _of_collection(offer: Offer, profile: Profile) -> bool:
    return profile.collections is None or offer.collection in profile.collections


def _named(offer: Offer, profile: Profile, title_id: str) -> bool:
    """True if the library names the title, whatever it is, and with it this vendor, this collection, or neither."""
    if title_id not in profile.titles:
        return False
    sources = profile.only.get(title_id)
    return not sources or offer.vendor in sources or offer.collection in sources


def _wanted(moment: Moment, profile: Profile) -> bool:
    return (
        _among(moment.media, profile.media)
        and _among(moment.language, profile.languages)
        and _among(moment.audience, profile.audiences)
    )


def _among(value: str, wanted: Collection[str]) -> bool:
    return not wanted or value in wanted
