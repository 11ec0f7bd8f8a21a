"""Identifiers of persons and bodies as $0 and $1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import tables
from transforms.crosswalks.onix.name_identifiers import Links, Reading, links_of
from transforms.formats.onix import Node
from transforms.record import Issue

KANTO = ("01", "KANTO", "000094320")
FINAF = "http://urn.fi/URN:NBN:fi:au:finaf:000094320"


def read(*ids: tuple[str, str, str], form: str = "uri") -> tuple[Links, list[tuple[str, str]]]:
    """The links of (type, name of the type, value), and (rule, value) of the issues."""
    parent = etree.Element("Contributor")
    for kind, name, value in ids:
        node = etree.SubElement(parent, "NameIdentifier")
        for tag, text in (("NameIDType", kind), ("IDTypeName", name), ("IDValue", value)):
            etree.SubElement(node, tag).text = text
    issues: list[Issue] = []
    links = links_of(Node(parent), Reading(tables(), "fin", form, issues), "DescriptiveDetail/Contributor")
    return links, [(each.rule, each.value) for each in issues]


@pytest.mark.parametrize(
    ("kind", "name", "value", "link"),
    [
        ("16", "", "0000 0001 2103 2683", ("1", "https://isni.org/isni/0000000121032683")),
        ("16", "", "http://www.isni.org/isni/0000000121032683/", ("1", "https://isni.org/isni/0000000121032683")),
        ("21", "", "0000000218250097", ("1", "https://orcid.org/0000-0002-1825-0097")),
        ("31", "", "https://viaf.org/viaf/123456", ("1", "https://viaf.org/viaf/123456")),
        ("25", "", "118540238", ("0", "(DE-588)118540238")),
        ("25", "", "(DE-588)118540238", ("0", "(DE-588)118540238")),
        ("17", "", "11854023X", ("0", "(DE-588)11854023X")),
        ("18", "", "n 79021164", ("0", "(DLC)n79021164")),
        ("18", "", "http://id.loc.gov/authorities/names/no2001012345", ("0", "(DLC)no2001012345")),
        ("40", "", "https://ror.org/040af2s02", ("1", "https://ror.org/040af2s02")),
        ("01", "Wikidata", "Q12345", ("1", "http://www.wikidata.org/entity/Q12345")),
        ("01", "FinAF", "https://urn.fi/URN:NBN:fi:au:finaf:000094320", ("0", FINAF)),
        ("01", "Asteri-tunnus", "(FIN11)000094320", ("0", FINAF)),
        (*KANTO, ("0", FINAF)),
    ],
)
def test_each_scheme_has_its_subfield_and_form(kind: str, name: str, value: str, link: tuple[str, str]) -> None:
    assert read((kind, name, value)) == ((link,), [])


@pytest.mark.parametrize(
    ("kind", "name", "value", "rule"),
    [
        ("16", "", "0000 0001 2103 2684", "I18"),
        ("21", "", "0000-0002-1825-0098", "I18"),
        ("31", "", "abc", "O06"),
        ("25", "", "gnd", "O06"),
        ("18", "", "79021164", "O06"),
        ("01", "KANTO", "94320", "I26"),
        ("01", "KANTO", "1000094320", "I26"),
        ("40", "", "1", "O06"),
        ("99", "", "99", "O06"),
    ],
)
def test_what_fails_is_left_out_and_told(kind: str, name: str, value: str, rule: str) -> None:
    assert read((kind, name, value)) == ((), [(rule, value)])


@pytest.mark.parametrize(("kind", "name"), [("01", "Kustantamo"), ("01", ""), ("06", ""), ("27", ""), ("15", "")])
def test_schemes_that_say_nothing_about_authors_are_silent(kind: str, name: str) -> None:
    assert read((kind, name, "123")) == ((), [])


def test_beside_kanto_the_others_are_uris_in_1() -> None:
    links, _ = read(("25", "", "118540238"), KANTO, ("18", "", "n79021164"), KANTO)
    assert links == (
        ("0", FINAF),
        ("1", "http://id.loc.gov/authorities/names/n79021164"),
        ("1", "https://d-nb.info/gnd/118540238"),
    )


def test_the_switch_gives_the_form_of_asteri() -> None:
    assert read(KANTO, form="asteri") == ((("0", "(FI-ASTERI-N)000094320"),), [])


def test_every_code_of_list_44_is_placed() -> None:
    assert {f"{number:02}" for number in range(1, 47)} - tables().onix_names.schemes.keys() == {
        "09",
        "11",
        "14",
    }  # no codes
    schemes = [each for rows in tables().onix_names.schemes.values() for each in rows]
    types = tables().identifiers
    assert {each.identifier for each in schemes} - {""} == {each.name for each in types.agents} | {"kanto"}
    assert all(each.rule for each in schemes if each.identifier)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["01", "16", "18", "21", "25", "31", "40"]), st.sampled_from(["", "kanto", "wikidata"]), st.text()
)
def test_hostile_values_give_a_link_or_an_issue(kind: str, name: str, value: str) -> None:
    if all(each.isprintable() for each in value):
        links, _ = read((kind, name, value))
        assert all(link.isascii() and " " not in link for _, link in links)
