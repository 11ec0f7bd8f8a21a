"""Which titles are one work in several forms: an e-book and its audiobook, by the numbers that their records name.

Both sides of a pair come to the same answer, whichever record told of it. A title is linked with those that share a
number with it, not with what these are linked with in their turn: a wrong number does not spread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from transforms.match.features import Features
from transforms.match.pairs import Veto
from transforms.match.vetoes import vetoes
from transforms.merge.numbers import OTHER_FORM, Number, Numbers, named_by
from transforms.merge.policy import LinkPolicy
from transforms.record import Field, Record

SERIALS = frozenset(("magazine", "audiomagazine"))
OF_WORK = Number("work", "")
PRINT = "print"  # the form whose numbers are passed on: no title of ours is printed


class Teller(NamedTuple):
    """A source record of a title: who tells its numbers."""

    key: int  # by which the caller knows the record
    vendor: str
    vendor_id: str
    rank: int  # higher goes first
    record: Record
    features: Features
    numbers: Numbers

    @property
    def label(self) -> str:
        """ "vendor:vendor id"."""
        return f"{self.vendor}:{self.vendor_id}"


class Side(NamedTuple):
    """A title with its source records, those of the highest rank first."""

    title_id: str
    media: str
    tellers: tuple[Teller, ...]
    work: str = ""  # its id; "": the title is not linked by it

    @classmethod
    def of(cls, title_id: str, media: str, tellers: Iterable[Teller]) -> Side:
        """A title of records in any order."""
        ordered = sorted(tellers, key=lambda each: (-each.rank, each.vendor, each.vendor_id))
        return cls(title_id, media, tuple(ordered))

    @property
    def own(self) -> frozenset[Number]:
        """The title's own numbers."""
        return frozenset().union(*(each.numbers.own for each in self.tellers))

    @property
    def other(self) -> frozenset[Number]:
        """What its records name as numbers of other forms, and none of them has itself."""
        return frozenset().union(*(each.numbers.other for each in self.tellers)) - self.own

    def teller(self, number: Number) -> Teller:
        """The record of the highest rank that names a number of another form."""
        return next(each for each in self.tellers if number in each.numbers.other)

    def links(self) -> Iterator[tuple[Teller, Field]]:
        """Every 776, and whose it is."""
        return ((each, field) for each in self.tellers for field in each.record.fields if field.tag == OTHER_FORM)


class Because(StrEnum):
    """Why two titles are linked, as one of them sees it."""

    NAMED = "named"  # its record names a number of the other
    NAMED_BY = "named-by"  # a record of the other names a number of its own
    SHARED = "shared"  # records of both name the same third number, as of the printed book
    WORK = "work"  # matching knows them as one work, and no number links them


class Proof(NamedTuple):
    """What links two titles, and the record that says so."""

    because: Because
    number: Number
    teller: Teller


class OtherForm(NamedTuple):
    """A title of ours that is the same work in another form."""

    title_id: str
    media: str
    numbers: tuple[Number, ...]  # its own, but for those that a record calls a printed book's
    proofs: tuple[Proof, ...]


class Passed(NamedTuple):
    """The number of the printed book, as told by a record of another form."""

    number: Number
    field: Field  # the 776 that tells it
    teller: Teller


class Refused(NamedTuple):
    """A title whose number a record names as that of another form, and what speaks against that."""

    title_id: str
    proof: Proof
    veto: Veto


class Known(NamedTuple):
    """What other forms of a title are known."""

    forms: tuple[OtherForm, ...] = ()
    prints: tuple[Passed, ...] = ()
    refused: tuple[Refused, ...] = ()  # that its own records name


NOTHING = Known()


def known_forms(side: Side, others: Iterable[Side], poor: Collection[Number], policy: LinkPolicy) -> Known:
    """The other forms of a title among those that share numbers or the work with it; `poor` numbers link nothing."""
    linked, found, refused = [], [], []
    for other in others:
        proofs = _proofs(side, other, poor) or _by_work(side, other)
        if not proofs or (side.media == other.media and side.media in SERIALS):
            continue  # of a serial no two media are the same: that is one title twice
        if (veto := _veto(side, other, policy)) is not None:
            refused += [Refused(other.title_id, proofs[0], veto)] if proofs[0].because == Because.NAMED else []
        else:
            printed = _printed(side, policy) | _printed(other, policy)
            found.append(OtherForm(other.title_id, other.media, tuple(sorted(other.own - printed)), proofs))
            if proofs[0].because != Because.WORK:
                linked.append(other)
    return Known(
        tuple(sorted(found, key=_order)), _passed(side, linked, poor, policy), tuple(sorted(refused, key=_number))
    )


def _number(refused: Refused) -> tuple[Number, str]:
    return refused.proof.number, refused.title_id


def _order(form: OtherForm) -> tuple[str, tuple[Number, ...], str]:
    return form.media, form.numbers, form.title_id


def _proofs(side: Side, other: Side, poor: Collection[Number]) -> tuple[Proof, ...]:
    """What links two titles. A number that both have as their own links nothing: one of them has it by mistake."""
    named = [Proof(Because.NAMED, each, side.teller(each)) for each in sorted(side.other & other.own)]
    named_by = [Proof(Because.NAMED_BY, each, other.teller(each)) for each in sorted(side.own & other.other)]
    shared = [Proof(Because.SHARED, each, other.teller(each)) for each in sorted(side.other & other.other)]
    return tuple(each for each in (*named, *named_by, *shared) if each.number not in poor)


def _by_work(side: Side, other: Side) -> tuple[Proof, ...]:
    """What links two titles of one work in different media of which no number tells."""
    if not side.work or side.work != other.work or side.media == other.media:
        return ()
    return (Proof(Because.WORK, OF_WORK, other.tellers[0]),)


def _veto(side: Side, other: Side, policy: LinkPolicy) -> Veto | None:
    """What parts any two of their records."""
    pairs = product(side.tellers, other.tellers)
    found = (vetoes(left.features, right.features, policy.match) for left, right in pairs)
    return next((each[0] for each in found if each), None)


def _printed(side: Side, policy: LinkPolicy) -> frozenset[Number]:
    """The numbers that its records call a printed book's."""
    told = (named_by(field) for _, field in side.links() if policy.form_of(field["i"]) == PRINT)
    return frozenset().union(*told)


def _passed(side: Side, linked: Sequence[Side], poor: Collection[Number], policy: LinkPolicy) -> tuple[Passed, ...]:
    """Printed books that records of the linked titles name and none of its own calls so; the highest rank tells."""
    tellers = ((teller, field) for other in linked for teller, field in other.links())
    known, found = side.own | _printed(side, policy), dict[Number, Passed]()
    for teller, field in sorted(tellers, key=lambda pair: (-pair[0].rank, pair[0].label)):
        if policy.form_of(field["i"]) == PRINT:
            for number in sorted((named_by(field) & teller.numbers.other) - known):
                if number not in poor:
                    found.setdefault(number, Passed(number, field, teller))
    return tuple(found[each] for each in sorted(found))
