"""A refresh that would take away or change more than one in a hundred headings of the records waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refreshing import NOW, SLM, look, many

from metadata.connections import NONE
from metadata.vocabularies.build import Built
from metadata.vocabularies.changes import Changes
from metadata.vocabularies.index import Version
from metadata.vocabularies.refresh import Look, Outcome, _doubt, refresh
from metadata.vocabularies.shelf import Shelf
from transforms.enrich.lookups import key_of

EMPTY = Built(1_000, 1_000, {})


def seen(headings: dict[str, int]) -> Iterable[tuple[int, int]]:
    """What records have asked for: each heading by its label and its URI."""
    return [(key_of(text), times) for n, times in headings.items() for text in (f"{SLM}{n}", f"laji {n[1:]}")]


def after(shelf: Shelf, dumps: Path, turtle: str, headings: dict[str, int]) -> Outcome:
    (dumps / "slm-skos.ttl").write_text(turtle, "utf-8")
    done = refresh(Look(shelf, NOW, lambda _: NONE, ("slm",), dumps, used=lambda: seen(headings)))
    return done.vocabularies["slm"]


@pytest.fixture
def loaded(shelf: Shelf, dumps: Path) -> Shelf:
    (dumps / "slm-skos.ttl").write_text(many(200), "utf-8")
    look(shelf, dumps, agreed=True)
    return shelf


@pytest.mark.parametrize(
    ("times", "state"), [(1, "new"), (10, "new"), (11, "refused")], ids=["less", "one in a hundred", "more"]
)
@pytest.mark.parametrize("how", ["gone", "relabelled", "replaced"])
def test_headings_are_weighed_by_the_records_that_have_them(
    how: str, times: int, state: str, loaded: Shelf, dumps: Path
) -> None:
    turtle = {
        "gone": many(200, s7=""),
        "relabelled": many(200, s7="lajityyppi 7"),
        "replaced": many(200) + "slm:s7 owl:deprecated true ; dct:isReplacedBy slm:s8 .\n",
    }[how]
    done = after(loaded, dumps, turtle, {"s1": 1_000 - times, "s7": times})
    assert (done.state, done.changes.touched) == (state, 1)
    assert (done.changes.headings, done.changes.headings_touched) == (1_000, times)
    if state == "refused":
        assert done.reason == "11 of 1000 headings in use (1.1%) would go or change"
        assert look(loaded, dumps, "slm", agreed=True).vocabularies["slm"].state == "new"


def test_what_no_record_has_may_change_unless_it_is_very_much(loaded: Shelf, dumps: Path) -> None:
    used = {"s1": 100}
    some = many(200, **{f"s{n}": f"lajityyppi {n}" for n in range(100, 115)})
    assert after(loaded, dumps, some, used).state == "new"
    much = many(200, **{f"s{n}": f"tyyppi {n}" for n in range(100, 122)})
    done = after(loaded, dumps, much, used)
    assert (done.state, done.reason) == (
        "refused",
        "22 of 200 concepts are gone, replaced or have another preferred label",
    )


def test_where_no_record_has_asked_the_concepts_themselves_are_counted(loaded: Shelf, dumps: Path) -> None:
    assert after(loaded, dumps, many(200, s7="a", s8="b"), {}).state == "new"
    assert after(loaded, dumps, many(200, s1="a", s2="b", s3="c", s7="a", s8="b"), {}).state == "refused"


def test_additions_and_other_alternative_labels_need_nobody(loaded: Shelf, dumps: Path) -> None:
    more = many(300) + 'slm:s7 skos:altLabel "seitsemäs laji"@fi .\n'
    done = after(loaded, dumps, more, {"s7": 1_000})
    assert (done.state, done.changes.added.total, done.changes.changed.total) == ("new", 100, 1)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_share_is_one_in_a_hundred(headings: int, touched: int) -> None:
    touched = min(touched, headings)
    known = Version("slm", "1", "", NOW, 1_000, 1_000, 1, "")
    doubt = _doubt(EMPTY, Changes(headings=headings, headings_touched=touched), known)
    assert bool(doubt) == (100 * touched > headings)
