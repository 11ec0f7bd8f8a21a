"""341, 532 and 856 42: what an ONIX product tells of its accessibility."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    FORM,
    PROFILE,
    SCHEMAS,
    Converted,
    converted,
    tables,
)
from transforms.wordlists import AccessCode

NATIONAL = replace(PROFILE, switches={"accessibility_mapping": "national"})
SWEDISH = replace(PROFILE, language="swe")
CODES = tables().lists.accessibility_codes
LIST_196 = sorted(code for name, code in CODES if name == "196")
POOR = "2\\$aJulkaisu ei ole saavutettava tai siitä puuttuu keskeisiä saavutettavuusominaisuuksia."
FREE = "1\\$aMikään tekninen suojaus ei rajoita apuvälineiden käyttöä."
TEXT = "<PrimaryContentType>10</PrimaryContentType>"
IMPRINT = "<Imprint><ImprintName>Huoleton</ImprintName></Imprint>"
PUBLISHER = "<Publisher><PublishingRole>01</PublishingRole><PublisherName>HUOLETON</PublisherName></Publisher>"
TEXTUAL = "0\\$atextual$2sapdv"


def feature(value: str, description: str = "", kind: str = "09") -> str:
    told = description and f"<ProductFormFeatureDescription>{description}</ProductFormFeatureDescription>"
    return (
        f"<ProductFormFeature><ProductFormFeatureType>{kind}</ProductFormFeatureType>"
        f"<ProductFormFeatureValue>{value}</ProductFormFeatureValue>{told}</ProductFormFeature>"
    )


def features(*values: str) -> str:
    return "".join(map(feature, values))


def notes(made: Converted) -> list[str]:
    return made.lines("532")


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (FORM, [TEXTUAL]),
        (AUDIO, ["0\\$aauditory$2sapdv"]),
        (FILM, ["0\\$avisual$2sapdv", "0\\$aauditory$2sapdv"]),
        (FORM + "<PrimaryContentType>44</PrimaryContentType>", ["0\\$avisual$2sapdv"]),
        (FORM + TEXT + "<ProductContentType>07</ProductContentType>", [TEXTUAL]),
        (FORM + TEXT + "<ProductContentType>49</ProductContentType>", [TEXTUAL, "0\\$atextOnVisual$2sapdv"]),
        (FORM + "<PrimaryContentType>99</PrimaryContentType>", [TEXTUAL]),
        (FORM + "<ProductContentType>44</ProductContentType>", [TEXTUAL, "0\\$avisual$2sapdv"]),
    ],
)
def test_every_record_has_the_access_mode_of_its_main_content(form: str, lines: list[str]) -> None:
    assert converted(form=form).lines("341") == lines


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        (("11",), ["0\\$atextual$btableOfContents$2sapdv"]),
        (("13", "11", "11"), ["0\\$atextual$btableOfContents$breadingOrder$2sapdv"]),
        (("14", "11"), ["0\\$atextual$btableOfContents$2sapdv", "0\\$avisual$balternativeText$2sapdv"]),
        (("20", "11"), ["0\\$atextual$btableOfContents$dsynchronizedAudioText$2sapdv"]),
        (("16",), [TEXTUAL, "0\\$achartOnVisual$blongDescription$2sapdv"]),
        (("05", "06"), ["0\\$atextual$btaggedPDF$2sapdv"]),
        (("53",), [TEXTUAL, "0\\$amathOnVisual$bdescribedMath$2sapdv"]),
        (("80", "91", "98", "99"), [TEXTUAL]),
    ],
)
def test_one_341_for_each_mode(codes: tuple[str, ...], lines: list[str]) -> None:
    assert converted(features(*codes)).lines("341") == lines


def test_a_bundle_has_the_modes_of_its_parts() -> None:
    parts = "".join(
        f"<ProductPart><ProductForm>{form}</ProductForm><PrimaryContentType>{content}</PrimaryContentType></ProductPart>"
        for form, content in (("ED", "10"), ("AJ", "01"))
    )
    assert converted(form=f"<ProductForm>SG</ProductForm>{parts}").lines("341") == [TEXTUAL, "0\\$aauditory$2sapdv"]


def test_sound_in_step_with_text_helps_the_ear_of_an_audiobook() -> None:
    assert converted(features("20"), form=AUDIO).lines("341") == ["0\\$aauditory$bsynchronizedAudioText$2sapdv"]


def test_captions_and_descriptions_of_a_film() -> None:
    details = "".join(f"<ProductFormDetail>V21{number}</ProductFormDetail>" for number in range(6))
    made = converted(form=FILM + details)
    assert made.lines("341") == [
        "0\\$avisual$daudioDescription$2sapdv",
        "0\\$aauditory$btranscript$cclosedCaptions$copenCaptions$csignLanguage$2sapdv",
    ]
    assert notes(made) == ["1\\$aTekstitys kuvaa myös muut äänet kuin puheen."]


@pytest.mark.parametrize(
    ("code", "w3c", "national"),
    [
        ("17", ["0\\$atextual$bMathML$2sapdv"], [TEXTUAL, "0\\$avisual$bMathML$2sapdv"]),
        ("18", ["0\\$atextual$bChemML$2sapdv"], [TEXTUAL, "0\\$avisual$bChemML$2sapdv"]),
        ("22", [TEXTUAL], ["0\\$atextual$bttsMarkup$2sapdv"]),
        ("26", [TEXTUAL], ["0\\$atextual$bhighContrastDisplay$2sapdv"]),
        (
            "27",
            [TEXTUAL, "0\\$aauditory$dhighContrastAudio$2sapdv"],
            [TEXTUAL, "0\\$aauditory$bhighContrastAudio$2sapdv"],
        ),
    ],
)
def test_the_switch_takes_the_national_mapping(code: str, w3c: list[str], national: list[str]) -> None:
    made, other = converted(feature(code)), converted(feature(code), NATIONAL)
    assert (made.lines("341"), other.lines("341")) == (w3c, national)
    assert bool(notes(made)) == (code != "27")
    assert not notes(other)


@pytest.mark.parametrize(
    ("codes", "statements"),
    [
        (("04", "81", "85"), ["EPUB Accessibility Specification 1.1--WCAG v2.1--WCAG level AA."]),
        (("85", "82", "80", "84", "04"), ["EPUB Accessibility Specification 1.1--WCAG v2.2--WCAG level AA."]),
        (("04",), ["EPUB Accessibility Specification 1.1."]),
        (("04", "86"), ["EPUB Accessibility Specification 1.1--WCAG level AAA."]),
        (("81", "85"), ["WCAG v2.1--WCAG level AA."]),
        (("84",), ["WCAG level A."]),
        (("02",), ["EPUB Accessibility Specification 1.0--WCAG level A."]),
        (("03", "84"), ["EPUB Accessibility Specification 1.0--WCAG level AA."]),
        (("03", "86"), ["EPUB Accessibility Specification 1.0--WCAG level AAA."]),
        (
            ("04", "03"),
            ["EPUB Accessibility Specification 1.0--WCAG level AA.", "EPUB Accessibility Specification 1.1."],
        ),
    ],
)
def test_one_statement_of_conformance(codes: tuple[str, ...], statements: list[str]) -> None:
    assert notes(converted(features(*codes))) == [f"8\\$a{each}" for each in statements]


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (feature("09"), [POOR]),
        (feature("09", "Kartoilla ei ole kuvausta"), [f"{POOR} Kartoilla ei ole kuvausta."]),
        (
            feature("10", "ääneen luku"),
            ["8\\$aLukuohjelman saavutettavuustoimintoja ei ole estetty. Poikkeukset: ääneen luku."],
        ),
        (feature("90", "Esteetön Sivu"), ["8\\$aSaavutettavuuden sertifioija: Esteetön Sivu."]),
        (feature("90"), []),
        (feature("00", "&lt;p&gt;Kuvat on &lt;b&gt;selostettu&lt;/b&gt;&lt;/p&gt;"), ["8\\$aKuvat on selostettu."]),
        (feature("00", "https://a.example/tiedot"), []),
        (feature("92", "Liite on tekstinä!"), ["8\\$aLiite on tekstinä!"]),
        (feature("76"), ["8\\$aPoikkeus esteettömyysdirektiivin vaatimuksista: kohtuuton rasite."]),
        (
            feature("14", kind="12") + feature("15", kind="13"),
            ["8\\$aEi vaarallista välkkymistä.", "8\\$aVaroitus: sisältää ääniä, jotka voivat aiheuttaa kohtauksia."],
        ),
        (feature("03", kind="12"), []),  # small parts
        (feature("09", kind="13"), []),  # a mark of conformity on toys
        (feature("11", kind="10"), []),  # a version of a file format
        ("<EpubTechnicalProtection>00</EpubTechnicalProtection>", [FREE]),
        ("<EpubTechnicalProtection>02</EpubTechnicalProtection>", []),
        ("<ProductContentType>19</ProductContentType>", ["8\\$aSisältää kuvioita tai kaavioita."]),
    ],
)
def test_sentences(xml: str, lines: list[str]) -> None:
    made = converted(xml)
    assert notes(made) == lines
    assert made.found == []


def test_sentences_in_swedish() -> None:
    assert notes(converted(features("25", "77"), SWEDISH)) == [
        "1\\$aFärg är inte det enda sättet att förmedla information.",
        "8\\$aUndantag från tillgänglighetsdirektivets krav: grundläggande ändring.",
    ]


def test_pages_about_accessibility() -> None:
    addresses = {code: f"https://a.example/{code}" for code in ("96", "94", "00")}
    made = converted("".join(feature(code, address) for code, address in addresses.items()))
    assert made.lines("856") == [
        "42$3Saavutettavuustiedot$uhttps://a.example/00",
        "42$3Saavutettavuusarvio$uhttps://a.example/94",
        "42$3Kustantajan saavutettavuustiedot$uhttps://a.example/96",
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "www.a.example", "https://a.example/ ja muuta"])
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    made = converted(feature("95", address))
    assert not made.record.has("856")
    assert made.found == [("X02", address)]


def test_formulae_that_are_marked_up_are_no_images() -> None:
    maths = "<ProductContentType>48</ProductContentType>"
    assert converted(maths).lines("341") == [TEXTUAL, "0\\$amathOnVisual$2sapdv"]
    assert converted(maths + feature("35")).lines("341") == ["0\\$atextual$blatex$2sapdv"]


@pytest.mark.parametrize("other", ["11", "22", "52", "04", "85"])
def test_not_assessed_beside_a_feature_is_not_told_to_readers(other: str) -> None:
    made = converted(features("08", other))
    assert "8\\$aSaavutettavuutta ei ole arvioitu." not in notes(made)
    assert [(each.rule, each.value, each.fixed) for each in made.issues if each.rule == "Y03"] == [("Y03", "08", True)]


@pytest.mark.parametrize("other", ["75", "99", "09"])
def test_not_assessed_is_told_where_no_feature_is(other: str) -> None:
    made = converted(features("08", other))
    assert "8\\$aSaavutettavuutta ei ole arvioitu." in notes(made)
    assert made.found == []


def test_a_warning_to_readers_stays_beside_features() -> None:
    made = converted(features("11", "09"))
    assert notes(made)[0].startswith("2\\$aJulkaisu ei ole saavutettava")
    assert made.lines("341") == ["0\\$atextual$btableOfContents$2sapdv"]


def test_an_unknown_code_is_reported_and_the_others_are_kept() -> None:
    made = converted(features("11", "07"))
    assert made.found == [("O06", "07")]
    assert made.lines("341") == ["0\\$atextual$btableOfContents$2sapdv"]


ADVANCE = "<RecordReference>1</RecordReference><NotificationType>02</NotificationType>"


@pytest.mark.parametrize(
    ("policy", "head", "is_told"),
    [("", "", True), ("", ADVANCE, False), ("all", ADVANCE, True), ("none", "", False)],
)
def test_whose_data_are_used(policy: str, head: str, is_told: bool) -> None:
    profile = replace(PROFILE, switches={"accessibility_data": policy}) if policy else PROFILE
    made = converted(features("11", "24"), profile, **({"head": head} if head else {}))
    assert (made.lines("341") != [TEXTUAL], bool(notes(made))) == (is_told, is_told)


@pytest.mark.parametrize("name", [IMPRINT, PUBLISHER])
def test_publishers_whose_data_are_not_used(name: str) -> None:
    profile = replace(PROFILE, accessibility_not_of=frozenset({"huoleton"}))
    assert converted(features("11"), profile, publishing=name).lines("341") == [TEXTUAL]
    assert converted(features("11"), profile).lines("341") != [TEXTUAL]


@pytest.mark.parametrize("code", LIST_196)
def test_no_code_is_lost(code: str) -> None:
    """A code alone with a description leaves a trace in the record, but for those that the table sets aside."""
    empty = converted()
    made = converted(feature(code, "https://a.example/" if CODES["196", code].way == "page" else "Kuvaus"))
    is_told = [line for line in made.lines("341", "532", "856") if line not in empty.lines("341")]
    assert bool(is_told) == (CODES["196", code].way != "aside")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(LIST_196), max_size=8, unique=True).flatmap(st.permutations), st.booleans())
def test_the_order_of_the_product_does_not_matter(codes: list[str], national: bool) -> None:
    profile = NATIONAL if national else PROFILE
    made, other = converted(features(*codes), profile), converted(features(*sorted(codes)), profile)
    assert made.lines("341", "532") == other.lines("341", "532")
    modes = [each["a"] for each in made.record.all("341")]
    assert len(modes) == len(set(modes))
    for each in made.record.all("341"):
        assert each.codes == "".join(sorted(each.codes, key="abcde2".index))


def test_repeated_orders_of_three() -> None:
    assert len({tuple(notes(converted(features(*order)))) for order in permutations(("22", "04", "75"))}) == 1


def terms(code: AccessCode) -> set[tuple[str, str]]:
    told = (*code.features, *code.national, *code.audio)
    return {("a", each.mode) for each in told} | {(each.subfield, each.term) for each in told if each.term}


@pytest.mark.parametrize("key", sorted(CODES))
def test_every_term_of_the_table_is_in_the_vocabulary(key: tuple[str, str]) -> None:
    known = tables().lists.accessibility
    for subfield, term in terms(CODES[key]):
        written, subfields = known[term.lower()]
        assert (term, subfield in subfields) == (written, True)


def test_every_sentence_is_there_in_three_languages() -> None:
    for code in CODES.values():
        told = [bool(code.words[language]) for language in ("fin", "swe", "eng")]
        assert len(set(told)) == 1
        assert told[0] == (bool(code.indicator) or code.way == "page")
        braces = {code.words[language].count("{}") for language in ("fin", "swe", "eng")}
        assert len(braces) == 1


def test_the_table_has_list_196_whole() -> None:
    with (SCHEMAS / "codes" / "onix_list196_to_341_532.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        rows = [(row["list"], row["code"]) for row in csv.DictReader(lines)]
    assert len(rows) == len(set(rows))
    numbers = "00-06 08-22 24-32 34-41 51-54 75-77 80-82 84-86 88-99"
    spans = (span.split("-") for span in numbers.split())
    assert {code for name, code in rows if name == "196"} == {
        f"{number:02d}" for first, last in spans for number in range(int(first), int(last) + 1)
    }


def test_every_content_type_of_a_record_has_an_access_mode() -> None:
    contents = {content for form in tables().media_forms.values() for content in form.content}
    assert {code for name, code in CODES if name == "336"} == contents
