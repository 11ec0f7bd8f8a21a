"""Completeness: what is missing and what is not asked, and the FAIR view."""

from __future__ import annotations

import pytest

from transforms.record import Field, Record
from transforms.score.measures import Measures
from transforms.score.score import explain, score_of


def test_missing_fields_are_named_by_group(good_book: Record, measures: Measures) -> None:
    found = explain(good_book.drop("520", "347"), "ebook", (), measures)
    assert (found.completeness["select"].missing, found.completeness["obtain"].missing) == (("summary",), ("format",))
    assert found.completeness["find"].share == 1
    assert found.scores.completeness == pytest.approx(100 * 22 / 24)


def test_what_is_not_asked_leaves_both_sides(magazine: Record, measures: Measures) -> None:
    found = explain(magazine, "magazine", (), measures).completeness
    assert found["find"].not_applicable == ("contributor", "role", "ykl")
    assert score_of(magazine, "magazine", (), measures).completeness == pytest.approx(100 * 13 / 18)


def test_one_of_several_tags_is_enough(good_book: Record, measures: Measures) -> None:
    older = good_book.drop("264").add(Field.data("260", "  ", "c", "2026."))
    assert explain(older, "ebook", (), measures).completeness["identify"].missing == ()
    open_access = good_book.drop("506").add(
        Field.data("540", "  ", "u", "https://creativecommons.org/licenses/by/4.0/")
    )
    assert explain(open_access, "ebook", (), measures).completeness["obtain"].missing == ()


def test_an_audience_is_wanted_of_what_is_for_children(good_book: Record, measures: Measures) -> None:
    child = good_book.put(Field.data("084", "  ", "a", "85.22", "2", "ykl")).put_at("008", 22, " ")
    assert "audience_juvenile" in explain(child, "ebook", (), measures).completeness["select"].missing
    assert "audience_juvenile" in explain(good_book, "ebook", (), measures).completeness["select"].not_applicable


def test_fair_counts_ids_links_and_licences(good_book: Record, measures: Measures) -> None:
    found = explain(good_book, "ebook", (), measures).fair
    assert found.findable == pytest.approx(1 / 3)  # every heading has $0; no persistent id, no work
    assert (found.accessible, found.interoperable) == (1, 1)
    assert found.reusable == pytest.approx(1 / 3)
    more = good_book.add(
        Field.data("024", "7 ", "a", "10.1234/x", "2", "doi"),
        Field.data("540", "  ", "a", "CC BY 4.0", "f", "CC BY 4.0", "2", "cc"),
        Field.data("758", "  ", "1", "https://emat.example/teos/1"),
        Field.data("776", "08", "z", "978-952-19-0003-7"),  # no heading
        Field.data("884", "  ", "a", "ONIX to MARC"),
    )
    assert tuple(explain(more, "ebook", (), measures).fair) == pytest.approx((2.9 / 3, 1, 1, 1))


def test_an_id_that_is_no_uri_finds_but_does_not_link(measures: Measures) -> None:
    name = Field.data("100", "1 ", "a", "Malli", "0", "(FI-ASTERI-N)000000001")
    found = explain(Record.of(name), "ebook", (), measures).fair
    assert found.findable == pytest.approx(1 / 3)
    assert found.interoperable == 0
    assert explain(Record.of(), "ebook", (), measures).fair == (0, 0, None, 0)
