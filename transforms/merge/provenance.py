"""Where every field and subfield of a merged record comes from, and what was left out, by which strategy and rule.

`Merged` holds it beside the record; `packed` and `unpacked` are the form in which the store keeps it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from transforms.merge.members import OURS, Source
from transforms.record import SUBFIELD, Field, Record

RULE, LINK, UNKNOWN = "rule", "link", "unknown"  # ways beside the strategies of merge.yml


class Way(NamedTuple):
    """How something came into the record."""

    strategy: str  # of merge.yml; or rule, link
    rule: str = ""  # the group of merge.yml, the rules that mended it, the decision


class Part(NamedTuple):
    """A subfield or some positions that come from elsewhere than the rest of their field."""

    path: str  # "$q", "$e[1]", "/22", "/15-17"
    source: Source
    way: Way


class Came(NamedTuple):
    """Where a field comes from."""

    source: Source
    way: Way
    parts: tuple[Part, ...] = ()
    also: tuple[Source, ...] = ()  # whose fields say the same, and were united with it


class LeftOut(NamedTuple):
    """A field of a member that is not in the record, and what left it out."""

    source: Source
    field: Field
    way: Way
    why: str = ""  # a key of `reasons` in merge.yml; or the decision that forbids it
    is_part: bool = False  # only these subfields of it are left out


class Merged(NamedTuple):
    """A title's record; `came` tells for each of its fields, in order, where it comes from."""

    record: Record
    came: tuple[Came, ...]
    leader: Came = Came(OURS, Way(UNKNOWN))
    left_out: tuple[LeftOut, ...] = ()
    outdated: tuple[str, ...] = ()  # decisions whose field is no longer there as the person saw it

    @property
    def vendors(self) -> tuple[str, ...]:
        """The vendor of each field, in order."""
        return tuple(each.source.vendor for each in self.came)


def paths_of(field: Field) -> list[str]:
    """The path of each subfield, in order: "$a", "$e", "$e[1]"."""
    seen: dict[str, int] = {}
    found = []
    for code in field.codes:
        place = seen[code] = seen.get(code, -1) + 1
        found.append(f"${code}[{place}]" if place else f"${code}")
    return found


def bare(value: str) -> str:
    """What two subfields have in common that differ in punctuation only."""
    return "".join(filter(str.isalnum, value)).casefold() or value


def missing(old: Field, new: Field) -> Field | None:
    """What of a field another one does not say, in whatever subfield; None where that is nothing.

    The numbers that link fields of one record ($6, $8) say nothing; a control field is not looked into.
    """
    if old.is_control:
        return None
    there = new.value.split(SUBFIELD)[1:]
    known = {*there, ""}
    rest = [part for part in old.value.split(SUBFIELD)[1:] if part not in known and part[0] not in "68"]
    if rest:  # mostly all is there to the letter
        words = {bare(part[1:]) for part in there}
        rest = [part for part in rest if bare(part[1:]) not in words]
    return Field(old.tag, SUBFIELD.join((old.value[:2], *rest))) if rest else None


def dropped_parts(old: Field, came: Came, new: Field, way: Way, why: str) -> Iterator[LeftOut]:
    """What of a field is not in the one that was made of it, by the records that said it; what we made is nobody's."""
    rest = missing(old, new)
    if rest is None:
        return
    where = {each.path: each.source for each in came.parts}
    said: dict[Source, list[tuple[str, str]]] = {}
    for path, pair in zip(paths_of(old), old.subfields, strict=True):
        if pair in rest.subfields:
            said.setdefault(where.get(path, came.source), []).append(pair)
    for source, pairs in said.items():
        if source != OURS:
            yield LeftOut(source, old.with_subfields(pairs), way, why, is_part=True)


def derived(old: Field, came: Came, new: Field, source: Source, way: Way) -> Came | None:
    """Where a field comes from that was made of another: what both have keeps its source, the rest is `source`'s.

    None where they have nothing in common: then it was not made of it.
    """
    if new.is_control:
        changed = [Part(path, source, way) for path, _ in changed_positions(old.value, new.value)]
        gone = {each.path for each in changed}
        return came._replace(parts=(*(each for each in came.parts if each.path not in gone), *changed))
    known = dict(zip(paths_of(old), old.subfields, strict=True))
    where = {each.path: each for each in came.parts}
    left = [(code, bare(value), where.get(path)) for path, (code, value) in known.items()]
    parts, kept = [], 0
    for path, (code, value) in zip(paths_of(new), new.subfields, strict=True):
        place = next((n for n, each in enumerate(left) if each[:2] == (code, bare(value))), None)
        if place is None:
            parts.append(Part(path, source, way))
            continue
        kept += 1
        part = left.pop(place)[2]
        if part is not None:
            parts.append(part._replace(path=path))
    if not kept:
        return None
    return came._replace(parts=tuple(parts))


def changed_positions(old: str, new: str) -> Iterator[tuple[str, slice]]:
    """The stretches at which two values differ: "/22", "/15-17"."""
    length = max(len(old), len(new))
    differing = [place for place in range(length) if old[place : place + 1] != new[place : place + 1]]
    for _, run in groupby(enumerate(differing), lambda pair: pair[1] - pair[0]):
        places = [place for _, place in run]
        first, last = places[0], places[-1]
        yield f"/{first:02}" if first == last else f"/{first:02}-{last:02}", slice(first, last + 1)


def followed(merged: Merged, record: Record, way_of: Callable[[str], Way], source: Source = OURS) -> Merged:
    """The same provenance for a record that was made of the merged one; `way_of`: what changed the fields of a tag.

    A changed field was made of the first one of its tag that is gone and has something in common with it; what else is
    gone was left out.
    """
    if record is merged.record:
        return merged
    first, last = _changed_between(merged.record.fields, record.fields)
    end = len(merged.came) - last
    told = list(zip(merged.record.fields[first:end], merged.came[first:end], strict=True))
    now = record.fields[first : len(record.fields) - last]
    came_of = {id(field): came for field, came in told}
    present = Counter(map(id, now))
    gone: dict[str, list[tuple[Field, Came]]] = {}
    for field, came in told:
        if not present[id(field)]:
            gone.setdefault(field.tag, []).append((field, came))
        present[id(field)] -= 1 if present[id(field)] else 0
    found, left = [], list[LeftOut]()
    for each in now:
        known = came_of.get(id(each))
        found.append(known or _of_changed(each, gone.get(each.tag, []), way_of(each.tag), source, left))
    left += [
        LeftOut(teller, field, way_of(tag), "mended")
        for tag, pairs in gone.items()
        for field, came in pairs
        for teller in (came.source, *came.also)
    ]
    leader = merged.leader
    if record.leader != merged.record.leader:
        old, new = Field("000", merged.record.leader), Field("000", record.leader)
        leader = derived(old, leader, new, source, way_of("LDR")) or leader
    whole = (*merged.came[:first], *found, *merged.came[end:])
    return merged._replace(record=record, came=whole, leader=leader, left_out=(*merged.left_out, *left))


def _changed_between(old: Sequence[Field], new: Sequence[Field]) -> tuple[int, int]:
    """How many fields are the same at the beginning and, behind these, at the end: mostly all but one or two."""
    most = min(len(old), len(new))
    first = next((place for place in range(most) if old[place] is not new[place]), most)
    last = next((place for place in range(most - first) if old[-1 - place] is not new[-1 - place]), most - first)
    return first, last


def _of_changed(new: Field, gone: list[tuple[Field, Came]], way: Way, source: Source, left: list[LeftOut]) -> Came:
    """A field equal to one that is gone is that one; else it was made of the first, and what it lacks is `left` out."""
    same = next((place for place, (field, _) in enumerate(gone) if field.value == new.value), None)
    if same is not None:
        return gone.pop(same)[1]
    for place, (old, came) in enumerate(gone):
        if (made := derived(old, came, new, source, way)) is not None:
            del gone[place]
            left += dropped_parts(old, came, new, way, "mended")
            return made
    return Came(source, way)


def packed(merged: Merged) -> dict[str, Any]:
    """The provenance in plain values, runs of fields of one source and way together."""
    sources: dict[Source, int] = {}
    ways: dict[Way, int] = {}

    def of(source: Source, way: Way) -> list[int]:
        return [sources.setdefault(source, len(sources)), ways.setdefault(way, len(ways))]

    def more(came: Came) -> dict[str, Any]:
        told: dict[str, Any] = {}
        if came.parts:
            told["parts"] = [[each.path, *of(each.source, each.way)] for each in came.parts]
        if came.also:
            told["also"] = [of(each, came.way)[0] for each in came.also]
        return told

    runs: list[list[int]] = []
    for each in merged.came:
        at = of(each.source, each.way)
        if runs and runs[-1][1:] == at:
            runs[-1][0] += 1
        else:
            runs.append([1, *at])
    told = {
        "fields": runs,
        "more": {str(place): found for place, each in enumerate(merged.came) if (found := more(each))},
        "leader": [*of(merged.leader.source, merged.leader.way), more(merged.leader)],
        "left": [
            [*of(each.source, each.way), each.field.tag + each.field.value, each.why, each.is_part]
            for each in merged.left_out
        ],
        "outdated": list(merged.outdated),
    }
    return {"sources": list(map(list, sources)), "ways": list(map(list, ways)), **told}


def unpacked(record: Record, told: Mapping[str, Any] | Sequence[str]) -> Merged:
    """The merged record that `packed` told of; an older release kept the vendor of each field alone, as a list."""
    if not isinstance(told, Mapping):
        return Merged(record, tuple(Came(Source(vendor), Way(UNKNOWN)) for vendor in told))
    sources = [Source(*each) for each in told["sources"]]
    ways = [Way(*each) for each in told["ways"]]

    def came(source: int, way: int, more: Mapping[str, Any]) -> Came:
        parts = tuple(Part(path, sources[s], ways[w]) for path, s, w in more.get("parts", ()))
        return Came(sources[source], ways[way], parts, tuple(sources[each] for each in more.get("also", ())))

    places: Iterable[tuple[int, int]] = ((s, w) for count, s, w in told["fields"] for _ in range(count))
    found = tuple(came(s, w, told["more"].get(str(place), {})) for place, (s, w) in enumerate(places))
    left = tuple(
        LeftOut(sources[s], Field(text[:3], text[3:]), ways[w], why, is_part)
        for s, w, text, why, is_part in told["left"]
    )
    return Merged(record, found, came(*told["leader"]), left, tuple(told["outdated"]))
