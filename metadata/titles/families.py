"""Families: titles find their expressions and works, whose ids stick to them as those of titles stick to records.

Every title has an expression and a work, also when it is their only one (matching.md §2 and §10): so the id is there,
and the same, when a second title comes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.store import match_index as index
from metadata.store import titles as titles_store
from metadata.store import works as store
from metadata.store.match_index import Bond
from metadata.store.titles import State
from metadata.store.works import Place
from metadata.titles.assigning import Former, assign
from metadata.titles.events import Change, told
from metadata.titles.identity import Moment, ended
from metadata.titles.sides import Sides
from transforms.match.decision import MATCH
from transforms.match.kinship import EXPRESSION, WORK
from transforms.match.policy import MatchPolicy
from transforms.match.works import LEVELS, Families, Kin, families

BATCH = 500  # records whose titles are looked at together, with all that is of their works


class Kindred(NamedTuple):
    """Titles that hang together: by kinship of their records, by an expression or work, or by a redirect."""

    rows: Mapping[int, Row[Any]]  # source records of theirs, deleted ones too
    bonds: Sequence[Bond]
    states: Mapping[str, State]
    places: Mapping[str, Place]


def settle_families(
    connection: Connection, touched: Iterable[str], kin: Iterable[int], policy: MatchPolicy, moment: Moment
) -> set[str]:
    """Give titles their expressions and works; returns the titles of which one is another than before.

    `touched`: titles whose records may have changed; `kin`: source records whose edges of kinship did.
    """
    rows = titles_store.source_rows(connection, sorted(kin))
    seeds = {*touched, *store.unplaced(connection), *(row.title_id for row in rows.values() if row.title_id)}
    done, changed = set[str](), set[str]()
    for batch in _in_order(connection, seeds):
        if fresh := batch - done:
            found = kindred(connection, fresh)
            done |= found.states.keys() | fresh
            changed |= _Settling(connection, found, policy, moment).settle()
    return changed


def _in_order(connection: Connection, title_ids: set[str]) -> Iterator[set[str]]:
    """Titles in batches, in the order of their records; last those that have none any more."""
    ids = titles_store.in_order(connection, titles_store.sharing(connection, title_ids))
    seen = set[str]()
    for batch in index.batches(ids):
        rows = titles_store.source_rows(connection, batch)
        found = {row.title_id for row in rows.values()}
        seen |= found
        yield found
    yield title_ids - seen


def kindred(connection: Connection, title_ids: Iterable[str]) -> Kindred:
    """All titles that hang together with these."""
    rows: dict[int, Row[Any]] = {}
    bonds: dict[tuple[int, int, str], Bond] = {}
    states: dict[str, State] = {}
    places: dict[str, Place] = {}
    seen, frontier = set[str](), set(title_ids)
    while frontier:
        seen |= frontier
        states |= titles_store.title_states(connection, frontier)
        placed = store.places(connection, frontier)
        places |= placed
        here = titles_store.source_rows(connection, sorted(titles_store.sharing(connection, frontier)))
        rows |= here
        edges = [each for each in index.bonds(connection, here, LEVELS) if each.level != "P" or each.decision == MATCH]
        bonds |= {each[:3]: each for each in edges}
        ends = {end for each in edges for end in each[:2]} - rows.keys()
        beyond = titles_store.source_rows(connection, sorted(ends)).values()
        near = {row.title_id for row in beyond if row.title_id} | store.beside(connection, placed.values())
        for ids in titles_store.former_ids(connection, frontier).values():
            near.update(ids)
        near |= {state.redirect_to for each, state in states.items() if each in frontier and state.redirect_to}
        frontier = near - seen
    return Kindred(rows, list(bonds.values()), states, places)


class _Settling:
    """Titles that hang together, on their way to expressions and works."""

    def __init__(self, connection: Connection, found: Kindred, policy: MatchPolicy, moment: Moment) -> None:
        self.connection, self.found, self.policy, self.moment = connection, found, policy, moment
        self.ended = store.ended_in(
            connection, [each for each, state in found.states.items() if state.status == "deleted"], moment.seq
        )

    def settle(self) -> set[str]:
        """Write it all down; returns the titles that stand elsewhere than before."""
        titles, made = self._families()
        groups = {
            level: [[one for place in group for one in titles[place]] for group in found]
            for level, found in zip((EXPRESSION, WORK), made, strict=True)
        }
        known = self.found.places
        expressions = self._level(EXPRESSION, groups[EXPRESSION], {each: known[each].expression_id for each in known})
        works = self._level(WORK, groups[WORK], {each: known[each].work_id for each in known})
        after = {each: Place(expressions[each], works[each]) for each in expressions}
        store.put_places(self.connection, after, known)
        return {each for each, place in after.items() if known.get(each) != place}

    def _families(self) -> tuple[list[list[str]], Families]:
        """The live titles in the order of their first records, each with those that lead to it; and their families."""
        rows, sides = self.found.rows, Sides(self.connection)
        live = (each for each, row in rows.items() if not row.deleted and row.title_id)
        order = sorted(live, key=lambda each: (rows[each].vendor, rows[each].vendor_id))
        places = {each: place for place, each in enumerate(order)}
        records: dict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(order):
            records[rows[each].title_id].append(place)
        kin = [
            _kin(each, places[each.left_id], places[each.right_id])
            for each in self.found.bonds
            if each.left_id in places
            and each.right_id in places
            and rows[each.left_id].title_id != rows[each.right_id].title_id
        ]
        linked = {rows[order[place]].title_id for each in kin for place in (each.left, each.right)}
        sides.load(order[place] for each in linked for place in records[each])
        leading: dict[str, list[str]] = defaultdict(list)
        for one, state in sorted(self.found.states.items()):
            if state.redirect_to:
                leading[state.redirect_to].append(one)
        titles = [[each, *leading[each]] for each in records]
        found = families(list(records.values()), kin, lambda place: sides.compared(order[place]), self.policy)
        return titles, found

    def _level(self, level: str, groups: Sequence[Sequence[str]], before: Mapping[str, str]) -> dict[str, str]:
        """Title → its expression or work; new ids are minted in the order of the groups."""
        known = store.states(self.connection, level, set(before.values()))
        former = {each: known[id].redirect_to or id for each, id in before.items()}
        inside = {each for group in groups for each in group}
        lasted = self._published(groups, former)
        state = {each: Former(one.status, one.created, lasted.get(each, 0)) for each, one in known.items()}
        kept = assign(groups, {each: id for each, id in former.items() if each in inside}, state, {})
        ids = [kept.get(place) or self.moment.mint() for place in range(len(groups))]
        after = {each: ids[place] for place, group in enumerate(groups) for each in group}
        self._write(level, known, former, after)
        return after

    def _published(self, groups: Sequence[Sequence[str]], former: Mapping[str, str]) -> dict[str, int]:
        """For how many publications a title was to be seen of those ids of which one group has several."""
        wanted = [{former[each] for each in group if each in former} for group in groups]
        contested = {id for ids in wanted if len(ids) > 1 for id in ids}
        theirs = [each for each, id in former.items() if id in contested]
        lasted = titles_store.published_for(self.connection, theirs, self.moment.seq)
        found: dict[str, int] = {}
        for each in theirs:
            found[former[each]] = max(found.get(former[each], 0), lasted.get(each, 0))
        return found

    def _write(
        self, level: str, known: Mapping[str, State], former: Mapping[str, str], after: Mapping[str, str]
    ) -> None:
        """The states of the ids of a level, and what befell them."""
        states = {
            id: State("live", known[id].created if id in known else self.moment.now, None) for id in after.values()
        }
        heirs = _heirs(former, after)
        for id in sorted(known.keys() - states.keys()):
            states[id] = ended(known[id], heirs.get(id, ""))
        merged = [id for id, state in states.items() if state.status == "redirect" and id in known]
        led = store.states(self.connection, level, store.redirecting(self.connection, level, merged))
        states |= {
            id: ended(state, str(states[state.redirect_to].redirect_to))
            for id, state in led.items()
            if state.redirect_to in merged
        }
        before = {**led, **known}
        store.put_states(self.connection, level, states, before)
        changes = {
            id: Change(before[id].status if id in before else "", state.status, state.redirect_to or "")
            for id, state in states.items()
            if before.get(id) != state or state.status == "live"
        }
        were = {each: id for each, id in former.items() if each in after or each in self.ended}
        names = {each: each for each in (*were, *after)}
        titles_store.put_events(self.connection, level, told(were, after, changes, names, {}), self.moment.seq)


def _kin(bond: Bond, left: int, right: int) -> Kin:
    strength = max((float(each[2]) for each in bond.found), default=0.0) if bond.level != "P" else 1.0
    return Kin(bond.level, strength, bond.score, min(left, right), max(left, right))


def _heirs(former: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Id → the one that most of its titles went to, among those that lost titles."""
    moved: dict[str, Counter[str]] = defaultdict(Counter)
    for each, id in former.items():
        if each in after and after[each] != id:
            moved[id][after[each]] += 1
    return {id: min(to, key=lambda heir: (-to[heir], heir)) for id, to in moved.items()}
