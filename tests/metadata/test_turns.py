"""A night shared out among tasks ends as one that is not, in whatever order they run, done twice, or cut short."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, Make, book, deliver, dump, gone, home_in, mrc, states
from onix_feed import VENDOR, part, publisher
from onix_feed import book as product

from metadata import payload, pipeline, refine, turns
from metadata.errors import SourceError
from metadata.home import Home
from metadata.rows import write_rows
from metadata.store import choices, deliveries
from metadata.store.choices import Choice
from tests.transforms.crosswalks.onix.onix_builder import message

WITHOUT = {"ledger": {"id"}}
Order = Callable[[list[Any]], list[Any]]

NIGHT = {  # each file is compared with what the one before leaves
    "1.mrc": mrc(*(book(f"b{n}", f"Kissa {n}", ISBN[n]) for n in range(5)), book("b3", "Toinen", ISBN[5])),
    "2.mrc": mrc(book("b0", "Koira", ISBN[5]), book("b1", "Kissa 1", ISBN[1]), gone("b2"), book("B4", "Isolla")),
    "3.mrc": mrc(book("b0", "Kissa 0", ISBN[0]), book("b9", "Hiiri"), book("b2", "Kissa 2", ISBN[2])),
    "4.mrc": mrc(book("b9", "Hiiri", ISBN[4]))[:-9],
    "5.mrc": mrc(book("b9", "Hiiret"), book("b1", "Kissa 1, uusi", ISBN[1])),
}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece is a record or two, and a task takes two items."""
    monkeypatch.setattr(payload, "RANGE", 700)
    monkeypatch.setattr(turns, "shared_out", lambda sizes: pairs(len(sizes)))


def pairs(count: int) -> list[range]:
    return [range(each, min(each + 2, count)) for each in range(0, count, 2)]


def played(home: Home) -> Home:
    for name, content in NIGHT.items():
        deliver(home, "beta", name, content)
    return home


def by_tasks(home: Home, vendor: str = "beta", order: Order = list) -> None:
    """The night as the DAG runs it; `order`: which of the mapped tasks run, and when."""
    for each in order(turns.share_files(home, vendor)):
        pipeline.fetch(home, vendor, each["only"])
    refined(home, vendor, order)
    renewed(home, vendor, order)


def refined(home: Home, vendor: str = "beta", order: Order = list) -> None:
    shared = turns.share_pieces(home, vendor)
    if shared is not None:
        for each in order(shared):
            turns.make(home, each["stretches"])
        turns.commit(home, vendor, turns.judge(home, vendor))


def renewed(home: Home, vendor: str = "beta", order: Order = list) -> None:
    shared = turns.share_renewal(home, vendor)
    if shared is not None:
        for each in order(shared):
            turns.make(home, each["stretches"])
        turns.commit_renewal(home, vendor)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> dict[str, Any]:
    """What the night leaves without tasks."""
    home = played(home_in(tmp_path_factory.mktemp("alone"), synthetic))
    pipeline.harvest(home, "beta")
    found = dump(home, WITHOUT)
    home.close()
    refine.store_of.cache_clear()
    return found


ORDERS: dict[str, Order] = {
    "as shared out": list,
    "backwards": lambda tasks: tasks[::-1],
    "at random, each twice": lambda tasks: random.Random(1).sample(tasks * 2, len(tasks) * 2),
}


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_tasks_makes_no_difference(home: Home, alone: dict[str, Any], order: str) -> None:
    by_tasks(played(home), order=ORDERS[order])
    assert dump(home, WITHOUT) == alone
    assert states(home, "beta")["4.mrc"] == "unreadable"
    assert not list(home.settings.work.glob("*/*.part"))


def test_pieces_that_no_task_made_are_made_where_they_are_joined(home: Home, alone: dict[str, Any]) -> None:
    pipeline.fetch(played(home), "beta")
    refined(home, order=lambda tasks: tasks[1::2])
    assert dump(home, WITHOUT) == alone


def test_a_worker_that_dies_in_a_piece_leaves_nothing_of_it(
    home: Home, alone: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.fetch(played(home), "beta")
    shared = turns.share_pieces(home, "beta") or []

    class Died(BaseException):
        pass

    def die(out: Any, rows: Any) -> None:
        write_rows(out, rows)
        raise Died

    for each in shared:
        with monkeypatch.context() as patched, pytest.raises(Died):
            patched.setattr(refine, "write_rows", die)
            turns.make(home, each["stretches"])
    for each in shared[::-1]:
        turns.make(home, each["stretches"])
    turns.commit(home, "beta", turns.judge(home, "beta"))
    assert dump(home, WITHOUT) == alone


def test_what_was_joined_or_committed_may_be_again(home: Home, alone: dict[str, Any]) -> None:
    pipeline.fetch(played(home), "beta")
    shared = turns.share_pieces(home, "beta") or []
    for each in shared:
        turns.make(home, each["stretches"])
    turns.judge(home, "beta")
    judged = turns.judge(home, "beta")
    assert [each["state"] for each in judged] == ["refined", "next", "next", "next", "next"]
    turns.commit(home, "beta", judged)
    assert turns.commit(home, "beta", judged) == {}
    for each in shared:
        assert turns.make(home, each["stretches"]) == 0
    assert dump(home, WITHOUT) == alone


def test_a_record_is_refined_once_however_many_deliveries_wait(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    honest = refine.refine
    monkeypatch.setattr(refine, "refine", lambda raw, *rest: seen.append(raw) or honest(raw, *rest))
    pipeline.fetch(played(home), "beta")
    refined(home)
    assert len(seen) == 6 + 4 + 3 + 2  # the records of all files that can be read


def test_a_decision_in_between_is_heard(home: Home, open_home: Make, synthetic: Path) -> None:
    value = {"rule": "I02", "until": "2027-03-31"}
    word = Choice("suppress", "beta:b0", "accept", value, "why", "Maija", home.clock())
    other = played(open_home("other", synthetic))
    with other.store.write() as connection:
        choices.add(connection, word)
    pipeline.harvest(other, "beta")
    pipeline.fetch(played(home), "beta")
    shared = turns.share_pieces(home, "beta") or []
    turns.make(home, shared[0]["stretches"])
    with home.store.write() as connection:
        choices.add(connection, word)
    assert sum(turns.make(home, each["stretches"]) for each in shared) == 0  # whoever joins begins anew
    turns.commit(home, "beta", turns.judge(home, "beta"))
    assert dump(home, WITHOUT) == dump(other, WITHOUT)


def test_updates_in_parts_find_their_products_in_other_pieces(open_home: Make, own_schemas: Path) -> None:
    (own_schemas / "vendors" / "delta.yml").write_text(VENDOR, "utf-8")
    by, alone = open_home("tasks", own_schemas), open_home("alone", own_schemas)
    for home in (by, alone):
        for name, products in {
            "1.xml": (product("a"), product("b", isbn=ISBN[1]), part("a", publisher("Uusi Oy"))),
            "2.xml": (part("b", publisher("Toinen Oy")), part("c", publisher("Oy")), product("a", "Saaren uudet")),
            "3.xml": (part("b", "<RelatedMaterial/>"), product("c", isbn=ISBN[2])),
        }.items():
            deliver(home, "delta", name, message("".join(products)))
    by_tasks(by, "delta", ORDERS["backwards"])
    pipeline.harvest(alone, "delta")
    assert dump(by, WITHOUT) == dump(alone, WITHOUT)


def test_a_renewal_is_shared_out_too(
    open_home: Make, own_schemas: Path, forget: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from metadata import renewing

    monkeypatch.setattr(renewing, "SHARE", 2)
    by, alone = (played(open_home(name, own_schemas)) for name in ("tasks", "alone"))
    for home in (by, alone):
        pipeline.harvest(home, "beta")
    path = own_schemas / "vendors/beta.yml"
    path.write_text(path.read_text("utf-8").replace("texts: {summary: true}", "texts: {summary: false}"), "utf-8")
    forget()
    shared = turns.share_renewal(by, "beta") or []
    assert shared[0]["name"] == "renewal 1 records 0-3"
    for each in shared[1:]:
        turns.make(by, each["stretches"])
    counts = turns.commit_renewal(by, "beta")
    assert counts["read"] == counts["candidate"] + counts["quarantined"] > 3
    pipeline.harvest(alone, "beta")
    assert {key: value for key, value in dump(by, WITHOUT).items() if key != "look"} == {
        key: value for key, value in dump(alone, WITHOUT).items() if key != "look"
    }
    assert turns.share_renewal(by, "beta") is None


def test_a_task_is_named_for_file_and_bytes_or_for_its_files(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.fetch(played(home), "beta")
    names = [each["name"] for each in turns.share_pieces(home, "beta") or []]
    size = len(NIGHT["1.mrc"])
    assert names[0].startswith("1.mrc 0-")
    assert any(each.endswith(f"-{size - 1}") for each in names)
    monkeypatch.setattr(turns, "shared_out", lambda sizes: [range(len(sizes))])
    ((whole),) = turns.share_pieces(home, "beta") or []
    assert whole["name"] == "1.mrc – 5.mrc (4)"


def test_nothing_waits(home: Home) -> None:
    assert turns.share_files(home, "beta") == []
    assert turns.share_pieces(home, "beta") is None
    assert turns.share_renewal(home, "beta") is None


def test_one_file_that_fails_keeps_no_other_back_and_the_look_is_told_as_failed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from metadata.fetch import folder

    played(home)
    shared = turns.share_files(home, "beta")
    assert [each["only"] for each in shared] == [["1.mrc", "2.mrc"], ["3.mrc", "4.mrc"], ["5.mrc"]]

    def broken(source: Any, place: Any) -> Any:
        for each in folder.listing(source, place):
            yield each._replace(size=9) if each.name == "3.mrc" else each

    def error() -> str:
        with home.store.read() as connection:
            look = deliveries.all_looks(connection).get("beta")
        return look.error if look else ""

    with monkeypatch.context() as patched:
        patched.setitem(pipeline.fetching.LISTERS, "folder", broken)
        with pytest.raises(SourceError, match=r"3\.mrc"):
            pipeline.fetch(home, "beta", shared[1]["only"])
    pipeline.fetch(home, "beta", shared[0]["only"])
    assert "3.mrc" in error()
    assert states(home, "beta") == {
        **dict.fromkeys(("1.mrc", "2.mrc", "4.mrc"), "fetched"),
        **dict.fromkeys(("3.mrc", "5.mrc"), "seen"),
    }
    for each in shared[1:]:  # the task is tried again
        pipeline.fetch(home, "beta", each["only"])
    assert (error(), set(states(home, "beta").values())) == ("", {"fetched"})
