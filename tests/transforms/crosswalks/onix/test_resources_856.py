"""856 42: one cover, samples and trailers; what is not for libraries, not of today or no address of the web."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, convert_xml, converted, product_xml, tables

JPEG = "https://x.example/a.jpg"
COVER = f"42$3Kansikuva$u{JPEG}"


def version(link: str, form: str = "02", feature: str = "", *dates: tuple[str, str]) -> str:
    feature = feature and (
        "<ResourceVersionFeature><ResourceVersionFeatureType>01</ResourceVersionFeatureType>"
        f"<FeatureValue>{feature}</FeatureValue></ResourceVersionFeature>"
    )
    told = "".join(
        f"<ContentDate><ContentDateRole>{role}</ContentDateRole>{date}</ContentDate>" for role, date in dates
    )
    return (
        f"<ResourceVersion><ResourceForm>{form}</ResourceForm>{feature}<ResourceLink>{link}</ResourceLink>{told}"
        "</ResourceVersion>"
    )


def resource(versions: str, kind: str = "01", audience: str = "00") -> str:
    if not versions.startswith("<"):
        versions = version(versions)
    return (
        f"<SupportingResource><ResourceContentType>{kind}</ResourceContentType>"
        f"<ContentAudience>{audience}</ContentAudience><ResourceMode>03</ResourceMode>{versions}</SupportingResource>"
    )


def day(digits: str, style: str = "00") -> str:
    return f'<Date dateformat="{style}">{digits}</Date>'


@pytest.mark.parametrize(
    ("collateral", "lines"),
    [
        (resource(JPEG), [COVER]),
        (resource(version(JPEG, feature="D502")), [f"{COVER}$qimage/jpeg"]),
        (resource(version(JPEG, feature="D507")), [COVER]),
        (resource("https://x.example/t.jpg", "27") + resource(JPEG), [COVER]),
        (resource("https://x.example/t.jpg", "29") + resource(JPEG, "27"), [COVER]),
        (resource(version("ftp://x.example/a.jpg") + version(JPEG)), [COVER]),
        (resource(version("https://x.example/widget", "03") + version(JPEG)), [COVER]),
        (resource(version("https://x.example/app", "05")), []),
        (resource(JPEG, audience="01"), []),
        (resource(JPEG, "15"), [f"42$3Näyte$u{JPEG}"]),
        (resource(JPEG, "26") + resource(JPEG), [COVER, f"42$3Traileri$u{JPEG}"]),
        (
            resource("https://x.example/1", "15") + resource("https://x.example/2", "15"),
            ["42$3Näyte$uhttps://x.example/1", "42$3Näyte$uhttps://x.example/2"],
        ),
        ("", []),
    ],
)
def test_resources(collateral: str, lines: list[str]) -> None:
    assert converted(collateral=collateral).lines("856") == lines


@pytest.mark.parametrize("kind", sorted(code for code, each in tables().onix_codes.resources.items() if not each.kind))
def test_other_resources_leave_no_trace(kind: str) -> None:
    made = converted(collateral=resource(JPEG, kind))
    assert not made.record.has("856")
    assert made.found == []


def test_a_resource_that_no_list_knows_is_told() -> None:
    assert ("O06", "97") in converted(collateral=resource(JPEG, "97")).found


def test_swedish_words() -> None:
    made = converted(
        profile=replace(PROFILE, language="swe"),
        collateral=resource(JPEG) + resource(JPEG, "15") + resource(JPEG, "26"),
    )
    assert [each["3"] for each in made.record.all("856")] == ["Omslagsbild", "Smakprov", "Trailer"]


@pytest.mark.parametrize(
    ("dates", "is_linked"),
    [
        ([("14", day("20260101"))], True),
        ([("14", day("20260102"))], False),
        ([("15", day("20260101"))], True),
        ([("15", day("20251231"))], False),
        ([("27", day("202601", "01")), ("28", day("2026", "05"))], True),
        ([("28", day("2025", "05"))], False),
        ([("24", day("2025120120260101", "06"))], True),
        ([("24", day("2025120120251231", "06"))], False),
        ([("17", day("20270101")), ("01", day("20270101"))], True),
        ([("15", day("never", "12"))], True),
    ],
)
def test_a_resource_has_its_days(dates: list[tuple[str, str]], is_linked: bool) -> None:
    made = converted(collateral=resource(version(JPEG, "02", "", *dates)))
    assert made.record.has("856") == is_linked, PROFILE.entered


def test_without_a_day_of_the_run_the_message_says_what_day_it_is() -> None:
    profile = replace(PROFILE, entered="000000")
    dates = (("15", day("20261121")),)
    assert not converted(profile=profile, collateral=resource(version(JPEG, "02", "", *dates))).record.has("856")


def test_resources_only_where_the_licence_lets_us() -> None:
    made = converted(profile=replace(PROFILE, covers=False), collateral=resource(JPEG) + resource(JPEG, "15"))
    assert not made.record.has("856")


def test_a_link_that_is_no_address_is_dropped_with_an_issue() -> None:
    made = converted(collateral=resource("javascript:alert(1)") + resource(JPEG))
    assert made.lines("856") == [COVER]
    assert ("X02", "javascript:alert(1)") in made.found


@pytest.mark.parametrize("protection", [f"{code:02d}" for code in range(8)])
def test_technical_protection_never_shows(protection: str) -> None:
    made = converted(f"<EpubTechnicalProtection>{protection}</EpubTechnicalProtection>").record
    assert made.drop("532") == converted().record.drop("532")  # that there is none is told as accessibility
    assert made.has("532") == (protection == "00")


def test_prices_never_show() -> None:
    supply = (
        "<ProductSupply><SupplyDetail><ProductAvailability>20</ProductAvailability><Price><PriceType>02</PriceType>"
        "<PriceAmount>12.90</PriceAmount></Price></SupplyDetail></ProductSupply></Product>"
    )
    assert convert_xml(product_xml().replace("</Product>", supply)).record == converted().record


def test_a_blank_in_an_address_is_written_as_addresses_have_it() -> None:
    made = converted(collateral=resource("https://kuvat.example/kansi 1.jpg"))
    assert [each["u"] for each in made.record.all("856")] == ["https://kuvat.example/kansi%201.jpg"]
    assert made.found == [("X02", "https://kuvat.example/kansi 1.jpg")]
