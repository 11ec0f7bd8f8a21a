"""Group I: levels as in the catalogue, where numbers go, and what their canonical forms are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isni, issn

from tests import shipped
from transforms.identifiers import IdentifierTypes
from transforms.identifiers.isbn import hyphenate, to_isbn13
from transforms.validate import RuleSet
from transforms.validate.checks import CHECKS
from transforms.validate.derive.authorities import person_id
from transforms.validate.derive.identifiers import written_urn
from transforms.validate.examples import example_record

FULL = shipped.rules()
RULES = RuleSet([rule for rule in FULL.rules.values() if rule.id[0] == "I"], schema=FULL._schema)
LEVELS = {
    "I01": "W enr", "I02": "E norm", "I03": "W norm", "I04": "W norm", "I05": "E norm", "I06": "W norm",
    "I07": "W norm", "I08": "E set", "I09": "E norm", "I10": "W enr", "I11": "E norm", "I12": "W norm", "I13": "W norm",
    "I14": "W norm", "I15": "E norm", "I16": "E norm", "I17": "W norm", "I18": "E norm", "I19": "W enr",
    "I20": "E enr", "I21": "W norm", "I22": "E mrg", "I23": "I enr", "I24": "W enr", "I25": "W norm", "I26": "W norm",
}  # fmt: skip
TYPES = IdentifierTypes(Path(__file__).parents[3] / "schemas" / "codes")
KANTO = "http://urn.fi/URN:NBN:fi:au:finaf:000000001"  # invented


def mended(*lines: str, media: str = "ebook") -> list[str]:
    record = RULES.fix(example_record(lines), media).record
    assert RULES.fix(record, media).record == record
    return [str(each) for each in record.fields]


def fired(*lines: str, media: str = "ebook") -> set[str]:
    return {issue.rule for issue in RULES.check(example_record(lines), media).issues}


def is_right(check: str, value: str) -> bool:
    return CHECKS[check].holds(value)


def test_levels_and_stages() -> None:
    assert {rule.id: f"{rule.level[0].upper()} {rule.stage}" for rule in RULES.rules.values()} == LEVELS


def test_a_print_isbn_goes_to_z_and_776_once() -> None:
    lines = ("020 ## $a 978-952-10-8321-1 $q nid. : $c 20 e", "776 08 $i Painettu: $z 9789521083211")
    assert mended(*lines)[0] == "=020  \\\\$z978-952-10-8321-1$qnidottu$c20 e"
    assert len([each for each in mended(*lines) if each.startswith("=776")]) == 1
    assert "I05" not in fired(*lines, media="print")


def test_a_format_is_told_only_where_all_other_numbers_are_of_other_editions() -> None:
    two = ("020 ## $a 978-952-10-8321-1", "020 ## $a 978-952-7999-01-1", "347 ## $b EPUB")
    assert mended(*two)[:2] == ["=020  \\\\$a978-952-10-8321-1", "=020  \\\\$a978-952-7999-01-1"]
    assert mended(*two, "776 08 $z 9789527999011")[0] == "=020  \\\\$a978-952-10-8321-1$qEPUB"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("(EPUB)", "EPUB"),
        ("epub3", "EPUB"),
        ("hft.", "mjuka pärmar"),
        ("häftad", "mjuka pärmar"),
        ("inb.", "hårda pärmar"),
        ("sid.", "kovakantinen"),
        ("(electronic bk.)", "electronic book"),
        ("(lahja)", "lahja"),
        ("osa 2", "osa 2"),
    ],
)
def test_qualifiers_are_written_in_one_way(given: str, written: str) -> None:
    assert mended(f"020 ## $z 978-952-10-8321-1 $q {given}")[0].endswith(f"$q{written}")


def test_an_issn_of_a_series_goes_to_it_only_when_there_is_one() -> None:
    book, number = "LDR 00000nam a22000002i 4500", "022 ## $a 2345-6787"
    assert mended(book, number, "490 0# $a Mallisarja ; $v 3") == ["=490  0\\$aMallisarja,$x2345-6787 ;$v3"]
    assert mended(book, number, "490 0# $a Mallisarja") == ["=490  0\\$aMallisarja,$x2345-6787"]
    assert mended(book, number, "490 0# $a Yksi", "490 0# $a Kaksi")[0] == "=022  \\\\$y2345-6787"
    assert mended("LDR 00000nas a22000002i 4500", "022 ## $a 2345-6788", media="magazine")[0].endswith("$y2345-6788")


def test_an_isbn_of_a_magazine_is_no_isbn_of_its_own_but_a_yearbook_in_print_keeps_its() -> None:
    lines = ("LDR 00000nas a22000002i 4500", "020 ## $a 978-952-10-8321-1")
    assert mended(*lines, media="magazine") == ["=020  \\\\$z978-952-10-8321-1"]
    assert mended(*lines, media="print") == ["=020  \\\\$a978-952-10-8321-1"]


def test_an_ean_with_more_to_say_stays() -> None:
    book = "020 ## $a 978-952-10-8321-1"
    assert mended(book, "024 3# $a 9789521083211") == ["=020  \\\\$a978-952-10-8321-1"]
    assert len(mended(book, "024 3# $a 9789521083211 $d 12345")) == 2


def test_kanto_is_the_only_authority_and_nothing_without_a_uri_is_moved() -> None:
    line = f"100 1# $a Esimerkki, Anna $0 {KANTO} $0 (DE-588)123 $0 (SOURCE)9 $0 https://viaf.org/viaf/5"
    assert mended(line)[0].endswith(f"$0{KANTO}$1https://d-nb.info/gnd/123$0(SOURCE)9$1https://viaf.org/viaf/5")


def test_beside_kanto_a_name_of_another_authority_file_is_its_uri_in_1() -> None:
    line = f"100 1# $a Esimerkki, Anna $0 {KANTO} $0 (DLC)n79021164 $0 (viaf)123456"
    assert mended(line)[0].endswith(
        f"$0{KANTO}$1http://id.loc.gov/authorities/names/n79021164$1https://viaf.org/viaf/123456"
    )


def test_a_uri_of_an_unknown_vocabulary_is_not_judged() -> None:
    heading = "650 #7 $a Love $2 lcsh $0 http://id.loc.gov/authorities/subjects/sh1"
    assert FULL.judge("I20", example_record([heading])) is None
    assert mended(heading)[0].endswith("sh1")


def test_a_reference_outside_of_the_vocabularies_is_not_judged() -> None:
    unknown = "650 #7 $a mallit $2 yso/fin $0 http://www.yso.fi/onto/yso/p999999999"
    assert FULL.judge("I24", example_record([unknown])) is None
    assert FULL.judge("I24", example_record([f"100 1# $a Esimerkki, Anna $0 {KANTO}"])) is None


@given(st.integers(0, 10**7 - 1), st.sampled_from(["", "-", " ", "–"]), st.sampled_from(["", "ISSN ", "ISSN: "]))
def test_a_right_issn_is_written_in_one_way_and_a_wrong_one_stays_as_it_came(
    number: int, mark: str, prefix: str
) -> None:
    serial = "LDR 00000nas a22000002i 4500"
    first, last = f"{number:07}", issn.calc_check_digit(f"{number:07}")
    text = f"{prefix}{first[:4]}{mark}{first[4:]}{last.lower()}"
    assert mended(serial, f"022 ## $a {text}", media="magazine") == [f"=022  \\\\$a{first[:4]}-{first[4:]}{last}"]
    wrong = f"{first[:4]}{mark}{first[4:]}{'1' if last != '1' else '2'}"
    assert mended(serial, f"022 ## $a {wrong}", media="magazine") == [f"=022  \\\\$y{wrong}"]


@given(
    st.text(alphabet="0123456789", min_size=15, max_size=15), st.sampled_from(["(isni)", "ISNI: ", "http://isni.org/"])
)
def test_every_right_isni_has_one_uri_and_a_wrong_one_none(digits: str, prefix: str) -> None:
    right = next(digits + each for each in "0123456789X" if isni.is_valid(digits + each))
    grouped = " ".join(right[place : place + 4] for place in (0, 4, 8, 12))
    uri = person_id(prefix + grouped, TYPES)
    assert uri == f"https://isni.org/isni/{right}"
    assert person_id(uri, TYPES) == uri
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    assert person_id(prefix + wrong, TYPES) is None


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_urn_of_an_isbn_gets_hyphens_and_no_other_part_changes(digits: str) -> None:
    isbn13 = to_isbn13(f"{digits}0")
    assert written_urn(f"urn:isbn:{isbn13}", TYPES) == f"URN:ISBN:{hyphenate(isbn13)}"
    assert written_urn(f"urn:nbn:fi-Fe{digits}", TYPES) == f"URN:NBN:fi-Fe{digits}"


def test_checks_of_standard_numbers_refuse_what_is_no_number() -> None:
    assert is_right("gtin13", "6412345678907")
    assert not is_right("gtin13", "12")
    assert not is_right("gtin13", "٣٤١٢٣٤٥٦٧٨٩٠٧")
    assert is_right("upc", "602400000002")
    assert is_right("upc", "0602400000002")
    assert not is_right("upc", "6412345678907"), "an EAN is no UPC"
    assert not is_right("upc", "0")
    assert not is_right("isrc", "ﾌFIXXX230001")


def test_a_number_behind_a_number_gets_a_field_of_its_own() -> None:
    made = FULL.fix(
        example_record(["020 ## $a 9789521083211 ; 978-952-7999-01-1 (EPUB)"]), "ebook", ("raw", "norm")
    ).record
    assert [str(each)[6:] for each in made.all("020")] == ["\\\\$a978-952-10-8321-1", "\\\\$a978-952-7999-01-1$qEPUB"]
