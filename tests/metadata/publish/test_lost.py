"""P05 as a night has it: a title that lost a field without a change keeps it, and says so where people look."""

from __future__ import annotations

import pytest
from feeds import ISBN, book, night, title_of
from postgresql import BOTH_IN_FULL
from sqlalchemy import update

from metadata import pipeline
from metadata.home import Home
from metadata.publish import making
from metadata.store.tables import source_record, title_quality
from metadata.story import explain
from transforms.merge.merge import merge
from transforms.merge.provenance import Merged
from transforms.record import Field

DATABASES = BOTH_IN_FULL
NOTE = Field.data("520", "  ", "a", "Kertoo kissasta.")


def forgetful(*args: object) -> Merged:
    """A merging with a fault of ours: it forgets the notes, and that it did."""
    done = merge(*args)  # type: ignore[arg-type]
    pairs = [pair for pair in zip(done.record.fields, done.came, strict=True) if pair[0].tag != "520"]
    record = done.record.keep(lambda each: each.tag != "520")
    return done._replace(record=record, came=tuple(came for _, came in pairs))


def published(home: Home, tag: str = "520") -> list[Field]:
    view = home.catalogue().view("all")
    record = view.record(title_of(home, "beta", "b1")) if view else None
    return record.all(tag) if record else []


def again(home: Home) -> dict[str, int]:
    """Merge everything anew, although nothing has changed."""
    with home.store.write() as connection:
        connection.execute(update(source_record).values(changed=True))
    return pipeline.publish(home).counts


def rules(home: Home) -> list[tuple[str, str]]:
    told = explain(home, title_of(home, "beta", "b1"))["quality"]
    return [(each["rule"], each["message"]) for each in told["issues"]]


@pytest.fixture
def one(home: Home) -> Home:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]).add(NOTE))
    assert len(published(home)) == 1
    return home


def test_a_field_that_is_lost_without_a_change_is_kept(one: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "merge", forgetful)
    before = published(one)
    again(one)
    assert published(one) == before
    assert [rule for rule, _ in rules(one)].count("P05") == 1
    again(one)
    assert published(one) == before


def test_nothing_is_said_where_nothing_is_lost(one: Home) -> None:
    assert again(one) == {}
    assert "P05" not in dict(rules(one))


def test_a_field_that_the_vendor_takes_back_goes(one: Home) -> None:
    night(one, "beta", "2.mrc", book("b1", isbn=ISBN[0]))
    assert published(one) == []
    assert "P05" not in dict(rules(one))


def test_after_a_change_of_rules_a_field_may_go(one: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with one.store.write() as connection:
        connection.execute(update(title_quality).values(made_with="older"))
    monkeypatch.setattr(making, "merge", forgetful)
    again(one)
    assert published(one) == []
