"""Identity: groups get their permanent ids, memberships and states are written, and what befell each title is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import Connection

from metadata.links import SAME, Decided
from metadata.mint import Mint
from metadata.store import match_index as index
from metadata.store import titles as store
from metadata.store.match_index import POOR
from metadata.store.titles import Membership, State
from metadata.titles.assigning import Former, assign
from metadata.titles.events import Change, Word, told
from metadata.titles.grouping import Connected, Groups
from transforms.match.decision import MATCH, Compared, judge
from transforms.match.features import unpacked
from transforms.match.keys import K1, Key, tier_of
from transforms.match.policy import MatchPolicy

TITLE = "P"


class Moment(NamedTuple):
    """The publication in the making."""

    mint: Mint
    now: str
    seq: int


def settle(
    connection: Connection, found: Connected, groups: Groups, policy: MatchPolicy, decided: Decided, moment: Moment
) -> tuple[dict[str, tuple[int, ...]], set[str]]:
    """Write which group is which title; returns the groups by title, and every title that has to do with them."""
    work = _Settling(connection, found, groups, moment)
    assigned = work.assign(policy)
    work.write(assigned, decided)
    return assigned, {*assigned, *work.known}


class _Settling:
    """One lot of groups on its way."""

    def __init__(self, connection: Connection, found: Connected, groups: Groups, moment: Moment) -> None:
        self.connection, self.rows, self.groups, self.moment = connection, found.rows, groups, moment
        self.known = store.title_states(connection, {row.title_id for row in self.rows.values() if row.title_id})

    def assign(self, policy: MatchPolicy) -> dict[str, tuple[int, ...]]:
        """A title for every group; new ones are minted in the order of their first records."""
        groups = self.groups.groups
        former = {
            each: self._survivor(self.rows[each].title_id)
            for group in groups
            for each in group
            if self.rows[each].title_id
        }
        published = store.published_for(self.connection, self._contested(groups, former), self.moment.seq)
        known = {
            each: Former(state.status, state.created, published.get(each, 0)) for each, state in self.known.items()
        }
        titles = assign(groups, former, known, store.bases(self.connection, self.known))
        new = [place for place in range(len(groups)) if place not in titles]
        sides = {place: [self.groups.sides[each] for each in groups[place]] for place in new}
        gone = index.holders(self.connection, _own_keys(chain.from_iterable(sides.values())), live=False)
        for place, group in sides.items():
            titles[place] = self._revived(group, gone, policy, set(titles.values())) or self.moment.mint()
        return {titles[place]: group for place, group in enumerate(groups)}

    def _contested(self, groups: Sequence[Sequence[int]], former: Mapping[int, str]) -> set[str]:
        """The titles of groups that more than one wants."""
        wanted = ({former[each] for each in group if each in former} for group in groups)
        return {each for titles in wanted if len(titles) > 1 for each in titles}

    def _survivor(self, title_id: str) -> str:
        """The title that a merged one redirects to; redirects are flat."""
        state = self.known.get(title_id)
        return state.redirect_to if state and state.redirect_to else title_id

    def _revived(
        self, group: Sequence[index.Side], holders: Mapping[Key, list[int]], policy: MatchPolicy, taken: set[str]
    ) -> str:
        """A title without records that had an identifier of this group, and was the same: it lives again; else "".

        `holders`: the deleted records that have an identifier.
        """
        gone = {key: holders[key] for key in _own_keys(group) if key in holders}
        if not gone:
            return ""
        poor = frozenset((each.kind, each.value) for each in index.limits(self.connection, gone, POOR))
        dead = index.sides(self.connection, {each for key, ids in gone.items() if key not in poor for each in ids})
        if not dead:
            return ""
        once = store.source_rows(self.connection, sorted(dead))
        alike = {each for each, side in dead.items() if _is_one(side, group, policy, poor)}
        wanted = {once[each].title_id for each in alike if once[each].title_id} - taken
        states = store.title_states(self.connection, wanted)
        heirless = {each for each in wanted if states[each].status != "redirect"} - self._with_records(wanted)
        lasted = store.published_for(self.connection, heirless, self.moment.seq)
        found = min(heirless, key=lambda each: (-lasted.get(each, 0), states[each].created, each), default="")
        if found:
            self.known[found] = states[found]
        return found

    def _with_records(self, title_ids: Iterable[str]) -> set[str]:
        """Those of these titles that have live records, or will have by what is settled now."""
        ids = store.sharing(self.connection, title_ids)
        rows = store.source_rows(self.connection, sorted(ids))
        return {row.title_id for row in rows.values() if not row.deleted}

    def write(self, assigned: Mapping[str, Sequence[int]], decided: Decided) -> None:
        """New titles, changed memberships, titles that are no longer, and the events of it all."""
        before = store.memberships(self.connection, list(self.rows))
        title_of = {each: title_id for title_id, group in assigned.items() for each in group}
        states = {
            each: State("live", self.known[each].created if each in self.known else self.moment.now, None)
            for each in assigned
        }
        heirs = self._heirs(title_of)
        for title_id in sorted(self.known.keys() - states.keys()):
            states[title_id] = ended(self.known[title_id], heirs.get(title_id, ""))
        former = store.former_ids(self.connection, [each for each, state in states.items() if state.redirect_to])
        led = store.title_states(self.connection, [each for ids in former.values() for each in ids])
        states |= {each: ended(led[each], str(states[to].redirect_to)) for to, ids in former.items() for each in ids}
        known = self.known | led
        store.put_titles(self.connection, states, known)
        after = {each: Membership(title_of[each], self.groups.evidence[each]) for each in title_of}
        store.put_members(self.connection, before, after, self.moment.seq)
        self._tell({each: one.title_id for each, one in before.items()}, title_of, states, known, decided)

    def _heirs(self, title_of: Mapping[int, str]) -> dict[str, str]:
        """Title → the one that most of its records went to, among those that lost records."""
        moved: dict[str, Counter[str]] = {}
        for each, row in self.rows.items():
            if row.title_id and each in title_of and row.title_id != title_of[each]:
                moved.setdefault(row.title_id, Counter())[title_of[each]] += 1
        return {each: min(to, key=lambda heir: (-to[heir], heir)) for each, to in moved.items()}

    def _tell(
        self,
        before: Mapping[int, str],
        after: Mapping[int, str],
        states: Mapping[str, State],
        known: Mapping[str, State],
        decided: Decided,
    ) -> None:
        changes = {
            each: Change(known[each].status if each in known else "", state.status, state.redirect_to or "")
            for each, state in states.items()
            if each not in known or state != known[each] or state.status == "live"
        }
        names = {each: f"{row.vendor}:{row.vendor_id}" for each, row in self.rows.items()}
        words = _words(before, after, decided)
        store.put_events(self.connection, TITLE, told(before, after, changes, names, words), self.moment.seq)


def ended(state: State, heir: str) -> State:
    """What becomes of a title, expression or work without members; its heir is the one that most of them moved to."""
    if heir:
        return State("redirect", state.created, heir)
    return state if state.status == "redirect" else State("deleted", state.created, None)


def _own_keys(sides: Iterable[index.Side]) -> set[Key]:
    """The identifiers of the edition that these records have."""
    return {key for side in sides for key in side.keys if tier_of(key) == K1}


def _is_one(gone: index.Side, sides: Iterable[index.Side], policy: MatchPolicy, poor: Iterable[Key]) -> bool:
    """True if a record that is no more was of the title of these."""
    one = Compared(gone.keys, structs.replace(unpacked(gone.features), vendor=""))
    others = (Compared(each.keys, unpacked(each.features)) for each in sides)
    return any(judge(one, each, policy, frozenset(poor)).decision == MATCH for each in others)


def _words(before: Mapping[int, str], after: Mapping[int, str], decided: Decided) -> dict[tuple[str, str], Word]:
    """(title, other) → the person's decision that joined or parted them."""
    found: dict[tuple[str, str], Word] = {}
    for (a, b), choice in sorted(decided.choices.items()):
        was, now = (before.get(a), before.get(b)), (after.get(a), after.get(b))
        same, apart = (now, was) if decided.pairs[a, b] == SAME else (was, now)
        if same[0] != same[1] or apart[0] == apart[1]:
            continue  # it was not this decision that made it so
        for one, other in ((was[0], now[1]), (was[1], now[0])):
            if one and other and one != other:
                found[one, other] = Word(choice.actor, choice.reason)
    return found
