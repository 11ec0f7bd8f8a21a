"""What the store is asked for, on both databases."""

from __future__ import annotations

import pytest
from feeds import ISBN, book, deliver, night
from postgresql import BOTH_IN_FULL
from shelf import Shelf, issue
from sqlalchemy import Connection

from metadata.errors import ConfigError
from metadata.feedback import gather
from metadata.feedback.findings import Judged
from metadata.feedback.package import write_package
from metadata.feedback.words import LANGUAGES, load_texts
from metadata.home import Home
from tests import shipped
from transforms.record import Level

DATABASES = BOTH_IN_FULL
RULES = shipped.rules()


def facts(shelf: Shelf, since: int = 0, most: int = 30, **floors: float) -> gather.Facts:
    with shelf.home.store.read() as connection:
        return gather.facts(connection, shelf.vendor, floors, since, most)


def judged(shelf: Shelf, since: int = 0) -> list[Judged]:
    def all_of(connection: Connection) -> list[Judged]:
        return list(gather.judged(connection, shelf.vendor, RULES, since))

    with shelf.home.store.read() as connection:
        return all_of(connection)


def test_empty_store_has_no_facts(shelf: Shelf) -> None:
    assert facts(shelf) == gather.Facts([], [], [], {}, [], 0, "")
    assert judged(shelf) == []


def test_runs_stand_in_the_order_in_which_they_were_committed(shelf: Shelf) -> None:
    late = shelf.delivery("b.mrc", "held")
    early = shelf.delivery("a.mrc")
    shelf.counted(early, "I02", 3)
    again = Shelf(shelf.home)
    with again.home.store.write() as connection:
        gather.deliveries.note(connection, late, "committed", "2026-11-03T00:00:00Z", counts={"read": 2})
    shelf.counted(late, "D05", 1)
    shelf.counted(late, "A07", 1)
    found = facts(shelf)
    assert [each.name for each in found.runs] == ["a.mrc", "b.mrc"]
    assert [each.name for each in found.arrivals] == ["b.mrc", "a.mrc"]
    assert [each.was_held for each in found.arrivals] == [True, False]
    assert [(row.delivery_id, row.rule) for row in found.rule_counts] == [(early, "I02"), (late, "A07"), (late, "D05")]
    assert found.at == "2026-11-03T00:00:00Z"


def test_other_vendors_and_files_only_seen_are_left_out(shelf: Shelf) -> None:
    Shelf(shelf.home, "beta").delivery("other.mrc")
    shelf.delivery("seen.mrc", "seen")
    mine = shelf.delivery("mine.mrc")
    Shelf(shelf.home, "beta").record("b1", mine, issue())
    assert [each.name for each in facts(shelf).arrivals] == ["mine.mrc"]
    assert judged(shelf) == []


def test_since_a_delivery(shelf: Shelf) -> None:
    first, second = shelf.delivery("a.mrc"), shelf.delivery("b.mrc")
    shelf.record("k1", first, issue())
    shelf.record("k2", second, issue())
    shelf.withheld(first, 1, "k3", "S03", "no title")
    assert [each.name for each in facts(shelf, second).runs] == ["b.mrc"]
    assert [each.vendor_id for each in judged(shelf, second)] == ["k2"]
    with pytest.raises(ConfigError, match="delivery 99 is none of alpha"):
        facts(shelf, 99)


def test_only_the_last_deliveries_are_told(shelf: Shelf) -> None:
    for day in range(5):
        shelf.delivery(f"{day}.mrc")
    assert [each.name for each in facts(shelf, most=2).arrivals] == ["3.mrc", "4.mrc"]


def test_fill_rates_are_those_of_the_newest_delivery_with_enough_records(shelf: Shelf) -> None:
    shelf.delivery("a.mrc", counts={"read": 40, "candidate": 40, "fill:isbn": 40})
    shelf.delivery("b.mrc", counts={"read": 40, "candidate": 40, "fill:isbn": 20, "fill:summary": 10})
    shelf.delivery("c.mrc", counts={"read": 40, "candidate": 3, "fill:isbn": 0})
    assert facts(shelf, isbn=0.9).fills == [gather.Fill("isbn", 0.5, 0.9), gather.Fill("summary", 0.25, None)]


def test_fill_rate_is_of_the_records_that_ought_to_have_the_field(shelf: Shelf) -> None:
    shelf.delivery("a.mrc", counts={"candidate": 40, "of:duration": 10, "fill:duration": 5, "of:ykl": 0, "fill:ykl": 0})
    assert facts(shelf, duration=0.9).fills == [gather.Fill("duration", 0.5, 0.9)]


def test_what_held_a_delivery_is_kept_with_it(shelf: Shelf) -> None:
    number = shelf.delivery("a.mrc", "held")
    shelf.checked(number, "fill.isbn", 0.8, 0.9, "hold")
    shelf.checked(number, "max_drop", 0.0, 0.2, "pass")
    (found,) = facts(shelf).arrivals
    assert [(each.key, each.value) for each in found.tripped] == [("fill.isbn", 0.8)]


def test_withheld_records_come_first_then_live_ones_by_id(shelf: Shelf) -> None:
    number = shelf.delivery("a.mrc")
    shelf.record("k2", number, issue(), title="Koira")
    shelf.record("k1", number)
    shelf.record("k3", number, issue(), deleted=True)
    shelf.withheld(number, 8, "", "S01", "cannot be read")
    shelf.withheld(number, 9, "k9", "S03", "no title", state="cured")
    found = judged(shelf)
    assert [(each.label, each.title, each.withheld) for each in found] == [
        ("a.mrc #8", "", True), ("k1", "", False), ("k2", "Koira", False),
    ]  # fmt: skip
    assert found[0].issues[0][:3] == ("S01", "unparsable-record", Level.FATAL)
    assert found[2].issues == (issue(),)


def test_live_records_are_counted(shelf: Shelf) -> None:
    number = shelf.delivery("a.mrc")
    shelf.record("k1", number, record=book("k1").pack())
    shelf.record("k2", number, deleted=True)
    assert facts(shelf).live == 1


def test_identifiers_on_unrelated_titles_are_told_with_the_vendors_own_ids(home: Home) -> None:
    unlike = ("Hevonen", "Runot", "Merimatka", "Talvi")
    deliver(home, "beta", "1.mrc", [book(f"b{place}", title, ISBN[0]) for place, title in enumerate(unlike[:3])])
    night(home, "gamma", "1.mrc", [book("g1", unlike[3], ISBN[0]), book("g2", "Kissa", ISBN[1])])
    with home.store.read() as connection:
        found = {
            each: gather.facts(connection, each, {}, told=gather.Told(ids=2)).poor
            for each in ("beta", "gamma", "alpha")
        }
    assert found == {
        "beta": (gather.Poor("isbn", ISBN[0], ["b0", "b1"], 1),),
        "gamma": (gather.Poor("isbn", ISBN[0], ["g1"], 0),),
        "alpha": (),
    }
    for language in LANGUAGES:
        letter = (write_package(home, "beta").folder / f"letter.{language}.html").read_text("utf-8")
        assert load_texts(home.settings.schemas).feedback.texts["letter_poor"][language] in letter
        assert ISBN[0] in letter
