"""770-787: what becomes of each relation of list 51, by which numbers, and what is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import (
    PROFILE,
    converted,
    identifier,
    parsed,
    product_xml,
    related,
    tables,
    work,
)
from transforms.calendar import Calendar
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.links_770_787 import links_770_787

ISBN, WRITTEN = "9789527995013", "978-952-7995-01-3"
SWEDISH = replace(PROFILE, language="swe")


@pytest.mark.parametrize(
    ("relation", "form", "fin", "swe"),
    [
        ("01", "ED", "774 08 Sisältää:", "774 08 Innehåller:"),
        ("02", "ED", "773 08 Sisältyy julkaisuun:", "773 08 Ingår i:"),
        ("03", "ED", "775 08 Aiempi laitos:", "775 08 Tidigare utgåva:"),
        ("04", "ED", "787 08 Käytetään yhdessä:", "787 08 Används tillsammans med:"),
        ("05", "ED", "775 08 Uudempi laitos:", "775 08 Senare utgåva:"),
        ("06", "BC", "776 08 Painettu:", "776 08 Tryckt:"),
        ("06", "AJ", "776 08 Äänikirja:", "776 08 Ljudbok:"),
        ("06", "ED", "776 08 E-kirja:", "776 08 E-bok:"),
        ("06", "VA", "776 08 Video:", "776 08 Video:"),
        ("06", "", "776 08 Toisessa muodossa:", "776 08 I annan form:"),
        ("13", "", "776 08 Painettu:", "776 08 Tryckt:"),
        ("13", "BB", "776 08 Painettu:", "776 08 Tryckt:"),
        ("14", "", "776 08 E-kirja:", "776 08 E-bok:"),
        ("15", "", "776 08 E-kirja:", "776 08 E-bok:"),
        ("27", "", "776 08 E-kirja:", "776 08 E-bok:"),
        ("07", "ED", "770 08 Oheisaineisto:", "770 08 Bilaga:"),
        ("08", "ED", "772 08 Liittyy julkaisuun:", "772 08 Hör till:"),
        ("11", "ED", "775 08 Toisenkielinen laitos:", "775 08 Utgåva på annat språk:"),
        ("18", "ED", "775 08 Tavallinen laitos:", "775 08 Vanlig utgåva:"),
        ("19", "ED", "775 08 Erikoislaitos:", "775 08 Specialutgåva:"),
        ("28", "ED", "775 08 Laajennettu laitos:", "775 08 Utökad utgåva:"),
        ("29", "ED", "775 08 Peruslaitos:", "775 08 Grundutgåva:"),
        ("39", "ED", "787 08 Oppilaan aineisto:", "787 08 Elevmaterial:"),
        ("40", "ED", "787 08 Opettajan aineisto:", "787 08 Lärarmaterial:"),
        ("42", "ED", "775 08 Ensimmäinen laitos:", "775 08 Första utgåvan:"),
        ("43", "ED", "787 08 Perustuu teokseen:", "787 08 Bygger på:"),
        ("44", "ED", "787 08 Mukaelma:", "787 08 Bearbetning:"),
    ],
)
def test_a_relation_in_both_languages(relation: str, form: str, fin: str, swe: str) -> None:
    for profile, words in ((PROFILE, fin), (SWEDISH, swe)):
        (field,) = converted(profile=profile, related=related(relation, ISBN, form)).record.all("77X", "78X")
        tag, indicators, heading = words.split(" ", 2)
        assert (field.tag, field.ind1 + field.ind2, field.subfields) == (
            tag,
            indicators,
            [("i", heading), ("z", WRITTEN)],
        )


@pytest.mark.parametrize(
    "relation", sorted(code for code, each in tables().onix_codes.relations.items() if not each.tag)
)
def test_what_the_table_says_to_ignore_leaves_no_trace(relation: str) -> None:
    made = converted(related=related(relation, ISBN, "ED"))
    assert not made.record.has("77X") and not made.record.has("78X")
    assert made.found == []


@pytest.mark.parametrize("relation", ["12", "22", "23", "30", "31", "32", "33", "36", "45", "46", "47", "48"])
def test_the_table_ignores_what_is_no_relation_of_content(relation: str) -> None:
    assert not tables().onix_codes.relations[relation].tag


@pytest.mark.parametrize("isbn", ["9789527999011", "9789527999036"])
def test_no_link_to_itself_or_to_a_wrong_number(isbn: str) -> None:
    made = converted(related=related("06", isbn, "ED"))
    assert not made.record.has("776")
    assert made.found == ([("I02", isbn)] if isbn.endswith("6") else [])


def test_a_relation_that_no_list_knows_is_told() -> None:
    assert ("O06", "99") in converted(related=related("99", ISBN)).found


def test_every_number_of_a_related_product() -> None:
    numbers = (
        identifier("03", ISBN)
        + identifier("15", ISBN)
        + identifier("06", "10.79952/ABC")
        + identifier("34", "9777995000001")
        + identifier("03", "6417825055551")
        + identifier("01", "own")
    )
    made = converted(related=f"<RelatedProduct><ProductRelationCode>07</ProductRelationCode>{numbers}</RelatedProduct>")
    assert made.lines("770") == [f"08$iOheisaineisto:$z{WRITTEN}$x7995-0000$o6417825055551$o10.79952/abc"]


def test_a_product_without_a_number_that_others_know_is_not_linked() -> None:
    numbers = identifier("01", "own")
    made = converted(related=f"<RelatedProduct><ProductRelationCode>06</ProductRelationCode>{numbers}</RelatedProduct>")
    assert not made.record.has("776")


def test_one_related_product_in_two_relations() -> None:
    twice = related("06", ISBN, "ED").replace(
        "</ProductRelationCode>", "</ProductRelationCode><ProductRelationCode>11</ProductRelationCode>"
    )
    assert converted(related=twice).lines("77X") == [
        f"08$iToisenkielinen laitos:$z{WRITTEN}",
        f"08$iE-kirja:$z{WRITTEN}",
    ]


def test_the_switch_leaves_the_heading_of_776_out() -> None:
    profile = replace(PROFILE, switches={"relation_776": "bare"})
    made = converted(profile=profile, related=related("06", ISBN, "BC") + related("11", ISBN, "ED"))
    assert made.lines("77X") == [f"08$iToisenkielinen laitos:$z{WRITTEN}", f"0\\$z{WRITTEN}"]


@pytest.mark.parametrize(("relation", "line"), [("03", "780 00"), ("05", "785 00")])
def test_a_continuing_resource_links_its_titles_before_and_after(relation: str, line: str) -> None:
    product, envelope = parsed(product_xml(related=related(relation, ISBN, "ED")))
    context = Context.of(product, envelope, PROFILE, tables(), Calendar())
    serial = context._replace(form=context.form._replace(level="s"))
    (field,) = links_770_787(product, serial)
    assert (f"{field.tag} {field.ind1}{field.ind2}", field.subfields) == (line, [("z", WRITTEN)])


@pytest.mark.parametrize(
    ("relation", "lines"),
    [
        ("30", [f"08$iPerustuu teokseen:$z{WRITTEN}$o10.79952/abc"]),
        ("21", [f"08$iLyhennetty teoksesta:$z{WRITTEN}$o10.79952/abc"]),
        ("22", []),
        ("50", []),
    ],
)
def test_works_that_this_one_is_adapted_from(relation: str, lines: list[str]) -> None:
    assert converted(related=work(relation, ("15", ISBN), ("06", "10.79952/ABC"), ("01", "x"))).lines("787") == lines


def test_another_form_that_is_told_twice_is_linked_once_by_what_it_is() -> None:
    both = related("06", ISBN).replace(
        "</ProductRelationCode>", "</ProductRelationCode><ProductRelationCode>27</ProductRelationCode>"
    )
    assert converted(related=both).lines("776") == [f"08$iE-kirja:$z{WRITTEN}"]
    assert converted(related=related("06", ISBN) + related("13", ISBN)).lines("776") == [f"08$iPainettu:$z{WRITTEN}"]
    other = "9789527999035"
    lines = converted(related=related("06", ISBN) + related("13", other)).lines("776")
    assert [each[2:] for each in lines] == [f"$iToisessa muodossa:$z{WRITTEN}", "$iPainettu:$z978-952-7999-03-5"]


def test_a_kind_of_number_that_no_list_knows_is_told() -> None:
    odd = related("06", "1").replace("<ProductIDType>15", "<ProductIDType>ZZ")
    made = converted(related=odd)
    assert made.found == [("O06", "ZZ")]
    assert not made.record.has("776")
