"""SR-FI category by category, and the errors of others that it does not repeat (quality-rules.md §8)."""

from __future__ import annotations

import pytest

from transforms.record import Field, Record
from transforms.score.measures import Measures
from transforms.score.score import explain, score_of

E_BOOK = "00000nam a22000002i 4500"
BLANK = "00000n   a2200000uu 4500"


def share(measures: Measures, name: str, *fields: Field, media: str = "ebook", leader: str = BLANK) -> float | None:
    return explain(Record(leader, fields), media, (), measures).sr[name][1]


def field(tag: str, *parts: str, indicators: str = "  ") -> Field:
    return Field.data(tag, indicators, *(parts or ("a", "x")))


def test_the_weights_are_those_of_the_reference(measures: Measures) -> None:
    assert len(measures.categories) == 33
    assert sum(each.weight for each in measures.categories) == 1019


def test_an_empty_record_gets_nothing(measures: Measures) -> None:
    """A peer gives it the full weight of five categories: 5.24 of 28.44."""
    assert score_of(Record(BLANK, ()), "ebook", (), measures).sr == 0


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("1XX", ("100", "110", "111", "130")),
        ("505", ("505",)),
        ("6XX", ("600", "650", "651", "653")),
        ("7XX", ("700", "710", "711", "730")),
        ("8XX", ("800", "830")),
    ],
)
def test_one_of_several_is_enough_and_none_is_not(name: str, tags: tuple[str, ...], measures: Measures) -> None:
    for tag in tags:
        assert share(measures, name, field(tag)) == 1
    assert not share(measures, name)
    assert not share(measures, name, field("776"))


@pytest.mark.parametrize(
    ("media", "leader", "expected"),
    [
        ("ebook", "00000nam a22000002i 4500", (1, 1)),
        ("eaudiobook", "00000nam a22000002i 4500", (0, 1)),  # the defect of many feeds: audio as text
        ("eaudiobook", "00000nim a22000002i 4500", (1, 1)),
        ("film", "00000ngm a22000002i 4500", (1, 1)),
        ("album", "00000nim a22000002i 4500", (0, 1)),
        ("magazine", "00000nas a22000002i 4500", (1, 1)),
        ("magazine", "00000nam a22000002i 4500", (1, 0)),
        ("ebook", "00000nas a22000002i 4500", (1, 0)),
        ("ebook", "short", (0, 0)),
    ],
)
def test_the_leader_is_tested_against_the_media(
    media: str, leader: str, expected: tuple[float, float], measures: Measures
) -> None:
    """A peer declares the expected values and scores presence alone, which any leader has."""
    found = tuple(share(measures, name, media=media, leader=leader) for name in ("LDR/06", "LDR/07"))
    assert found == expected


def test_encoding_level_and_form_are_half_each(measures: Measures) -> None:
    assert share(measures, "LDR/17-18", leader=E_BOOK) == 1
    assert share(measures, "LDR/17-18", leader="00000nam a22000002a 4500") == 0.5
    assert share(measures, "LDR/17-18", leader="00000nam a2200000ui 4500") == 0.5


def test_006_is_that_of_an_electronic_resource(measures: Measures) -> None:
    assert share(measures, "006", Field("006", "m|||||o||d||||||||")) == 1
    assert share(measures, "006", Field("006", "a|||||o||d||||||||")) == 0


def test_020_has_three_selectors_and_the_number_is_checked(measures: Measures) -> None:
    right = field("020", "a", "978-952-19-0001-3", "q", "EPUB")
    assert share(measures, "020", right) == pytest.approx(2 / 3)
    assert share(measures, "020", right, field("020", "z", "978-952-19-0002-0")) == 1
    assert share(measures, "020", field("020", "a", "978-952-19-0001-4")) == 0


@pytest.mark.parametrize(
    ("name", "present", "applies"),
    [
        ("240", field("240"), field("041", "a", "fin", "h", "eng", indicators="1 ")),
        ("504", field("504"), Field("008", "261122s2026    fi ||||eo|b|||||||1|fin||")),
        ("546", field("546"), field("041", "a", "fin", "a", "swe")),
        ("490", field("490"), field("830")),
        ("8XX", field("830"), field("490", indicators="1 ")),
    ],
)
def test_what_does_not_apply_is_not_absent(name: str, present: Field, applies: Field, measures: Measures) -> None:
    """A peer counts it as absent: a book in one language loses the weight of 546 there."""
    leader = E_BOOK if name == "504" else BLANK
    assert share(measures, name, leader=leader) is None
    assert share(measures, name, present, leader=leader) == 1
    assert share(measures, name, applies, leader=leader) == 0
    assert share(measures, name, present, applies, leader=leader) == 1


@pytest.mark.parametrize("tag", ["015", "246", "250"])
def test_what_nothing_else_tells_of_counts_where_it_is(tag: str, measures: Measures) -> None:
    assert share(measures, tag) is None
    assert share(measures, tag, field(tag)) == 1


def test_contents_are_asked_of_an_album(measures: Measures) -> None:
    assert share(measures, "505", media="album") == 0
    assert share(measures, "505", media="ebook") is None


def test_a_series_that_is_not_traced_needs_no_heading(measures: Measures) -> None:
    assert share(measures, "8XX", field("490", indicators="0 ")) is None


def test_types_and_links_are_tested(measures: Measures) -> None:
    assert share(measures, "336", field("336", "b", "spw")) == 0
    assert share(measures, "336", field("336", "a", "teksti")) == 1
    assert share(measures, "337", field("337", "b", "n")) == 0
    assert share(measures, "338", field("338", "a", "Verkkoaineisto")) == 1
    assert share(measures, "084", field("084", "a", "Hc", "2", "kssb")) == 0
    assert share(measures, "264", field("264", "c", "©2024", indicators=" 4")) == 0
    assert share(measures, "856", field("856", "u", "https://a.example/1", indicators="40")) == 1
    assert share(measures, "856", field("856", "u", "https://a.example/1", indicators="42")) == 0
