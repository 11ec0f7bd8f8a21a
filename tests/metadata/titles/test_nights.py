"""Laws of titles over any nights: what is known bit by bit is what a run over everything would find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from feeds import ISBN, book, home_in
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Row, insert, select, update

from metadata.home import Home
from metadata.keying import Keying
from metadata.store import match_index
from metadata.store.tables import (
    delivery,
    expression,
    match_edge,
    match_limit,
    member,
    source_record,
    title,
    title_event,
    work,
)
from metadata.titles import judging, match_changed
from tests import shipped
from transforms.match.policy import Caps
from transforms.record import Record

NARROW = Caps(
    block=5, comparisons=4, edges=3, members=4, holders=6, unrelated=2
)  # few records reach them; block > comparisons
KEYING = Keying(replace(shipped.match_policy(), caps=NARROW), "test")
TITLES = ("Kissa", "Kissa ja koira", "Hevonen", "Runot", "Merimatka", "Talvi")
VENDORS = ("beta", "gamma", "delta")

Step = tuple[str, str, Record | None]  # vendor, vendor's id, the record or its end


@st.composite
def steps(draw: st.DrawFn) -> Step:
    vendor, number = draw(st.sampled_from(VENDORS)), draw(st.integers(1, 4))
    if draw(st.integers(0, 4)) == 0:
        return vendor, f"x{number}", None
    isbn = draw(st.sampled_from(("", *ISBN[:3])))
    language, audio = draw(st.sampled_from(("fin", "fin", "swe"))), draw(st.booleans())
    made = book(f"x{number}", draw(st.sampled_from(TITLES)), isbn, language=language, audio=audio)
    return vendor, f"x{number}", made


@contextmanager
def opened() -> Iterator[Home]:
    with TemporaryDirectory() as folder:
        home = home_in(Path(folder))
        with home.store.write() as connection:
            values = {"name": "1", "order_key": "", "size": 1, "mtime": "", "sha256": "", "path": "", "kind": "file"}
            connection.execute(insert(delivery).values(id=1, vendor="beta", **values))
        yield home
        home.close()


def commit(connection: Connection, step: Step) -> None:
    """One record as a commit leaves it."""
    vendor, vendor_id, record = step
    c = source_record.c
    known = connection.execute(select(c.id).where(c.vendor == vendor, c.vendor_id == vendor_id)).scalar()
    if record is None:
        connection.execute(update(source_record).where(c.id == known).values(deleted=True, changed=True))
        return
    media = "eaudiobook" if record.leader[6] == "i" else "ebook"
    made = {"record": record.pack(), "media": media, "deleted": False, "changed": True}
    if known is None:
        rest: dict[str, Any] = {"delivery_id": 1, "position": 0, "sha256": b"", "made_with": "", "order_key": ""}
        rest |= {"collection": "", "raw": b"", "issues": [], "vendor": vendor, "vendor_id": vendor_id}
        known = connection.execute(insert(source_record).values(**rest, **made).returning(c.id)).scalar_one()
    else:
        connection.execute(update(source_record).where(c.id == known).values(**made))
    match_index.put(connection, {known: KEYING.of(record, media, vendor)})


def publish(connection: Connection, seq: int, numbers: Iterator[int]) -> None:
    for _ in match_changed(connection, KEYING, lambda: f"T{next(numbers):04}", "now", seq):
        pass


def shown(connection: Connection) -> tuple[Any, ...]:
    """Titles, expressions and works as groups of records, edges and limits, by vendors' ids."""
    c = source_record.c
    query = select(c.id, c.vendor, c.vendor_id, c.title_id, c.deleted, title.c.expression_id, expression.c.work_id)
    whole = source_record.outerjoin(title, title.c.id == c.title_id)
    whole = whole.outerjoin(expression, expression.c.id == title.c.expression_id)
    rows = connection.execute(query.select_from(whole)).all()
    names = {row.id: f"{row.vendor}:{row.vendor_id}" for row in rows}
    groups: dict[str, set[str]] = {}
    for row in rows:
        if not row.deleted:
            for level, each in (("P", row.title_id), ("E", row.expression_id), ("W", row.work_id)):
                groups.setdefault(f"{level} {each}", {level}).add(names[row.id])
    edges = {(names[row.left_id], names[row.right_id], *row[2:6]) for row in connection.execute(select(match_edge))}
    limits = {tuple(row) for row in connection.execute(select(match_limit))}
    return set(map(frozenset, groups.values())), edges, limits


@settings(
    max_examples=15, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # shrinking takes minutes
@given(nights=st.lists(st.lists(steps(), min_size=1, max_size=6), min_size=1, max_size=5))
def test_night_by_night_is_as_from_scratch(nights: list[list[Step]]) -> None:
    numbers = count(1)
    last: dict[tuple[str, str], Step] = {}
    with opened() as home:
        for seq, night in enumerate(nights, 1):
            with home.store.write() as connection:
                for step in night:
                    if step[2] is not None or step[:2] in last:
                        commit(connection, step)
                        last[step[:2]] = step
                publish(connection, seq, numbers)
                check_laws(connection)
        with home.store.read() as connection:
            by_night = shown(connection)
    assert by_night == from_scratch([each for each in last.values() if each[2] is not None])
    assert by_night == from_scratch([each for each in reversed(last.values()) if each[2] is not None])


@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(steps(), min_size=4, max_size=10))
def test_how_many_are_judged_together_and_kept_at_hand_changes_nothing(every: list[Step]) -> None:
    final = list({each[:2]: each for each in every if each[2] is not None}.values())
    with patch.multiple(judging, BATCH=2, KEPT=3):
        by_few = from_scratch(final)
    assert by_few == from_scratch(final)


@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(steps(), min_size=1, max_size=12), st.lists(steps(), min_size=1, max_size=4))
def test_all_at_once_is_as_batch_by_batch(first: list[Step], second: list[Step]) -> None:
    """Two nights, each judged either way: edges, limits and titles are the same."""
    ways = [(many, other) for many in (0, judging.MANY) for other in (0, judging.MANY)]
    shown, *others = [two_nights(first, second, *each) for each in ways]
    assert all(each == shown for each in others)


def two_nights(first: Sequence[Step], second: Sequence[Step], *many: int) -> Any:
    numbers, known = count(1), set[tuple[str, str]]()
    with opened() as home:
        for seq, (night, least) in enumerate(zip((first, second), many, strict=True), 1):
            with home.store.write() as connection, patch.multiple(judging, MANY=least, WORTH=1_000):
                for step in night:
                    if step[2] is not None or step[:2] in known:
                        commit(connection, step)
                        known.add(step[:2])
                publish(connection, seq, numbers)
                check_laws(connection)
        with home.store.read() as connection:
            return shown(connection)


def from_scratch(final: Sequence[Step]) -> tuple[Any, ...]:
    with opened() as home, home.store.write() as connection:
        for step in final:
            commit(connection, step)
        publish(connection, 1, count(1))
        return shown(connection)


def check_laws(connection: Connection) -> None:
    """Each live record is in one title that lives; an id is minted once; redirects are of one step to a title."""
    states = {row.id: row for row in connection.execute(select(title))}
    current = Counter(connection.execute(select(member.c.source_id).where(member.c.until.is_(None))).scalars())
    c = source_record.c
    rows = connection.execute(select(c.id, c.title_id, c.changed).where(c.deleted.is_(False))).all()
    assert current == Counter(row.id for row in rows)
    assert not any(row.changed for row in rows)
    assert {row.title_id for row in rows} == {each for each, row in states.items() if row.status == "live"}
    check_ids(connection, "P", states)
    check_families(connection, {each for each, row in states.items() if row.status == "live"})


def check_families(connection: Connection, live: set[str]) -> None:
    """Every live title is of one live expression, which is of one live work; none lives without titles."""
    expressions = {row.id: row for row in connection.execute(select(expression))}
    works = {row.id: row for row in connection.execute(select(work))}
    theirs = connection.execute(select(title.c.expression_id).where(title.c.id.in_(live))).scalars().all()
    assert set(theirs) == {each for each, row in expressions.items() if row.status == "live"}
    assert {expressions[each].work_id for each in theirs} == {
        each for each, row in works.items() if row.status == "live"
    }
    check_ids(connection, "E", expressions)
    check_ids(connection, "W", works)


def check_ids(connection: Connection, level: str, states: Mapping[str, Row[Any]]) -> None:
    """An id is minted once, and told to be; a redirect is of one step, to an id that is none."""
    told = select(title_event.c.title_id).where(title_event.c.kind == "mint", title_event.c.level == level)
    assert sorted(connection.execute(told).scalars()) == sorted(states)
    for row in states.values():
        assert (row.redirect_to is not None) == (row.status == "redirect")
        assert row.redirect_to is None or states[row.redirect_to].status != "redirect"
