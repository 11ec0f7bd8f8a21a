"""008/22, 385 and 521: ranges, codes, Thema, the book trade; what contradicts itself is a question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, converted, subject

YSO = "http://www.yso.fi/onto/yso/"
CHILDREN = [
    f"\\\\$alapset (ikäryhmät)$2yso/fin$0{YSO}p4354",
    f"\\\\$abarn (åldersgrupper)$2yso/swe$0{YSO}p4354",
]
UPPER_SCHOOL = [f"\\\\$ayläkoululaiset$2yso/fin$0{YSO}p38262", f"\\\\$ahögstadieelever$2yso/swe$0{YSO}p38262"]
YOUNG = [f"\\\\$anuoret$2yso/fin$0{YSO}p11617", f"\\\\$aungdomar$2yso/swe$0{YSO}p11617"]


def audience(value: str, kind: str = "01") -> str:
    told = f"<AudienceCodeType>{kind}</AudienceCodeType><AudienceCodeValue>{value}</AudienceCodeValue>"
    return f"<Audience>{told}</Audience>"


def ranged(qualifier: str, *spans: tuple[str, str]) -> str:
    told = "".join(
        f"<AudienceRangePrecision>{precision}</AudienceRangePrecision><AudienceRangeValue>{value}</AudienceRangeValue>"
        for precision, value in spans
    )
    return f"<AudienceRange><AudienceRangeQualifier>{qualifier}</AudienceRangeQualifier>{told}</AudienceRange>"


@pytest.mark.parametrize(
    ("xml", "code", "notes"),
    [
        (ranged("17", ("01", "7")), "b", ["1\\$aIkäsuositus: 7"]),
        (ranged("17", ("03", "3"), ("04", "5")), "a", ["1\\$aIkäsuositus: 3-5"]),
        (ranged("17", ("03", "3"), ("04", "10")), "j", ["1\\$aIkäsuositus: 3-10"]),
        (ranged("17", ("03", "12")), "c", ["1\\$aIkäsuositus: 12+"]),
        (ranged("17", ("04", "5")), "a", ["1\\$aIkäsuositus: 0-5"]),
        (ranged("17", ("03", "14"), ("04", "17")), "d", ["1\\$aIkäsuositus: 14-17"]),
        (ranged("17", ("03", "6"), ("04", "99")), "g", ["1\\$aIkäsuositus: 6+"]),
        (ranged("17", ("01", "18")), "e", ["1\\$aIkäsuositus: 18"]),
        (ranged("16", ("03", "6"), ("04", "18")), "a", ["1\\$aIkäsuositus: 6-18 kk"]),
        (ranged("18", ("03", "7"), ("04", "9")), "|", ["0\\$aLukuikä: 7-9"]),
        (ranged("27", ("03", "1"), ("04", "2")), "b", ["2\\$aLuokka-aste: 1-2"]),
        (ranged("27", ("03", "5"), ("04", "8")), "j", ["2\\$aLuokka-aste: 5-8"]),
        (ranged("28", ("01", "ENA1")), "d", ["2\\$aLukion kurssi: ENA1"]),
        (ranged("33", ("01", "ÄI3")), "d", ["2\\$aLukion moduuli: ÄI3"]),
        (ranged("26", ("01", "K")), "|", []),
        (ranged("18", ("01", "7")) + ranged("17", ("01", "9")), "c", ["0\\$aLukuikä: 7", "1\\$aIkäsuositus: 9"]),
        (audience("04"), "j", ["2\\$aPerusopetus ja toisen asteen koulutus."]),
        (audience("12"), "b", ["2\\$aPerusopetuksen luokat 1-6."]),
        (audience("12") + audience("04"), "b", ["2\\$aPerusopetuksen luokat 1-6."]),
        (audience("lukio", "15"), "d", ["2\\$aLukio."]),
        (audience("01") + audience("03", "22"), "e", ["8\\$aSisältövaroitus: seksi."]),
        (audience("03", "22"), "e", ["8\\$aSisältövaroitus: seksi."]),
        (audience("00", "22") + audience("02"), "j", []),
        (subject("98", "5AC"), "a", ["1\\$aIkäsuositus: 3+"]),
        (subject("98", "5ABJ"), "a", ["1\\$aIkäsuositus: 18+ kk"]),
        (subject("98", "5AC") + ranged("17", ("01", "4")), "a", ["1\\$aIkäsuositus: 4"]),
        (subject("98", "5AX"), "e", []),
        (subject("98", "5AZ"), "f", []),
        (subject("98", "5HPD"), "|", []),
        (subject("73", "L2"), "j", []),
        (subject("73", "T"), "|", []),
        ("<EditionType>SMP</EditionType>" + audience("01"), "f", []),
    ],
)
def test_code_and_notes(xml: str, code: str, notes: list[str]) -> None:
    made = converted(xml)
    assert made.record.at("008", 22) == code
    assert made.lines("521") == notes
    assert made.found == []


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (audience("02"), CHILDREN),
        (audience("03"), YOUNG),
        (audience("02") + audience("03") + audience("02"), CHILDREN + YOUNG),
        (audience("Yläkoulu", "15"), UPPER_SCHOOL),
        (audience("01") + audience("06"), []),
    ],
)
def test_groups(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("385") == lines


def test_in_swedish() -> None:
    made = converted(
        audience("14") + audience("Yläkoulu", "15") + ranged("16", ("03", "6")), replace(PROFILE, language="swe")
    )
    assert made.lines("385", "521") == [
        *UPPER_SCHOOL,
        "2\\$aUtbildning på andra stadiet.",
        "2\\$aHögstadiet.",
        "1\\$aÅldersrekommendation: 6+ mån",
    ]


@pytest.mark.parametrize("child", [audience("02"), audience("03"), ranged("17", ("01", "7")), subject("98", "5AC")])
def test_an_adult_rating_bars_the_mark_of_children(child: str) -> None:
    made = converted(child + audience("04", "22"))
    assert made.record.at("008", 22) == "|"
    assert made.lines("385", "521") == ["8\\$aSisältövaroitus: väkivalta."]
    assert [rule for rule, _ in made.found] == ["J18"]


def test_ages_of_children_against_a_code_for_adults_are_a_question() -> None:
    made = converted(audience("01") + ranged("17", ("03", "3"), ("04", "6")))
    assert made.record.at("008", 22) == "j"
    assert made.found == [("J18", "01")]
    thema = converted(audience("01") + subject("98", "5AC"))
    assert (thema.record.at("008", 22), thema.found) == ("e", [("J18", "01; 5AC")])


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (audience("99"), "99"),
        (audience("x", "15"), "x"),
        (audience("1", "99"), "99"),
        (ranged("17", ("03", "x")), "x"),
        (ranged("17", ("03", "9"), ("04", "6")), "9; 6"),
        (ranged("17", ("02", "9")), "9"),
        (ranged("17", ("03", "123")), "123"),
        (ranged("99", ("03", "1")), "99"),
        (ranged("28", ("01", "x" * 30)), "x" * 30),
    ],
)
def test_what_no_list_has_is_told_and_left_out(xml: str, value: str) -> None:
    made = converted(xml)
    assert made.lines("385", "521") == []
    assert made.record.at("008", 22) == "|"
    assert made.found == [("O06", value)]


codes = st.sampled_from(["01", "02", "03", "04", "06", "07", "11", "12", "13", "22", "99"])
spans = st.lists(st.tuples(st.sampled_from(["01", "03", "04"]), st.text("0123456789x", max_size=3)), max_size=3)
told = st.one_of(
    st.builds(audience, codes, st.sampled_from(["01", "15", "22", "29"])),
    st.builds(lambda qualifier, pairs: ranged(qualifier, *pairs), st.sampled_from(["16", "17", "27", "28"]), spans),
    st.builds(subject, st.sampled_from(["98", "73"]), st.sampled_from(["5AB", "5AC", "5AX", "L", "5"])),
)


@given(st.lists(told, max_size=5))
def test_laws_of_audience(parts: list[str]) -> None:
    made = converted("".join(parts))
    code = made.record.at("008", 22)
    assert code in "abcdefgj|"
    ratings = [each for each in made.record.all("521") if each.ind1 == "8"]
    assert not (ratings and code in "abcdj")
    assert not (ratings and any("p4354" in each.value for each in made.record.all("385")))
    for each in made.record.all("521"):
        assert "{" not in each["a"]
        assert ".." not in each["a"]


def described(text: str, attributes: str = "") -> str:
    return f"<AudienceDescription{attributes}>{text}</AudienceDescription>"


def complexity(scheme: str, code: str) -> str:
    return (
        f"<Complexity><ComplexitySchemeIdentifier>{scheme}</ComplexitySchemeIdentifier>"
        f"<ComplexityCode>{code}</ComplexityCode></Complexity>"
    )


def test_an_audience_in_words_is_told_in_the_language_of_cataloguing() -> None:
    xml = described("För barn", ' language="swe"') + described("Lapsille", ' language="fin"')
    assert converted(xml).lines("521") == ["\\\\$aLapsille."]
    assert converted(xml, replace(PROFILE, language="swe")).lines("521") == ["\\\\$aFör barn."]


def test_an_audience_in_words_stands_before_ages_without_markup() -> None:
    xml = ranged("17", ("03", "3"), ("04", "6")) + described("&lt;p&gt;Lapsille &lt;b&gt;kotiin&lt;/b&gt;.&lt;/p&gt;")
    assert converted(xml).lines("521") == ["\\\\$aLapsille kotiin.", "1\\$aIkäsuositus: 3-6"]
    assert len(converted(described("Kaikille lukijoille. " * 500)).record.value("521", "a")) <= 4000


def test_how_easily_a_book_reads_is_told_by_schemes_that_are_known() -> None:
    made = converted(complexity("11", "24") + complexity("06", "620L") + complexity("99", "K3"))
    assert made.lines("521") == ["8\\$aLuettavuus (LIX): 24.", "8\\$aLuettavuus (Lexile): 620L."]
    assert made.found == [("O06", "99")]
    assert not converted(complexity("11", "x" * 21)).lines("521")


def test_the_words_of_an_audience_of_the_vendor_are_told() -> None:
    words = "<AudienceCodeTypeName>Omat</AudienceCodeTypeName><AudienceHeadingText>Veneilijät</AudienceHeadingText>"
    xml = f"<Audience><AudienceCodeType>02</AudienceCodeType>{words}</Audience>"
    made = converted(xml)
    assert made.lines("521") == ["\\\\$aVeneilijät."]
