"""Subjects as ONIX tells them: the main ones first, a vendor's own by its look-ups; fiction by its signs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, converted, parsed, product_xml, subject, tables
from transforms.crosswalks.onix.subjects import Subject, is_fiction, subjects_of
from transforms.record import Issue

LOOKUPS = {"subject": {"Hylly/12": "66 84.2 | D1 romaanit", "12": "66 78", "romaanit": "80 Jännitys"}}


def own(code: str = "", text: str = "", name: str = "", scheme: str = "24") -> str:
    name = name and f"<SubjectSchemeName>{name}</SubjectSchemeName>"
    return subject(scheme, code, text).replace("</SubjectSchemeIdentifier>", f"</SubjectSchemeIdentifier>{name}")


def read(xml: str, lookups: dict[str, dict[str, str]] | None = None) -> tuple[tuple[Subject, ...], list[Issue]]:
    issues: list[Issue] = []
    found = subjects_of(parsed(product_xml(xml))[0], replace(PROFILE, lookups=lookups or {}), issues)
    return found, issues


def test_the_main_subject_comes_first() -> None:
    xml = subject("66", "32.1") + subject("66", "84.2").replace("<Subject>", "<Subject><MainSubject/>")
    assert [each.code for each in read(xml)[0]] == ["84.2", "32.1"]
    assert converted(xml).lines("084") == ["\\\\$a84.2$2ykl", "\\\\$a32.1$2ykl"]


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        (own("12", name="Hylly"), [("66", "84.2"), ("D1", "romaanit")]),
        (own("12"), [("66", "78")]),
        (own(text="romaanit", scheme="23"), [("80", "Jännitys")]),
    ],
)
def test_a_vendors_own_subject_is_looked_up(xml: str, found: list[tuple[str, str]]) -> None:
    subjects, issues = read(xml, LOOKUPS)
    assert [(each.scheme, each.code) for each in subjects] == found
    assert issues == []


def test_one_that_the_look_ups_lack_is_told() -> None:
    assert [(each.rule, each.value) for each in read(own("13", "muut"), LOOKUPS)[1]] == [("O06", "13")]
    assert read(own("13")) == ((), [])  # without look-ups nobody wants it


@pytest.mark.parametrize(
    ("told", "fiction"),
    [
        ([("66", "84.2")], True),
        ([("66", "82.2")], True),
        ([("66", "78")], False),
        ([("93", "FBA")], True),
        ([("93", "DCF")], True),
        ([("93", "DNB")], False),
        ([("93", "YFB")], True),
        ([("93", "YBC")], None),
        ([("93", "XAM")], None),
        ([("93", "PSAJ"), ("93", "FXE")], False),
        ([("10", "JUV001000")], True),
        ([("10", "JNF001000")], False),
        ([("12", "FA")], True),
        ([("48", "uHc")], True),
        ([("80", "Jännitys")], True),
        ([("66", "78"), ("93", "FBA")], True),
        ([("71", "p1")], None),
        ([], None),
    ],
)
def test_fiction(told: list[tuple[str, str]], fiction: bool | None) -> None:
    subjects = [Subject(scheme, code, ()) for scheme, code in told]
    assert is_fiction(subjects, tables().onix_subjects) is fiction


@pytest.mark.parametrize(
    ("code", "scheme"), [("1DNF", "94"), ("2FCF", "95"), ("3MR", "96"), ("4TC", "97"), ("5AC", "98")]
)
def test_a_qualifier_of_thema_among_the_categories_is_read_as_what_it_is(code: str, scheme: str) -> None:
    issues: list[Issue] = []
    (found,) = subjects_of(parsed(product_xml(subject("93", code)))[0], PROFILE, issues)
    assert (found.scheme, found.code) == (scheme, code)
    assert [(each.rule, each.value, each.after) for each in issues] == [("O06", f"93 {code}", scheme)]


def test_a_place_of_thema_among_the_categories_is_a_place() -> None:
    assert converted(subject("93", "1DNF")).record.has("651")
    assert not converted(subject("93", "1DNF")).record.has("072")


def test_codes_of_the_trade_have_capital_letters() -> None:
    assert converted(subject("93", "fba") + subject("10", "fic000000")).lines("072") == [
        r"\7$aFBA$2thema",
        r"\7$aFIC000000$2bisacsh",
    ]
