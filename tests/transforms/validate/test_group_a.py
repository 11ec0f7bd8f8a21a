"""Group A: levels as in the catalogue; who is a person, what they did, and that no name is lost on the way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import shipped
from transforms.normalise.relators import codes_of
from transforms.record import Field, Record
from transforms.validate import RuleSet
from transforms.validate.derive.contributors import contributor_twice, split_names
from transforms.validate.derive.roles import role_order
from transforms.validate.examples import example_record
from transforms.validate.view import FieldView, View

SCHEMAS = Path(__file__).parents[3] / "schemas"
TABLES = shipped.tables()
ROLES = TABLES.cataloguing.roles
FULL = shipped.rules()
RULES = RuleSet([rule for rule in FULL.rules.values() if rule.id[0] == "A"], schema=FULL._schema)
LEVELS = {
    "A01": "W enr", "A02": "E norm", "A03": "W norm", "A04": "W norm", "A05": "W norm", "A06": "W norm",
    "A07": "E norm", "A08": "E enr", "A09": "W norm", "A10": "W norm", "A11": "I enr", "A12": "W norm",
    "A13": "W norm", "A14": "E enr", "A15": "W norm", "A16": "E enr", "A17": "I enr",
}  # fmt: skip
ANNA = "100 1# $a Esimerkki, Anna,"
NAMES = st.sampled_from(["Esimerkki, Anna", "Malli, Matti", "Anna Esimerkki", "Otos", "Malli, M. J."])


def mended(*lines: str, media: str = "ebook") -> list[str]:
    record = RULES.fix(example_record(lines), media).record
    assert RULES.fix(record, media).record == record
    return [str(each) for each in record.fields]


def fired(*lines: str, media: str = "ebook") -> set[str]:
    return {issue.rule for issue in RULES.check(example_record(lines), media).issues}


def test_levels_and_stages() -> None:
    assert {rule.id: f"{rule.level[0].upper()} {rule.stage}" for rule in RULES.rules.values()} == LEVELS


def test_names_that_stand_for_nobody_go_and_bodies_stay() -> None:
    assert mended("700 1# $a Tekijöitä, useita", "700 0# $a Disney", "710 2# $a Disney") == ["=710  2\\$aDisney"]
    assert mended("100 0# $a N.N.", ANNA) == ["=100  1\\$aEsimerkki, Anna,"]
    assert mended("700 1# $a Useita, Anna") == ["=700  1\\$aUseita, Anna"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("100 1# $a Malli, Matti ; Otos, Olli", ["=100  1\\$aMalli, Matti", "=700  1\\$aOtos, Olli"]),
        ("100 0# $a Matti Malli och Olli Otos", ["=100  0\\$aMatti Malli", "=700  0\\$aOlli Otos"]),
        (
            "700 1# $a Malli, M. & Otos, O., $e lukija.",
            ["=700  1\\$aMalli, M,$elukija.", "=700  1\\$aOtos, O,$elukija."],
        ),
        ("100 0# $a Tiina ja Teemu", ["=100  0\\$aTiina ja Teemu"]),
        ("100 1# $a Malli, Matti ja Olli", ["=100  1\\$aMalli, Matti ja Olli"]),
        ("100 0# $a Matti Malli ja Olli Otos $0 (X)1", ["=100  0\\$aMatti Malli ja Olli Otos$0(X)1"]),
    ],
)
def test_names_are_split_where_every_part_is_a_whole_name(given: str, expected: list[str]) -> None:
    if "M. &" in given:
        expected = [each.replace("M,", "M.,").replace("O,", "O.,") for each in expected]
    assert mended(given) == expected


@pytest.mark.parametrize(
    ("language", "term", "code", "expected"),
    [
        ("fin", "käänt.", "", "kääntäjä."),
        ("fin", "toim.", "", "toimittaja."),
        ("swe", "narrator.", "nrt", "inläsare."),
        ("fin", "illustratör", "", "kuvittaja"),
        ("fin", "ill.", "", "kuvittaja."),
        ("swe", "övers.", "", "översättare."),
        ("swe", "kommentator", "", "kommentator"),
        ("fin", "kommentator", "", "kommentator"),
        ("fin", "kommentator", "wac", "kommentaarin kirjoittaja"),
        ("fin", "hyvä ystävä", "", "hyvä ystävä"),
        ("eng", "kirjoittaja", "", "author"),
        ("ger", "käänt.", "", "käänt."),
    ],
)
def test_roles_are_in_the_language_of_cataloguing(language: str, term: str, code: str, expected: str) -> None:
    codes = f" $4 {code}" if code else ""
    made = mended(f"040 ## $b {language}", f"700 1# $a Malli, Matti, $e {term}{codes}")[1]
    assert made == f"=700  1\\$aMalli, Matti,$e{expected}" + (f"$4{code}" if code else "")


def test_roles_in_a_language_of_cataloguing_without_terms_are_not_judged() -> None:
    entry = "700 1# $a Malli, Matti, $e Verfasser"
    assert FULL.judge("A06", example_record(["040 ## $b ger", entry])) is None
    assert FULL.judge("A06", example_record([entry])) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("$4 AUT.", "$4aut"),
        ("$4 voc", "$4sng"),
        ("$4 kääntäjä", "$4trl"),
        ("$e kuvittaja. $4 x", "$ekuvittaja.$4ill"),
        ("$4 x", "$4x"),
    ],
)
def test_codes_of_roles(given: str, expected: str) -> None:
    assert mended(f"700 1# $a Malli, Matti {given}")[0] == f"=700  1\\$aMalli, Matti{expected}"


def test_a_reader_leaves_the_main_entry_unless_they_wrote_the_book() -> None:
    assert mended("100 1# $a Malli, Matti, $e lukija. $4 nrt")[0].startswith("=700")
    assert mended("100 1# $a Malli, Matti, $e kirjoittaja, $e lukija.")[0].startswith("=100")
    assert mended("100 1# $a Malli, Matti")[0].startswith("=100")


def test_one_entry_for_one_person_with_all_roles_and_identifiers() -> None:
    twice = (f"{ANNA} $e kirjoittaja. $4 aut", "700 1# $a Esimerkki, Anna, $e kuvittaja. $4 ill $1 https://x.example/1")
    assert mended(*twice) == [
        "=100  1\\$aEsimerkki, Anna,$ekirjoittaja,$ekuvittaja.$4aut$4ill$1https://x.example/1",
    ]


@pytest.mark.parametrize(
    "other",
    [
        "700 1# $a Esimerkki, Anna, $d 1950-",
        "700 12 $a Esimerkki, Anna. $t Valot.",
        "700 1# $a Esimerkki, Anna $0 (FI-ASTERI-N)000000002",
        "710 2# $a Esimerkki, Anna",
    ],
)
def test_who_may_be_another_is_kept(other: str) -> None:
    assert len(mended(f"{ANNA} $0 (FI-ASTERI-N)000000001", other)) == 2


def test_an_audiobook_wants_a_reader_or_a_note() -> None:
    assert "A08" in fired(ANNA, media="eaudiobook")
    assert "A08" not in fired(ANNA, "500 ## $a Lukija: synteettinen ääni.", media="eaudiobook")
    assert "A08" not in fired(ANNA, "700 1# $a Malli, Matti, $e inläsare.", media="eaudiobook")
    assert "A08" not in fired(ANNA, media="ebook")


def test_a_synthetic_voice_is_noted_once_in_the_language_of_cataloguing() -> None:
    told = "511 0# $a Inläsare: syntetiskt tal."
    assert mended("040 ## $b swe", told)[1] == "=500  \\\\$aInläsare: syntetiskt tal."
    assert len(mended(told, "500 ## $a Röst: syntetisk röst.")) == 2
    assert FULL.judge("A16", example_record(["245 00 $a Tekoälyn synteettinen ääni / $c A. B."])) is None


def test_years_that_kanto_does_not_tell_are_not_judged() -> None:
    known = "100 1# $a Airila, Martti, $d {} $0 http://urn.fi/URN:NBN:fi:au:finaf:{}"
    assert FULL.judge("A14", example_record([known.format("1950-", "000074580")])) is False
    assert FULL.judge("A14", example_record([known.format("1878-", "000074580")])) is True
    assert FULL.judge("A14", example_record([known.format("1800-luku", "000074580")])) is None
    assert FULL.judge("A14", example_record([known.format("1950-", "999999999")])) is None
    assert mended(known.format("1950-", "000074580")) == ["=100  1\\$aAirila, Martti,$d1950-"]


@given(st.lists(st.sampled_from(["kuvittaja", "kirjoittaja", "kääntäjä", "sitoja", "kustantaja"]), max_size=5))
def test_roles_are_sorted_by_level_and_stay_so(terms: list[str]) -> None:
    field = Field.data("700", "1 ", "a", "Malli, Matti,").with_subfields([("a", "Malli"), *(("e", e) for e in terms)])
    made = role_order(FieldView(field, "am"), TABLES)
    if made is not None:
        ranks = [ROLES.ranks[codes_of(term, ROLES)[0]] for term in made[0].all("e")]
        assert ranks == sorted(ranks)
        assert sorted(each.rstrip(",.") for each in made[0].all("e")) == sorted(terms)
        assert role_order(FieldView(made[0], "am"), TABLES) == made


@given(st.lists(st.tuples(st.sampled_from(["100", "700"]), NAMES, st.sampled_from(["aut", "ill", "trl"])), max_size=6))
def test_joining_and_splitting_lose_no_person_and_no_role(entries: list[tuple[str, str, str]]) -> None:
    record = Record.of(*(Field.data(tag, "1 ", "a", name, "4", code) for tag, name, code in entries))
    for derive in (contributor_twice, split_names):
        made = derive(View(record), TABLES)
        if made is not None:
            pairs = {(each["a"], code) for each in made.fields for code in each.all("4")}
            assert pairs == {(name, code) for _, name, code in entries}
            again = derive(View(made), TABLES)
            assert again is None or again == made


def test_every_relator_of_the_conversion_from_onix_is_a_term_of_its_language() -> None:
    for relators in TABLES.onix_names.relators.values():
        for relator in relators:
            assert relator.code in ROLES.codes
            for language, term in relator.term.items():
                assert not term or relator.code in ROLES.terms[language][term]


def test_abbreviations_are_no_terms_and_name_a_code() -> None:
    with (SCHEMAS / "codes" / "relator_abbreviations.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        rows = list(csv.DictReader(lines))
    known = {term for terms in ROLES.terms.values() for term in terms}
    assert rows
    for row in rows:
        assert row["code"] in ROLES.codes
        assert row["abbreviation"] not in known


def test_a_role_begins_with_a_small_letter_but_for_its_own_capital() -> None:
    own = "040 ## $a FI-XXX $b {} $e rda"
    finnish = example_record([own.format("fin"), "700 1# $a Malli, Matti, $e Kääntäjä. $4 trl"])
    assert FULL.judge("A06", finnish) is False
    assert "$ekääntäjä." in str(FULL.fix(finnish, "ebook").record.first("700"))
    swedish = example_record([own.format("swe"), "700 1# $a Malli, Matti, $e LL-bearbetare. $4 adp"])
    assert FULL.judge("A06", swedish) is True
