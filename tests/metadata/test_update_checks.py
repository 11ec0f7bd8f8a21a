"""What only the store can tell of an update: too late (P04), an overhaul (P06), of a withdrawn title (X11); and O13."""

from __future__ import annotations

from pathlib import Path

import pytest
from feeds import Make, book, deliver, live_ids, night, states
from onix_feed import VENDOR, head
from onix_feed import book as onix_book
from onix_feed import night as onix_night
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import decisions, pipeline
from metadata.home import Home
from metadata.rule_counts import raised
from metadata.store.tables import rule_count, source_record
from metadata.tally import count_declared, count_headers
from tests.transforms.crosswalks.onix.onix_builder import message, product_xml
from transforms.formats.frame import Envelope
from transforms.record import Field, Issue, Record

DATABASES = BOTH_IN_FULL


def told(home: Home, vendor_id: str) -> list[tuple[str, str]]:
    """Rule and value of the set-level findings of a stored record."""
    with home.store.read() as connection:
        issues = connection.execute(
            select(source_record.c.issues).where(source_record.c.vendor_id == vendor_id)
        ).scalar_one()
    return [(each.rule, each.value) for each in (Issue(*each) for each in issues) if each.stage == "set"]


def fired(home: Home, rule: str) -> list[int]:
    """How often a rule fired, delivery by delivery in which it did."""
    c = rule_count.c
    with home.store.read() as connection:
        return list(
            connection.execute(select(c.fired).where(c.rule == rule, c.fired > 0).order_by(c.delivery_id)).scalars()
        )


def with_subjects(*words: str) -> Record:
    return book("b1", "Kissa").add(*(Field.data("653", "  ", "a", word) for word in words))


def test_an_update_that_leaves_little_of_a_record_is_told(home: Home) -> None:
    night(home, "beta", "1.mrc", [with_subjects(*(f"sana{number}" for number in range(60)))])
    night(home, "beta", "2.mrc", [with_subjects(*(f"muu{number}" for number in range(60)))])
    (finding,) = told(home, "b1")
    assert finding[0] == "P06" and 60 < int(finding[1]) <= 100
    assert fired(home, "P06") == [1]
    assert live_ids(home, "beta") == {"b1"}, "a warning withholds nothing"


def test_an_ordinary_update_is_none(home: Home) -> None:
    night(home, "beta", "1.mrc", [with_subjects("kissat")])
    night(home, "beta", "2.mrc", [with_subjects("koirat")])
    assert (told(home, "b1"), fired(home, "P06")) == ([], [])


def test_a_late_delivery_counts_as_older_versions(home: Home) -> None:
    night(home, "beta", "2.mrc", [book("b1", "Kissa"), book("b2", "Koira")])
    night(home, "beta", "1.mrc", [book("b1", "Kisa"), book("b2", "Koria"), book("b3", "Hevonen")])
    assert fired(home, "P04") == [2]


@pytest.fixture
def onix(open_home: Make, own_schemas: Path) -> Home:
    """An installation with a vendor of ONIX."""
    (own_schemas / "vendors" / "delta.yml").write_text(VENDOR, "utf-8")
    return open_home(schemas=own_schemas)


def test_a_withdrawn_title_that_is_still_published_is_told(onix: Home) -> None:
    status = "<PublishingStatus>{}</PublishingStatus>"
    onix_night(onix, "1.xml", product_xml(head=head("a"), publishing=status.format("04")))
    assert told(onix, "a") == []
    onix_night(onix, "2.xml", product_xml(head=head("a"), publishing=status.format("07")))
    assert (told(onix, "a"), live_ids(onix, "delta")) == ([("X11", "07")], {"a"})


def test_a_new_title_that_is_withdrawn_was_never_published(onix: Home) -> None:
    status = "<PublishingStatus>07</PublishingStatus>"
    onix_night(onix, "1.xml", product_xml(head=head("a"), publishing=status))
    assert told(onix, "a") == []


@pytest.mark.parametrize(
    ("envelope", "times"),
    [
        (Envelope("onix", sender="Malli Oy", sent="2026-11-01T02:15:00Z"), 0),
        (Envelope("onix", sender="Malli Oy"), 1),
        (Envelope("marc21"), 0),
    ],
)
def test_a_message_that_does_not_tell_when_it_was_sent(envelope: Envelope, times: int) -> None:
    counts: dict[str, int] = {}
    count_headers(counts, [envelope])
    assert counts.get("fired:O13", 0) == times


@pytest.mark.parametrize(
    ("files", "declared", "counted", "told"),
    [
        ([(3, 3), (2, 2)], 5, 5, 0),
        ([(3, 3), (2, 4), (4, 2)], 2, 4, 1),
        ([(0, 7)], None, None, 0),
    ],
)
def test_the_number_of_products_that_a_message_says_it_has(
    files: list[tuple[int, int]], declared: int | None, counted: int | None, told: int
) -> None:
    counts: dict[str, int] = {}
    count_declared(counts, [(Envelope("onix", products=said), came) for said, came in files])
    assert (counts.get("declared"), counts.get("counted"), counts.get("fired:B10", 0)) == (declared, counted, told)


def test_a_message_with_another_number_of_products_than_it_says_is_held(onix: Home) -> None:
    raw = message("".join(onix_book(each) for each in "ab"))
    for number, note in enumerate(("2 products", "Sent nightly. Total: 3 products"), start=1):
        told = f"<MessageNote>{note}</MessageNote></Header>".encode()
        deliver(onix, "delta", f"{number}.xml", raw.replace(b"</Header>", told))
        pipeline.run(onix, ["delta"])
    assert states(onix, "delta") == {"1.xml": "committed", "2.xml": "held"}
    held = decisions.held(onix)[0]
    assert "holds 3 products, but 2 came" in held["reason"]
    assert {check["rule"] for check in held["checks"] if check["key"] == "count"} == {"B10"}


def test_findings_that_are_of_no_kept_record_are_counted() -> None:
    counts = {"fired:P04": 1}
    raised(counts, "P04")
    assert counts == {"fired:P04": 2, "records:P04": 1}
