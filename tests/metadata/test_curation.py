"""What people decide about titles: it holds whatever becomes of ids, and can be taken back."""

from __future__ import annotations

import pytest
from feeds import ISBN, book, clusters, deliver, night, title_of
from sqlalchemy import select

from metadata import curation, pipeline
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.review import Word
from metadata.store.tables import title_event
from transforms.record import Field, Record

WORD = Word("Syy.", "tarkastaja")
BOTH = frozenset({"beta:b1", "gamma:g1"})


def two(home: Home) -> tuple[str, str]:
    """Two books, by beta and by gamma."""
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevosen talvi", ISBN[1]).add(Field.data("500", "  ", "a", "Huomautus.")))
    return title_of(home, "beta", "b1"), title_of(home, "gamma", "g1")


def one(home: Home) -> str:
    """One book of both."""
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]).add(Field.data("505", "0 ", "a", "Sisällys.")))
    return title_of(home, "beta", "b1")


def published(home: Home, title_id: str) -> Record | None:
    view = home.catalogue().view("all")
    assert view is not None
    entry = view.entry(title_id)
    return None if entry is None or entry.deleted else view.record(title_id)


def test_a_merge_joins_what_speaks_against_it_and_its_undoing_parts_it(home: Home) -> None:
    left, right = two(home)
    number = curation.merge_titles(home, [left, "gamma:g1"], WORD)
    pipeline.publish(home)
    assert clusters(home) == {BOTH}
    with home.store.read() as connection:
        told = connection.execute(
            select(title_event).where(title_event.c.kind == "merge", title_event.c.level == "P")
        ).one()
    assert (told.title_id, told.other_id, told.actor, told.reason) == (right, left, WORD.actor, WORD.reason)
    curation.undo(home, number, WORD)
    pipeline.publish(home)
    assert clusters(home) == {frozenset({each}) for each in BOTH}
    assert title_of(home, "beta", "b1") == left
    assert title_of(home, "gamma", "g1") not in (left, right)


def test_a_split_holds_against_an_equal_isbn_and_a_later_merge_outweighs_it(home: Home) -> None:
    whole = one(home)
    curation.split_title(home, whole, ["gamma:g1"], WORD)
    pipeline.publish(home)
    assert clusters(home) == {frozenset({each}) for each in BOTH}
    assert title_of(home, "beta", "b1") == whole
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    assert len(clusters(home)) == 2
    curation.merge_titles(home, ["beta:b1", "gamma:g1"], WORD)
    pipeline.publish(home)
    assert clusters(home) == {BOTH}


def test_a_suppressed_title_is_published_no_more_whoever_joins_it(home: Home) -> None:
    whole = one(home)
    number = curation.suppress_title(home, whole, WORD)
    pipeline.publish(home)
    assert published(home, whole) is None
    night(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    assert (title_of(home, "alpha", "a1"), published(home, whole)) == (whole, None)
    curation.undo(home, number, WORD)
    pipeline.publish(home)
    assert published(home, whole) is not None


def test_a_field_that_is_set_goes_above_the_records_and_outlives_them(home: Home) -> None:
    whole = one(home)
    curation.set_field(home, whole, "500 ## $a Asetettu.", WORD)
    night(home, "beta", "2.mrc", book("b1", isbn=ISBN[0]).add(Field.data("500", "  ", "a", "Muu.")))
    record = published(home, whole)
    assert record is not None
    assert [each["a"] for each in record.all("500")] == ["Asetettu."]


def test_a_forbidden_field_of_a_vendor_is_taken_from_none_of_its_records(home: Home) -> None:
    whole = one(home)
    before = published(home, whole)
    assert before is not None
    assert before.has("505")
    curation.forbid_field(home, whole, "gamma", "505", WORD)
    pipeline.publish(home)
    after = published(home, whole)
    assert after is not None
    assert not after.has("505")


def test_decisions_are_listed_with_reason_and_author(home: Home) -> None:
    number = curation.suppress_title(home, one(home), WORD)
    (told,) = curation.listed(home)
    assert (told["id"], told["verdict"], told["reason"], told["actor"]) == (number, "suppress", "Syy.", "tarkastaja")
    curation.undo(home, number, WORD)
    assert curation.listed(home) == []
    assert len(curation.listed(home, undone=True)) == 1


def test_what_cannot_be_decided_is_told(home: Home) -> None:
    whole = one(home)
    for decide in (
        lambda: curation.merge_titles(home, [whole, "gamma:g1"], WORD),
        lambda: curation.split_title(home, whole, ["beta:b1", "gamma:g1"], WORD),
        lambda: curation.split_title(home, whole, ["alpha:a1"], WORD),
        lambda: curation.suppress_title(home, "nobody:x", WORD),
        lambda: curation.set_field(home, whole, "LDR x", WORD),
        lambda: curation.forbid_field(home, whole, "nobody", "520", WORD),
        lambda: curation.forbid_field(home, whole, "gamma", "52", WORD),
        lambda: curation.suppress_title(home, whole, Word("", "x")),
    ):
        with pytest.raises(ConfigError):
            decide()
    assert curation.listed(home) == []
