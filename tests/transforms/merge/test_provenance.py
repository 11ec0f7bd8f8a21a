"""What is known of a field's origin when the record is changed after it was merged."""

from __future__ import annotations

import pytest

from transforms.merge.members import OURS, Source
from transforms.merge.provenance import Came, Merged, Part, Way, derived, followed, packed, unpacked
from transforms.record import Field, Record

A, B = Source("a", "1", "0011", 3), Source("b", "2")
UNION, RULE = Way("union", "names"), Way("rule", "T10")
NAME = Field.data("700", "1 ", "a", "Malli, Anna,", "e", "lukija.", "4", "nrt")


def merged(*told: tuple[Field, Came]) -> Merged:
    return Merged(
        Record.of(*(field for field, _ in told)), tuple(came for _, came in told), Came(A, Way("base", "LDR"))
    )


def test_what_a_rule_adds_is_its_own_and_the_rest_keeps_its_source() -> None:
    came = Came(A, UNION, (Part("$4", B, UNION),))
    new = Field.data("700", "1 ", "a", "Malli, Anna", "d", "1950-", "e", "lukija.", "4", "nrt")
    found = derived(NAME, came, new, OURS, RULE)
    assert found == Came(A, UNION, (Part("$d", OURS, RULE), Part("$4", B, UNION)))


def test_a_part_follows_its_subfield_to_another_place() -> None:
    came = Came(A, UNION, (Part("$e[1]", B, UNION),))
    old = Field.data("700", "1 ", "a", "x", "e", "y", "e", "z")
    assert derived(old, came, Field.data("700", "1 ", "a", "x", "e", "z"), OURS, RULE) == Came(
        A, UNION, (Part("$e", B, UNION),)
    )


@pytest.mark.parametrize(
    ("new", "paths"), [("abXdef", ["/02"]), ("XXcdXX", ["/00-01", "/04-05"]), ("abcd", ["/04-05"]), ("abcdef", [])]
)
def test_positions_of_a_control_field(new: str, paths: list[str]) -> None:
    found = derived(Field("008", "abcdef"), Came(A, UNION), Field("008", new), OURS, RULE)
    assert found is not None
    assert [part.path for part in found.parts] == paths


def test_fields_that_come_go_and_change() -> None:
    kept, gone, old = (Field.data("500", "  ", "a", text) for text in ("kept", "gone", "old"))
    before = merged((kept, Came(A, UNION)), (gone, Came(B, UNION, (), (A,))), (old, Came(B, UNION)))
    made, new = Field.data("506", "  ", "a", "made"), old.add("b", "more")
    after = followed(before, Record.of(kept, new, made, leader=before.record.leader), lambda tag: RULE)
    assert after.came == (Came(A, UNION), Came(B, UNION, (Part("$b", OURS, RULE),)), Came(OURS, RULE))
    assert [(each.source, each.field, each.why) for each in after.left_out] == [
        (B, gone, "mended"),
        (A, gone, "mended"),
    ]


def test_the_same_record_changes_nothing() -> None:
    before = merged((NAME, Came(A, UNION)))
    assert followed(before, before.record, lambda _: RULE) is before


def test_one_of_two_fields_that_are_one_object() -> None:
    twice = merged((NAME, Came(A, UNION)), (NAME, Came(A, UNION)))
    once = followed(twice, Record.of(NAME, leader=twice.record.leader), lambda _: RULE)
    assert once.came == (Came(A, UNION),)
    assert len(once.left_out) == 1


def test_runs_of_fields_are_kept_together() -> None:
    told = packed(merged(*[(NAME, Came(A, UNION))] * 40))
    assert told["fields"] == [[40, 0, 0]]
    assert told["sources"] == [["a", "1", "0011", 3]]


def test_what_an_older_release_kept_is_read() -> None:
    found = unpacked(Record.of(NAME, NAME), ["a", "b"])
    assert found.vendors == ("a", "b")
    assert found.leader.way == ("unknown", "")
