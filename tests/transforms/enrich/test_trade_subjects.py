"""Headings and classes by the codes of the book trade: marked, in pairs, and never beside what a person gave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import shipped
from tests.transforms.enrich.conftest import Agents
from transforms.enrich import enrich, load_enrichment
from transforms.enrich.trade_subjects import trade_subjects
from transforms.merge.stamp import without_marks
from transforms.normalise import Context
from transforms.profile import Profile
from transforms.record import Field, Record
from transforms.trade_codes import CONFIDENCES
from transforms.vocabulary import YKL_URI, Concept, is_class

SCHEMAS = Path(__file__).parents[3] / "schemas"
TABLES = shipped.tables()

Make = Callable[..., Context]
Of = Callable[..., Record]


def told(record: Record, *tags: str) -> list[str]:
    return [str(each) for each in record.all(*tags)]


def test_a_certain_code_gives_genre_class_and_the_mark_of_the_machine(context: Make, record: Of) -> None:
    made = trade_subjects(record("041 0# $a fin", "072 #7 $a FFJ $2 thema"), context())
    uri = "http://urn.fi/URN:NBN:fi:au:slm:s1214"
    assert told(made, "084", "655", "883")[:2] == [
        r"=084  \\$81\p$a84.2$2ykl",
        rf"=655  \7$81\p$apehmodekkarit$2slm/fin$0{uri}",
    ]
    assert [each["2"] for each in made.all("655")] == ["slm/fin", "slm/swe"]
    assert told(made, "883") == [r"=883  0\$81\p$aThema and BISAC to SLM, YSO and YKL$c0.9$qFI-XXX"]


@pytest.mark.parametrize(
    ("scheme", "code", "language", "notation"),
    [
        ("thema", "FBA", "fin", "84.2"),
        ("thema", "FBA", "swe", "84.31"),
        ("thema", "DCF", "fin", "82.2"),
        ("thema", "DDC", "eng", "83.5"),
        ("thema", "YBCS", "fin", "85.22"),
        ("thema", "XAMA", "jpn", "85.3951"),
        ("thema", "FBA", "sme", "84.252"),
        ("thema", "WBN", "fin", "68.2"),
        ("bisacsh", "FIC022000", "eng", "84.5"),
        ("bisacsh", "POE000000", "fin", "82.2"),
    ],
)
def test_literature_is_classed_by_kind_and_language(
    scheme: str, code: str, language: str, notation: str, context: Make, record: Of
) -> None:
    made = trade_subjects(record(f"041 0# $a {language}", f"072 #7 $a {code} $2 {scheme}"), context())
    assert [each["a"] for each in made.all("084")] == [notation]


def test_what_a_person_gave_stands_alone(context: Make, record: Of) -> None:
    given_by_people = record(
        "041 0# $a fin",
        "072 #7 $a FFJ $2 thema",
        "084 ## $a 84.2 $2 ykl",
        "650 #7 $a kissat $2 yso/fin",
        "655 #7 $a romaanit $2 slm/fin $0 http://urn.fi/URN:NBN:fi:au:slm:s518",
    )
    assert trade_subjects(given_by_people, context()) is given_by_people


def test_the_genre_that_tells_the_form_is_no_genre_of_the_work(context: Make, record: Of) -> None:
    form = "655 #7 $a e-kirjat $2 slm/fin $0 http://urn.fi/URN:NBN:fi:au:slm:s889"
    made = trade_subjects(record("041 0# $a fin", "072 #7 $a FFJ $2 thema", form), context())
    assert [each["a"] for each in made.all("655")][:2] == ["e-kirjat", "pehmodekkarit"]


def test_what_is_only_near_is_no_heading_and_an_unknown_code_is_its_wider_one(context: Make, record: Of) -> None:
    near = trade_subjects(record("041 0# $a fin", "072 #7 $a FBC $2 thema"), context())
    assert told(near, "650", "655") == []
    wider = trade_subjects(record("041 0# $a fin", "072 #7 $a WBNX9 $2 thema"), context())
    assert [each["a"] for each in wider.all("084")] == ["68.2"]
    assert [each["c"] for each in wider.all("883")] == ["0.6"]
    unknown = record("041 0# $a fin", "072 #7 $a 9ZZ $2 thema")
    assert trade_subjects(unknown, context()) is unknown


def test_labels_are_those_that_the_vocabulary_has_today(context: Make, record: Of) -> None:
    uri = "http://urn.fi/URN:NBN:fi:au:slm:s1214"
    cosy = Concept(uri, "slm", "genre", {"eng": "cosies", "fin": "leppoisat dekkarit", "swe": "mysdeckare"}, {})
    coded = record("040 ## $b swe", "072 #7 $a FFJ $2 thema")

    def genres(concept: Concept) -> list[str]:
        made = trade_subjects(coded, context(language="by_record", vocabulary=Agents(concept)))
        return [each["a"] for each in made.all("655")]

    assert genres(cosy) == ["mysdeckare", "leppoisat dekkarit"], "that of cataloguing first"
    assert genres(cosy._replace(deprecated=True)) == []


def test_the_number_of_a_mark_is_free(context: Make, record: Of) -> None:
    made = trade_subjects(record("041 0# $a fin", "072 #7 $a FFJ $2 thema", r"500 ## $8 3\p $a Huomautus."), context())
    assert [each["8"] for each in made.all("883")] == [r"4\p"]


@pytest.mark.parametrize("number", ["9" * 5000, "\u0663", "\u00b2"])
def test_what_is_no_number_does_not_count(number: str, context: Make) -> None:
    came = Record.of(Field.data("072", " 7", "a", "FFJ", "2", "thema"), Field.data("500", "  ", "8", f"{number}\\p"))
    assert [each["8"] for each in trade_subjects(came, context()).all("883")] == [r"1\p"]


def test_no_mark_is_left_in_what_is_published(context: Make, record: Of) -> None:
    made = trade_subjects(record("041 0# $a fin", "072 #7 $a FFJ $2 thema", r"500 ## $8 3\p $a Huomautus."), context())
    bare = without_marks(made)
    assert not bare.has("883")
    assert [each["8"] for each in bare.fields if each["8"]] == [r"3\p"], "what no machine of ours wrote stays"
    assert [each["a"] for each in bare.all("655")] == [each["a"] for each in made.all("655")]
    plain = record("245 10 $a Valot")
    assert without_marks(plain) is plain


CODES = st.sampled_from(["FFJ", "FBA", "DCF", "WB", "YBC", "XAMA", "AVM", "PB", "FH", "XYZ", "", "1"])


@given(st.lists(st.tuples(CODES, st.sampled_from(["thema", "bisacsh", "bicssc"])), max_size=5))
def test_a_second_run_adds_nothing_and_nothing_is_lost(codes: list[tuple[str, str]]) -> None:
    fields = [Field.data("072", " 7", "a", code, "2", scheme) for code, scheme in codes]
    before = Record.of(Field.data("041", "0 ", "a", "fin"), *fields)
    context = Context(Profile(isil="FI-XXX"), "ebook", TABLES)
    once, _ = enrich(before, context, load_enrichment(SCHEMAS))
    twice, trace = enrich(once, context, load_enrichment(SCHEMAS))
    assert twice is once
    assert not trace
    assert set(before.fields) <= set(once.fields)


def test_the_table_is_large_sure_of_itself_and_true_to_the_vocabularies() -> None:
    rows = [(key, each) for key, found in TABLES.trade._concepts.items() for each in found]
    assert len({key for key, _ in rows}) >= 300
    starts = {"slm": "http://urn.fi/URN:NBN:fi:au:slm:s", "yso": "http://www.yso.fi/onto/yso/p", "ykl": YKL_URI}
    for key, each in rows:
        assert each.confidence in CONFIDENCES, key
        assert each.uri.startswith(starts[each.vocabulary]), key
        known = TABLES.vocabulary.concept(each.uri)
        if known is not None and each.vocabulary != "ykl":
            assert each.labels["fin"] == known.labels["fin"], key


def test_every_class_of_literature_is_one_of_ykl_as_far_as_it_goes() -> None:
    for begins in filter(None, TABLES.trade._forms.values()):
        for language, digits in TABLES.trade._languages.items():
            notation = begins + digits
            assert any(is_class(TABLES.vocabulary, notation[:end]) for end in range(4, len(notation) + 1)), language
