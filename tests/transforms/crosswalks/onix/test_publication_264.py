"""250, 263, 264: editions and publication; right, blank and missing input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, PROFILE, converted, published


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        ("<EditionStatement>Toinen, korjattu painos</EditionStatement>", ["\\\\$aToinen, korjattu painos."]),
        ("<EditionNumber>2</EditionNumber>", ["\\\\$a2. painos."]),
        ("<EditionNumber>2.</EditionNumber>", ["\\\\$a2. painos."]),
        ("<EditionNumber>1</EditionNumber>", []),
        (f"<EditionNumber>{'9' * 5000}</EditionNumber>", [f"\\\\$a{'9' * 5000}."]),
        ("<EditionNumber>Juhlapainos</EditionNumber>", ["\\\\$aJuhlapainos."]),
        ("<EditionType>ABR</EditionType>", ["\\\\$aLyhennetty."]),
        ("<EditionType>BLL</EditionType><EditionType>BLP</EditionType>", ["\\\\$aKaksikielinen painos."]),
        ("<EditionType>DGO</EditionType>", []),
        ("", []),
    ],
)
def test_edition(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("250") == lines


@pytest.mark.parametrize(
    ("statement", "lines", "told"),
    [
        ("E-kirja.", [], [("D12", "E-kirja.")]),
        ("EPUB", [], [("D12", "EPUB")]),
        ("Unabridged", ["\\\\$aUnabridged."], []),  # rule D12 has our words for it
    ],
)
def test_a_word_for_the_form_of_the_copy_states_no_edition(
    statement: str, lines: list[str], told: list[tuple[str, str]]
) -> None:
    made = converted(f"<EditionStatement>{statement}</EditionStatement>")
    assert (made.lines("250"), made.found) == (lines, told)


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        ("<EditionNumber>2</EditionNumber>", ["\\\\$aUpplaga 2."]),
        ("<EditionType>UBR</EditionType>", ["\\\\$aOförkortad."]),
    ],
)
def test_edition_in_swedish(xml: str, lines: list[str]) -> None:
    assert converted(xml, replace(PROFILE, language="swe")).lines("250") == lines


@pytest.mark.parametrize(
    ("statement", "kind", "lines"),
    [
        ("Toinen painos", "REV", ["\\\\$aToinen painos."]),  # a statement speaks of the whole edition
        ("Toinen painos", "UBR", ["\\\\$aToinen painos.", "\\\\$aLyhentämätön."]),
        ("2., lyhentämätön laitos", "UBR", ["\\\\$a2., lyhentämätön laitos."]),
        ("Unabridged edition", "UBR", ["\\\\$aUnabridged edition."]),
        ("Unabridged edition", "ABR", ["\\\\$aUnabridged edition.", "\\\\$aLyhennetty."]),
    ],
)
def test_abridged_and_unabridged_are_never_left_unsaid(statement: str, kind: str, lines: list[str]) -> None:
    xml = f"<EditionType>{kind}</EditionType><EditionStatement>{statement}</EditionStatement>"
    assert converted(xml, form=AUDIO).lines("250") == lines


def test_an_edition_type_that_no_list_knows_is_told() -> None:
    made = converted("<EditionType>XYZ</EditionType><EditionType>number</EditionType>")
    assert (made.lines("250"), made.found) == ([], [("O06", "XYZ"), ("O06", "number")])


def publisher(name: str, role: str = "01") -> str:
    role = f"<PublishingRole>{role}</PublishingRole>" if role else ""
    return f"<Publisher>{role}<PublisherName>{name}</PublisherName></Publisher>"


CITY = "<CityOfPublication>{}</CityOfPublication>"
IMPRINT = "<Imprint><ImprintName>Malli</ImprintName></Imprint>"


@pytest.mark.parametrize(
    ("publishing", "lines"),
    [
        (publisher("Malli") + published("20260101"), ["\\1$bMalli,$c2026."]),
        (publisher("Malli", "") + published("20260101"), ["\\1$bMalli,$c2026."]),
        (IMPRINT + publisher("Malli Oy") + published("20260101"), ["\\1$bMalli,$c2026."]),
        (publisher("Malli") + CITY.format("Turku"), ["\\1$aTurku :$bMalli"]),
        (publisher("Malli,") + CITY.format("Turku :") + published("20260101"), ["\\1$aTurku :$bMalli,$c2026."]),
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
        (published("20100101", "11") + published("20240101", "16") + published("20090101"), ["\\1$c2024."]),
        ("", []),
    ],
)
def test_publication(publishing: str, lines: list[str]) -> None:
    made = converted(publishing=publishing)
    assert made.lines("264") == lines
    year = made.record.value("264", "c").rstrip(".")
    assert not year or made.record.at("008", 7, 11) == year


def rights(year: str, kind: str = "") -> str:
    kind = kind and f"<CopyrightType>{kind}</CopyrightType>"
    return f"<CopyrightStatement>{kind}<CopyrightYear>{year}</CopyrightYear></CopyrightStatement>"


@pytest.mark.parametrize(
    ("statements", "lines"),
    [
        (rights("2025"), ["\\4$c©2025"]),
        (rights("2024", "C") + rights("2025", "P"), ["\\4$c©2024", "\\4$c℗2025"]),
        (rights("2025", "P") * 2, ["\\4$c℗2025"]),
        (rights("ei tiedossa"), []),
        (rights("0"), []),
        (rights("2019-2021"), ["\\4$c©2019"]),
        (rights("2025", "X"), []),
    ],
)
def test_rights(statements: str, lines: list[str]) -> None:
    assert converted(publishing=statements).lines("264") == lines


def test_a_kind_of_rights_that_no_list_knows_is_told() -> None:
    assert converted(publishing=rights("2025", "X")).found == [("O06", "X")]


@pytest.mark.parametrize(
    ("notification", "dates", "lines"),
    [
        ("02", published("20261105"), ["\\\\$a2611"]),
        ("01", published("202611", style="01"), ["\\\\$a2611"]),
        ("02", published("2027", style="05"), ["\\\\$a27--"]),
        ("02", published("20270101", "12") + published("20260301", "11"), ["\\\\$a2603"]),
        ("02", published("20270101", "12"), []),
        ("03", published("20261105"), []),
    ],
)
def test_expected_date(notification: str, dates: str, lines: list[str]) -> None:
    head = f"<RecordReference>1</RecordReference><NotificationType>{notification}</NotificationType>"
    assert converted(head=head, publishing=dates).lines("263") == lines


def test_a_role_of_a_publisher_that_no_list_knows_is_told() -> None:
    odd = "<Publisher><PublishingRole>ZZ</PublishingRole><PublisherName>Outo Oy</PublisherName></Publisher>"
    made = converted(publishing=odd)
    assert made.found == [("O06", "ZZ")]
    assert not made.record.has("264")


def test_a_form_of_date_that_no_list_knows_is_told() -> None:
    made = converted(publishing=published("2026", style="ZZ"))
    assert made.found == [("O15", "2026")]
    assert converted(publishing=published("20260101-20261231", style="06")).found == [], "a spread gives no date"


@pytest.mark.parametrize(
    ("number", "version", "lines"),
    [
        ("2", "3", ["\\\\$a2. painos, versio 3."]),
        ("1", "2.1", ["\\\\$aVersio 2.1."]),
        ("2", "1.0", ["\\\\$a2. painos."]),
        ("2", "kolmas tarkistettu", ["\\\\$a2. painos."]),  # too long for a number
    ],
)
def test_version_of_an_edition(number: str, version: str, lines: list[str]) -> None:
    xml = f"<EditionNumber>{number}</EditionNumber><EditionVersionNumber>{version}</EditionVersionNumber>"
    assert converted(xml).lines("250") == lines


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("© 2026 Esimerkki", ["\\4$c©2026"]),
        ("(P) 2026 Levy-yhtiö", ["\\4$c℗2026"]),
        ("Copyright Anna Esimerkki 2026, 2026", ["\\4$c©2026"]),
        ("© 1985, 2026 Esimerkki", []),
        ("© 12026", []),
        ("Esimerkki 2026", []),
    ],
)
def test_a_copyright_statement_in_words_tells_its_one_year(words: str, lines: list[str]) -> None:
    xml = f"<CopyrightStatementText>{words}</CopyrightStatementText>"
    assert converted(publishing=xml).lines("264") == lines
    coded = "<CopyrightStatement><CopyrightYear>2025</CopyrightYear></CopyrightStatement>"
    assert converted(publishing=coded + xml).lines("264") == ["\\4$c©2025"]
