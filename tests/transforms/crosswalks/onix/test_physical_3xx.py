"""300, 306, 336-338, 344, 347: extent and form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, FILM, FORM, PROFILE, converted, extent

SWEDISH = replace(PROFILE, language="swe")


@pytest.mark.parametrize(
    ("extents", "fin", "swe"),
    [
        (extent("00", "312", "03"), "1 verkkoaineisto (312 sivua)", "1 onlineresurs (312 sidor)"),
        (extent("00", "1", "03"), "1 verkkoaineisto (1 sivu)", "1 onlineresurs (1 sida)"),
        (extent("09", "60", "05"), "1 verkkoaineisto", "1 onlineresurs"),  # of a book that is read
        ("", "1 verkkoaineisto", "1 onlineresurs"),
    ],
)
def test_extent_of_a_book(extents: str, fin: str, swe: str) -> None:
    assert converted(extents).record.value("300", "a") == fin
    assert converted(extents, SWEDISH).record.value("300", "a") == swe


@pytest.mark.parametrize(
    ("value", "unit", "words", "coded"),
    [
        ("00941", "15", "(9 h 41 min)", ["094100"]),
        ("0094130", "16", "(9 h 41 min)", ["094130"]),
        ("01000", "15", "(10 h)", ["100000"]),
        ("2530", "06", "(42 min 10 s)", ["004210"]),
        ("09959", "15", "(99 h 59 min)", ["995900"]),
        ("10000", "15", "(100 h)", []),
    ],
)
def test_running_time_in_words_and_coded(value: str, unit: str, words: str, coded: list[str]) -> None:
    for form in (AUDIO, FILM):
        made = converted(extent("09", value, unit), form=form)
        assert made.lines("300") == [f"\\\\$a1 verkkoaineisto {words}"]
        assert made.record.all("306") == made.record.all("306")
        assert [each["a"] for each in made.record.all("306")] == coded


def test_pages_are_no_extent_of_sound() -> None:
    assert converted(extent("00", "312", "03"), form=AUDIO).lines("300", "306") == ["\\\\$a1 verkkoaineisto"]


@pytest.mark.parametrize(
    "told",
    [
        "<Illustrated>02</Illustrated>",
        "<NumberOfIllustrations>12</NumberOfIllustrations>",
        "<AncillaryContent><AncillaryContentType>01</AncillaryContentType></AncillaryContent>",
    ],
)
def test_an_illustrated_book_is_told_so_in_300_and_008(told: str) -> None:
    made = converted(told)
    assert made.lines("300") == ["\\\\$a1 verkkoaineisto :$bkuvitettu"]
    assert made.record.at("008", 18, 22) == "a   "
    assert converted(told, SWEDISH).record.value("300", "b") == "illustrerad"


@pytest.mark.parametrize("told", ["<Illustrated>01</Illustrated>", "<NumberOfIllustrations>0</NumberOfIllustrations>"])
def test_a_book_without_pictures_is_not_illustrated(told: str) -> None:
    assert converted(told).lines("300") == ["\\\\$a1 verkkoaineisto"]


def test_types_agree_with_the_language_of_cataloguing() -> None:
    assert converted(form=AUDIO).lines("336", "337", "338", "344") == [
        "\\\\$apuhe$bspw$2rdacontent",
        "\\\\$atietokonekäyttöinen$bc$2rdamedia",
        "\\\\$averkkoaineisto$bcr$2rdacarrier",
        "\\\\$adigitaalinen",
    ]
    assert converted(form=AUDIO, profile=SWEDISH).lines("336", "337", "338", "344") == [
        "\\\\$atal$bspw$2rdacontent",
        "\\\\$adator$bc$2rdamedia",
        "\\\\$aonlineresurs$bcr$2rdacarrier",
        "\\\\$adigital",
    ]


def form(*details: str) -> str:
    return "<ProductForm>ED</ProductForm>" + "".join(
        f"<ProductFormDetail>{each}</ProductFormDetail>" for each in details
    )


@pytest.mark.parametrize(
    ("details", "names"),
    [
        (("E101",), ["EPUB"]),
        (("E107", "E101", "E108"), ["PDF", "EPUB"]),
        (("E105",), ["HTML"]),
        (("E116",), [""]),
        (("E101", "E116"), ["EPUB"]),
        ((), [""]),
        (("E200",), [""]),
    ],
)
def test_file_formats(details: tuple[str, ...], names: list[str]) -> None:
    made = converted(form=form(*details))
    assert [each["b"] for each in made.record.all("347")] == names
    assert {each["a"] for each in made.record.all("347")} == {"tekstitiedosto"}


@pytest.mark.parametrize(
    ("size", "language", "told"),
    [
        (extent("22", "3.25", "19"), "fin", "3,25 Mt"),
        (extent("22", "812", "18"), "fin", "812 kt"),
        (extent("22", "812", "18"), "swe", "812 kB"),
        (extent("22", "950000", "17"), "swe", "950000 byte"),
        ("", "fin", ""),
    ],
)
def test_size_of_the_file_by_switch(size: str, language: str, told: str) -> None:
    asked = replace(PROFILE, language=language, switches={"file_size": "on"})
    assert converted(size, asked).record.value("347", "c") == told
    assert converted(size, replace(asked, switches={})).record.value("347", "c") == ""
    assert converted(size, asked, form=form("E101", "E107")).record.value("347", "c") == ""


def test_the_parts_of_a_bundle_are_told_apart() -> None:
    part = "<ProductPart>{}{}</ProductPart>"
    bundle = "<ProductForm>SG</ProductForm>" + part.format("<PrimaryPart/>", FORM) + part.format("", AUDIO)
    assert converted(form=bundle).lines("347") == [
        "\\\\$3E-kirja$atekstitiedosto$bEPUB",
        "\\\\$3Äänikirja$aäänitiedosto$bMP3",
    ]


@pytest.mark.parametrize("told", ["50000", "1:50000", "1:50 000"])
def test_the_scale_of_a_map(told: str) -> None:
    xml = f"<MapScale>{told}</MapScale>"
    assert converted(xml).lines("255") == ["\\\\$aMittakaava 1:50 000."]
    assert converted(xml, SWEDISH).lines("255") == ["\\\\$aSkala 1:50 000."]


@pytest.mark.parametrize("told", ["useita", "1:", "٥٠٠٠٠", "1" * 10, "5.5"])
def test_a_scale_that_is_no_number_is_told(told: str) -> None:
    made = converted(f"<MapScale>{told}</MapScale>")
    assert not made.lines("255")
    assert made.found == [("D05", told)]
