"""$0 of KANTO: by the exact name with its years, or by an ISNI; never by a bare name, and never where two fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.transforms.enrich.conftest import Agents
from transforms.enrich.names import names
from transforms.normalise import Context
from transforms.record import Record
from transforms.vocabulary import Concept

FINAF = "http://urn.fi/URN:NBN:fi:au:finaf:"
ISNI = "http://isni.org/isni/0000000121032683"
MINNA = Concept(
    f"{FINAF}000000001",
    "finaf",
    "name",
    {"fin": "Canth, Minna, 1844-1897"},
    {"fin": ("Canth, M., 1844-1897",)},
    (ISNI,),
)
OTHER = Concept(f"{FINAF}000000002", "finaf", "name", {"fin": "Canth, Minna, 1970-"}, {})
TWIN = Concept(f"{FINAF}000000003", "finaf", "name", {"fin": "Canth, Minna, 1844-1897"}, {})

Make = Callable[..., Context]
Of = Callable[..., Record]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("100 1# $a Canth, Minna, $d 1844-1897, $e kirjoittaja. $4 aut", "000000001"),
        ("700 1# $a Canth, M., $d 1844-1897.", "000000001"),
        ("100 1# $a Canth, Minna, $e kirjoittaja. $1 https://isni.org/isni/0000000121032683", "000000001"),
        ("100 1# $a Canth, Minna, $d 1970-", "000000002"),
        ("100 1# $a Canth, Minna, $e kirjoittaja.", ""),
        ("100 1# $a Canth, Minna, $d 1845-1897.", ""),
        ("600 14 $a Canth, Minna, $d 1844-1897.", "000000001"),
        ("720 ## $a Canth, Minna, 1844-1897", ""),
        ("700 1# $a Canth, Minna, $d 1844-1897. $5 FI-XXX", ""),  # of another owner
        ("700 1# $a Canth, Minna, $d 1844-1897. $9 VENDORA<KEEP>", ""),  # a person's
    ],
)
def test_only_what_is_beyond_doubt_gets_an_id(line: str, number: str, context: Make, record: Of) -> None:
    before = record(line)
    after = names(before, context(vocabulary=Agents(MINNA, OTHER)))
    assert [each["0"] for each in after.fields] == [f"{FINAF}{number}" if number else ""]
    assert names(after, context(vocabulary=Agents(MINNA, OTHER))) is after
    assert (after is before) is not bool(number)


def test_a_subject_with_an_id_of_kanto_stays_without_a_source(context: Make, record: Of) -> None:
    (made,) = names(record("600 14 $a Canth, Minna, $d 1844-1897."), context(vocabulary=Agents(MINNA))).fields
    assert (made.ind2, made.codes) == ("4", "ad0")


def test_two_entries_of_one_name_give_none(context: Make, record: Of) -> None:
    before = record("100 1# $a Canth, Minna, $d 1844-1897.")
    assert names(before, context(vocabulary=Agents(MINNA, TWIN))) is before


def test_the_id_stands_behind_the_role_and_before_1_in_the_form_that_is_asked_for(context: Make, record: Of) -> None:
    before = record(
        "100 1# $a Canth, Minna, $d 1844-1897, $e kirjoittaja. $4 aut $1 https://isni.org/isni/000000012103268X"
    )
    asteri = names(before, context(vocabulary=Agents(TWIN), switches={"authority_id_form": "asteri"}))
    assert asteri.fields[0].codes == "ade401"
    assert asteri.fields[0]["0"] == "(FI-ASTERI-N)000000003"


@pytest.mark.parametrize("given_id", [f"{FINAF}000000009", "(FIN11)000000009", "(FI-ASTERI-N)000000009"])
def test_ids_are_in_the_form_of_the_profile(given_id: str, context: Make, record: Of) -> None:
    before = record(f"100 1# $a Canth, Minna, $d 1844-1897. $0 {given_id}")
    asteri = names(before, context(vocabulary=Agents(MINNA), switches={"authority_id_form": "asteri"}))
    assert asteri.fields[0]["0"] == "(FI-ASTERI-N)000000009"


def test_a_name_that_has_an_id_keeps_it(context: Make, record: Of) -> None:
    before = record("100 1# $a Canth, Minna, $d 1844-1897. $0 (FI-ASTERI-N)000000009")
    assert names(before, context(vocabulary=Agents(MINNA))) is before
