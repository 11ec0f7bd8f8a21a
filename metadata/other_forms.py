"""Titles in several forms find each other across vendors: whose links may change, and what they are to be.

A title's links depend on its own records and on those of the titles that share a number or the work with it. So a
change in one makes the other anew as well, and a night without changes asks nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from metadata.curated import curated
from metadata.store import other_forms as store
from metadata.store import works
from metadata.store.titles import members_of, records_of
from transforms.match.features import features_of
from transforms.merge.numbers import NUMBERED, Number, numbers_of
from transforms.merge.other_forms import NOTHING, Known, Side, Teller, known_forms
from transforms.merge.policy import LinkPolicy
from transforms.record import Record

_BATCH = 500  # titles looked at together

Members = Mapping[str, Sequence[Row[Any]]]  # title id → its live source records


def spread(connection: Connection, touched: Collection[str], policy: LinkPolicy) -> set[str]:
    """Write down the numbers of the titles that are merged anew; returns the other titles whose links may change."""
    batches = list(_batches(sorted(touched)))
    dropped: Counter[Number] = Counter()
    for batch in batches:
        dropped.update(_renumber(connection, batch, policy))
    near: set[str] = set()
    for batch in batches:
        now = store.numbers_of(connection, batch)
        near |= _near(connection, {number for held in now.values() for number in held}, policy)
    near |= _near(connection, dropped.keys(), policy)
    near |= store.linked_with(connection, _no_longer_poor(connection, dropped, policy))
    for batch in batches:
        near |= store.linked_with(connection, batch)
        for others in works.sisters(connection, batch).values():
            near.update(others)
    return near - set(touched)


def _renumber(connection: Connection, title_ids: Sequence[str], policy: LinkPolicy) -> Iterable[Number]:
    """Write the numbers of titles where they have changed; returns those that a title no longer has."""
    before, records = store.numbers_of(connection, title_ids), records_of(connection, title_ids)
    after = {each: _held(records.get(each, ()), policy) for each in title_ids}
    changed = {each: held for each, held in after.items() if held != before.get(each, {})}
    store.put_numbers(connection, changed)
    return [number for each in changed for number in before.get(each, {}).keys() - changed[each].keys()]


def _held(packed: Iterable[str], policy: LinkPolicy) -> dict[Number, bool]:
    """The numbers of the records of a title: True for its own; one that any record has as its own is that."""
    found = [numbers_of(Record.unpack_of(each, NUMBERED), policy.match) for each in packed]
    others = {number: False for each in found for number in each.other}
    return others | {number: True for each in found for number in each.own}


def _near(connection: Connection, numbers: Collection[Number], policy: LinkPolicy) -> set[str]:
    """The titles that these numbers link, or did until they became poor."""
    counted = store.counts(connection, numbers)
    poor = {each for each, count in counted.items() if count > policy.max_titles}
    shared = {each for each, count in counted.items() if each not in poor}
    return set().union(*store.holders(connection, shared).values()) | store.linked_by(connection, poor)


def _no_longer_poor(connection: Connection, dropped: Mapping[Number, int], policy: LinkPolicy) -> set[str]:
    """The titles of numbers that were poor and are good again: those linked with them may have to pass these on."""
    counted = store.counts(connection, dropped.keys())
    good = {each for each, left in counted.items() if left <= policy.max_titles < left + dropped[each]}
    return set().union(*store.holders(connection, good).values())


def known_of(
    connection: Connection, members: Members, ranks: Mapping[str, int], policy: LinkPolicy
) -> dict[str, Known]:
    """What other forms of some titles are known: title id → these. Left out: titles of which there are none.

    `members` are those of titles that are published: one that a person suppressed is no form of another.
    """
    numbers = store.numbers_of(connection, members.keys())
    beside = _beside(connection, numbers, policy)
    of_work = works.sisters_in_other_media(connection, members.keys(), policy.max_of_work)
    for each, sisters in of_work.items():
        beside[each] = beside.get(each, set()).union(sisters)
    others = members_of(connection, sorted(set().union(*beside.values()) - members.keys()))
    hidden = {each for each, told in curated(connection, others).items() if told.suppressed}
    everyone = {**members, **{each: rows for each, rows in others.items() if each not in hidden}}
    places = works.places(connection, {one for each, others in of_work.items() for one in (each, *others)})
    sides = {
        each: _side(each, everyone[each], ranks, policy)._replace(work=places[each].work_id if each in places else "")
        for each in {*beside, *set().union(*beside.values())}
        if everyone.get(each)
    }
    held = {number for side in sides.values() for number in (*side.own, *side.other)}
    poor = {each for each, count in store.counts(connection, held).items() if count > policy.max_titles}
    found = {
        each: known_forms(sides[each], (sides[one] for one in sorted(near) if one in sides), poor, policy)
        for each, near in beside.items()
        if each in sides
    }
    return {each: known for each, known in found.items() if known != NOTHING}


def _beside(connection: Connection, numbers: Mapping[str, store.Held], policy: LinkPolicy) -> dict[str, set[str]]:
    """Title id → the titles that share a number with it; left out are those that share none."""
    wanted = {number for held in numbers.values() for number in held}
    counted = store.counts(connection, wanted)
    shared = {each for each, count in counted.items() if 1 < count <= policy.max_titles}
    holding = store.holders(connection, shared)
    near = {
        each: {other for number in held.keys() & shared for other in holding[number]} - {each}
        for each, held in numbers.items()
    }
    return {each: others for each, others in near.items() if others}


def _side(title_id: str, rows: Sequence[Row[Any]], ranks: Mapping[str, int], policy: LinkPolicy) -> Side:
    return Side.of(title_id, rows[0].media, (_teller(row, ranks, policy) for row in rows))


def _teller(row: Row[Any], ranks: Mapping[str, int], policy: LinkPolicy) -> Teller:
    record = Record.unpack(row.record)
    features, numbers = features_of(record, row.media, policy.match), numbers_of(record, policy.match)
    return Teller(row.id, row.vendor, row.vendor_id, ranks.get(row.vendor, 0), record, features, numbers)


def keep(connection: Connection, title_ids: Iterable[str], known: Mapping[str, Known]) -> None:
    """Write down why each of these titles is linked, in place of what was there before."""
    store.put_links(connection, {each: _links(known.get(each, NOTHING)) for each in title_ids})


def _links(known: Known) -> list[store.Link]:
    proofs = [
        store.Link(form.title_id, proof.number, proof.because, proof.teller.key)
        for form in known.forms
        for proof in form.proofs
    ]
    return proofs + [store.Link("", each.number, store.PASSED, each.teller.key) for each in known.prints]


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
