"""050, 060, 072, 080, 082, 084: codes and classes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import converted, subject, tables

CLASSES = ("050", "060", "072", "080", "082", "084")


def versioned(xml: str, version: str) -> str:
    end = "</SubjectSchemeIdentifier>"
    return xml.replace(end, f"{end}<SubjectSchemeVersion>{version}</SubjectSchemeVersion>")


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        (subject("01", "823/.8"), "04$a823.8"),
        (versioned(subject("01", "823.8"), "23"), "04$a823.8$223"),
        (subject("02", "823"), "14$a823"),
        (subject("03", "QH365.O2"), " 4$aQH365.O2"),
        (subject("05", "WB 100"), " 4$aWB 100"),
        (subject("09", "575.8"), "  $a575.8"),
        (subject("10", "FIC000000", "FICTION / General"), " 7$aFIC000000$2bisacsh"),
        (subject("11", "1.1.1"), " 7$a1.1.1$2bisacrt"),
        (subject("13", "1D"), " 7$a1D$2bicssc"),
        (subject("18", "830"), "  $a830$2sdnb"),
        (subject("36", "839"), "04$a839$222/ger"),
        (subject("46", "839.82"), "04$a839.82"),
        (versioned(subject("46", "839.82"), "5"), "04$a839.82$25/nor"),
        (subject("48", "Hc"), "  $aHc$2kssb"),
        (versioned(subject("48", "Hc"), "8"), "  $aHc$2kssb/8"),
        (subject("66", "84.2"), "  $a84.2$2ykl"),
        (subject("66", "http://urn.fi/URN:NBN:fi:au:ykl:84.31"), "  $a84.31$2ykl"),
        (subject("80", "", "jännitys"), "9 $aJännitys$2ykl"),
        (subject("80", "", "Spänning"), "9 $aJännitys$2ykl"),
        (subject("80", "Kauhu"), "9 $aKauhu$2ykl"),
        (subject("93", "FBA"), " 7$aFBA$2thema"),
        (subject("95", "2ACB"), " 7$a2ACB$2thema"),
        (subject("97", "4CD"), " 7$a4CD$2thema"),
        (subject("98", "5HPD"), " 7$a5HPD$2thema"),
        (subject("98", "5AY"), " 7$a5AY$2thema"),
        (subject("99", "6JD"), " 7$a6JD$2thema"),
    ],
)  # fmt: skip
def test_class(xml: str, line: str) -> None:
    made = converted(xml)
    assert made.lines(*CLASSES) == [line[:2].replace(" ", "\\") + line[2:]]
    assert made.found == []


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (subject("66", "84.2999"), "84.2999"),
        (subject("66", "kaunokirjallisuus"), "kaunokirjallisuus"),
        (subject("80", "99", "Sekalaiset"), "99"),
        (subject("Z9", "1"), "Z9"),
        (subject("93", "F" * 50), "F" * 50),
        (subject("10", "FICTION / General"), "FICTION / General"),
    ],
)
def test_what_no_list_has_is_told_and_left_out(xml: str, value: str) -> None:
    made = converted(xml)
    assert made.lines(*CLASSES) == []
    assert made.found == [("O06", value)]


@pytest.mark.parametrize(
    "xml", [subject("98", "5AC"), subject("94", "1DNF"), subject("26", "1112"), subject("73", "L")]
)
def test_what_is_told_elsewhere_or_not_at_all(xml: str) -> None:
    made = converted(xml)
    assert made.lines(*CLASSES) == []
    assert made.found == []


def test_a_code_stands_once() -> None:
    assert converted(subject("93", "FBA") * 2).lines("072") == ["\\7$aFBA$2thema"]


@given(st.sampled_from(sorted(tables().onix_subjects.schemes)), st.text(alphabet="0123456789.AFab-/' ", max_size=50))
def test_any_code_gives_legal_fields(scheme: str, code: str) -> None:
    for field in converted(subject(scheme, code.replace("'", ""))).record.all(*CLASSES):
        assert field["a"].strip()
        assert len(field["a"]) <= 40
        assert len(field.all("2")) <= 1


@pytest.mark.parametrize("told", [("84.2", ""), ("84.2 Suomenkielinen kaunokirjallisuus", ""), ("", "84.2")])
def test_a_class_of_ykl_is_its_number(told: tuple[str, str]) -> None:
    made = converted(subject("66", *told))
    assert made.lines("084") == [r"\\$a84.2$2ykl"]
    assert made.found == []
