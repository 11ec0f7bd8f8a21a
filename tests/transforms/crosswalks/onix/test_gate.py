"""Which products become records, and why the others do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    ISBN,
    PROFILE,
    REFERENCE,
    gated,
    parsed,
    product_xml,
    subject,
    tables,
    title,
)
from transforms.calendar import Calendar
from transforms.crosswalks.onix.form import cases
from transforms.crosswalks.onix.gate import gate
from transforms.media import Media
from transforms.record import Outcome

VENDOR = replace(PROFILE, vendor="onix-publisher")


def head(notification: str) -> str:
    return f"{REFERENCE}<NotificationType>{notification}</NotificationType>{ISBN}"


@pytest.mark.parametrize("notification", ["01", "02", "03"])
def test_news_goes_on(notification: str) -> None:
    assert gated(head=head(notification)) == (Outcome.CANDIDATE, "", "")


@pytest.mark.parametrize(
    ("notification", "outcome", "reason", "rule"),
    [
        ("05", Outcome.DELETED, "deleted-by-vendor", ""),
        ("04", Outcome.QUARANTINED, "partial-update-without-its-product", "O04"),
        ("88", Outcome.FILTERED, "test-record", ""),
        ("89", Outcome.FILTERED, "test-record", ""),
        ("08", Outcome.FILTERED, "sold-to-another-publisher", ""),
        ("09", Outcome.FILTERED, "acquired-from-another-publisher", ""),
        ("12", Outcome.FILTERED, "block-update-not-for-marc", ""),
        ("13", Outcome.FILTERED, "block-update-not-for-marc", ""),
        ("77", Outcome.QUARANTINED, "notification-type-unknown", "O02"),
    ],
)
def test_notification_type_decides(notification: str, outcome: Outcome, reason: str, rule: str) -> None:
    assert gated(head=head(notification)) == (outcome, reason, rule)


def test_the_vendors_word_on_a_delete_is_kept() -> None:
    told = gated(head=head("05") + "<DeletionText>Lähetetty vahingossa</DeletionText>")
    assert told == (Outcome.DELETED, "deleted-by-vendor: Lähetetty vahingossa", "")


@pytest.mark.parametrize("blocks", ["", "<PublishingDetail><PublishingStatus>04</PublishingStatus></PublishingDetail>"])
def test_a_product_that_does_not_describe_waits_for_the_stored_one(blocks: str) -> None:
    told = gate(parsed(f"<Product>{head('03')}{blocks}</Product>")[0], PROFILE, tables(), Calendar())
    assert (told.outcome, told.rule) == (Outcome.QUARANTINED, "O04")


@pytest.mark.parametrize("start", [ISBN, REFERENCE, "<NotificationType>03</NotificationType>"])
def test_a_product_without_key_or_type_is_quarantined(start: str) -> None:
    assert gated(head=start) == (Outcome.QUARANTINED, "reference-missing", "O02")


def test_a_delete_needs_nothing_but_its_key() -> None:
    assert gated(head=f"{REFERENCE}<NotificationType>05</NotificationType>", form="", title="").outcome == "deleted"


@pytest.mark.parametrize("text", ["", title(""), title("Vain alkuteos", "03")])
def test_a_product_without_a_title_is_quarantined(text: str) -> None:
    assert gated(title=text) == (Outcome.QUARANTINED, "title-missing", "S03")


def form(code: str, *more: str) -> str:
    return f"<ProductForm>{code}</ProductForm>{''.join(more)}"


def detail(code: str) -> str:
    return f"<ProductFormDetail>{code}</ProductFormDetail>"


def content(code: str) -> str:
    return f"<ProductContentType>{code}</ProductContentType>"


def part(code: str, *more: str) -> str:
    return f"<ProductPart>{form(code, *more)}</ProductPart>"


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (form("EA"), ""),
        (form("AN"), ""),
        (form("AZ", detail("A103")), ""),
        (form("AZ", content("01")), ""),
        (form("AZ"), "form-not-e-material"),
        (form("VZ", detail("D105")), ""),
        (form("VA"), "form-not-e-material"),
        (form("VI", detail("V205")), "form-not-e-material"),
        (form("SG", part("ED")), ""),
        (form("SA", part("BC")), "form-not-e-material"),
        (form("LB"), "form-is-licence"),
        (form("BC"), "form-not-e-material"),
        (form("AC"), "form-not-e-material"),
        ("", "form-missing"),
        ("<ProductComposition>10</ProductComposition>" + form("ED"), ""),
        ("<ProductComposition>20</ProductComposition>" + form("ED"), "trade-only"),
        ("<ProductComposition>30</ProductComposition>" + form("ED"), "trade-only"),
    ],
)
def test_only_e_material_comes_in(xml: str, reason: str) -> None:
    expected = (Outcome.FILTERED, reason, "O05") if reason else (Outcome.CANDIDATE, "", "")
    assert gated(form=xml) == expected


@pytest.mark.parametrize(
    ("xml", "subjects", "name", "kind"),
    [
        (form("ED"), "", "ebook-unknown", Media.EBOOK),
        (form("ED", content("10"), content("07")), "", "ebook-unknown", Media.EBOOK),
        (form("ED", content("10"), content("44")), "", "ebook-comic", Media.EBOOK),
        (form("ED"), subject("93", "XAK"), "ebook-comic", Media.EBOOK),
        (form("ED"), subject("93", "YBCS"), "ebook-picturebook", Media.EBOOK),
        (form("ED", "<PrimaryContentType>07</PrimaryContentType>"), "", "ebook-picturebook", Media.EBOOK),
        (form("ED", "<PrimaryContentType>07</PrimaryContentType>"), subject("93", "XA"), "ebook-comic", Media.EBOOK),
        (form("ED"), subject("93", "XR"), "ebook-unknown", Media.EBOOK),
        (form("EC", content("06")), subject("93", "ATJS"), "streaming-series", Media.FILM),
        (form("AJ", content("03"), content("01")), "", "eaudiobook-other", Media.EAUDIOBOOK),
        (form("ED", content("10"), content("01")), "", "ebook-with-audio", Media.EBOOK),
        (form("ED", content("01")), "", "eaudiobook-other", Media.EAUDIOBOOK),
        (form("ED", detail("A103")), "", "eaudiobook-other", Media.EAUDIOBOOK),
        (form("EC", content("06")), "", "streaming-film", Media.FILM),
        (form("EC", detail("D105")), "", "streaming-film", Media.FILM),
        (form("ED", content("11")), "", "sheet-music", Media.EBOOK),
        (AUDIO, "", "eaudiobook-other", Media.EAUDIOBOOK),
        (form("AJ", content("03")), "", "streaming-music", Media.ALBUM),
        (form("AJ", detail("A202")), "", "daisy-audio", Media.EAUDIOBOOK),
        (form("EB", detail("A212")), "", "daisy-text", Media.EBOOK),
        (FILM, "", "streaming-film", Media.FILM),
        (form("VA", detail("D105"), content("27")), "", "recorded-performance", Media.FILM),
        (form("SG", part("AJ", detail("A103")), part("ED")), "", "eaudiobook-other", Media.EAUDIOBOOK),
    ],
)
def test_form_and_content_make_the_media_case(xml: str, subjects: str, name: str, kind: Media) -> None:
    product, _ = parsed(product_xml(subjects, form=xml))
    found = cases(product, tables().onix_lists.forms)[0].name
    assert (found, tables().media_forms[found].lending) == (name, kind)


def test_a_vendor_selects_by_media() -> None:
    audio_only = replace(VENDOR, media=frozenset({"eaudiobook"}))
    assert gated(profile=audio_only) == (Outcome.FILTERED, "media-not-selected", "")
    assert gated(profile=audio_only, form=AUDIO).outcome == Outcome.CANDIDATE


def rights(kind: str, territory: str) -> str:
    return f"<SalesRights><SalesRightsType>{kind}</SalesRightsType><Territory>{territory}</Territory></SalesRights>"


WORLD = "<RegionsIncluded>WORLD</RegionsIncluded>"
REST = "<RegionsIncluded>ROW</RegionsIncluded>"  # of 2.1, and by some still


@pytest.mark.parametrize(
    ("publishing", "sold"),
    [
        ("", True),
        (rights("01", WORLD), True),
        (rights("02", "<CountriesIncluded>SE FI NO</CountriesIncluded>"), True),
        (rights("01", "<RegionsIncluded>ECZ</RegionsIncluded>"), True),
        (rights("01", "<CountriesIncluded>SE NO</CountriesIncluded>"), False),
        (rights("01", f"{WORLD}<CountriesExcluded>FI RU</CountriesExcluded>"), False),
        (rights("01", f"{WORLD}<RegionsExcluded>ECZ</RegionsExcluded>"), False),
        (rights("01", f"{WORLD}<RegionsExcluded>GB-CHA</RegionsExcluded>"), True),
        (rights("01", f"<CountriesIncluded>FI</CountriesIncluded>{WORLD}<RegionsExcluded>ECZ</RegionsExcluded>"), True),
        (rights("03", "<CountriesIncluded>FI</CountriesIncluded>"), False),
        (rights("01", WORLD) + rights("06", "<CountriesIncluded>FI</CountriesIncluded>"), False),
        (
            rights("03", "<CountriesIncluded>US</CountriesIncluded>") + "<ROWSalesRightsType>01</ROWSalesRightsType>",
            True,
        ),
        (
            rights("01", "<CountriesIncluded>US</CountriesIncluded>") + "<ROWSalesRightsType>03</ROWSalesRightsType>",
            False,
        ),
        (
            rights("03", "<CountriesIncluded>US</CountriesIncluded>") + rights("01", REST),
            True,
        ),
        (rights("02", "<CountriesIncluded>FI</CountriesIncluded>") + rights("03", REST), True),
        (rights("01", "<CountriesIncluded>US</CountriesIncluded>") + rights("03", REST), False),
    ],
)
def test_sales_rights_for_finland(publishing: str, sold: bool) -> None:
    finnish = replace(VENDOR, territory="FI")
    expected = (Outcome.CANDIDATE, "", "") if sold else (Outcome.FILTERED, "territory-excluded", "O11")
    assert gated(profile=finnish, publishing=publishing) == expected
    assert gated(profile=VENDOR, publishing=publishing).outcome == Outcome.CANDIDATE


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        ("04", Outcome.CANDIDATE, ""),
        ("02", Outcome.CANDIDATE, ""),
        ("01", Outcome.DELETED, "publication-cancelled"),
        ("03", Outcome.FILTERED, "publication-postponed"),
        ("16", Outcome.FILTERED, "temporarily-withdrawn"),
        ("07", Outcome.CANDIDATE, ""),
    ],
)
def test_publishing_status(status: str, outcome: Outcome, reason: str) -> None:
    publishing = f"<PublishingStatus>{status}</PublishingStatus>"
    assert gated(profile=VENDOR, publishing=publishing) == (outcome, reason, "")


def test_the_neutral_profile_asks_for_no_status() -> None:
    assert gated(publishing="<PublishingStatus>16</PublishingStatus>").outcome == Outcome.CANDIDATE


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (form("ED", "<PrimaryContentType>05</PrimaryContentType>"), "content-not-lent"),
        (form("ED", content("08")), "content-not-lent"),
        (form("ED", content("10"), content("05")), ""),
        (form("ED", "<PrimaryContentType>10</PrimaryContentType>", content("08")), ""),
        (form("VZ", "<EpubTechnicalProtection>02</EpubTechnicalProtection>"), ""),
        (form("AZ", detail("A101")), "form-not-e-material"),
        (form("SG", part("BC"), part("ED")), "form-not-e-material"),
        (form("SG", part("ED"), part("BC")), ""),
    ],
)
def test_content_and_signs_of_e_material(xml: str, reason: str) -> None:
    assert gated(form=xml).reason == reason


def supply(country: str, status: str, restriction: str = "") -> str:
    territory = f"<Territory><CountriesIncluded>{country}</CountriesIncluded></Territory>"
    more = (
        restriction
        and f"<SalesRestriction><SalesRestrictionType>{restriction}</SalesRestrictionType></SalesRestriction>"
    )
    told = status and f"<MarketPublishingStatus>{status}</MarketPublishingStatus>"
    return (
        f"<ProductSupply><Market>{territory}{more}</Market>"
        f"<MarketPublishingDetail>{told}</MarketPublishingDetail></ProductSupply>"
    )


@pytest.mark.parametrize(
    ("supplies", "status", "outcome", "reason"),
    [
        (supply("FI", "04"), "04", Outcome.CANDIDATE, ""),
        (supply("FI", "12"), "04", Outcome.FILTERED, "not-in-this-market"),
        (supply("FI", "01"), "04", Outcome.FILTERED, "cancelled-in-this-market"),
        (supply("FI", "16"), "04", Outcome.FILTERED, "temporarily-withdrawn"),
        (supply("FI", "04"), "16", Outcome.CANDIDATE, ""),
        (supply("SE", "12"), "04", Outcome.CANDIDATE, ""),
        (supply("SE", "12") + supply("FI", "04"), "04", Outcome.CANDIDATE, ""),
        (supply("FI", ""), "08", Outcome.FILTERED, "inactive"),
        (supply("FI", "12"), "01", Outcome.DELETED, "publication-cancelled"),
    ],
)
def test_the_status_in_our_market_counts_first(supplies: str, status: str, outcome: Outcome, reason: str) -> None:
    xml = product_xml(publishing=f"<PublishingStatus>{status}</PublishingStatus>")
    product, _ = parsed(xml.replace("</Product>", f"{supplies}</Product>"))
    told = gate(product, replace(VENDOR, territory="FI"), tables(), Calendar())
    assert (told.outcome, told.reason) == (outcome, reason)
    if outcome != Outcome.DELETED and status not in ("08", "16"):
        assert gate(product, VENDOR, tables(), Calendar()).outcome == Outcome.CANDIDATE, (
            "without a territory no market is ours"
        )


@pytest.mark.parametrize(
    ("kind", "country", "reason"),
    [
        ("03", "FI", "for-internal-use"),
        ("07", "FI", "for-schools-only"),
        ("09", "FI", "not-for-libraries"),
        ("22", "FI", "for-education-only"),
        ("06", "FI", ""),
        ("99", "FI", ""),
        ("09", "SE", ""),
    ],
)
def test_to_whom_a_title_is_sold(kind: str, country: str, reason: str) -> None:
    restriction = f"<SalesRestriction><SalesRestrictionType>{kind}</SalesRestrictionType></SalesRestriction>"
    in_rights = rights("01", WORLD).replace("</SalesRights>", f"{restriction}</SalesRights>")
    expected = (Outcome.FILTERED, reason, "O11") if reason else (Outcome.CANDIDATE, "", "")
    finnish = replace(VENDOR, territory="FI")
    product, _ = parsed(product_xml().replace("</Product>", f"{supply(country, '', kind)}</Product>"))
    assert gate(product, finnish, tables(), Calendar()) == expected
    if country == "FI":
        assert gated(profile=finnish, publishing=in_rights) == expected


@pytest.mark.parametrize(
    ("days", "is_in_force"),
    [
        ("", True),
        ("<StartDate>20260101</StartDate>", True),
        ("<StartDate>20270101</StartDate>", False),
        ("<EndDate>20261122</EndDate>", True),
        ("<EndDate>20261121</EndDate>", False),
        ('<EndDate dateformat="05">2026</EndDate>', True),
        ('<StartDate dateformat="01">202612</StartDate>', False),
        ("<StartDate>20260101</StartDate><EndDate>20260630</EndDate>", False),
        ("<EndDate>kesällä</EndDate>", True),
    ],
)
def test_a_restriction_holds_on_its_days_alone(days: str, is_in_force: bool) -> None:
    told = f"<SalesRestriction><SalesRestrictionType>09</SalesRestrictionType>{days}</SalesRestriction>"
    publishing = rights("01", WORLD).replace("</SalesRights>", f"{told}</SalesRights>")
    finnish = replace(VENDOR, territory="FI", entered="261122")
    reason = gated(profile=finnish, publishing=publishing).reason
    assert reason == ("not-for-libraries" if is_in_force else "")
    assert gated(profile=replace(finnish, entered="000000"), publishing=publishing).reason == "not-for-libraries"


def restricted(*days: str, territory: str = "FI", today: str = "20261122") -> tuple[str, str]:
    """Why a product whose restrictions have these days stays out, and when that turns."""
    told = "".join(
        f"<SalesRestriction><SalesRestrictionType>09</SalesRestrictionType>{each}</SalesRestriction>" for each in days
    )
    publishing = rights("01", WORLD).replace("</SalesRights>", f"{told}</SalesRights>")
    calendar = Calendar(today)
    profile = replace(VENDOR, territory=territory)
    return gate(parsed(product_xml(publishing=publishing))[0], profile, tables(), calendar).reason, calendar.turns_on


@pytest.mark.parametrize(
    ("days", "reason", "turns"),
    [
        ([""], "not-for-libraries", ""),
        (["<EndDate>20261224</EndDate>"], "not-for-libraries", "2026-12-25"),
        (["<EndDate>20261122</EndDate>"], "not-for-libraries", "2026-11-23"),
        (["<EndDate>20261121</EndDate>"], "", ""),
        (['<EndDate dateformat="05">2026</EndDate>'], "not-for-libraries", "2027-01-01"),
        (['<EndDate dateformat="01">202612</EndDate>'], "not-for-libraries", "2027-01-01"),
        (["<StartDate>20261224</StartDate>"], "", "2026-12-24"),
        (['<StartDate dateformat="01">202612</StartDate>'], "", "2026-12-01"),
        (["<StartDate>20260101</StartDate><EndDate>20261224</EndDate>"], "not-for-libraries", "2026-12-25"),
        (["<StartDate>20261201</StartDate><EndDate>20261224</EndDate>"], "", "2026-12-01"),
        (["<StartDate>20270101</StartDate>", "<StartDate>20261224</StartDate>"], "", "2026-12-24"),
        (["<EndDate>20261224</EndDate>", "<EndDate>20261130</EndDate>"], "not-for-libraries", "2026-12-25"),
        (["<EndDate>kesällä</EndDate>"], "not-for-libraries", ""),
        (["<EndDate>99991231</EndDate>"], "not-for-libraries", ""),
    ],
)
def test_a_gate_tells_when_a_restriction_turns(days: list[str], reason: str, turns: str) -> None:
    assert restricted(*days) == (reason, turns)
    assert restricted(*days, today="")[1] == "", "where nobody knows the day nothing is judged again"
    assert restricted(*days, territory="") == ("", ""), "restrictions are not asked for"


def test_a_restriction_of_the_whole_product_holds_wherever_it_is_sold() -> None:
    restriction = "<SalesRestriction><SalesRestrictionType>{}</SalesRestrictionType></SalesRestriction>"
    told = {
        kind: gated(profile=replace(VENDOR, territory="FI"), publishing=rights("01", WORLD) + restriction.format(kind))
        for kind in ("09", "06")
    }
    assert {kind: each.reason for kind, each in told.items()} == {"09": "not-for-libraries", "06": ""}
