"""Findings that people accept and fields that they set, replayed night after night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from feeds import book, deliver, live_ids
from postgresql import BOTH_IN_FULL
from sqlalchemy import Row, select

from metadata import pipeline, review
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.review import Given, Judged, Verdict, Word
from metadata.store.tables import source_record
from transforms.record import Field, Issue, Record
from transforms.validate import load_rules

DATABASES = BOTH_IN_FULL
WORD = Word("I looked into it", "Maija")
CAPITALS = book("b1", "KISSA")
YEAR = date(2027, 3, 31)


def stored(home: Home, vendor_id: str = "b1") -> Row[object]:
    with home.store.read() as connection:
        return connection.execute(select(source_record).where(source_record.c.vendor_id == vendor_id)).one()


def record(home: Home, vendor_id: str = "b1") -> Record:
    return Record.unpack(str(stored(home, vendor_id).record))


def found(home: Home, rule: str, vendor_id: str = "b1") -> list[Issue]:
    issues: Sequence[list[object]] = stored(home, vendor_id).issues
    return [each for each in (Issue(*issue) for issue in issues) if each.rule == rule]  # type: ignore[arg-type]


def ask(home: Home) -> list[int]:
    """What a commit asks about the records that are in the store; returns the open items."""
    rules = load_rules(home.settings.schemas / "rules")
    assert not rules.errors
    with home.store.write() as connection:
        rows = connection.execute(select(source_record)).all()
        judged = [
            Judged(
                row.id, f"{row.vendor}:{row.vendor_id}", () if row.deleted else [Issue(*each) for each in row.issues]
            )
            for row in rows
        ]
        review.sync_records(connection, judged, rules, home.clock())
    return [each["item"] for each in review.items(home, kind="record")]


def come(home: Home, name: str, content: Record | list[Record]) -> None:
    """A delivery is committed; nothing is published, for what is said of records does not wait for that."""
    deliver(home, "beta", name, content)
    pipeline.harvest(home, "beta")


def again(home: Home, *records: Record, name: str = "2.mrc") -> None:
    """The next night: the vendor sends the same, or what is told, and a record that is new."""
    come(home, name, [*(records or [CAPITALS]), book(f"new in {name}", "Uusi")])


def test_a_finding_that_a_person_must_look_at_is_asked_once(home: Home) -> None:
    come(home, "1.mrc", [CAPITALS, book("b2", "Koira")])
    items = ask(home)
    assert ask(home) == items
    (asked,) = review.items(home, kind="record")
    assert (asked["rule"], asked["records"][0]["record"]) == ("Z01", "beta:b1")
    (finding,) = asked["issues"]
    assert (finding["path"], finding["value"]) == ("245[0]$a", "KISSA /")
    assert finding["message"] == "KISSA / will not do"


def test_a_finding_that_is_gone_asks_no_more_and_asks_again_when_it_is_back(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    items = ask(home)
    again(home, book("b1", "Kissa"))
    assert ask(home) == []
    again(home, CAPITALS, name="3.mrc")
    assert ask(home) == items


def test_what_is_accepted_is_told_apart_from_the_next_run_on(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    review.decide(home, ask(home), Verdict.ACCEPT, WORD, Given(until=YEAR))
    assert (review.items(home), stored(home).made_with) == ([], "")
    again(home)
    assert [each.suppressed for each in found(home, "Z01")] == [True]
    assert ask(home) == []
    (kept,) = review.decisions(home)
    assert kept["value"] == {"rule": "Z01", "until": "2027-03-31"}


def test_what_is_accepted_is_so_for_this_record_only(home: Home) -> None:
    come(home, "1.mrc", [CAPITALS, book("b2", "KOIRA")])
    review.decide(home, ask(home)[:1], Verdict.ACCEPT, WORD)
    again(home, CAPITALS, book("b2", "KOIRA"))
    assert [found(home, "Z01", each)[0].suppressed for each in ("b1", "b2")] == [True, False]


def test_what_was_accepted_runs_out_with_a_finding_of_its_own(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    number = review.let_pass(home, "beta:b1", "Z01", WORD, date(2026, 11, 2))
    again(home)
    home.clock = lambda: "2026-11-02T21:59:59Z"  # 23.59 in Helsinki
    with home.store.write() as connection:
        assert review.mark_expired(connection, home.settings.schemas, home.today) == 0
    home.clock = lambda: "2026-11-03T04:00:00Z"
    with home.store.write() as connection:
        assert review.mark_expired(connection, home.settings.schemas, home.today) == 1
        assert review.mark_expired(connection, home.settings.schemas, home.today) == 0
    again(home, name="3.mrc")
    assert [each.suppressed for each in found(home, "Z01")] == [False]
    (told,) = found(home, "R01")
    assert (told.value, dict(told.args)) == ("Z01", {"until": "2026-11-02"})
    assert len(ask(home)) == 1
    with home.store.write() as connection:
        assert review.mark_expired(connection, home.settings.schemas, home.today) == 0
    review.undo(home, number, WORD)
    again(home, name="4.mrc")
    assert found(home, "R01") == []


def test_what_is_accepted_anew_is_so_until_the_new_day(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", "ABC"))
    pipeline.run(home)
    review.let_pass(home, "beta:b1", "Z01", WORD, date(2030, 1, 1))
    review.let_pass(home, "beta:b1", "Z02", WORD, date(2030, 1, 1))
    second = review.let_pass(home, "beta:b1", "Z01", WORD, date(2027, 1, 1))
    assert {each["value"]["rule"]: each["value"]["until"] for each in review.decisions(home)} == {
        "Z01": "2027-01-01",
        "Z02": "2030-01-01",
    }
    assert [each.value["until"] for each in review.overruled(home, [second])] == ["2030-01-01"]


def test_a_fatal_finding_that_is_accepted_withholds_nothing(home: Home) -> None:
    bad = CAPITALS.add(Field.data("500", "  ", "a", "no"))
    come(home, "1.mrc", bad)
    assert live_ids(home, "beta") == set()
    number = review.let_pass(home, "beta:b1", "Z02", WORD)
    again(home, bad)
    assert "b1" in live_ids(home, "beta")
    assert [each.suppressed for each in found(home, "Z02")] == [True]
    review.undo(home, number, WORD)
    again(home, bad, name="3.mrc")
    assert "b1" in live_ids(home, "beta"), "what was published before stays published"


def test_a_rule_that_is_let_pass_mends_nothing(home: Home) -> None:
    sent = CAPITALS.add(Field.data("653", "  ", "a", "paha"))
    come(home, "1.mrc", sent)
    assert record(home).value("653", "a") == "hyvä"
    review.let_pass(home, "beta:b1", "Z03", WORD)
    again(home, sent)
    assert record(home).value("653", "a") == "paha"
    assert [(each.suppressed, each.fixed) for each in found(home, "Z03")] == [(True, False)]


def test_a_field_that_a_person_sets_stays_night_after_night(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    review.decide(home, ask(home), Verdict.EDIT, WORD, Given(field="245 10 $a Kissa / $c Matti Malli."))
    assert record(home).value("245", "a") == "KISSA /"
    for name in ("2.mrc", "3.mrc"):
        changed = CAPITALS.add(Field.data("650", " 7", "a", name, "2", "yso/fin"))
        again(home, changed, name=name)
        assert record(home).value("245", "a") == "Kissa /"
        assert (found(home, "Z01"), ask(home)) == ([], [])


def test_an_edit_asks_again_when_the_vendors_field_is_another(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    review.decide(home, ask(home), Verdict.EDIT, WORD, Given(field="245 10 $a Kissa / $c Matti Malli."))
    again(home, book("b1", "KISSAT"))
    assert record(home).value("245", "a") == "KISSAT /"
    (told,) = found(home, "R02")
    assert (told.path, dict(told.args)["before"]) == ("245", "KISSA / Matti Malli.")
    (number,) = ask(home)
    assert review.item(home, number)["rule"] == "R02"
    review.decide(home, [number], Verdict.EDIT, WORD, Given(field="245 10 $a Kissat / $c Matti Malli."))
    again(home, book("b1", "KISSAT"), name="3.mrc")
    assert record(home).value("245", "a") == "Kissat /"


def test_no_rule_touches_what_a_person_set(home: Home) -> None:
    sent = CAPITALS.add(Field.data("653", "  ", "a", "paha"))
    come(home, "1.mrc", sent)
    review.set_field(home, "beta:b1", "653 ## $a parempi", WORD)
    again(home, sent)
    assert record(home).all("653") == [Field.data("653", "  ", "a", "parempi")]
    assert [each.fixed for each in found(home, "Z03")] == [False]


def test_a_field_that_the_rules_made_can_be_set_too(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    assert record(home).value("009") == "made"
    review.set_field(home, "beta:b1", "009 by hand", WORD)
    for name in ("2.mrc", "3.mrc"):
        again(home, name=name)
        assert [each.value for each in record(home).all("009")] == ["by hand"]
        assert found(home, "R02") == []


def test_a_field_is_added_and_taken_out(home: Home) -> None:
    sent = CAPITALS.add(Field.data("653", "  ", "a", "hyvä"), Field.data("653", "  ", "a", "huono"))
    come(home, "1.mrc", sent)
    review.set_field(home, "beta:b1", "655[+] #7 $a romaanit $2 slm/fin", WORD)
    review.set_field(home, "beta:b1", "653[0] -", WORD)
    again(home, sent)
    assert [each.text for each in record(home).all("653", "655")] == ["hyvä", "romaanit slm/fin"]


def test_a_second_edit_of_a_field_takes_the_place_of_the_first(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    review.set_field(home, "beta:b1", "245 10 $a Kisa", WORD)
    review.set_field(home, "beta:b1", "245 10 $a Kissa", WORD)
    again(home)
    review.set_field(home, "beta:b1", "245 10 $a Kissat", WORD)
    again(home, name="3.mrc")
    assert record(home).value("245", "a") == "Kissat"
    assert [each["id"] for each in review.decisions(home)] == [3]


def test_an_edit_that_is_taken_back_gives_the_vendors_field_back(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    items = ask(home)
    (number,) = review.decide(home, items, Verdict.EDIT, WORD, Given(field="245 10 $a Kissa"))
    again(home)
    review.undo(home, number, WORD)
    again(home, name="3.mrc")
    assert record(home).value("245", "a") == "KISSA /"
    assert ask(home) == items


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("LDR 00000nam", "cannot be set by hand"),
        ("001 b2", "cannot be set by hand"),
        ("245 Kissa", "no field|no subfield"),
        ("kissa", "no field"),
        ("245 10 $a Kissa\x1fbx", "no field"),
        ("245[3] 10 $a Kissa", r"no field 245\[3\]"),
        ("336[+] -", "no field 336 to take out"),
        ("653 ## $a x", r"which 653\? 653\[0\] hyvä; 653\[1\] hyvä"),
    ],
)
def test_a_field_that_is_not_clear_is_refused(home: Home, field: str, told: str) -> None:
    come(home, "1.mrc", CAPITALS.add(*(Field.data("653", f" {n}", "a", "hyvä") for n in (" ", "1"))))
    with pytest.raises(ConfigError, match=told):
        review.set_field(home, "beta:b1", field, WORD)
    assert review.decisions(home) == []


def test_what_is_not_there_is_refused(home: Home) -> None:
    come(home, "1.mrc", CAPITALS)
    with pytest.raises(ConfigError, match="no live record"):
        review.let_pass(home, "beta:b9", "Z01", WORD)
    with pytest.raises(ConfigError, match="no rule Q99"):
        review.let_pass(home, "beta:b1", "Q99", WORD)
    with pytest.raises(ConfigError, match="is past"):
        review.let_pass(home, "beta:b1", "Z01", WORD, date(2026, 10, 31))


def test_the_story_of_a_record_tells_what_was_done_by_hand(home: Home) -> None:
    from metadata.story import explain

    come(home, "1.mrc", CAPITALS)
    review.set_field(home, "beta:b1", "245 10 $a Kissa", WORD)
    again(home)
    pipeline.publish(home)
    (member,) = explain(home, "beta:b1")["members"]
    assert [each["after"] for each in member["changes"] if each["step"] == "by hand"] == ["=245  10$aKissa"]
