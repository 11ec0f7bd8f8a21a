"""Publishing status and availability of a record that stays: told, never decided."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import HEAD, convert_xml, converted, product_xml, published


def supply(*codes: str) -> str:
    told = "".join(f"<ProductAvailability>{code}</ProductAvailability>" for code in codes)
    return f"<ProductSupply><SupplyDetail>{told}</SupplyDetail></ProductSupply>"


@pytest.mark.parametrize(
    ("status", "codes", "found"),
    [
        ("04", ["20"], []),
        ("07", [], [("O12", "07")]),
        ("17", [], [("O12", "17")]),
        ("00", [], [("O21", "00")]),
        ("09", [], [("O21", "09")]),
        ("04", ["40"], [("O12", "40")]),
        ("04", ["49", "51"], [("O12", "49")]),
        ("04", ["40", "20"], []),
        ("04", ["99"], [("O21", "99")]),
        ("04", ["99", "20"], []),
        ("77", [], [("O06", "77")]),
        ("04", ["20", "77", "77"], [("O06", "77")]),
        ("16", [], []),
    ],
)
def test_what_is_told(status: str, codes: list[str], found: list[tuple[str, str]]) -> None:
    xml = product_xml(publishing=f"<PublishingStatus>{status}</PublishingStatus>")
    made = convert_xml(xml.replace("</Product>", f"{supply(*codes) if codes else ''}</Product>"))
    assert [each for each in made.found if each[0] in ("O06", "O12", "O21")] == found


@pytest.mark.parametrize(("status", "level", "expected"), [("02", "8", ["\\\\$a2611"]), ("04", "2", [])])
def test_a_forthcoming_title_is_announced(status: str, level: str, expected: list[str]) -> None:
    dates = f"<PublishingStatus>{status}</PublishingStatus>{published('20261105')}"
    made = converted(head=HEAD, publishing=dates)
    assert made.record.at("LDR", 17) == level
    assert made.lines("263") == expected


def test_of_a_place_in_two_languages_that_of_cataloguing_is_used() -> None:
    places = "".join(
        f'<CityOfPublication language="{code}">{name}</CityOfPublication>'
        for code, name in (("swe", "Helsingfors"), ("fin", "Helsinki"))
    )
    assert converted(publishing=places).lines("264") == ["\\1$aHelsinki"]
