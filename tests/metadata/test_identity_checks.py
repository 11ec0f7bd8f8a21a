"""Ids that stand for two records (B04) or for another title than before (B15): quarantined, what is published stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import ISBN, Make, book, dump, gone, live_ids, night, report, states, title_of, title_text
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import payload
from metadata.home import Home
from metadata.store.tables import quarantine
from transforms.record import Record

DATABASES = BOTH_IN_FULL


def withheld(home: Home) -> list[tuple[str, str]]:
    """Rule and id of what is in quarantine."""
    with home.store.read() as connection:
        return [(row.rule, row.vendor_id) for row in connection.execute(select(quarantine).order_by(quarantine.c.id))]


@pytest.mark.parametrize("cut", [1, 8 << 20])
def test_two_records_under_one_id_are_both_withheld(home: Home, monkeypatch: pytest.MonkeyPatch, cut: int) -> None:
    monkeypatch.setattr(payload, "RANGE", cut)
    feed = [book("b1", "Eka"), book("b2"), book("b1", "Toka")]
    counts = report(night(home, "beta", "1.mrc", feed), "beta").counts
    assert (counts["read"], counts["candidate"], counts["quarantined:B04"]) == (3, 1, 2)
    assert withheld(home) == [("B04", "b1"), ("B04", "b1")]
    assert live_ids(home, "beta") == {"b2"}


@pytest.mark.long
def test_what_is_published_under_a_repeated_id_stays(home: Home) -> None:
    night(home, "alpha", "1.mrc", [book("a1", "Vanha"), *(book(f"a{number}") for number in range(2, 30))])
    rest = [book(f"a{number}") for number in range(2, 30)]
    counts = report(night(home, "alpha", "2.mrc", [book("a1", "Vanha"), book("a1", "Uusi"), *rest]), "alpha").counts
    assert (counts["quarantined:B04"], counts["absent"]) == (2, 0)
    assert title_text(home, title_of(home, "alpha", "a1")) == "Vanha /"
    payloads = [row["payload"] for row in dump(home)["quarantine"]]
    assert all(payloads), "of the unchanged one the store has the bytes"


def test_the_same_content_twice_is_one_record(home: Home) -> None:
    assert report(night(home, "beta", "1.mrc", [book("b1"), book("b1")]), "beta").counts["filtered:repeated-id"] == 1
    assert (withheld(home), live_ids(home, "beta")) == ([], {"b1"})


def test_after_a_delete_the_last_word_counts(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1", "Eka"), gone("b1"), book("b1", "Toka")])
    assert (withheld(home), title_text(home, title_of(home, "beta", "b1"))) == ([], "Toka /")


def test_ids_that_differ_by_capitals_only_are_withheld_in_one_feed(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), book("B1"), book("b2")])
    assert (withheld(home), live_ids(home, "beta")) == ([("B04", "b1"), ("B04", "B1")], {"b2"})


def test_an_id_that_differs_from_a_known_one_by_capitals_only_is_withheld(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2")])
    night(home, "beta", "2.mrc", [book("B1", "Kissa"), book("b3")])
    assert (withheld(home), live_ids(home, "beta")) == ([("B04", "B1")], {"b1", "b2", "b3"})


@pytest.mark.parametrize(
    ("later", "is_withheld"),
    [
        (book("b1", "Merikirja aloittelijoille", ISBN[1]), True),
        (book("b1", "Merikirja aloittelijoille", ISBN[0]), False),
        (book("b1", "Kissan päivät, uusi painos", ISBN[1]), False),
        (book("b1", "Kissan päivä", ISBN[1]), False),
        (book("b1", "Merikirja aloittelijoille"), False),
    ],
    ids=["title and isbn", "title", "isbn", "isbn and a letter", "no isbn"],
)
def test_a_known_id_may_not_change_title_and_isbn(home: Home, later: Record, is_withheld: bool) -> None:
    night(home, "beta", "1.mrc", book("b1", "Kissan päivät", ISBN[0]))
    night(home, "beta", "2.mrc", [later, book("b2")])
    assert withheld(home) == ([("B15", "b1")] if is_withheld else [])
    if is_withheld:
        assert title_text(home, title_of(home, "beta", "b1")) == "Kissan päivät /"
        (row,) = dump(home)["quarantine"]
        assert row["message"].endswith(f"Kissan päivät / {ISBN[0]} → Merikirja aloittelijoille / {ISBN[1]}")


def test_an_id_that_was_deleted_may_come_back_as_another_title(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1", "Kissan päivät", ISBN[0]), book("b2")])
    night(home, "beta", "2.mrc", gone("b1"))
    night(home, "beta", "3.mrc", book("b1", "Merikirja aloittelijoille", ISBN[1]))
    assert (withheld(home), live_ids(home, "beta")) == ([], {"b1", "b2"})


def test_a_vendor_file_may_weigh_it_less(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> None:
    file = own_schemas / "vendors" / "beta.yml"
    levels = 'levels: {B15: {level: warning, until: 2027-03-31, reason: "the vendor numbers anew"}}\n'
    file.write_text(file.read_text("utf-8") + levels, "utf-8")
    forget()
    home = open_home(schemas=own_schemas)
    night(home, "beta", "1.mrc", book("b1", "Kissan päivät", ISBN[0]))
    night(home, "beta", "2.mrc", book("b1", "Merikirja aloittelijoille", ISBN[1]))
    assert (withheld(home), states(home)["2.mrc"]) == ([], "committed")
    (row,) = dump(home)["source_record"]
    assert "B15" in {issue[0] for issue in row["issues"]}
