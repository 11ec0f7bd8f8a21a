"""041, 546 and 008/35-37: every role of list 22, codes beside MARC's, textbooks, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    FORM,
    PROFILE,
    contributor,
    converted,
    language,
    subject,
    tables,
    title,
)

SWEDISH = replace(PROFILE, language="swe")
CODES = sorted(tables().languages) + sorted(tables().language_uses)


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        (language("smn"), ["0\\$asmi$asmn"]),
        (language("sme") + language("sma"), ["0\\$asmi$asme$asma"]),
        (language("nob"), ["0\\$anor"]),
        (language("fin", "06") + language("swe", "07"), ["1\\$afin$aswe$hfin"]),
        (language("fin", "06") + language("swe", "06"), ["0\\$afin$aswe"]),
        (language("fin") + language("eng", "03") + language("swe", "09"), ["0\\$afin$beng$jswe"]),
        (language("swe") + language("fin", "02"), ["1\\$aswe$hfin"]),
        (language("swe", "08") + language("fin", "10"), ["1\\$dswe$hfin"]),
        (language("fin") + language("swe", "04") + language("xxx", "05"), ["0\\$afin"]),
        (language("fin") + language("swe", "12") + language("eng", "14"), ["0\\$afin"]),
        (language("cmn") + language("yue"), ["0\\$achi", "\\7$acmn$ayue$2iso639-3"]),
        (language("fin") + language("fit", "02"), ["1\\$afin$hfiu", "\\7$hfit$2iso639-3"]),
        (language("mol"), ["0\\$arum"]),
        (language("FIN"), ["0\\$afin"]),
        (language("xx1"), []),
        (language("zxx"), []),
        ("", []),
    ],
)
def test_languages(languages: str, lines: list[str]) -> None:
    assert converted(language=languages).lines("041") == lines


@pytest.mark.parametrize("form", [AUDIO, FILM])
def test_what_is_heard_is_in_d(form: str) -> None:
    made = converted(form=form, language=language("sme") + language("eng", "11"))
    assert made.lines("041") == ["1\\$dsmi$dsme$heng"]
    assert made.record.at("008", 35, 38) == "smi"


@pytest.mark.parametrize(
    ("languages", "form", "code"),
    [
        (language("fin") + language("swe"), "", "fin"),
        ("".join(map(language, ("fin", "swe", "eng", "ger", "fre", "spa", "rus"))), "", "mul"),
        ("".join(map(language, ("sme", "swe", "eng", "ger", "fre", "spa"))), "", "smi"),
        (language("mul"), "", "mul"),
        (language("und"), "", "und"),
        (language("zxx"), "", "|||"),
        (language("zxx"), f"{AUDIO}<PrimaryContentType>03</PrimaryContentType>", "zxx"),
        (language("eng", "02"), "", "|||"),
    ],
)
def test_the_language_of_008(languages: str, form: str, code: str) -> None:
    made = converted(language=languages, form=form or FORM)
    assert made.record.at("008", 35, 38) == code


def test_norwegian_is_kept_by_switch_and_vendor_codes_are_looked_up() -> None:
    profile = replace(PROFILE, switches={"iso_norwegian": "keep"}, lookups={"language": {"FI": "fin"}})
    assert converted(profile=profile, language=language("nno") + language("FI")).lines("041") == ["0\\$anno$afin"]


@pytest.mark.parametrize(
    ("languages", "element", "value"),
    [(language("xx1"), "LanguageCode", "xx1"), (language("fin", "99"), "LanguageRole", "99")],
)
def test_what_no_list_knows_is_an_issue_and_nothing_is_put_in_its_place(
    languages: str, element: str, value: str
) -> None:
    made = converted(language=languages)
    (issue,) = [each for each in made.issues if each.rule != "O09"]
    assert issue[:5] == ("O06", "code-unknown", "warning", f"DescriptiveDetail/Language/{element}", value)
    assert made.record.at("008", 35, 38) == "|||"
    assert not made.record.has("041")


@pytest.mark.parametrize("role", ["B06", "B08", "B10"])
def test_a_translator_makes_041_a_translation(role: str) -> None:
    assert converted(contributor(role, "Kääntäjä, Kaisa")).lines("041") == ["1\\$afin"]


@pytest.mark.parametrize("kind", ["03", "16"])
def test_a_title_of_the_original_makes_041_a_translation(kind: str) -> None:
    assert converted(title("Öns ljus", kind)).lines("041") == ["1\\$afin"]


@pytest.mark.parametrize(
    ("languages", "subjects", "codes"),
    [
        (language("fin") + language("swe", "14"), subject("77", "RU"), "$aswe$afin"),
        (language("fin"), subject("77", "RU") + subject("95", "2ACSW"), "$aswe$afin"),
        (language("fin") + language("swe"), subject("77", "RU") + subject("95", "2ACSW"), "$aswe$afin"),
        (language("fin"), subject("77", "RU") + subject("95", "2ACSW") + subject("95", "2ACB"), "$afin"),
        (language("fin") + language("swe", "14"), subject("95", "2ACSW"), "$afin"),
        (language("fin") + language("sme", "14"), subject("77", "SA"), "$asmi$asme$afin"),
    ],
)
def test_the_one_language_that_a_textbook_teaches_stands_first(languages: str, subjects: str, codes: str) -> None:
    made = converted(subjects, language=languages)
    assert made.lines("041") == [f"0\\{codes}"]
    assert made.record.at("008", 35, 38) == codes[2:5]
    assert made.record.has("546") == ("swe" in languages and "14" not in languages)


@pytest.mark.parametrize(
    ("languages", "fin", "swe"),
    [
        (
            language("swe", "12") + language("eng", "12"),
            "Selitykset ruotsiksi ja englanniksi.",
            "Noter på svenska och engelska.",
        ),
        (language("eng", "03"), "Tiivistelmä englanniksi.", "Sammanfattning på engelska."),
        (language("swe", "09"), "Tekstitys ruotsiksi.", "Undertexter på svenska."),
        (language("lat", "13"), "Johdanto tai loppuosa latinaksi.", "Inledning eller efterord på latin."),
        (language("lat", "15"), "Sanoja tai katkelmia latinaksi.", "Ord eller kortare avsnitt på latin."),
        (language("sme"), "Teksti suomeksi ja pohjoissaameksi.", "Text på finska och nordsamiska."),
    ],
)
def test_languages_are_told_in_words(languages: str, fin: str, swe: str) -> None:
    told = language("fin") + languages
    assert converted(language=told).lines("546") == [f"\\\\$a{fin}"]
    assert converted(language=told, profile=SWEDISH).lines("546") == [f"\\\\$a{swe}"]


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        (
            language("fin", "08") + language("swe", "09") + language("eng", "09"),
            ["Puhuttu kieli suomi, tekstitys ruotsiksi ja englanniksi."],
        ),
        (
            language("fin", "08") + language("swe", "08") + language("eng", "09"),
            ["Puhutut kielet suomi ja ruotsi, tekstitys englanniksi."],
        ),
        (language("fin", "08") + language("swe", "08"), ["Puhuttu suomeksi ja ruotsiksi."]),
        (language("aaa", "08") + language("swe", "09"), ["Tekstitys ruotsiksi."]),
        (language("ace", "08") + language("swe", "09"), ["Tekstitys ruotsiksi."]),
        (language("fin", "08") + language("ace", "09"), []),
        (language("fin", "08"), []),
    ],
)
def test_a_film_has_one_note_for_sound_and_subtitles(languages: str, lines: list[str]) -> None:
    assert converted(form=FILM, language=languages).lines("546") == [f"\\\\$a{each}" for each in lines]


@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(sorted(tables().onix_codes.language_roles))), max_size=4)
)
def test_every_code_of_041_is_one_of_marc_and_008_has_the_first(told: list[tuple[str, str]]) -> None:
    record = converted(language="".join(language(code, role) for code, role in told)).record
    codes = [(code, value) for each in record.all("041") if not each.has("2") for code, value in each.subfields]
    assert {value for _, value in codes} <= tables().languages.keys()
    content = [value for code, value in codes if code in "ad"]
    if content and len(set(content)) <= 6:
        assert record.at("008", 35, 38) == content[0]
    assert not {"zxx", "und", "mul"} & {value for _, value in codes}


@pytest.mark.parametrize(
    ("contributor_xml", "languages", "line"),
    [
        ("<ContributorRole>B06</ContributorRole><FromLanguage>eng</FromLanguage>", "", r"1\$afin$heng"),
        ("<ContributorRole>B06</ContributorRole><LanguageCode>eng</LanguageCode>", "", r"1\$afin$heng"),
        (
            "<ContributorRole>B06</ContributorRole><FromLanguage>eng</FromLanguage>",
            language("rus", "02"),
            r"1\$afin$hrus",
        ),
        ("<ContributorRole>A01</ContributorRole><FromLanguage>eng</FromLanguage>", "", r"0\$afin"),
    ],
)
def test_the_language_that_a_translator_translated_from(contributor_xml: str, languages: str, line: str) -> None:
    told = f"<Contributor>{contributor_xml}<PersonNameInverted>Malli, Matti</PersonNameInverted></Contributor>"
    assert converted(told, language=language("fin") + languages).lines("041") == [line]


@pytest.mark.parametrize(
    ("languages", "line"),
    [
        (language("eng") + language("eng", "02"), r"0\$aeng"),
        (language("sme") + language("sme", "02"), r"0\$asmi$asme"),
        (language("eng") + language("eng", "02") + language("fre", "02"), r"1\$aeng$hfre"),
        (language("fin") + language("swe") + language("swe", "02"), r"1\$afin$aswe$hswe"),
    ],
)
def test_an_original_in_the_language_of_the_text_is_no_translation(languages: str, line: str) -> None:
    assert converted(language=languages).lines("041") == [line]


def scripted(code: str, script: str, role: str = "01") -> str:
    return language(code, role).replace("</Language>", f"<ScriptCode>{script}</ScriptCode></Language>")


@pytest.mark.parametrize(
    ("languages", "fin", "swe"),
    [
        (scripted("rus", "Cyrl"), "Teksti venäjäksi ;$bkyrillinen kirjaimisto.", "Text på ryska ;$bkyrillisk skrift."),
        (scripted("rus", "Latn"), "Teksti venäjäksi ;$blatinalainen kirjaimisto.", "Text på ryska ;$blatinsk skrift."),
        (scripted("fin", "Latn"), "", ""),
        (scripted("fin", "Adlm"), "", ""),  # a script that we have no word for
        (
            scripted("rus", "Cyrl") + scripted("heb", "Hebr") + scripted("fin", "Latn"),
            "Teksti venäjäksi, hepreaksi ja suomeksi ;$bkyrillinen kirjaimisto ;$bheprealainen kirjaimisto.",
            "Text på ryska, hebreiska och finska ;$bkyrillisk skrift ;$bhebreisk skrift.",
        ),
        (
            language("fin") + scripted("rus", "cyrl", "03"),
            "Tiivistelmä venäjäksi ;$bkyrillinen kirjaimisto.",
            "Sammanfattning på ryska ;$bkyrillisk skrift.",
        ),
    ],
)
def test_a_script_that_does_not_go_without_saying_is_told(languages: str, fin: str, swe: str) -> None:
    assert converted(language=languages).lines("546") == ([f"\\\\$a{fin}"] if fin else [])
    assert converted(language=languages, profile=SWEDISH).lines("546") == ([f"\\\\$a{swe}"] if swe else [])


def test_the_script_of_subtitles_is_told_and_none_of_speech() -> None:
    told = scripted("rus", "Cyrl") + scripted("rus", "Cyrl", "09")
    assert converted(language=told, form=FILM).lines("546") == [
        "\\\\$aPuhuttu kieli venäjä, tekstitys venäjäksi ;$bkyrillinen kirjaimisto."
    ]
    assert not converted(language=scripted("rus", "Cyrl"), form=AUDIO).lines("546")


def test_a_script_that_no_list_has_is_told() -> None:
    made = converted(language=scripted("rus", "Kyrl"))
    assert made.found == [("O06", "Kyrl")]
    assert not made.lines("546")
