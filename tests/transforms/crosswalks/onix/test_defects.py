"""The known defects of other converters (onix-to-marc.md §15): each input with the right result."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    PROFILE,
    contributor,
    converted,
    extent,
    language,
    published,
    related,
    title,
)


@pytest.mark.parametrize(
    ("iso", "marc"),
    [
        ("SE", "sw "),
        ("GB", "xxk"),
        ("ES", "sp "),
        ("NL", "ne "),
        ("AT", "au "),
        ("DE", "gw "),
        ("US", "xxu"),
        ("EE", "er "),
        ("AX", "fi "),
        ("", "xx "),
    ],
)
def test_defects_1_and_2_country_is_marcs_own_code(iso: str, marc: str) -> None:
    made = converted(publishing=f"<CountryOfPublication>{iso}</CountryOfPublication>")
    assert made.record.at("008", 15, 18) == marc


@pytest.mark.parametrize(("date", "style", "expected"), [("20261105", "", "2611"), ("2026", "05", "26--")])
def test_defect_3_expected_date_is_year_and_month(date: str, style: str, expected: str) -> None:
    head = "<RecordReference>1</RecordReference><NotificationType>02</NotificationType>"
    assert converted(head=head, publishing=published(date, style=style)).lines("263") == [f"\\\\$a{expected}"]


def test_defect_3b_a_reprint_date_is_not_expected() -> None:
    head = "<RecordReference>1</RecordReference><NotificationType>02</NotificationType>"
    dates = published("20270101", role="12") + published("20260301")
    assert converted(head=head, publishing=dates).lines("263") == ["\\\\$a2603"]


@pytest.mark.parametrize(
    ("form", "file_line", "isbn_line", "rules"),
    [
        ("<ProductForm>EA</ProductForm>", "tekstitiedosto", "978-952-7999-01-1", [("O07", "")]),
        (
            "<ProductForm>EA</ProductForm><ProductFormDetail>E105</ProductFormDetail>",
            "tekstitiedosto$bHTML",
            "978-952-7999-01-1$qHTML",
            [],
        ),
        (
            "<ProductForm>EA</ProductForm><ProductFormDetail>E116</ProductFormDetail>",
            "tekstitiedosto",
            "978-952-7999-01-1",
            [("O07", "E116")],
        ),
    ],
)
def test_defect_4_an_unknown_format_is_never_pdf(
    form: str, file_line: str, isbn_line: str, rules: list[tuple[str, str]]
) -> None:
    made = converted(form=form)
    assert made.lines("347", "020") == [f"\\\\$a{isbn_line}", f"\\\\$a{file_line}"]
    assert made.found == rules


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("<NamesBeforeKey>Anna</NamesBeforeKey><KeyNames>Esimerkki</KeyNames>", "1\\$aEsimerkki, Anna,"),
        (
            "<NamesBeforeKey>Anna</NamesBeforeKey><PrefixToKey>von</PrefixToKey><KeyNames>Malli</KeyNames>"
            "<SuffixToKey>nuorempi</SuffixToKey>",
            "1\\$aMalli, Anna von,$cnuorempi,",
        ),
        ("<PersonName>Anna Esimerkki</PersonName>", "0\\$aAnna Esimerkki,"),
        ("<KeyNames>Rosa</KeyNames><NamesAfterKey>Liksom</NamesAfterKey>", "0\\$aRosa Liksom,"),
        ("<CorporateName>Malliyhdistys ry</CorporateName>", "2\\$aMalliyhdistys ry,"),
    ],
)
def test_defect_5_every_form_of_name_is_kept(name: str, heading: str) -> None:
    assert converted(contributor("B01", name)).lines("7XX") == [f"{heading}$etoimittaja.$4edt"]


def test_defect_8_year_is_kept_without_a_publisher() -> None:
    assert converted(publishing=published("20260301")).lines("264") == ["\\1$c2026."]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [("10", "04", "10 h"), ("30", "05", "30 min"), ("01000", "15", "10 h"), ("0003010", "16", "30 min 10 s")],
)
def test_defect_9_zeros_inside_a_duration_stay(value: str, unit: str, words: str) -> None:
    made = converted(extent("09", value, unit), form=AUDIO)
    assert made.lines("300") == [f"\\\\$a1 verkkoaineisto ({words})"]


@pytest.mark.parametrize("value", ["0123", "00160", "kesto"])
def test_defect_10_malformed_duration_is_refused(value: str) -> None:
    made = converted(extent("09", value, "15"), form=AUDIO)
    assert made.lines("300", "306") == ["\\\\$a1 verkkoaineisto"]
    assert made.found == [("D07", value)]


@pytest.mark.parametrize(
    ("relation", "form", "label"),
    [
        ("06", "BC", "Painettu:"),
        ("06", "AJ", "Äänikirja:"),
        ("13", "", "Painettu:"),
        ("27", "", "E-kirja:"),
        ("14", "", "E-kirja:"),
        ("15", "", "E-kirja:"),
        ("06", "", "Toisessa muodossa:"),
    ],
)
def test_defect_11_all_five_relations_become_776(relation: str, form: str, label: str) -> None:
    made = converted(related=related(relation, "9789527999035", form))
    assert made.lines("776") == [f"08$i{label}$z978-952-7999-03-5"]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("04", "3\\$aSV"),
        ("05", "3\\$aSV"),
        ("06", "31$aSV"),
        ("08", "1\\$iAiempi nimeke:$aSV"),
        ("10", "3\\$aSV"),
        ("11", "14$aSV"),
        ("12", "1\\$aSV"),
        ("13", "1\\$aSV"),
        ("14", "1\\$aSV"),
        ("15", "18$aSV"),
    ],
)
def test_defect_12_other_title_types_become_246(kind: str, line: str) -> None:
    assert converted(title("SV", kind)).lines("246") == [line]


@pytest.mark.parametrize(
    ("role", "tag", "end"),
    [
        ("A03", "100", "$ekäsikirjoittaja.$4aus"),
        ("B05", "700", "$emukauttaja.$4adp"),
        ("D02", "700", "$eohjaaja.$4drt"),
        ("B10", "700", "$etoimittaja,$ekääntäjä.$4edt$4trl"),
        ("A26", "700", "$etekijä (myötävaikuttaja)$4ctb"),
    ],
)
def test_defect_13_roles_of_the_whole_list_are_kept(role: str, tag: str, end: str) -> None:
    (field,) = converted(contributor(role, "Malli, Matti")).record.all("1XX", "7XX")
    assert field.tag == tag
    assert str(field)[6:] == f"1\\$aMalli, Matti,{end}"


def test_defect_14_isni_orcid_and_kanto_are_kept() -> None:
    ids = "".join(
        f"<NameIdentifier><NameIDType>{kind}</NameIDType><IDTypeName>{name}</IDTypeName>"
        f"<IDValue>{value}</IDValue></NameIdentifier>"
        for kind, name, value in [
            ("16", "", "0000 0001 2103 2683"),
            ("21", "", "https://orcid.org/0000-0002-1825-0097"),
            ("01", "Finaf", "(FI-ASTERI-N)000094320"),
            ("25", "", "118540238"),
            ("16", "", "0000 0001 2103 2684"),
        ]
    )
    made = converted(contributor("A01", ids + "<PersonNameInverted>Malli, Matti</PersonNameInverted>"))
    assert made.record.all("100")[0].all("0", "1") == [
        "http://urn.fi/URN:NBN:fi:au:finaf:000094320",
        "https://d-nb.info/gnd/118540238",
        "https://isni.org/isni/0000000121032683",
        "https://orcid.org/0000-0002-1825-0097",
    ]


def test_defect_15_prefix_and_subtitle_make_the_title() -> None:
    element = (
        "<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>"
        "<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>Lights</TitleWithoutPrefix>"
        "<Subtitle>a novel</Subtitle></TitleElement></TitleDetail>"
    )
    assert converted(title=element, language=language("eng")).lines("245") == ["04$aThe Lights :$ba novel."]


def test_defect_16_series_with_issn_and_number() -> None:
    collection = (
        "<Collection><CollectionType>10</CollectionType><CollectionIdentifier><CollectionIDType>02</CollectionIDType>"
        "<IDValue>12345679</IDValue></CollectionIdentifier><TitleDetail><TitleType>01</TitleType><TitleElement>"
        "<TitleElementLevel>02</TitleElementLevel><PartNumber>7</PartNumber><TitleText>Mallisarja</TitleText>"
        "</TitleElement></TitleDetail></Collection>"
    )
    assert converted(collection).lines("490", "830") == ["0\\$aMallisarja,$x1234-5679 ;$v7"]


@pytest.mark.parametrize(
    ("date", "style", "year", "rules"),
    [
        ("202611", "01", "2026", []),
        ("2026", "05", "2026", []),
        ("20261105T1200", "13", "2026", []),
        ("keväällä 2026", "12", "2026", []),
        ("2026", "", "2026", [("O15", "2026")]),
        ("20261399", "", "uuuu", [("O15", "20261399")]),
    ],
)
def test_defect_17_dates_are_read_by_their_format(
    date: str, style: str, year: str, rules: list[tuple[str, str]]
) -> None:
    made = converted(publishing=published(date, style=style))
    assert made.record.at("008", 7, 11) == year
    assert made.found == rules


def test_defect_19_one_isbn_as_epub_and_as_pdf_keeps_both_formats() -> None:
    pdf = "<ProductForm>ED</ProductForm><ProductFormDetail>E107</ProductFormDetail>"
    both = pdf + "<ProductFormDetail>E101</ProductFormDetail>"
    assert converted().lines("020") == ["\\\\$a978-952-7999-01-1$qEPUB"]
    assert converted(form=pdf).lines("020") == ["\\\\$a978-952-7999-01-1$qPDF"]
    assert converted(form=both).lines("020", "347") == [
        "\\\\$a978-952-7999-01-1$qPDF",
        "\\\\$a978-952-7999-01-1$qEPUB",
        "\\\\$atekstitiedosto$bPDF",
        "\\\\$atekstitiedosto$bEPUB",
    ]


def test_defect_22_finnish_audiobook_is_spoken_finnish_from_finland() -> None:
    made = converted(form=AUDIO, publishing="<CountryOfPublication>FI</CountryOfPublication>")
    assert (made.record.at("LDR", 6), made.record.at("008", 15, 18), made.record.at("008", 35, 38)) == (
        "i",
        "fi ",
        "fin",
    )
    assert made.lines("041") == ["0\\$dfin"]


def test_defect_22_nothing_is_assumed_when_nothing_is_told() -> None:
    made = converted(form=AUDIO, language="")
    assert (made.record.at("008", 15, 18), made.record.at("008", 35, 38)) == ("xx ", "|||")
    assert made.lines("041") == []


def test_defect_23_print_isbn_among_the_identifiers_goes_to_776() -> None:
    head = (
        "<RecordReference>1</RecordReference><NotificationType>03</NotificationType>"
        "<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999035</IDValue></ProductIdentifier>"
    )
    made = converted(head=head, related=related("13", "9789527999035"))
    assert made.lines("020", "776") == ["08$iPainettu:$z978-952-7999-03-5"]


@pytest.mark.parametrize("name", ["Kirjailijoita, useita", "N.N.", "Saga Egmont"])
def test_defect_24_names_that_stand_for_nobody_are_dropped(name: str) -> None:
    made = converted(contributor("A01", name))
    assert made.lines("1XX", "7XX", "245") == ["00$aSaaren valot."]


def test_defect_27_a_reader_named_first_is_not_the_main_entry() -> None:
    made = converted(contributor("E07", "Malli, Matti", 1) + contributor("A01", "Esimerkki, Anna", 2), form=AUDIO)
    assert made.lines("1XX") == ["1\\$aEsimerkki, Anna,$ekirjoittaja.$4aut"]
    assert made.lines("7XX") == ["1\\$aMalli, Matti,$elukija.$4nrt"]
    alone = converted(contributor("E07", "Malli, Matti"), form=AUDIO)
    assert alone.lines("1XX", "245") == ["00$aSaaren valot /$clukija: Matti Malli."]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("scr", ["0\\$ahrv"]),
        ("mol", ["0\\$arum"]),
        ("cmn", ["0\\$achi", "\\7$acmn$2iso639-3"]),
        ("fri", ["0\\$afry"]),
    ],
)
def test_defect_28_withdrawn_and_special_language_codes_are_replaced(code: str, lines: list[str]) -> None:
    made = converted(language=language(code))
    assert made.lines("041") == lines
    assert made.record.at("008", 35, 38) == lines[0][4:]


@pytest.mark.parametrize(("codes", "line"), [(("swe",), "$lRuotsi"), (("swe", "fin"), "")])
def test_defect_29_language_of_240_is_never_guessed(codes: tuple[str, ...], line: str) -> None:
    languages = "".join(map(language, codes)) + language("eng", "02")
    detail = title("The lights", "03") + contributor("A01", "Esimerkki, Anna")
    made = converted(detail, language=languages)
    assert made.lines("240") == [f"14$aThe lights{'.' if line else ''}{line}"]


@pytest.mark.parametrize("voice", ["05", "06", "07", "08"])
def test_defect_30_a_synthetic_voice_is_a_note(voice: str) -> None:
    detail = contributor("E07", f"<UnnamedPersons>{voice}</UnnamedPersons>")
    made = converted(detail, form=AUDIO)
    assert made.lines("500", "511", "7XX") == ["\\\\$aLukija: synteettinen ääni."]
    swedish = converted(detail, replace(PROFILE, language="swe"), form=AUDIO)
    assert swedish.lines("500") == ["\\\\$aInläsare: syntetiskt tal."]
