"""Whole records scored: hand-counted numbers of five kinds of material, and laws that hold for any record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.media import Media
from transforms.record import SUBFIELD, Field, Issue, Level, Record
from transforms.score.fills import fills_of
from transforms.score.measures import Measures
from transforms.score.score import Explanation, Scores, explain, score_of
from transforms.score.signs import FACTS, Signs

TAGS = (
    *("006", "007", "008", "015", "020", "022", "024", "035", "040", "041", "072", "084", "100", "110", "111", "240"),
    *("245", "246", "250", "260", "264", "300", "306", "336", "337", "338", "341", "347", "490", "500", "504", "505"),
    *("506", "520", "521", "532", "540", "546", "650", "651", "653", "655", "700", "711", "776", "830", "856", "FMT"),
)
PIECES = (
    *("fin", "yso/fin", "yso/swe", "slm/fin", "ykl", "85.2", "http://www.yso.fi/onto/yso/p1", "978-952-19-0001-3"),
    *("(V)1", "https://a.example/1", "https://a.example/1.jpg", "9 h 2 min", "c2026.", "txt", "cr", "c", "", " ", "ä"),
)
texts = st.sampled_from(PIECES) | st.text(max_size=12)
bodies = st.lists(st.tuples(st.sampled_from("abcdehjquvz02345"), texts), max_size=4)
data = st.builds(
    lambda tag, indicators, pairs: Field(tag, indicators + "".join(f"{SUBFIELD}{a}{b}" for a, b in pairs)),
    st.sampled_from(TAGS),
    st.sampled_from(("  ", "10", "40", "42", " 7", "1 ")),
    bodies,
)
fields = data | st.builds(Field, st.sampled_from(TAGS), st.text(max_size=45))
leaders = st.sampled_from(("00000nam a22000002i 4500", "00000nim a22000007i 4500", "00000nas a", "", "xxxxxxxxxx"))
records = st.builds(Record, leaders, st.lists(fields, max_size=8).map(tuple))
media = st.sampled_from([*map(str, Media), "", "no such media"])
issues = st.lists(
    st.builds(
        lambda rule, level, fixed, suppressed: Issue(rule, "", level, fixed=fixed, suppressed=suppressed),
        st.sampled_from(("S01", "S12", "F03", "T01", "T11", "I02", "I03", "J02", "X01")),
        st.sampled_from(Level),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


def rounded(scores: Scores) -> tuple[float | None, ...]:
    return tuple(round(each, 2) if each is not None else None for each in scores[:4])


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        # identity ¾ (no title), all else full: 18.75 + 25 + 20 + 20 + 10. SR-FI: 668 of 773 points that apply.
        ("good_book", "ebook", (93.75, 100.0, 21.0, 86.42)),
        # a title 5, a language 3.33, nothing wrong in form 10. SR-FI: 224.5 of 773.
        ("poor_book", "ebook", (18.33, 16.67, 5.0, 29.04)),
        # 18.75 + 25·(1 + 1 + ½ + ⅓ + 0)/5 + 20·3/6 + 20·1/3 + 10
        ("audiobook", "eaudiobook", (59.58, 73.91, 12.0, 76.71)),
        # 25·2/4 + 25·2/5 + 20·4/6 + 0 + 10
        ("film", "film", (45.83, 60.87, 10.0, 60.73)),
        # 18.75 + 25·2/3 + 20·2/4 + 20·1/3 + 10: contributors, audience and length do not apply
        ("magazine", "magazine", (62.08, 72.22, 11.0, 60.28)),
    ],
)
def test_hand_counted_records(
    name: str, kind: str, expected: tuple[float, ...], measures: Measures, request: pytest.FixtureRequest
) -> None:
    record: Record = request.getfixturevalue(name)
    assert rounded(score_of(record, kind, (), measures)) == expected


def test_what_later_parts_supply_counts_when_it_is_there(good_book: Record, measures: Measures) -> None:
    work = good_book.add(Field.data("758", "  ", "a", "Mallien talo", "1", "https://emat.example/teos/1"))
    assert score_of(work, "ebook", (), measures, has_title_id=True).score == 100.0
    assert score_of(good_book, "ebook", (), measures, has_title_id=True).score == pytest.approx(96.875)


def test_the_link_that_publication_makes_counts(audiobook: Record, measures: Measures) -> None:
    alone, linked = (score_of(audiobook, "eaudiobook", (), measures, linked=each) for each in (False, True))
    assert dict(linked.dimensions)["access"] == pytest.approx(2 / 3)
    assert alone.score is not None
    assert linked.score == pytest.approx(alone.score + 20 / 3)


def test_a_fatal_record_has_no_score(good_book: Record, measures: Measures) -> None:
    fatal = Issue("S03", "title-missing", Level.FATAL)
    assert score_of(good_book, "ebook", [fatal], measures).score is None
    assert score_of(good_book, "ebook", [fatal._replace(suppressed=True)], measures).score == 93.75
    assert score_of(good_book, "ebook", [fatal], measures).completeness == 100.0


def test_findings_on_a_real_record(poor_book: Record, measures: Measures) -> None:
    found = [
        Issue("T01", "title-all-caps", Level.WARNING),  # no sound title, and 2 points
        Issue("F12", "country-default-usa", Level.WARNING),  # form 19/20
        Issue("I16", "vendor-id-missing", Level.ERROR, fixed=True),  # mended: nothing
    ]
    scores = score_of(poor_book, "ebook", found, measures)
    assert scores.score == pytest.approx(20 / 6 + 10 * 0.95 - 2)


def test_physical_books_are_not_asked_for_what_online_ones_need(poor_book: Record, measures: Measures) -> None:
    found = explain(poor_book, "print", (), measures)
    assert dict(found.scores.dimensions)["access"] is None
    assert [found.sr[each][1] for each in ("006", "337", "338", "856")] == [None] * 4


def test_explanation_adds_up(audiobook: Record, measures: Measures) -> None:
    found = explain(audiobook, "eaudiobook", [Issue("I02", "", Level.ERROR)], measures)
    adds_up(found, measures)
    assert found.penalty == 10
    assert found.completeness["find"].missing == ("ykl", "655")
    assert found.completeness["select"].share == 3 / 5
    assert found.elements["find"]["kanto_share"] == 0.5


def adds_up(found: Explanation, measures: Measures) -> None:
    """The details make the numbers, by the formulas of the reference."""
    for name, value in found.scores.dimensions:
        elements = [each for each in found.elements[name].values() if each is not None]
        assert value == (pytest.approx(sum(elements) / len(elements)) if elements else None)
    weights = {each.name: each.weight for each in measures.dimensions}
    pairs = [(weights[name], value) for name, value in found.scores.dimensions if value is not None]
    mean = 100 * sum(weight * value for weight, value in pairs) / sum(weight for weight, _ in pairs)
    assert found.scores.score in (None, pytest.approx(max(0.0, mean - found.penalty)))
    assert found.scores.tt == sum(found.tt.values())
    shares = [(weight, share) for weight, share in found.sr.values() if share is not None]
    assert found.scores.sr == pytest.approx(100 * sum(w * s for w, s in shares) / sum(w for w, _ in shares))
    present = sum(len(each.present) for each in found.completeness.values())
    missing = sum(len(each.missing) for each in found.completeness.values())
    assert found.scores.completeness == pytest.approx(100 * present / (present + missing))


@given(records, media, issues)
def test_any_record_has_scores_in_their_range(
    measures: Measures, record: Record, kind: str, found: list[Issue]
) -> None:
    told = explain(record, kind, found, measures)
    scores = told.scores
    assert scores == score_of(record, kind, found, measures)
    assert scores.score is None or 0 <= scores.score <= 100
    assert 0 <= scores.completeness <= 100
    assert 0 <= scores.sr <= 100
    assert scores.tt >= 0
    assert all(value is None or 0 <= value <= 1 for _, value in scores.dimensions)
    assert all(value is None or 0 <= value <= 1 for value in told.fair)
    adds_up(told, measures)


@given(records, media, st.randoms())
def test_the_order_of_fields_does_not_matter(measures: Measures, record: Record, kind: str, random: Any) -> None:
    only_first = record.keep(lambda each: each.tag not in ("008", "245"))  # of these a record has one
    shuffled = list(only_first.fields)
    random.shuffle(shuffled)
    assert score_of(Record(record.leader, tuple(shuffled)), kind, (), measures) == score_of(
        only_first, kind, (), measures
    )


@given(records, media, st.sampled_from(("title", "summary", "format", "cover", "isbn", "name", "subject", "genre")))
def test_a_wanted_field_never_lowers_completeness_or_score(
    measures: Measures, record: Record, kind: str, name: str
) -> None:
    wanted = {
        "title": Field.data("245", "00", "a", "Talo"),
        "summary": Field.data("520", "  ", "a", "Talo palaa."),
        "format": Field.data("347", "  ", "b", "EPUB"),
        "cover": Field.data("856", "42", "3", "Kansikuva", "u", "https://a.example/1.jpg"),
        "isbn": Field.data("020", "  ", "a", "978-952-19-0001-3"),
        "name": Field.data("100", "1 ", "a", "Malli", "e", "kirjoittaja.", "0", "(FI-ASTERI-N)000000001"),
        "subject": Field.data("650", " 7", "a", "talot", "2", "yso", "0", "http://www.yso.fi/onto/yso/p99"),
        "genre": Field.data("655", " 7", "a", "romaanit", "2", "slm", "0", "http://urn.fi/URN:NBN:fi:au:slm:s518"),
    }[name]
    record = record.drop("245") if name == "title" else record
    before, after = score_of(record, kind, (), measures), score_of(record.add(wanted), kind, (), measures)
    assert after.completeness >= before.completeness
    assert before.score is not None
    assert after.score is not None
    assert after.score >= before.score - 1e-9
    assert after.tt >= before.tt


@given(records, media)
def test_every_word_of_a_record_is_a_tag_or_a_known_fact(record: Record, kind: str) -> None:
    signs = Signs(record, kind)
    assert signs.words <= FACTS | {each.tag for each in record.fields}


@given(records, media)
def test_what_fills_is_part_of_what_applies(record: Record, kind: str) -> None:
    has, applicable = fills_of(record, kind)
    assert has <= applicable
