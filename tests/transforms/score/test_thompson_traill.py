"""TT-FI row by row, and the errors of others that it does not repeat (quality-rules.md §8)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import shipped
from transforms.record import Field, Record
from transforms.score.measures import Measures
from transforms.score.score import score_of
from transforms.score.signs import Signs
from transforms.score.thompson_traill import points_of, thompson_traill

SCHEMAS = Path(__file__).parents[3] / "schemas"


def points(measures: Measures, *fields: Field) -> dict[str, int]:
    """The rows in which a record of these fields has points."""
    signs = Signs(Record.of(*fields), "ebook")
    present, _ = measures.masks(signs)
    found = points_of(signs, measures, present)
    assert thompson_traill(signs, measures, present) == sum(found.values())
    return {name: number for name, number in found.items() if number}


def f008(date: str = "uuuu", country: str = "   ", language: str = "   ", form: str = " ") -> Field:
    return Field("008", f"261122s{date}    {country}     {form}           {language}||")


def headings(number: int, indicators: str = " 7", source: str | None = None) -> list[Field]:
    return [Field.data("650", indicators, "a", f"aihe {each}", "2", source) for each in range(number)]


def test_an_empty_record_has_nothing(measures: Measures) -> None:
    assert points(measures) == {}


def test_fields_are_counted(measures: Measures) -> None:
    tags = ("020", "020", "100", "111", "246", "250", "700", "710", "720", "490", "830")
    found = points(measures, *(Field.data(tag, "  ", "a", "x") for tag in tags))
    assert found == {"isbn": 2, "authors": 2, "other_titles": 1, "edition": 1, "contributors": 3, "series": 2}


def test_contents_and_summary(measures: Measures) -> None:
    summary, parts = Field.data("520", "  ", "a", "x"), Field.data("505", "0 ", "a", "x")
    assert points(measures, summary, summary) == {"contents": 1}
    assert points(measures, summary, parts) == {"contents": 2}


@pytest.mark.parametrize(
    ("date", "right"), [("2018", 1), ("2027", 1), ("2028", 0), ("1450", 1), ("1449", 0), ("19uu", 0), ("    ", 0)]
)
def test_years_after_2017_count_up_to_next_year(date: str, right: int, measures: Measures) -> None:
    """A peer's pattern ends at 2017: every e-book since has one point too few there."""
    assert points(measures, f008(date)).get("date_008", 0) == right


def test_the_last_year_moves_with_the_calendar() -> None:
    later = Measures.load(SCHEMAS, shipped.tables(), 2027)
    assert points(later, f008("2028"))["date_008"] == 1


def test_dates_of_publication(measures: Measures) -> None:
    def found(*fields: Field) -> int:
        return points(measures, f008("2024"), *fields).get("date_26x", 0)

    assert found(Field.data("264", " 1", "c", "2023.")) == 1
    assert found(Field.data("264", " 1", "c", "2023."), Field.data("264", " 4", "c", "©2024")) == 2
    assert found(Field.data("260", "  ", "c", "c2024.")) == 2
    assert found(Field.data("264", " 1", "c", "[20--?]")) == 0
    assert found(Field.data("264", " 1", "c", "120241")) == 0, "a longer number is no year"


def test_subject_headings_are_no_classification(measures: Measures) -> None:
    """A peer counts 6XX with indicator 0 in the column of classes, and its own column stays empty."""
    assert points(measures, *headings(3, " 0")) == {"other_subjects": 3}
    for tag, source in (("080", None), ("082", None), ("084", "ykl")):
        assert points(measures, Field.data(tag, "  ", "a", "84.2", "2", source)) == {"class": 1}
    assert points(measures, Field.data("084", "  ", "a", "Hc", "2", "kssb")) == {}


def test_other_headings_are_capped_at_five(measures: Measures) -> None:
    """A peer caps them at ten; the article says five."""
    assert points(measures, *headings(9, " 4")) == {"other_subjects": 5}
    assert points(measures, *headings(9, " 7", "sao"), *headings(2, " 0")) == {"other_subjects": 5}


def test_a_heading_without_its_source_is_counted(measures: Measures) -> None:
    """A peer does not count indicator 7 without $2 at all."""
    assert points(measures, *headings(2)) == {"other_subjects": 2}
    assert points(measures, Field.data("653", "  ", "a", "x")) == {"other_subjects": 1}


def test_vocabularies_have_caps_of_their_own(measures: Measures) -> None:
    many = [*headings(12, source="yso/fin"), *headings(11, source="slm/swe"), *headings(3, source="kauno")]
    assert points(measures, *many) == {"yso": 10, "slm": 10, "kauno": 3}


@pytest.mark.parametrize("text", ["1 verkkoaineisto (312 sivua)", "1 onlineresurs", "1 online resource (2 files)"])
def test_the_carrier_may_stand_within_the_extent(text: str, measures: Measures) -> None:
    """A peer wants 300 $a to be "online resource" and nothing else."""
    assert points(measures, Field.data("300", "  ", "a", text)) == {"online": 1}
    assert points(measures, Field.data("300", "  ", "a", text), f008(form="o")) == {"online": 2}


def test_the_country_and_language_are_valid_codes(measures: Measures) -> None:
    assert points(measures, f008(country="fi ", language="fin")) == {"language_008": 1, "country_008": 1}
    assert points(measures, f008(country="zz ", language="xyz")) == {}


def test_the_cataloguing_language_may_be_left_out(measures: Measures) -> None:
    """A peer gives no point to 040 without $b, although the article does."""
    assert points(measures, Field.data("040", "  ", "a", "FI-XXX")) == {"language_040": 1}
    assert points(measures, Field.data("040", "  ", "a", "FI-XXX", "b", "swe", "e", "rda")) == {
        "language_040": 1,
        "rda": 1,
    }
    assert points(measures, Field.data("040", "  ", "a", "FI-XXX", "b", "ger")) == {}


def test_capitals_gain_nothing(measures: Measures, good_book: Record) -> None:
    """A peer's measure multiplies by forty when one field of forty is in capitals."""
    loud = good_book.put(Field.data("245", "10", "a", "MALLIEN TALO /", "c", "MAIJA MALLI."))
    quiet = good_book.put(Field.data("245", "10", "a", "mallien talo /", "c", "maija malli."))
    found = {score_of(each, "ebook", (), measures) for each in (good_book, loud, quiet)}
    assert len(found) == 1


def test_measures_are_frozen(measures: Measures) -> None:
    assert replace(measures, version="x").version == "x"
    with pytest.raises(AttributeError):
        measures.version = "x"  # type: ignore[misc]
