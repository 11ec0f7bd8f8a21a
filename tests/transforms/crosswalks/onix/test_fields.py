"""Field by field: right, blank and missing input (the defects have their own tests)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    HEAD,
    ISBN,
    PROFILE,
    REFERENCE,
    contributor,
    converted,
    extent,
    language,
    published,
    related,
    subject,
    title,
)

SWEDISH = replace(PROFILE, language="swe")


def identifier(kind: str, value: str) -> str:
    return f"<ProductIdentifier><ProductIDType>{kind}</ProductIDType><IDValue>{value}</IDValue></ProductIdentifier>"


def text(words: str, kind: str = "03", attributes: str = "", audience: str = "00") -> str:
    return (
        f"<TextContent><TextType>{kind}</TextType><ContentAudience>{audience}</ContentAudience>"
        f"<Text{attributes}>{words}</Text></TextContent>"
    )


LONG = "Aino palaa kesällä saarelle, jonka majakka on ollut pimeänä kaksikymmentä vuotta."


# leader and 008


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
        "=347  \\\\$atekstitiedosto$bEPUB",
        "=655  \\7$ae-kirjat$2slm/fin$0http://urn.fi/URN:NBN:fi:au:slm:s889",
        "=655  \\7$ae-böcker$2slm/swe$0http://urn.fi/URN:NBN:fi:au:slm:s889",
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


# 020-041


@pytest.mark.parametrize(
    ("identifiers", "lines"),
    [
        (identifier("02", "9521083212"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("02", "9521083212") + identifier("15", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("03", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("15", "9789521083212"), ["\\\\$z9789521083212$qEPUB"]),
        (identifier("15", ""), []),
    ],
)
def test_isbn(identifiers: str, lines: list[str]) -> None:
    head = f"{REFERENCE}<NotificationType>03</NotificationType>{identifiers}"
    assert converted(head=head).lines("020", "024") == lines


def test_a_product_without_identifier_is_reported() -> None:
    assert ("O03", "") in converted(head=f"{REFERENCE}<NotificationType>03</NotificationType>").found


def test_an_isbn_and_a_gtin_that_differ_are_reported() -> None:
    assert converted(head=HEAD + identifier("03", "9789521083211")).found == [("O16", "9789521083211")]


@pytest.mark.parametrize(
    ("kind", "value", "line"),
    [
        ("03", "6417825055551", "3\\$a6417825055551"),
        ("03", "6417825055550", "3\\$z6417825055550"),
        ("04", "602400000002", "1\\$a602400000002"),
        ("25", "9790550000008", "2\\$a9790550000008"),
        ("05", "M550000008", "2\\$a9790550000008"),
        ("06", "https://doi.org/10.1234/ABC", "7\\$a10.1234/abc$2doi"),
        ("22", "URN:NBN:fi-fe2026", "7\\$aURN:NBN:fi-fe2026$2urn"),
    ],
)
def test_other_standard_numbers(kind: str, value: str, line: str) -> None:
    assert converted(head=HEAD + identifier(kind, value)).lines("024") == [line]


def test_cataloguing_language_decides_the_words() -> None:
    made = converted(extent("00", "1", "03"), profile=SWEDISH)
    assert made.lines("040", "300", "337") == [
        "\\\\$aFI-XXX$bswe$erda",
        "\\\\$a1 onlineresurs (1 sida)",
        "\\\\$adator$bc$2rdamedia",
    ]


@pytest.mark.parametrize(("code", "stated"), [("swe", "swe"), ("fin", "fin"), ("eng", "fin")])
def test_cataloguing_language_by_record(code: str, stated: str) -> None:
    made = converted(profile=replace(PROFILE, language="by_record"), language=language(code))
    assert made.record.value("040", "b") == stated


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        (language("smn"), ["0\\$asmi$asmn"]),
        (language("nob"), ["0\\$anor"]),
        (language("fin", "06") + language("swe", "07"), ["0\\$afin$aswe"]),
        (language("fin") + language("eng", "03") + language("swe", "09"), ["0\\$afin$beng$jswe"]),
        (language("swe") + language("fin", "02"), ["1\\$aswe$hfin"]),
        (language("xx1"), []),
        ("", []),
    ],
)
def test_languages(languages: str, lines: list[str]) -> None:
    assert converted(language=languages).lines("041") == lines


def test_norwegian_is_kept_by_switch_and_vendor_codes_are_looked_up() -> None:
    profile = replace(PROFILE, switches={"iso_norwegian": "keep"}, lookups={"language": {"FI": "fin"}})
    assert converted(profile=profile, language=language("nno") + language("FI")).lines("041") == ["0\\$anno$afin"]


def test_an_unknown_language_is_an_issue_and_nothing_is_put_in_its_place() -> None:
    made = converted(language=language("xx1"))
    (issue,) = made.issues
    assert issue[:5] == ("O06", "code-unknown", "warning", "DescriptiveDetail/Language/LanguageCode", "xx1")
    assert made.record.at("008", 35, 38) == "|||"


def test_a_translator_makes_041_a_translation() -> None:
    assert converted(contributor("B06", "Kääntäjä, Kaisa")).lines("041") == ["1\\$afin"]


def test_languages_of_notes_are_told_in_words() -> None:
    made = converted(language=language("fin") + language("swe", "12") + language("eng", "12"))
    assert made.lines("546") == ["\\\\$aSelitysten kieli: ruotsi, englanti."]


# names and titles


def test_one_person_in_two_roles_is_one_field() -> None:
    made = converted(contributor("A12", "Malli, Matti", 2) + contributor("A01", "Malli, Matti", 1))
    assert made.lines("1XX", "7XX") == ["1\\$aMalli, Matti,$ekirjoittaja,$ekuvittaja.$4aut$4ill"]


def test_an_unknown_role_is_reported_and_the_name_kept() -> None:
    made = converted(contributor("Q99", "Malli, Matti"))
    assert made.lines("7XX") == ["1\\$aMalli, Matti."]
    assert made.found == [("O06", "Q99")]


def test_a_plain_name_is_not_inverted_by_guess() -> None:
    made = converted(contributor("A01", "<PersonName>Matti Malli</PersonName>"))
    assert made.lines("1XX") == ["0\\$aMatti Malli,$ekirjoittaja.$4aut"]
    assert made.found == [("O08", "Matti Malli")]


def test_contributors_without_sequence_keep_the_order_of_the_file() -> None:
    first, second = (
        contributor("A01", name).replace("<SequenceNumber>1</SequenceNumber>", "") for name in ("B, B", "A, A")
    )
    made = converted(first + second)
    assert [field["a"] for field in made.record.all("1XX", "7XX")] == ["B, B,", "A, A,"]
    assert made.found == [("O10", "")]


def test_national_switch_narrows_the_main_entry() -> None:
    narrow = replace(PROFILE, switches={"main_entry_roles": "national"})
    assert converted(contributor("A03", "Malli, Matti"), profile=narrow).record.has("700")
    assert converted(contributor("A03", "Malli, Matti")).record.has("100")


def test_a_band_is_the_main_entry_of_an_album_only() -> None:
    band = contributor("E08", "<CorporateName>Mallikvartetti</CorporateName>")
    album = converted(band, form="<ProductForm>AJ</ProductForm><ProductContentType>03</ProductContentType>")
    assert album.lines("1XX", "245") == [
        "2\\$aMallikvartetti,$eesittäjä.$4prf",
        "10$aSaaren valot /$cMallikvartetti.",
    ]
    assert converted(band, form=AUDIO).record.has("710")


@pytest.mark.parametrize(
    ("people", "code", "statement"),
    [
        (
            [("A01", "Esimerkki, Anna"), ("A12", "Kuvittaja, Kalle")],
            "fin",
            "Anna Esimerkki ; kuvittanut Kalle Kuvittaja.",
        ),
        ([("B01", "A, A"), ("B01", "B, B"), ("B01", "C, C")], "fin", "toimittaneet A A, B B ja C C."),
        ([("A01", "A, A"), ("B06", "B, B")], "fin", "A A ; suomentanut B B."),
        ([("A01", "A, A"), ("B06", "B, B")], "eng", "A A ; kääntänyt B B."),
        ([("A01", "A, A"), ("A24", "B, B")], "fin", "A A ; johdannon kirjoittaja: B B."),
        ([("A01", "A, A"), ("A26", "B, B")], "fin", "A A."),
        ([("A01", "A, A"), ("A01", "<UnnamedPersons>03</UnnamedPersons>")], "fin", "A A ; ja muita."),
    ],
)
def test_statement_of_responsibility(people: list[tuple[str, str]], code: str, statement: str) -> None:
    xml = "".join(contributor(role, name, place) for place, (role, name) in enumerate(people))
    assert converted(xml, language=language(code)).record.value("245", "c") == statement


def test_a_stated_responsibility_is_used_as_it_is() -> None:
    xml = contributor("A01", "A, A") + "<ContributorStatement>kirjoittanut A. A.</ContributorStatement>"
    assert converted(xml).record.value("245", "c") == "kirjoittanut A. A."


@pytest.mark.parametrize(
    ("text_", "line"),
    [
        ("Meri: romaani", "00$aMeri :$bromaani."),
        ("Meri – romaani", "00$aMeri :$bromaani."),
        ("1939 – 1944", "00$a1939 – 1944."),
        ("Kuka?", "00$aKuka?"),
        ("Odota ...", "00$aOdota ..."),
        ("&amp; muut", "00$a&amp; muut.".replace("&amp;", "&")),
    ],
)
def test_title_is_split_and_closed(text_: str, line: str) -> None:
    assert converted(title=title(text_)).lines("245") == [line]


@pytest.mark.parametrize(
    ("text_", "code", "skip"),
    [
        ("Den röda ön", "swe", "4"),
        ("L'étranger", "fre", "2"),
        ("“The end”", "eng", "5"),
        ("Theodora", "eng", "0"),
        ("En kesä", "fin", "0"),
        ("The end", "", "0"),
    ],
)
def test_nonfiling_characters(text_: str, code: str, skip: str) -> None:
    made = converted(title=title(text_), language=language(code) if code else "")
    assert made.record.all("245")[0].ind2 == skip


def test_a_part_takes_the_title_of_its_collection() -> None:
    detail = (
        "<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>02</TitleElementLevel>"
        "<TitleText>Meren kirja</TitleText></TitleElement><TitleElement><TitleElementLevel>01</TitleElementLevel>"
        "<PartNumber>Osa 2</PartNumber></TitleElement></TitleDetail>"
    )
    made = converted(title=detail)
    assert made.lines("245") == ["00$aMeren kirja.$nOsa 2."]
    assert not made.record.has("490")


def test_original_title_without_main_entry_is_130() -> None:
    made = converted(title("The lights", "03"), language=language("fin") + language("eng", "02"))
    assert made.lines("130", "240", "245") == ["4\\$aThe lights.$lsuomi.", "10$aSaaren valot."]


def test_an_easy_edition_has_a_title_of_its_own() -> None:
    people = contributor("A01", "Esimerkki, Anna") + contributor("B05", "Selko, Sari", 2)
    made = converted(people + "<EditionType>SMP</EditionType>")
    assert made.lines("240", "245") == [
        "10$aSaaren valot.$s(selkokieli)",
        "10$aSaaren valot /$cAnna Esimerkki ; selkomukautus: Sari Selko.",
    ]
    assert made.lines("700") == ["1\\$aSelko, Sari,$eselkomukauttaja.$4adp"]
    assert [field["a"] for field in made.record.all("655")][:2] == ["selkokirjat", "LL-böcker"]


# 250-490


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        ("<EditionStatement>Toinen, korjattu painos</EditionStatement>", ["\\\\$aToinen, korjattu painos."]),
        ("<EditionNumber>2</EditionNumber>", ["\\\\$a2. painos."]),
        ("<EditionNumber>1</EditionNumber>", []),
        ("<EditionType>ABR</EditionType>", ["\\\\$aLyhennetty."]),
        ("<EditionType>DGO</EditionType>", []),
        ("", []),
    ],
)
def test_edition(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("250") == lines


def publisher(name: str, role: str = "01") -> str:
    return f"<Publisher><PublishingRole>{role}</PublishingRole><PublisherName>{name}</PublisherName></Publisher>"


CITY = "<CityOfPublication>{}</CityOfPublication>"


@pytest.mark.parametrize(
    ("publishing", "lines"),
    [
        (publisher("Malli") + published("20260101"), ["\\1$bMalli,$c2026."]),
        (publisher("Malli") + CITY.format("Turku"), ["\\1$aTurku :$bMalli"]),
        (CITY.format("Turku") + published("20260101"), ["\\1$aTurku,$c2026."]),
        (
            publisher("A")
            + publisher("B", "02")
            + publisher("Jakelija", "05")
            + CITY.format("Turku")
            + CITY.format("Åbo")
            + published("20260101"),
            ["\\1$aTurku ;$aÅbo :$bA :$bB,$c2026."],
        ),
        (
            "<CopyrightStatement><CopyrightYear>2025</CopyrightYear></CopyrightStatement>",
            ["\\4$c©2025"],
        ),
        ("", []),
    ],
)
def test_publication(publishing: str, lines: list[str]) -> None:
    assert converted(publishing=publishing).lines("264") == lines


@pytest.mark.parametrize(
    ("extents", "words"),
    [
        (extent("11", "320", "03") + extent("00", "312", "03"), "1 verkkoaineisto (312 sivua)"),
        (extent("10", "245.0", "03"), "1 verkkoaineisto (245 sivua)"),
        (extent("00", "0", "03"), "1 verkkoaineisto"),
        (extent("00", "noin 200", "03"), "1 verkkoaineisto"),
        (extent("22", "3", "19"), "1 verkkoaineisto"),
    ],
)
def test_pages(extents: str, words: str) -> None:
    assert converted(extents).record.value("300", "a") == words


def test_a_hundred_hours_have_no_306() -> None:
    made = converted(extent("09", "10000", "15"), form=AUDIO)
    assert made.lines("300", "306") == ["\\\\$a1 verkkoaineisto (100 h)"]


def collection(text_: str, more: str = "") -> str:
    return f"<Collection><CollectionType>10</CollectionType>{title(text_, level='02', more=more)}</Collection>"


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (collection("Mallisarja"), ["0\\$aMallisarja"]),
        (collection("Mallisarja 12"), ["0\\$aMallisarja ;$v12"]),
        (collection("12"), ["0\\$a12"]),
        (collection(""), []),
        (collection("Mallisarja") + collection("Toinen"), ["0\\$aMallisarja", "0\\$aToinen"]),
    ],
)
def test_series(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("490") == lines


# notes and subjects


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        (f"<p>{LONG}</p>", ' textformat="05"'),
        (f"&lt;p&gt;{LONG.replace('ä', '&amp;auml;')}&lt;/p&gt;&lt;br&gt;", ' textformat="02"'),
        (f"<![CDATA[<b>Aino</b>{LONG.removeprefix('Aino')}<script>alert(1)</script>]]>", ""),
        (LONG.removesuffix("."), ""),
    ],
)
def test_summary_is_plain_text(words: str, attributes: str) -> None:
    assert converted(collateral=text(words, attributes=attributes)).lines("520") == [f"\\\\$a{LONG}"]


def test_a_less_than_sign_is_no_markup() -> None:
    words = "Kun a &lt; b ja b &lt; c, niin a &lt; c: johdatus järjestysrelaatioihin ja muuhun."
    assert converted(collateral=text(words)).record.value("520", "a").startswith("Kun a < b ja b < c, niin a < c:")


def test_paragraphs_do_not_run_together() -> None:
    words = f"<p>{LONG}</p><ul><li>Yksi</li><li>Kaksi</li></ul>"
    assert converted(collateral=text(words)).record.value("520", "a") == f"{LONG} Yksi Kaksi."


@pytest.mark.parametrize(
    "collateral", [text("Liian lyhyt."), text(LONG, audience="02"), text(LONG, kind="06"), text("")]
)
def test_what_is_no_summary(collateral: str) -> None:
    assert not converted(collateral=collateral).record.has("520")


def test_summary_only_where_the_licence_lets_us() -> None:
    assert not converted(profile=replace(PROFILE, summary=False), collateral=text(LONG)).record.has("520")


def test_the_description_wins_over_the_short_one_and_a_long_one_is_cut() -> None:
    made = converted(collateral=text(LONG + " Lyhyt.", "02") + text("sana " * 1000, "03"))
    (summary,) = made.lines("520")
    assert summary.endswith("sana…")
    assert 3990 < len(summary) < 4010


def test_generated_content_is_noted() -> None:
    made = converted(contributor("A01", "<UnnamedPersons>09</UnnamedPersons>"))
    assert made.lines("500", "1XX", "7XX") == ["\\\\$aSisällön luomisessa on käytetty tekoälyä."]


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (subject("93", "FBA"), ["\\7$aFBA$2thema"]),
        (subject("10", "FIC000000"), ["\\7$aFIC000000$2bisacsh"]),
        (subject("66", "84.2"), ["\\\\$a84.2$2ykl"]),
        (subject("80", "", "jännitys"), ["9\\$aJännitys$2ykl"]),
        (subject("71", "https://www.yso.fi/onto/yso/p5131", "rakkaus."), ["\\7$arakkaus$2yso/fin$0http://www.yso.fi/onto/yso/p5131"]),
        (subject("71", "p5131", "rakkaus"), ["\\\\$arakkaus"]),
        (subject("71", "", "kirjat, vanhat"), ["\\\\$akirjat, vanhat"]),
        (subject("D2", "http://www.yso.fi/onto/yso/p94137", "Helsinki"), ["\\7$aHelsinki$2yso/fin$0http://www.yso.fi/onto/yso/p94137"]),
        (subject("20", "", "meri; majakka; meri"), ["\\\\$ameri", "\\\\$amajakka"]),
        (subject("20", "", "meri, majakka"), ["\\\\$ameri", "\\\\$amajakka"]),
        (subject("20", "", "Tämä on lause."), []),
        (subject("24", "oma-1", "oma"), []),
        ("", []),
    ],
)  # fmt: skip
def test_subjects(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("072", "084", "650", "651", "653") == lines


def test_keywords_are_at_most_ten() -> None:
    words = ";".join(f"sana{number}" for number in range(20))
    assert len(converted(subject("20", "", words)).lines("653")) == 10


def test_an_unknown_genre_of_fiction_is_reported() -> None:
    made = converted(subject("80", "99", "Sekalaiset"))
    assert made.lines("084") == []
    assert made.found == [("O06", "99")]


def test_the_main_subject_comes_first() -> None:
    xml = subject("66", "32.1") + subject("66", "84.2").replace("<Subject>", "<Subject><MainSubject/>")
    assert converted(xml).lines("084") == ["\\\\$a84.2$2ykl", "\\\\$a32.1$2ykl"]


# 776 and 856


@pytest.mark.parametrize("isbn", ["9789527999011", "9789527999036"])
def test_no_776_to_itself_or_to_a_wrong_number(isbn: str) -> None:
    assert not converted(related=related("06", isbn, "ED")).record.has("776")


def test_products_by_the_same_author_are_no_other_form() -> None:
    assert not converted(related=related("22", "9789527999035", "BC")).record.has("776")


def cover(link: str, kind: str = "01", audience: str = "00") -> str:
    return (
        f"<SupportingResource><ResourceContentType>{kind}</ResourceContentType>"
        f"<ContentAudience>{audience}</ContentAudience><ResourceMode>03</ResourceMode>"
        f"<ResourceVersion><ResourceLink>{link}</ResourceLink></ResourceVersion></SupportingResource>"
    )


@pytest.mark.parametrize(
    ("collateral", "lines"),
    [
        (cover("https://x.example/a.jpg"), ["42$3Kansikuva$uhttps://x.example/a.jpg"]),
        (cover("https://x.example/s.jpg", "15") + cover("https://x.example/t.jpg", "27"), ["42$3Kansikuva$uhttps://x.example/t.jpg"]),
        (cover("ftp://x.example/a.jpg"), []),
        (cover("https://x.example/a.jpg", audience="01"), []),
        ("", []),
    ],
)  # fmt: skip
def test_cover(collateral: str, lines: list[str]) -> None:
    assert converted(collateral=collateral).lines("856") == lines


def test_cover_only_where_the_licence_lets_us() -> None:
    made = converted(profile=replace(PROFILE, covers=False), collateral=cover("https://x.example/a.jpg"))
    assert not made.record.has("856")


def test_a_withdrawn_product_is_a_proposal_to_delete() -> None:
    assert converted(publishing="<PublishingStatus>11</PublishingStatus>").found == [("O12", "11")]
