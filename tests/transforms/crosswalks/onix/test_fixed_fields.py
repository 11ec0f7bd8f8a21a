"""Leader, 006, 007 and 008: right, blank and missing input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    ISBN,
    PROFILE,
    REFERENCE,
    contributor,
    converted,
    extent,
    parsed,
    product_xml,
    published,
    subject,
    tables,
)
from tests.transforms.crosswalks.onix.onix_builder import language as language_of
from transforms.calendar import Calendar
from transforms.crosswalks.onix import convert


def test_the_minimal_product() -> None:
    assert str(converted().record).splitlines() == [
        "=LDR  00000nam\\a22000002i\\4500",
        "=006  m|||||o||d||||||||",
        "=007  cr||||||||||||",
        "=008  261122nuuuuuuuuxx\\|||||o|||||||||||fin||",
        "=020  \\\\$a978-952-7999-01-1$qEPUB",
        "=035  \\\\$a(VENDORA)123456",
        "=040  \\\\$aFI-XXX$bfin$erda",
        "=041  0\\$afin",
        "=245  00$aSaaren valot.",
        "=300  \\\\$a1 verkkoaineisto",
        "=336  \\\\$ateksti$btxt$2rdacontent",
        "=337  \\\\$atietokonekäyttöinen$bc$2rdamedia",
        "=338  \\\\$averkkoaineisto$bcr$2rdacarrier",
        "=341  0\\$atextual$2sapdv",
        "=347  \\\\$atekstitiedosto$bEPUB",
        "=655  \\7$ae-kirjat$2slm/fin$0http://urn.fi/URN:NBN:fi:au:slm:s889",
        "=655  \\7$ae-böcker$2slm/swe$0http://urn.fi/URN:NBN:fi:au:slm:s889",
        "=884  \\\\$aONIX to MARC$g20261122$kVENDORA:123456$qFI-XXX",
    ]


@pytest.mark.parametrize(
    ("switches", "notification", "level"), [({}, "03", "2"), ({"encoding_confirmed": "5"}, "03", "5"), ({}, "01", "8")]
)
def test_encoding_level(switches: dict[str, str], notification: str, level: str) -> None:
    head = f"{REFERENCE}<NotificationType>{notification}</NotificationType>{ISBN}"
    assert converted(head=head, profile=replace(PROFILE, switches=switches)).record.at("LDR", 17) == level


@pytest.mark.parametrize(
    ("dates", "coded"),
    [
        (published("20260101") + published("20250101", "11"), "s2026    "),
        (published("20240101", "11") + published("20260101", "12"), "s2024    "),
        (published("20100101", "11") + published("20260101", "16"), "r20262010"),
        (published("20200101", "19") + published("20190101", "20"), "nuuuuuuuu"),
    ],
)
def test_dates_of_008(dates: str, coded: str) -> None:
    assert converted(publishing=dates).record.at("008", 6, 15) == coded


def test_national_form_of_an_unknown_date() -> None:
    made = converted(profile=replace(PROFILE, switches={"unknown_date": "national"}))
    assert made.record.at("008", 6, 15) == "s||||    "


@pytest.mark.parametrize("form", ["<ProductForm>ED</ProductForm>", AUDIO, FILM])
def test_fixed_fields_have_their_lengths(form: str) -> None:
    record = converted(form=form).record
    assert len(record.leader) == 24
    assert len(record.value("008")) == 40
    assert [len(field.value) for field in record.all("006")] == [18]
    assert all(len(field.value) == {"c": 14, "s": 14, "v": 9}[field.value[0]] for field in record.all("007"))


def test_film_has_online_before_video_and_its_minutes() -> None:
    made = converted(extent("09", "102", "05") + contributor("E01", "Näyttelijä, Niina"), form=FILM)
    assert [value[:2] for value in made.lines("007")] == ["cr", "vz"]
    assert made.record.at("008", 18, 35) == "102 |     |o   v|"
    assert made.lines("300", "306", "511") == [
        "\\\\$a1 verkkoaineisto (1 h 42 min)",
        "\\\\$a014200",
        "1\\$aNiina Näyttelijä.",
    ]


@pytest.mark.parametrize(
    ("codes", "fiction"),
    [
        ((("66", "84.2"),), "1"),
        ((("66", "32.1"),), "0"),
        ((("93", "FBA"), ("66", "32.1")), "1"),
        ((("93", "YFB"),), "1"),
        ((("93", "YBCS"),), "|"),
        ((("10", "HIS000000"),), "0"),
        ((), "|"),
    ],
)
def test_fiction_by_classes(codes: tuple[tuple[str, str], ...], fiction: str) -> None:
    assert converted("".join(subject(*each) for each in codes)).record.at("008", 33) == fiction


def audience(code: str) -> str:
    return f"<Audience><AudienceCodeType>01</AudienceCodeType><AudienceCodeValue>{code}</AudienceCodeValue></Audience>"


def ages(*values: str) -> str:
    pairs = zip(values[::2], values[1::2], strict=True)
    spans = "".join(
        f"<AudienceRangePrecision>{precision}</AudienceRangePrecision><AudienceRangeValue>{value}</AudienceRangeValue>"
        for precision, value in pairs
    )
    return f"<AudienceRange><AudienceRangeQualifier>17</AudienceRangeQualifier>{spans}</AudienceRange>"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (audience("01"), "e"),
        (audience("02"), "j"),
        (audience("03"), "d"),
        (audience("12"), "b"),
        (audience("12") + audience("13"), "j"),
        (audience("01") + audience("02"), "j"),
        (ages("03", "6", "04", "8"), "b"),
        (ages("03", "3", "04", "12"), "j"),
        (ages("03", "9"), "c"),
        (ages("04", "5"), "a"),
        (ages("04", "8"), "j"),
        (ages("03", "x") + audience("01"), "e"),
        (subject("73", "L1"), "j"),
        ("<EditionType>ETR</EditionType>" + audience("01"), "f"),
        ("", "|"),
    ],
)
def test_audience(xml: str, code: str) -> None:
    assert converted(xml).record.at("008", 22) == code


def test_illustrations_and_comics() -> None:
    pictures = "<AncillaryContent><AncillaryContentType>{}</AncillaryContentType></AncillaryContent>"
    made = converted(pictures.format("02") + pictures.format("14") + subject("93", "XA"))
    assert made.record.at("008", 18, 28) == "ab  |o6   "
    assert made.record.value("300", "b") == "kuvitettu"
    assert [field["a"] for field in made.record.all("655")] == [
        "sarjakuvat",
        "tecknade serier",
        "e-kirjat",
        "e-böcker",
    ]


def test_a_withdrawn_product_is_a_proposal_to_delete() -> None:
    assert converted(publishing="<PublishingStatus>11</PublishingStatus>").found == [("O12", "11")]


@pytest.mark.parametrize(
    ("publishing", "country"),
    [
        ("<Imprint><ImprintName>Norstedts</ImprintName></Imprint>", "sw "),
        (
            "<Publisher><PublisherName>Gummerus Kustannus Oy</PublisherName></Publisher>",
            "fi ",
        ),
        (
            "<Imprint><ImprintName>Outo</ImprintName></Imprint><Publisher><PublisherName>Otava</PublisherName></Publisher>",
            "fi ",
        ),
        ("<Imprint><ImprintName>Penguin</ImprintName></Imprint><CountryOfPublication>FI</CountryOfPublication>", "fi "),
        ("<Imprint><ImprintName>Outo Oy</ImprintName></Imprint>", "xx "),
        ("<Imprint><ImprintName>Otava</ImprintName></Imprint><CountryOfPublication>QQ</CountryOfPublication>", "xx "),
    ],
)
def test_country_that_is_not_told_is_that_of_a_known_publisher(publishing: str, country: str) -> None:
    assert converted(publishing=publishing).record.at("008", 15, 18) == country


def coded(form: str, content: str = "", *details: str) -> str:
    told = "".join(f"<ProductFormDetail>{each}</ProductFormDetail>" for each in details)
    return f"<ProductForm>{form}</ProductForm>{told}" + (
        content and f"<PrimaryContentType>{content}</PrimaryContentType>"
    )


@pytest.mark.parametrize("form", [coded("AJ", "01", "A204"), coded("ED", "10", "A206")])
def test_daisy_is_for_special_readers_whatever_the_audience(form: str) -> None:
    assert converted(audience("01"), form=form).record.at("008", 22) == "f"


def test_a_score_is_coded_as_one() -> None:
    record = converted(audience("01"), form=coded("ED", "11", "E107")).record
    assert record.at("LDR", 6, 8) == "cm"
    assert record.at("008", 18, 35) == "||||eo||||||  |||"


@pytest.mark.parametrize(("content", "code"), [("25", "a"), ("26", "l"), ("27", "l"), ("06", "|")])
def test_technique_of_a_film(content: str, code: str) -> None:
    assert converted(form=coded("EC", content, "D105")).record.at("008", 34) == code


def test_an_animated_film_by_its_genre() -> None:
    genre = subject("D1", "http://urn.fi/URN:NBN:fi:au:slm:s77", "animaatioelokuvat")
    assert converted(genre, form=FILM).record.at("008", 34) == "a"


@pytest.mark.parametrize(
    ("form", "stated", "language"),
    [
        (coded("ED", "10", "E101"), "", "fin"),
        (AUDIO, "", "fin"),
        (coded("ED", "10", "E101"), "swe", "swe"),
        (coded("AJ", "03", "A103"), "", "|||"),
        (FILM, "", "|||"),
    ],
)
def test_the_default_language_of_the_message_is_that_of_words(form: str, stated: str, language: str) -> None:
    xml = product_xml(form=form, language=language_of(stated) if stated else "")
    product, envelope = parsed(xml)
    record, _ = convert(product, replace(envelope, language="fin"), PROFILE, tables(), Calendar())
    assert record.at("008", 35, 38) == language
    assert record.value("041", "d" if form == AUDIO else "a") == language.replace("|", "")


def test_an_unknown_default_language_is_none() -> None:
    product, envelope = parsed(product_xml(language=""))
    record, _ = convert(product, replace(envelope, language="xyz"), PROFILE, tables(), Calendar())
    assert record.at("008", 35, 38) == "|||"


@pytest.mark.parametrize(
    ("xml", "marks"),
    [
        ("<Illustrated>01</Illustrated>", "    "),
        ("<Illustrated>02</Illustrated>", "a   "),
        ("<NumberOfIllustrations>12</NumberOfIllustrations>", "a   "),
        ("<NumberOfIllustrations>0</NumberOfIllustrations>", "    "),
        ("<Illustrated>01</Illustrated><NumberOfIllustrations>3</NumberOfIllustrations>", "a   "),  # counted: there are
        (
            "<Illustrated>01</Illustrated><AncillaryContent><AncillaryContentType>14</AncillaryContentType>"
            "</AncillaryContent>",
            "b   ",
        ),
        ("", "||||"),
    ],
)
def test_illustrated_or_not(xml: str, marks: str) -> None:
    made = converted(xml)
    assert made.record.value("008")[18:22] == marks
    assert made.record.value("300", "b") == ("kuvitettu" if "a" in marks else "")
    assert made.found == []


def test_a_code_of_illustrated_that_no_list_has_is_told() -> None:
    made = converted("<Illustrated>2</Illustrated>")
    assert made.record.value("008")[18:22] == "||||"
    assert made.found == [("O06", "2")]
