"""1XX, 7XX and 245 $c: people, bands and what they did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, PROFILE, contributor, converted, language


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
        ([("A01", "A, A"), ("A24", "B, B")], "fin", "A A ; johdanto: B B."),
        ([("A01", "A, A"), ("A26", "B, B")], "fin", "A A ; muistelma: B B."),
        ([("A01", "A, A"), ("A01", "<UnnamedPersons>03</UnnamedPersons>")], "fin", "A A ja muita."),
    ],
)
def test_statement_of_responsibility(people: list[tuple[str, str]], code: str, statement: str) -> None:
    xml = "".join(contributor(role, name, place) for place, (role, name) in enumerate(people))
    assert converted(xml, language=language(code)).record.value("245", "c") == statement


def test_a_stated_responsibility_is_used_as_it_is() -> None:
    xml = contributor("A01", "A, A") + "<ContributorStatement>kirjoittanut A. A.</ContributorStatement>"
    assert converted(xml).record.value("245", "c") == "kirjoittanut A. A."
