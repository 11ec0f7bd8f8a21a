"""What is kept of a watch, of looks for vocabularies, of questions and of links, in either database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from postgresql import BOTH
from sqlalchemy import Connection, insert

from metadata.home import Home
from metadata.store import deliveries, link_checks, quarantine, reviews, watching
from metadata.store.link_checks import Checked
from metadata.store.tables import quarantine as withheld
from metadata.store.tables import review_item, source_record

DATABASES = BOTH
DAYS = [f"2026-11-{day:02}T05:00:00Z" for day in range(1, 10)]


@pytest.fixture
def home(open_home: Callable[..., Home]) -> Home:
    return open_home()


def delivered(connection: Connection, vendor: str = "alpha", at: str = DAYS[0]) -> int:
    values = {"vendor": vendor, "name": at, "order_key": "1", "size": 1, "mtime": "", "sha256": at, "path": "x"}
    number = deliveries.add_delivery(connection, values)
    deliveries.note(connection, number, "committed", at)
    return number


def record(connection: Connection, delivery: int, vendor_id: str, vendor: str = "alpha", **more: Any) -> int:
    values = {
        "vendor": vendor,
        "vendor_id": vendor_id,
        "delivery_id": delivery,
        "position": 0,
        "sha256": b"0" * 32,
        "made_with": "x",
        "order_key": "1",
        "deleted": False,
        "media": "ebook",
        "collection": "x",
        "raw": b"",
        "record": vendor_id,
        "issues": [],
    }
    done = connection.execute(insert(source_record).values(**(values | more)))
    return int((done.inserted_primary_key or (0,))[0])


def test_a_fact_keeps_its_first_day_and_one_that_comes_back_is_new(home: Home) -> None:
    late = ("late", "alpha")
    with home.store.write() as connection:
        watching.keep(connection, {late: "2026-10-30T00:00:00Z"}, DAYS[0])
        watching.keep(connection, {late: "2026-10-31T00:00:00Z", ("held", "7"): DAYS[1]}, DAYS[1])
        assert watching.known(connection) == {
            late: ("2026-10-30T00:00:00Z", DAYS[0]),
            ("held", "7"): (DAYS[1], DAYS[1]),
        }
        watching.keep(connection, {}, DAYS[2])
        assert watching.known(connection) == {}
        watching.keep(connection, {late: DAYS[3]}, DAYS[3])
        assert watching.known(connection) == {late: (DAYS[3], DAYS[3])}
        assert watching.last_two(connection) == (DAYS[3], DAYS[2])


def test_a_look_that_fails_keeps_the_last_good_one(home: Home) -> None:
    with home.store.write() as connection:
        for day, state in zip(DAYS, ("new", "failed", "failed", "unchanged"), strict=False):
            watching.looked(connection, "yso", day, state, "why")
            look = watching.looks(connection)["yso"]
            if state == "failed":
                assert (look.good, look.since) == (DAYS[0], DAYS[1])
        assert watching.looks(connection)["yso"][1:5] == (DAYS[3], DAYS[3], DAYS[3], "unchanged")


def test_the_oldest_question_and_the_oldest_record_in_quarantine_are_known(home: Home) -> None:
    with home.store.write() as connection:
        first, second = delivered(connection, at=DAYS[0]), delivered(connection, at=DAYS[4])
        one, gone = record(connection, second, "a1"), record(connection, second, "a2", deleted=True)
        for subject, left, day in (("a", one, DAYS[2]), ("b", one, DAYS[1]), ("c", gone, DAYS[0])):
            asked = {"kind": "record", "subject": subject, "left_id": left, "found": {}, "since": day, "state": "open"}
            connection.execute(insert(review_item).values(**asked))
        assert reviews.oldest(connection) == {"record": DAYS[1]}
        for position, (delivery, state) in enumerate(((first, "cured"), (second, "open"), (second, "open"))):
            what = {"delivery_id": delivery, "position": position, "vendor": "alpha", "vendor_id": "x", "rule": "I01"}
            connection.execute(insert(withheld).values(**what, message="", payload=b"", state=state))
        assert quarantine.open_since(connection) == {"alpha": (2, DAYS[4])}


def checked(vendor_id: str, day: str, place: str = "resource", days: int = 0) -> Checked:
    return Checked("alpha", vendor_id, place, "https://x.example", day, 404 if days else 200, "", "", days)


def ids(found: list[link_checks.Due]) -> list[str]:
    return [each.vendor_id for each in found]


def test_links_that_were_never_asked_after_come_first_then_those_of_longest_ago(home: Home) -> None:
    with home.store.write() as connection:
        delivery = delivered(connection)
        for each in ("a1", "a2", "a3", "a4"):
            record(connection, delivery, each)
        record(connection, delivery, "a5", deleted=True)
        record(connection, delivery, "b1", "beta")
        looks = [
            checked("a1", DAYS[3]),
            checked("a2", DAYS[1]),
            checked("a2", DAYS[5], "cover 1"),
            checked("a4", DAYS[6]),
        ]
        link_checks.keep(connection, looks)
        assert ids(link_checks.due(connection, "alpha", DAYS[5], 9)) == ["a3", "a2", "a1"]
        assert ids(link_checks.due(connection, "alpha", DAYS[5], 2)) == ["a3", "a2"]
        assert link_checks.live_counts(connection) == {"alpha": 4, "beta": 1}


def test_what_was_broken_is_due_again_the_next_day_and_told_the_second_time(home: Home) -> None:
    with home.store.write() as connection:
        delivery = delivered(connection)
        for each in ("a1", "a2"):
            record(connection, delivery, each)
        link_checks.keep(connection, [checked("a1", DAYS[0], days=1), checked("a2", DAYS[0])])
        assert ids(link_checks.due_again(connection, "alpha", DAYS[0][:10], 9)) == []
        assert ids(link_checks.due_again(connection, "alpha", DAYS[1][:10], 9)) == ["a1"]
        assert link_checks.broken_counts(connection) == {}
        link_checks.keep(connection, [checked("a1", DAYS[1], days=2), checked("gone", DAYS[1], days=2)])
        assert link_checks.broken_counts(connection) == {"alpha": 1}
        assert list(link_checks.broken(connection, "alpha")) == ["a1"]
        assert link_checks.forget_gone(connection) == 1
        link_checks.keep(connection, [], gone=[("alpha", "a1", "resource")])
        assert link_checks.of_records(connection, "alpha", ["a1", "a2", "gone"]).keys() == {("a2", "resource")}
