"""Records as they are and as a held delivery would have them."""

from __future__ import annotations

import shutil

import pytest
from feeds import book, delivery_id, night

from metadata.approval import samples
from metadata.approval.samples import samples_of
from metadata.home import Home


def test_every_kind_is_told_those_that_may_do_harm_first(held_home: Home) -> None:
    found = samples_of(held_home, delivery_id(held_home, "2.mrc"))
    assert [(each.kind, each.record) for each in found] == [
        ("withdrawn", "a1"),
        ("withdrawn", "a2"),
        ("withdrawn", "a3"),
        ("changed", "a0"),
        ("new", "a9"),
    ]
    ((before, after),) = found[3].fields
    assert ("Kissa 0" in before, "Muuttunut" in after) == (True, True)


def test_of_many_each_kind_has_its_share(held_home: Home) -> None:
    found = samples_of(held_home, delivery_id(held_home, "2.mrc"), most=3)
    assert [each.kind for each in found] == ["withdrawn", "changed", "new"]


def test_a_withheld_record_says_why(held_home: Home) -> None:
    poor = book("a5").drop("245")
    night(held_home, "alpha", "3.mrc", [book("a0", "Muuttunut"), poor])
    kinds = {each.record: each for each in samples_of(held_home, delivery_id(held_home, "3.mrc"))}
    assert kinds["a5"].kind == "withheld"
    assert kinds["a5"].fields[0][1]


def test_of_a_great_delivery_the_first_records_are_looked_up(held_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "LOOKED", 1)
    found = samples_of(held_home, delivery_id(held_home, "2.mrc"))
    assert [(each.kind, each.record) for each in found][-1] == ("changed", "a0")
    assert [each.record for each in found if each.kind == "withdrawn"] == ["a1", "a2", "a3"]


def test_without_a_work_folder_there_are_none(held_home: Home) -> None:
    shutil.rmtree(held_home.settings.work)
    assert samples_of(held_home, delivery_id(held_home, "2.mrc")) == []


def test_only_the_first_records_are_looked_at_where_that_is_asked_for(held_home: Home) -> None:
    number = delivery_id(held_home, "2.mrc")
    assert samples_of(held_home, number, within=0) == []
    assert [each.kind for each in samples_of(held_home, number, within=1)] == ["changed"]
    assert {each.kind for each in samples_of(held_home, number, within=100)} == {"changed", "new"}
