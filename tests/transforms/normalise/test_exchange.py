"""Other fields in the place of those of some tags: where they stand, and what stays."""

from __future__ import annotations

from transforms.normalise.exchange import exchanged
from transforms.record import Field, Record

TITLE, EXTENT, NOTE = (Field.data(tag, "  ", "a", "Valot") for tag in ("245", "300", "500"))
FIRST, SECOND = (Field.data("338", "  ", "b", code) for code in ("cr", "nc"))
FILE = Field.data("347", "  ", "a", "tekstitiedosto")


def test_new_fields_stand_before_the_first_of_a_higher_tag_in_their_own_order() -> None:
    old = Record.of(TITLE, EXTENT, Field.data("338", "  ", "b", "zu"), NOTE)
    assert exchanged(old, ("338", "347"), (FIRST, SECOND, FILE)).fields == (TITLE, EXTENT, FIRST, SECOND, FILE, NOTE)


def test_what_stays_keeps_its_order_where_the_record_has_none() -> None:
    old = Record.of(NOTE, FILE, TITLE)
    assert exchanged(old, ("347",), (FIRST,)).fields == (FIRST, NOTE, TITLE)


def test_nothing_new_leaves_the_fields_out_and_a_leader_takes_the_place_of_the_old_one() -> None:
    old = Record.of(TITLE, FIRST)
    assert exchanged(old, ("338",), (), "00000cam a22000002i 4500") == Record("00000cam a22000002i 4500", (TITLE,))
