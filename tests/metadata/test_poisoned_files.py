"""Poisoned files of each kind, from the inbox to the store: held, what is published stays, and other vendors go on.

The gates themselves are tried on hundreds of feeds in test_poisoned_feeds.py; here the counts come from real records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import Make, book, deliver, delivery_id, gone, live_ids, mrc, night, report, states, tree

from metadata import decisions, pipeline
from metadata.home import Home
from metadata.store import deliveries
from transforms.identifiers.isbn import find_isbn
from transforms.record import Field, Record

SIZE = 60
CAT = Field.data("650", " 7", "a", "kissa", "2", "yso/fin", "0", "http://www.yso.fi/onto/yso/p19378")

Titles = dict[str, Record]


def isbn(number: int) -> str:
    """A valid ISBN of this house's invented publisher."""
    stem = f"978952799{number:03}"
    return next(f"{stem}{digit}" for digit in range(10) if (found := find_isbn(f"{stem}{digit}")) and found.is_valid)


def titles(size: int = SIZE, prefix: str = "a-") -> Titles:
    """A vendor's catalogue: each book with an ISBN, a summary and a subject."""
    made = {}
    for number in range(size):
        record = book(f"{prefix}{number:04}", f"Kirja numero {number}", isbn(number))
        summary = Field.data("520", "  ", "a", f"Kertomus, jossa {number} kissaa lähtee merelle.")
        made[f"{prefix}{number:04}"] = record.add(summary, CAT)
    return made


def without(all_of: Titles, *tags: str) -> list[Record]:
    return [record.drop(*tags) for record in all_of.values()]


def mojibake(record: Record) -> Record:
    """Letters that are lost for good; what can be put right is no poison."""
    return record.map(lambda field: field.map(lambda _, value: value.replace("ä", "\ufffd")))


def retitled(record: Record) -> Record:
    changed = Field.data("245", "10", "a", f"Toinen nimi {record.control_number} /", "c", "Matti Malli.")
    return record.put(changed)


def renumbered(all_of: Titles) -> list[Record]:
    """Every id on the record of another title."""
    records = list(all_of.values())
    return [
        record.put(Field("001", vendor_id)) for vendor_id, record in zip(all_of, records[7:] + records[:7], strict=True)
    ]


POISONS: dict[str, Callable[[Titles], bytes | list[Record]]] = {
    "one record": lambda known: list(known.values())[:1],
    "half": lambda known: list(known.values())[: SIZE // 2],
    "seven tenths": lambda known: list(known.values())[: SIZE * 7 // 10],
    "all deleted": lambda known: [gone(each) for each in known],
    "mojibake": lambda known: [mojibake(each) for each in known.values()],
    "a lost field": lambda known: without(known, "520"),
    "half of the fields gone": lambda known: without(known, "020", "100", "520"),
    "another vendor's file": lambda known: list(titles(SIZE, "urn:x:").values()),
    "doubled": lambda known: [*known.values(), *known.values()],
    "two files in one": lambda known: [*known.values(), *titles(SIZE + 25, "b-").values()],
    "repeated ids": lambda known: [*known.values(), *(retitled(each) for each in list(known.values())[:40])],
    "re-used ids": renumbered,
    "cut in the middle": lambda known: mrc(*known.values())[:-70],
    "no records": lambda known: b"\n",
}


def alpha_with(schemas: Path, expect: str) -> None:
    file = schemas / "vendors" / "alpha.yml"
    lines = [line if not line.startswith("expect:") else expect for line in file.read_text("utf-8").splitlines()]
    file.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def guarded(open_home: Make, own_schemas: Path, forget: Callable[[], None]) -> Iterator[Home]:
    """Alpha with ordinary gates and two ordinary nights behind it; beta beside it."""
    alpha_with(own_schemas, "expect: {}")
    forget()
    home = open_home(schemas=own_schemas)
    known = titles()
    night(home, "alpha", "01.mrc", list(known.values()))
    night(home, "alpha", "02.mrc", [*known.values(), book("a-9000", "Uusi kirja", isbn(900))])
    assert set(states(home).values()) == {"committed"}
    yield home
    forget()


def test_poisoned_files_are_held_and_other_vendors_go_on(guarded: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before, served = live_ids(guarded, "alpha"), tree(guarded.settings.files)
    told: dict[str, str] = {}
    for number, (name, poison) in enumerate(POISONS.items(), start=3):
        file = f"{number:02}.mrc"
        deliver(guarded, "alpha", file, poison(titles()))
        assert pipeline.harvest(guarded, "alpha").is_sound is False or states(guarded)[file] == "empty", name
        told[name] = states(guarded)[file]
    assert set(told.values()) <= {"held", "unreadable", "empty"}, told
    assert live_ids(guarded, "alpha") == before
    assert pipeline.publish(guarded).counts == {}
    assert tree(guarded.settings.files) == served
    assert night(guarded, "beta", "1.mrc", book("b1")).published.counts["new"] == 1
    with capsys.disabled():
        print(f"\npoisoned files: {len(told)}, none committed: {told}")


@pytest.mark.long
def test_a_sound_file_after_the_poisoned_ones_goes_through(guarded: Home) -> None:
    deliver(guarded, "alpha", "03.mrc", list(titles().values())[:10])
    pipeline.harvest(guarded, "alpha")
    sound = [*titles().values(), book("a-9002", "Vielä yksi", isbn(902))]
    assert report(night(guarded, "alpha", "04.mrc", sound), "alpha").is_sound
    assert (states(guarded)["03.mrc"], states(guarded)["04.mrc"]) == ("superseded", "committed")


def test_what_the_gate_saw_is_kept_also_when_it_passed(guarded: Home) -> None:
    with guarded.store.read() as connection:
        checks = {row.key: row for row in deliveries.checks_of(connection, delivery_id(guarded, "02.mrc"))}
    assert {"max_drop", "max_records", "max_deletes", "max_changed", "cumulative", "fill.isbn"} <= checks.keys()
    assert {row.verdict for row in checks.values()} <= {"pass", "warn"}
    assert (checks["max_drop"].baseline, checks["fill.summary"].value) == (60, 60 / 61)


def test_an_approval_names_the_checks_and_what_is_usual_begins_with_it(guarded: Home) -> None:
    few = list(titles().values())[:35]
    deliver(guarded, "alpha", "03.mrc", few)
    pipeline.harvest(guarded, "alpha")
    decisions.approve(guarded, delivery_id(guarded, "03.mrc"), "half of the catalogue was sold", "librarian")
    assert states(guarded)["03.mrc"] == "committed"
    told = decisions.story(guarded, delivery_id(guarded, "03.mrc"))
    assert told["counts"]["approved"] == 1
    deliver(guarded, "alpha", "04.mrc", [*few, book("a-9001", "Vielä uusi", isbn(901))])
    assert pipeline.harvest(guarded, "alpha").is_sound
    assert states(guarded)["04.mrc"] == "committed"


def test_a_check_that_was_not_asked_about_holds_an_approved_delivery_again(guarded: Home) -> None:
    deliver(guarded, "alpha", "03.mrc", without(titles(), "520"))
    pipeline.harvest(guarded, "alpha")
    number = delivery_id(guarded, "03.mrc")
    with guarded.store.write() as connection:
        deliveries.decide_gate(connection, number, "approve", "one thing", "librarian", guarded.clock(), ["fill.isbn"])
    assert pipeline.harvest(guarded, "alpha").held
    assert states(guarded)["03.mrc"] == "held"


@pytest.mark.long
def test_a_leak_of_a_few_titles_a_night_is_stopped(guarded: Home) -> None:
    known = list(titles().values())
    for number in range(3, 13):
        known = known[:-2]
        deliver(guarded, "alpha", f"{number:02}.mrc", known)
        pipeline.harvest(guarded, "alpha")
        if states(guarded)[f"{number:02}.mrc"] == "held":
            break
    assert 61 * 0.85 < len(live_ids(guarded, "alpha")) < 61


@pytest.mark.long
def test_ordinary_files_are_not_held(guarded: Home) -> None:
    known = titles()
    for number in range(3, 13):
        fresh = book(f"a-{8000 + number}", f"Uusi kirja {number}", isbn(800 + number))
        known[f"a-{8000 + number}"] = fresh
        changed = sorted(known)[number]
        known[changed] = known[changed].add(Field.data("500", "  ", "a", "Korjattu."))
        known.pop(sorted(known)[-number] if number % 4 == 0 else "", None)
        deliver(guarded, "alpha", f"{number:02}.mrc", list(known.values()))
        assert pipeline.harvest(guarded, "alpha").is_sound
    assert set(states(guarded).values()) == {"committed"}
