"""A doubt comes back from the arguments of an Issue as it went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.enrich.candidates import MOST, Candidate, Doubt, as_arguments, doubt_of

CANDIDATES = st.builds(Candidate, st.text(), st.text(), st.text(), st.text())


@given(st.builds(Doubt, st.text(), st.lists(CANDIDATES, max_size=MOST).map(tuple), st.text()))
def test_a_doubt_comes_back_as_it_was(doubt: Doubt) -> None:
    assert doubt_of(as_arguments(doubt)) == doubt


def test_no_more_are_told_than_a_person_can_choose_from() -> None:
    many = tuple(Candidate(f"http://example.org/{number}", "sana") for number in range(MOST + 3))
    told = doubt_of(as_arguments(Doubt("several", many)))
    assert told is not None and told.candidates == many[:MOST]


def test_other_arguments_tell_of_no_doubt() -> None:
    assert doubt_of((("until", "2027-01-31"),)) is None
