"""Grouping: the records that hang together by edges, titles or a person's word are joined, and told why.

A group depends on its own records and edges only, so that what a night looks at comes out as a full run would have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.links import SAME, Decided, pair_of
from metadata.store import match_index as index
from metadata.store import reviews
from metadata.store import titles as store
from metadata.store.match_index import POOR, Bond
from metadata.titles.evidence import Found, of_member, reasons
from transforms.match.clusters import MUST_LINK, Refused, join
from transforms.match.decision import MATCH, Compared, Decision, decide
from transforms.match.edges import Edge, Known, best
from transforms.match.features import unpacked
from transforms.match.keys import PROOFS, Key
from transforms.match.links import Pair
from transforms.match.pairs import Veto
from transforms.match.policy import MatchPolicy
from transforms.match.rules import broken_by
from transforms.match.vetoes import FORMAT

QUESTION = "match"  # the kind of item that asks about a pair


class Connected(NamedTuple):
    """Records that hang together, deleted ones too, and the edges at the live ones."""

    rows: Mapping[int, Row[Any]]
    bonds: Sequence[Bond]

    @property
    def live(self) -> list[int]:
        """Those that are not deleted, in the order of vendors and vendors' ids."""
        found = (each for each, row in self.rows.items() if not row.deleted)
        return sorted(found, key=lambda each: (self.rows[each].vendor, self.rows[each].vendor_id))


class Groups(NamedTuple):
    """Groups of live records, each with the reason of its members, and what a person is asked about them."""

    groups: list[tuple[int, ...]]
    sides: Mapping[int, index.Side]  # of their records
    evidence: dict[int, Found]
    questions: list[reviews.Question]
    refused: int


def connected(connection: Connection, ids: Iterable[int], decided: Decided) -> Connected:
    """All that hangs together with these records: by matches, by titles, or because a person joined them."""
    rows: dict[int, Row[Any]] = {}
    bonds: dict[Pair, Bond] = {}
    frontier = sorted(ids)
    while frontier:
        found = store.source_rows(connection, frontier)
        rows.update(found)
        here = index.bonds(connection, frontier)
        bonds.update({(each.left_id, each.right_id): each for each in here})
        own = store.title_states(connection, {row.title_id for row in found.values() if row.title_id})
        near = {end for each in here if each.decision == MATCH for end in (each.left_id, each.right_id)}
        near |= store.sharing(connection, own) | decided.partners(frontier)
        frontier = sorted(near - rows.keys())
    return Connected(rows, list(bonds.values()))


def grouped(connection: Connection, found: Connected, policy: MatchPolicy, decided: Decided) -> Groups:
    """Join what is connected as far as edges, vetoes and people go."""
    return _Grouping(connection, found, policy, decided).groups()


class _Grouping:
    """One lot of connected records on its way; `places` number them in an order that is not that of arrival."""

    def __init__(self, connection: Connection, found: Connected, policy: MatchPolicy, decided: Decided) -> None:
        self.found, self.policy, self.decided = found, policy, decided
        self.live = found.live
        crowd = self._crowd(connection)
        ends = {end for each in (*found.bonds, *crowd) for end in (each.left_id, each.right_id)} - set(self.live)
        self.sides = index.sides(connection, self.live)
        poor = self._poor(connection, self.sides.values())
        self.poor = frozenset(poor)
        others = ends.union(*poor.values()) - self.sides.keys()
        sides = self.sides | index.sides(connection, others)
        self.order = sorted(sides, key=lambda each: sides[each].order)
        self.places = {each: place for place, each in enumerate(self.order)}
        self.names = {self.places[each]: f"{side.vendor}:{side.vendor_id}" for each, side in sides.items()}
        self.compared = _Compared(sides, self.order)
        self.edges = self._edges((*found.bonds, *crowd))
        self.questioned = [self._about_poor(key, ids) for key, ids in sorted(poor.items())]

    def _poor(self, connection: Connection, live: Iterable[index.Side]) -> dict[Key, list[int]]:
        """The poor identifiers of these records, each with all that have it."""
        proofs = {key for side in live for key in side.keys if key[0] in PROOFS}
        return index.holders(connection, [(each.kind, each.value) for each in index.limits(connection, proofs, POOR)])

    def _crowd(self, connection: Connection) -> list[Bond]:
        """The edges of those other records that have more of them than count."""
        others = {end for each in self.found.bonds for end in (each.left_id, each.right_id)} - set(self.live)
        bonds = index.bonds(connection, others)
        count = Counter(end for each in bonds for end in (each.left_id, each.right_id))
        many = {each for each in others if count[each] > self.policy.caps.edges}
        return [each for each in bonds if each.left_id in many or each.right_id in many]

    def _edges(self, bonds: Iterable[Bond]) -> list[Edge]:
        """The edges, the best of each record; those between others only count for their ends."""
        ours = {self.places[each] for each in self.live}
        seen = {(each.left_id, each.right_id): each for each in bonds}
        found = best((self._edge(each) for each in seen.values()), self.policy.caps.edges)
        return [each for each in found if each.left in ours or each.right in ours]

    def _edge(self, bond: Bond) -> Edge:
        """A stored edge by places."""
        left, right = self.places[bond.left_id], self.places[bond.right_id]
        vetoes = tuple(Veto(*each) for each in bond.found)
        return Edge(left, right, bond.decision, bond.score, bond.tier, vetoes)

    def groups(self) -> Groups:
        """The groups, in the order of their first records."""
        links = self.decided.links({each: self.places[each] for each in self.live}, self.names)
        joined = join(self.edges, Known.of(self.compared), self.policy, self.poor, links)
        ours = {self.places[each] for each in self.live}
        alone = ours - {each for group in joined.groups for each in group}
        groups = sorted((*joined.groups, *((each,) for each in alone)))
        together = {each: place for place, group in enumerate(groups) for each in group}
        linked = [pair for pair in links.same if together[pair[0]] == together[pair[1]]]
        because = reasons(joined.edges, linked)
        evidence = {self.order[each]: self._evidence(each, because.get(each), linked) for each in ours}
        doubtful = [each for each in joined.refused if {veto.reason for veto in each.vetoes} != {FORMAT}]
        questions = [self._question(each) for each in (*self.questioned, *doubtful)]
        numbers = [tuple(sorted(self.order[each] for each in group)) for group in groups]
        return Groups(numbers, self.sides, evidence, questions, len(joined.refused))

    def _evidence(self, place: int, pair: Pair | None, linked: Collection[Pair]) -> Found:
        decision = self._decision(*pair) if pair is not None and pair not in linked else None
        return of_member(place, pair, self.names, decision)

    def _decision(self, left: int, right: int) -> Decision:
        return decide(self.compared(left), self.compared(right), self.policy, self.poor)

    def _about_poor(self, key: Key, ids: Sequence[int]) -> Refused:
        """One item for an identifier that joins none of its records."""
        left, right = sorted(self.places[each] for each in ids)[:2]
        return Refused(left, right, key, (Veto(key[0], "poor-key", key[1], str(len(ids))),))

    def _question(self, pair: Refused) -> reviews.Question:
        """A pair that may be one title, or would be but for what stands in the way; with all that speaks for it."""
        compared = self._decision(pair.left, pair.right)
        found = {
            "key": list(pair.key),
            "vetoes": [veto._asdict() for veto in pair.vetoes],
            "evidence": [each._asdict() for each in compared.evidence],
            "score": compared.score,
            "profile": compared.profile,
        }
        broken = broken_by(pair, (self._vendor(pair.left), self._vendor(pair.right)))
        if broken.value:
            found["value"] = broken.value
        if pair.by:
            found["between"] = [self.names[each] for each in pair.by]
        left, right = sorted((self.order[pair.left], self.order[pair.right]))
        subject = pair_of(self.names[pair.left], self.names[pair.right])
        return reviews.Question(QUESTION, subject, left, right, found, broken.rule)

    def _vendor(self, place: int) -> str:
        return self.names[place].partition(":")[0]


class _Compared:
    """The compared side of a record by its place; features are unpacked when they are needed."""

    def __init__(self, sides: Mapping[int, index.Side], order: Sequence[int]) -> None:
        self._sides, self._order = sides, order
        self._made: dict[int, Compared] = {}

    def __call__(self, place: int) -> Compared:
        if place not in self._made:
            side = self._sides[self._order[place]]
            self._made[place] = Compared(side.keys, unpacked(side.features))
        return self._made[place]


def answered(questions: Iterable[reviews.Question], decided: Decided) -> set[tuple[str, str]]:
    """The questions that a person has answered; a join that another decision of his forbids is asked again."""
    return {
        (each.kind, each.subject)
        for each in questions
        if each.subject in decided.verdicts
        and (decided.verdicts[each.subject] != SAME or each.found["key"] != list(MUST_LINK))
    }
