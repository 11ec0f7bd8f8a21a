"""024: every kind of number in its indicator, wrong ones in $z with an issue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import HEAD, PROFILE, converted, identifier, work

EIDR = "10.5240/7995-A0B1-C2D3-E4F5-0607-4"


@pytest.mark.parametrize(
    ("kind", "value", "line"),
    [
        ("03", "6417825055551", "3\\$a6417825055551"),
        ("03", "6417825055550", "3\\$z6417825055550"),
        ("03", "9790559900012", "2\\$a979-0-55990-001-2$qEPUB"),
        ("04", "602400000996", "1\\$a602400000996"),
        ("30", "60240000099600123", "1\\$a602400000996$d00123"),
        ("25", "9790559900012", "2\\$a979-0-55990-001-2$qEPUB"),
        ("05", "M559900012", "2\\$a979-0-55990-001-2$qEPUB"),
        ("05", "M559900013", "2\\$zM559900013$qEPUB"),
        ("14", "19789527995089", "8\\$a19789527995089"),
        ("06", "https://doi.org/10.1234/ABC", "7\\$a10.1234/abc$2doi"),
        ("06", EIDR, f"7\\$a{EIDR}$2eidr"),
        ("22", "URN:NBN:fi-fe2026", "7\\$aURN:NBN:fi-fe2026$2urn"),
        ("35", "https://ark.example/ark:/79952/b1", "7\\$aark:/79952/b1$2ark"),
    ],
)
def test_standard_numbers(kind: str, value: str, line: str) -> None:
    made = converted(head=HEAD + identifier(kind, value))
    assert made.lines("024") == [line]
    assert made.found == ([("I11", value)] if "$z" in line else [])


@pytest.mark.parametrize("kind", ["26", "27", "28", "29", "36", "01", "15"])
def test_numbers_without_a_place_are_kept_in_the_delivery_only(kind: str) -> None:
    made = converted(head=HEAD + identifier(kind, "9789527999011"))
    assert not made.record.has("024")
    assert made.found == []


def test_a_kind_of_number_that_no_list_knows_is_told() -> None:
    assert ("O06", "99") in converted(head=HEAD + identifier("99", "1")).found


def test_a_gtin_that_repeats_isbn_or_ismn_is_left_out() -> None:
    ids = identifier("03", "9789527999011") + identifier("03", "9790559900012") + identifier("05", "M559900012")
    assert converted(head=HEAD + ids).lines("024") == ["2\\$a979-0-55990-001-2$qEPUB"]


def test_the_switch_moves_gtin_alone() -> None:
    profile = replace(PROFILE, switches={"gtin_field": "024 8#"})
    ids = identifier("03", "6417825055551") + identifier("04", "602400000996")
    made = converted(profile=profile, head=HEAD + ids)
    assert made.lines("024") == ["1\\$a602400000996", "8\\$a6417825055551"]


@pytest.mark.parametrize(("relation", "lines"), [("01", [f"7\\$a{EIDR}$2eidr"]), ("02", []), ("29", [])])
def test_what_names_the_work_itself_is_a_number_of_the_product(relation: str, lines: list[str]) -> None:
    assert converted(related=work(relation, ("31", EIDR), ("15", "9789527999011"))).lines("024") == lines
