"""What waits for a person's word, and the mark of what its gate saw."""

from __future__ import annotations

from feeds import delivery_id, gone, night

from metadata import decisions, pipeline
from metadata.approval import waiting
from metadata.home import Home


def test_nothing_waits_where_nothing_is_held(home: Home) -> None:
    assert waiting(home) == []


def test_a_held_delivery_is_told_by_its_number(held_home: Home) -> None:
    (held,) = waiting(held_home)
    assert (held.kind, held.number, held.thing) == ("delivery", delivery_id(held_home, "2.mrc"), held.number)


def test_a_held_publication_is_told_by_the_number_it_would_have(held_publication: Home) -> None:
    (held,) = waiting(held_publication)
    assert (held.kind, held.number, held.thing) == ("publication", 2, decisions.PUBLICATION)


def test_the_mark_stays_while_the_gate_sees_the_same(held_publication: Home) -> None:
    before = waiting(held_publication)
    pipeline.publish(held_publication)
    assert waiting(held_publication) == before


def test_more_titles_that_would_go_are_another_question(held_publication: Home) -> None:
    before = waiting(held_publication)
    night(held_publication, "beta", "3.mrc", [gone("b30"), gone("b31")])
    after = waiting(held_publication)
    assert [each[:2] for each in after] == [each[:2] for each in before]
    assert after != before
