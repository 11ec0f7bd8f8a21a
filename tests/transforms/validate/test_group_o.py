"""Group O: every rule of ONIX has words and is raised; what these tests do not raise is raised by those named here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import shipped
from tests.transforms.crosswalks.onix.onix_builder import PROFILE, contributor, converted, gated
from transforms.record import Issue

RULES = shipped.rules().rules

LEVELS = {
    "O01": "F raw", "O02": "F raw", "O03": "E raw", "O04": "E set", "O05": "E raw", "O06": "W raw", "O07": "W raw",
    "O08": "W raw", "O09": "W raw", "O10": "W raw", "O11": "W raw", "O12": "W raw", "O13": "W raw", "O14": "F raw",
    "O15": "E raw", "O16": "E raw",
}  # fmt: skip

FULL = (
    "<ProductFormFeature><ProductFormFeatureType>09</ProductFormFeatureType>"
    "<ProductFormFeatureValue>11</ProductFormFeatureValue></ProductFormFeature>"
    "<Extent><ExtentType>00</ExtentType><ExtentValue>312</ExtentValue><ExtentUnit>03</ExtentUnit></Extent>"
)
COLLATERAL = (
    "<TextContent><TextType>03</TextType><ContentAudience>00</ContentAudience><Text>Majakasta.</Text></TextContent>"
    "<SupportingResource><ResourceContentType>01</ResourceContentType></SupportingResource>"
)


def issues(rule: str, found: tuple[Issue, ...]) -> list[Issue]:
    return [each for each in found if each.rule == rule]


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    assert {rule: f"{RULES[rule].level[0].upper()} {RULES[rule].stage}" for rule in LEVELS} == LEVELS


def test_ids_that_disagree_are_a_question_for_a_person() -> None:
    assert RULES["O16"].review


def test_a_product_that_is_fully_described_has_no_gap() -> None:
    assert issues("O09", converted(FULL, collateral=COLLATERAL).issues) == []


@pytest.mark.parametrize(
    ("detail", "collateral", "missing"),
    [
        ("", COLLATERAL, "ProductFormFeature 09, Extent"),
        (FULL, "", "TextContent 03, SupportingResource 01"),
        (FULL, COLLATERAL.replace("<TextType>03", "<TextType>02"), "TextContent 03"),
    ],
    ids=["form", "collateral", "only a short description"],
)
def test_what_a_product_does_not_tell_is_named(detail: str, collateral: str, missing: str) -> None:
    (found,) = issues("O09", converted(detail, collateral=collateral).issues)
    assert (found.value, found.fixed) == (missing, False)


def test_a_name_built_of_its_parts_is_told_as_mended() -> None:
    parts = "<NamesBeforeKey>Anna</NamesBeforeKey><KeyNames>Esimerkki</KeyNames>"
    (found,) = issues("O08", converted(contributor("A01", parts)).issues)
    assert (found.value, found.fixed, found.after) == ("Anna Esimerkki", True, "Esimerkki, Anna")


def test_an_inverted_name_is_no_issue() -> None:
    assert issues("O08", converted(contributor("A01", "Esimerkki, Anna")).issues) == []


def test_a_name_that_nobody_takes_apart_is_told_as_it_stands() -> None:
    plain = "<PersonName>Anna Esimerkki</PersonName>"
    (found,) = issues("O08", converted(contributor("A01", plain)).issues)
    assert (found.value, found.fixed) == ("Anna Esimerkki", False)


def test_the_order_of_the_file_mends_a_missing_sequence() -> None:
    two = contributor("A01", "Esimerkki, Anna") + contributor("B06", "Modell, Malin", 2)
    bare = two.replace("<SequenceNumber>2</SequenceNumber>", "")
    assert [each.fixed for each in issues("O10", converted(bare).issues)] == [True]
    assert issues("O10", converted(two).issues) == []


@pytest.mark.parametrize(
    ("date", "misfits"), [("20261105", []), ("5.11.2026", ["5.11.2026"]), ("202611", ["202611"])], ids=str
)
def test_dates_that_no_field_is_made_of_are_held_against_their_format(date: str, misfits: list[str]) -> None:
    cited = f"<ContentDate><ContentDateRole>01</ContentDateRole><Date>{date}</Date></ContentDate>"
    text = COLLATERAL.replace("</TextContent>", f"{cited}</TextContent>")
    assert [each.value for each in issues("O15", converted(FULL, collateral=text).issues)] == misfits


def test_what_the_gate_turns_away_names_its_rule() -> None:
    assert gated(form="<ProductForm>BB</ProductForm>").rule == "O05"
    rights = "<SalesRights><SalesRightsType>03</SalesRightsType><Territory><CountriesIncluded>FI</CountriesIncluded>"
    barred = gated(publishing=f"{rights}</Territory></SalesRights>", profile=replace(PROFILE, territory="FI"))
    assert barred.rule == "O11"
