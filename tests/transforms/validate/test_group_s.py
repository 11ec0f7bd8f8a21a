"""Group S: levels as in the catalogue, and what its fixers keep, move and join."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shipped
from transforms.profile import Profile
from transforms.record import LEADER, SUBFIELD, Field, Record
from transforms.validate import RuleSet, Terms
from transforms.validate.examples import example_record

FULL = shipped.rules()
RULES = RuleSet(
    [rule for rule in FULL.rules.values() if rule.id[0] == "S" or rule.id in ("F02", "F04")],
    schema=FULL._schema,
)
LEVELS = {
    "S01": "F raw", "S02": "F raw", "S03": "F raw", "S04": "F raw", "S05": "E raw", "S06": "E raw", "S07": "E norm",
    "S08": "E raw", "S09": "E raw", "S10": "E raw", "S11": "W raw", "S12": "W raw", "S13": "W raw", "S14": "W raw",
    "S15": "E raw", "S16": "W raw", "S17": "W norm", "S18": "W mrg", "S19": "W norm", "S20": "E mrg", "S21": "I norm",
    "S22": "W norm", "S23": "W mrg", "S24": "W norm", "S25": "E enr", "S26": "E norm", "S27": "W mrg",
}  # fmt: skip


def fixed(*lines: str, media: str = "ebook") -> list[str]:
    record = RULES.fix(example_record(["001 1", "245 10 $a Saaren valot", *lines]), media).record
    return [str(each) for each in record.fields[1:] if each != Field("245", f"10{SUBFIELD}aSaaren valot")]


def fired(*lines: str, media: str = "ebook", profile: Profile = Profile()) -> set[str]:  # noqa: B008  # immutable
    return {issue.rule for issue in RULES.check(example_record(lines), media, terms=Terms(profile=profile)).issues}


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {each.id: f"{each.level[0].upper()} {each.stage}" for each in FULL.rules.values() if each.id[0] == "S"}
    assert told == LEVELS


def test_of_two_title_statements_the_fuller_stays_and_the_other_becomes_a_variant() -> None:
    record = example_record(["245 10 $a Valot", "245 10 $a Saaren lamput : $b romaani / $c Anna Esimerkki"])
    mended = RULES.fix(record, "ebook").record
    assert [str(each) for each in mended] == [
        "=245  10$aSaaren lamput :$bromaani /$cAnna Esimerkki",
        "=246  3\\$aValot",
    ]


def test_a_title_that_is_in_the_fuller_one_makes_no_variant() -> None:
    mended = RULES.fix(
        example_record(["245 10 $a Saaren valot", "245 10 $a Saaren valot : $b romaani"]), "ebook"
    ).record
    assert [str(each) for each in mended] == ["=245  10$aSaaren valot :$bromaani"]


def test_a_second_main_entry_becomes_an_added_entry() -> None:
    assert fixed("100 1# $a Esimerkki, Anna", "110 2# $a Mallikvartetti", "700 1# $a Selko, Sari") == [
        "=100  1\\$aEsimerkki, Anna",
        "=700  1\\$aSelko, Sari",
        "=710  2\\$aMallikvartetti",
    ]


def test_local_and_holdings_fields_are_told_and_kept() -> None:
    lines = ("853 2# $8 1 $a v.", "853 2# $8 2 $a no.")
    assert fixed(*lines) == ["=853  2\\$81$av.", "=853  2\\$82$ano."]
    assert "S07" in fired(*lines)


def test_a_repeated_number_splits_its_field_and_a_source_goes_to_both_parts() -> None:
    assert fixed("020 ## $a 978-952-19-0001-3 $q EPUB $a 978-952-19-0002-0 $q PDF") == [
        "=020  \\\\$a978-952-19-0001-3$qEPUB",
        "=020  \\\\$a978-952-19-0002-0$qPDF",
    ]
    assert fixed("650 #7 $a saaret $a majakat $a valot $2 yso/fin") == [
        "=650  \\7$asaaret$2yso/fin",
        "=650  \\7$amajakat$2yso/fin",
        "=650  \\7$avalot$2yso/fin",
    ]


def test_repeated_text_is_joined_in_its_order() -> None:
    assert fixed("520 ## $a Yksi. $a Kaksi. $a Kolme.") == ["=520  \\\\$aYksi. Kaksi. Kolme."]


def test_text_that_does_not_stand_side_by_side_is_only_told() -> None:
    line = "520 ## $a Yksi. $b Lisä. $a Kaksi."
    assert fixed(line) == ["=520  \\\\$aYksi.$bLisä.$aKaksi."]
    assert "S09" in fired(line)


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("020 1# $a 978-952-10-8321-1", "=020  \\\\$a978-952-10-8321-1"),
        ("650 #9 $a saaret $2 yso/fin", "=650  \\7$asaaret$2yso/fin"),
        ("650 #9 $a saaret", "=650  \\4$asaaret"),
        ("700 x# $a Malli, Matti", "=700  1\\$aMalli, Matti"),
        ("830 #x $a Mallisarja", "=830  \\0$aMallisarja"),
        ("856 x0 $u https://vendor-a.example/1", "=856  \\0$uhttps://vendor-a.example/1"),
    ],
)
def test_an_indicator_gets_the_default_of_its_tag(line: str, mended: str) -> None:
    assert fixed(line) == [mended]


def test_every_default_indicator_is_allowed_by_the_schema() -> None:
    schema = FULL._schema
    assert schema is not None
    path = Path(__file__).parents[3] / "schemas" / "codes" / "indicator_defaults.csv"
    for row in path.read_text("utf-8").splitlines()[2:]:
        key, value = row.split(",")
        spec = schema().spec(key[:3])
        allowed = None if spec is None else spec.indicators[int(key[4]) - 1]
        assert allowed is not None, row
        assert value in allowed, row


def test_html_is_taken_out_and_decoded() -> None:
    assert fixed("520 ## $a <p>Kuka &quot;hän&quot; on?</p>") == ['=520  \\\\$aKuka "hän" on?']


def test_a_duplicate_goes_also_when_both_are_one_object() -> None:
    twin = Field.data("650", " 7", "a", "saaret", "2", "yso/fin")
    record = Record.of(Field("001", "1"), Field.data("245", "10", "a", "Valot"), twin, twin)
    mended = RULES.fix(record, "ebook")
    assert mended.record.all("650") == [twin]
    assert any(issue.rule == "S17" and issue.fixed for issue in mended.issues)


def test_a_broader_heading_is_not_inferior_to_a_narrower_one() -> None:
    lines = ("650 #7 $a saaret $2 yso/fin", "650 #7 $a saaret $x historia $2 yso/fin")
    assert "S18" not in fired(*lines)


def test_a_name_of_a_work_is_not_inferior_to_the_name() -> None:
    assert "S18" not in fired("700 1# $a Malli, Matti", "700 1# $a Malli, Matti. $t Valot")


FIELDS = st.lists(
    st.builds(
        lambda tag, words, more: Field.data(tag, "  ", *words, *more),
        st.sampled_from(["490", "650", "653", "700", "856", "341"]),
        st.sampled_from([("a", "saari"), ("a", "Saari."), ("u", "https://a.example/1"), ("a", "valo")]),
        st.sampled_from([(), ("2", "yso/fin"), ("v", "3"), ("x", "historia"), ("4", "aut"), ("y", "Lainaa")]),
    ),
    max_size=8,
)


@given(FIELDS)
@settings(max_examples=80, deadline=None)
def test_no_word_is_lost_with_duplicates_and_inferior_fields(fields: list[Field]) -> None:
    record = Record.of(Field("001", "1"), Field.data("245", "10", "a", "Valot"), *fields)
    mended = RULES.fix(record, "ebook").record
    assert RULES.fix(mended, "ebook").record == mended
    assert {_plain(value) for each in mended for _, value in each.subfields} >= {
        _plain(value) for each in record for _, value in each.subfields
    }


def _plain(value: str) -> str:
    return value.rstrip(" .,;:/").casefold()


LINKED = st.lists(
    st.builds(
        lambda tag, linked, number, text: Field.data(
            tag, "10", "6", f"{linked if tag == '880' else '880'}-{number}", "a", text
        ),
        st.sampled_from(["100", "245", "880"]),
        st.sampled_from(["100", "245", "246"]),
        st.sampled_from(["01", "02", "00", "01/(N", "x"]),
        st.sampled_from(["Ostrov", "Остров"]),
    ),
    max_size=8,
)


@given(LINKED)
@settings(max_examples=120, deadline=None)
def test_links_are_pairs_with_numbers_of_their_own(fields: list[Field]) -> None:
    rules = RuleSet([FULL.rules["S19"]])
    record = Record(LEADER, tuple(fields))
    mended = rules.fix(record, "ebook").record
    assert rules.fix(mended, "ebook").record == mended
    assert Counter(each["a"] for each in mended) == Counter(each["a"] for each in record)
    numbers = Counter(each["6"][4:6] for each in mended if each["6"][4:6] not in ("", "00", "x"))
    assert set(numbers.values()) <= {2}


def test_260_becomes_264_with_its_copyright_date_and_manufacturer() -> None:
    assert fixed("260 ## $a Helsinki : $b Otava, $c 2001, c1999 $e (Keuruu : $f Paino)") == [
        "=264  \\1$aHelsinki :$bOtava,$c2001",
        "=264  \\3$aKeuruu :$bPaino",
        "=264  \\4$c©1999",
    ]
    assert fixed("260 ## $a Helsinki : $b Otava, $c p1999.") == [
        "=264  \\1$aHelsinki :$bOtava,$c[1999]",
        "=264  \\4$c℗1999",
    ]


def test_440_becomes_a_statement_and_a_heading_of_the_series() -> None:
    assert fixed("440 #4 $a Den sarja. $n 2, $p Meri ; $v 3") == [
        "=490  1\\$aDen sarja. 2, Meri ;$v3",
        "=830  \\4$aDen sarja.$n2,$pMeri ;$v3",
    ]


def test_obsolete_fields_of_print_stay() -> None:
    line = "260 ## $a Helsinki : $b Otava, $c 2001"
    assert fixed(line, media="print") == ["=260  \\\\$aHelsinki :$bOtava,$c2001"]
    assert "S21" in fired(line, media="print")


def test_marks_in_addresses_stay() -> None:
    assert fixed("856 40 $u https://a.example/a–b $y Lue – heti") == ["=856  40$uhttps://a.example/a–b$yLue - heti"]


def test_notes_and_subjects_keep_their_order_when_fields_are_sorted() -> None:
    assert fixed("520 ## $a Toinen.", "500 ## $a Ensimmäinen.", "300 ## $a 1 verkkoaineisto") == [
        "=300  \\\\$a1 verkkoaineisto",
        "=520  \\\\$aToinen.",
        "=500  \\\\$aEnsimmäinen.",
    ]


def test_each_promised_field_that_is_missing_is_told_by_its_tag() -> None:
    profile = Profile(vendor="vendor-a", promises=("520", "264$b", "245"))
    record = example_record(["245 10 $a Saaren valot", "264 #1 $a Helsinki"])
    issues = RULES.check(record, "ebook", terms=Terms(profile=profile)).issues
    assert [issue.path for issue in issues if issue.rule == "S25"] == ["264", "520"]
    assert "S25" not in fired("245 10 $a Saaren valot")


def test_a_record_that_iso_2709_cannot_hold_is_told_with_its_length() -> None:
    notes = [Field.data("500", "  ", "a", "ä" * 4_000) for _ in range(13)]
    issues = RULES.check(
        Record.of(Field("001", "1"), *notes, Field.data("520", "  ", "a", "x" * 9_996)), "print"
    ).issues
    assert [(issue.path, issue.value) for issue in issues if issue.rule == "S20"] == [
        ("LDR", str(24 + 1 + 1 + 12 * 15 + 2 + 13 * 8_005 + 10_001)),
        ("520[0]", "10001"),
    ]


def test_a_field_of_just_the_length_that_fits_passes() -> None:
    assert "S20" not in fired("520 ## $a {9994x x}")
    assert "S20" in fired("520 ## $a {9995x x}")
