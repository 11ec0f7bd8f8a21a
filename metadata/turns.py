"""A vendor's deliveries that wait together, shared out among tasks: each in its turn, as without tasks.

What one delivery leaves, the next is compared with. So only the first is made whole by many; of those behind it what
their records are by themselves is made ahead, and the rest when it is their turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from metadata import fetch as fetching
from metadata import pipeline, refining, renewal
from metadata.home import Home
from metadata.plan import Plan
from metadata.reports import ledger_mark, report_of
from metadata.shares import shared_out
from metadata.store import deliveries
from metadata.workplace import alone

LOT = 200  # deliveries of one run, oldest first; a longer backlog goes on in the next run
NEXT = "next"  # state of a delivery that is judged when the one before it is committed
A_FILE = 5_000_000  # bytes that a small file, or one of unknown size, counts as: asking for it takes its time
_LONGEST = 200  # characters of a name


class Files(TypedDict):
    """Files for one task to fetch; `only` is None for whatever the source has."""

    name: str
    only: list[str] | None


class Stretch(TypedDict):
    """Some neighbouring pieces of one delivery."""

    delivery: int
    pieces: list[int]
    ahead: bool


class Pieces(TypedDict):
    """Pieces for one task to refine."""

    name: str
    stretches: list[Stretch]


class Judged(TypedDict):
    """What became of a delivery at its gate, or `next`."""

    name: str
    delivery: int
    state: str
    reason: str


def share_files(home: Home, vendor_id: str) -> list[Files]:
    """What the source has and we have not, for tasks to fetch. Raises SourceError or ConfigError.

    A source of one file is asked once, by who fetches.
    """
    if not fetching.lists_files(home.vendor(vendor_id).fetch):
        return [{"name": home.vendor(vendor_id).fetch.where[:_LONGEST], "only": None}]
    found = pipeline.discover(home, vendor_id)
    shares = shared_out([max(each.size, A_FILE) for each in found])
    return [_files([found[each].name for each in share]) for share in shares]


def _files(names: list[str]) -> Files:
    return {"name": _spread(names), "only": names}


def _spread(names: Sequence[str]) -> str:
    """The first and the last of some names, and how many there are."""
    half = names[0] if len(names) == 1 else f"{names[0][: _LONGEST // 2]} – {names[-1]}"
    return half[:_LONGEST] + (f" ({len(names)})" if len(names) > 1 else "")


class _Piece(NamedTuple):
    """One piece of one delivery."""

    delivery: int
    name: str
    number: int
    size: int
    ahead: bool


def share_pieces(home: Home, vendor_id: str) -> list[Pieces] | None:
    """Begin what has come, and share it out; None when nothing waits."""
    with alone(home, vendor_id):
        return _share_pieces(home, vendor_id)


def _share_pieces(home: Home, vendor_id: str) -> list[Pieces] | None:
    due = pipeline.waiting(home, vendor_id)[:LOT]
    first: Plan | None = None
    plans: dict[int, Plan] = {}
    found: list[_Piece] = []
    for each in due:
        is_ahead = first is not None
        plan = refining.begin_ahead(home, each) if is_ahead else refining.begin(home, each)
        first = first or plan
        if plan:
            plans[each] = plan
            name = _name(home, each)
            found += [_Piece(each, name, number, size, is_ahead) for number, size in enumerate(plan.sizes)]
    return _shared(found, plans) if due else None


def share_renewal(home: Home, vendor_id: str) -> list[Pieces] | None:
    """Begin the renewal of what rules, mapping, vendor file or the day changed; None when there is none to be made."""
    with alone(home, vendor_id):
        number = renewal.begin(home, vendor_id)
        plan = None if number is None else refining.begin(home, number)
    if number is None or plan is None:
        return None
    name = _name(home, number)
    return _shared([_Piece(number, name, each, size, False) for each, size in enumerate(plan.sizes)], {number: plan})


def _shared(found: Sequence[_Piece], plans: dict[int, Plan]) -> list[Pieces]:
    return [_pieces(found[share.start : share.stop], plans) for share in shared_out([each.size for each in found])]


def _pieces(share: Sequence[_Piece], plans: dict[int, Plan]) -> Pieces:
    """The pieces of one task, named by file and range, or by the files where there are several."""
    numbers: dict[int, list[int]] = {}
    for each in share:
        numbers.setdefault(each.delivery, []).append(each.number)
    ahead, names = {each.delivery: each.ahead for each in share}, list(dict.fromkeys(each.name for each in share))
    name = _spread(names)
    if len(numbers) == 1:
        ((delivery, pieces),) = numbers.items()
        name = f"{name} {plans[delivery].span(range(pieces[0], pieces[-1] + 1))}"[:_LONGEST]
    stretches: list[Stretch] = [
        {"delivery": each, "pieces": pieces, "ahead": ahead[each]} for each, pieces in numbers.items()
    ]
    return {"name": name, "stretches": stretches}


def make(home: Home, stretches: Sequence[Stretch]) -> int:
    """Refine the pieces of one task, in this process; returns how many records these have."""
    return sum(refining.make_pieces(home, each["delivery"], each["pieces"], ahead=each["ahead"]) for each in stretches)


def judge(home: Home, vendor_id: str) -> list[Judged]:
    """Join and judge what waits, up to the first delivery that may be committed; those behind it come after it."""
    with alone(home, vendor_id):
        return _judge(home, vendor_id)


def _judge(home: Home, vendor_id: str) -> list[Judged]:
    found: list[Judged] = []
    passed = False
    for each in pipeline.waiting(home, vendor_id)[:LOT]:
        verdict = pipeline.Verdict(each, NEXT)
        if not passed:
            refining.finish(home, each)
            verdict = pipeline.gate(home, each)
            passed = verdict.state == "refined"
        found.append({"name": _name(home, each), "delivery": each, "state": verdict.state, "reason": verdict.reason})
    return found


def commit(home: Home, vendor_id: str, judged: Sequence[Judged]) -> dict[str, int]:
    """Commit what passed, and take those behind it in their turn; returns the counts of all that was committed.

    A delivery that has been committed, or decided on, meanwhile is left as it is.
    """
    since = ledger_mark(home)
    for each in judged:
        if each["state"] == "refined":
            with alone(home, vendor_id):
                pipeline.commit(home, each["delivery"])
        elif each["state"] == NEXT and each["delivery"] in _pending(home, vendor_id):
            pipeline.process(home, each["delivery"])
    return dict(report_of(home, vendor_id, since).counts)


def _pending(home: Home, vendor_id: str) -> list[int]:
    with home.store.read() as connection:
        return deliveries.pending(connection, vendor_id)


def commit_renewal(home: Home, vendor_id: str) -> dict[str, int]:
    """Join, judge and commit the renewal that was begun; returns its counts, none where it was not committed."""
    with alone(home, vendor_id):
        return _commit_renewal(home, vendor_id)


def _commit_renewal(home: Home, vendor_id: str) -> dict[str, int]:
    pending = _pending(home, vendor_id)
    with home.store.read() as connection:
        waiting = [deliveries.load(connection, each) for each in pending]
    counts: dict[str, int] = {}
    for each in (one for one in waiting if one.kind == renewal.KIND):
        refining.finish(home, each.id)
        if pipeline.gate(home, each.id).state == "refined":
            counts = pipeline.commit(home, each.id)
    return counts


def _name(home: Home, delivery: int) -> str:
    with home.store.read() as connection:
        return deliveries.load(connection, delivery).name
