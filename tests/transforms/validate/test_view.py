"""What makes one record another: fields that are gone and that came, told apart by identity."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.record import Field, Record
from transforms.validate.view import Changed

POOL = tuple(Field.data(tag, "  ", "a", text) for tag in ("245", "500", "650") for text in ("Valot", "Varjot", "Yö"))
rows = st.lists(st.sampled_from(POOL), unique_by=id, max_size=len(POOL)).map(tuple)


@given(rows, rows)
def test_fields_are_gone_or_came_by_identity_in_their_order(
    before: tuple[Field, ...], after: tuple[Field, ...]
) -> None:
    changed = Changed(Record("x" * 24, before), Record("x" * 24, after))
    ours, theirs = set(map(id, before)), set(map(id, after))
    assert list(map(id, changed.gone)) == [id(each) for each in before if id(each) not in theirs]
    assert list(map(id, changed.came)) == [id(each) for each in after if id(each) not in ours]
    assert changed.tags == {each.tag for each in (*changed.gone, *changed.came)}
    assert bool(changed) is (ours != theirs)


@given(rows, st.data())
def test_one_field_exchanged_changes_no_other(fields: tuple[Field, ...], data: st.DataObject) -> None:
    place, new = data.draw(st.integers(0, len(fields))), Field.data("300", "  ", "a", "1 verkkoaineisto")
    changed = Changed(Record("", fields), Record("", (*fields[:place], new, *fields[place + 1 :])))
    assert changed.came == (new,)
    assert changed.gone == fields[place : place + 1]


def test_a_field_that_stood_twice_and_stands_once_is_gone() -> None:
    title = POOL[0]
    changed = Changed(Record("", (title, title)), Record("", (title,)))
    assert (changed.gone, changed.came) == ((title,), ())


def test_an_equal_field_made_anew_counts_and_so_does_the_leader() -> None:
    before, after = Record("x" * 24, POOL[:2]), Record("y" * 24, (Field(*POOL[0]), POOL[1]))
    assert Changed(before, after).tags == {"LDR", "245"}
