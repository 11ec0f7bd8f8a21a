"""The tables of subjects and audiences hold every code of their lists, and only what vocabularies have."""

from __future__ import annotations

from pathlib import Path

import onixcheck
import pytest
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import SCHEMAS, tables

LISTS = Path(onixcheck.__file__).parent / "schema" / "xsd3.1" / "ONIX_BookProduct_CodeLists.xsd"
XSD = "{http://www.w3.org/2001/XMLSchema}"
WAYS = {"code", "ykl", "genre", "concept", "heading", "text", "keywords", "hidden", "characters"}
LISTED = tables().onix_subjects


@pytest.fixture(scope="module")
def lists() -> etree._ElementTree:
    return etree.parse(LISTS)


def codes(lists: etree._ElementTree, number: int) -> set[str]:
    (found,) = lists.iterfind(f".//{XSD}simpleType[@name='List{number}']")
    return {each.get("value", "") for each in found.iter(f"{XSD}enumeration")}


def test_every_code_of_the_lists_has_its_place(lists: etree._ElementTree) -> None:
    assert LISTED.schemes.keys() == codes(lists, 27)
    assert LISTED.audiences["28"].keys() == codes(lists, 28)
    assert LISTED.audience_lists.keys() == codes(lists, 29)
    assert LISTED.ranges.keys() == codes(lists, 30)
    assert LISTED.audiences["203"].keys() == codes(lists, 203)


def test_what_is_not_carried_over_says_why() -> None:
    lines = (SCHEMAS / "codes" / "onix_list27_subjects.csv").read_text("utf-8").splitlines()[2:]
    assert [line for line in lines if ",none," in line and line.endswith(",")] == []
    others = {each.way for each in LISTED.schemes.values()} - WAYS
    assert others == {"none", "audience", "vendor", "qualifier"}


def test_sources_of_headings_are_known() -> None:
    known = tables().subjects.sources
    used = {each.source for each in LISTED.schemes.values() if each.tag[:1] == "6" and each.source}
    assert {source for source in used if source not in known} == set()


def test_uris_are_concepts_of_the_excerpt() -> None:
    vocabulary = tables().vocabulary
    for code, row in LISTED.thema_headings.items():
        concept = vocabulary.concept(row.uri) if row.uri else None
        assert row.labels if concept is None else {"fin", "swe"} <= concept.labels.keys(), code
    for group in LISTED.groups.values():
        concept = vocabulary.concept(group.uri)
        assert concept is None or {each: concept.labels[each] for each in ("fin", "swe")} == group.labels


def test_what_is_told_in_words_is_told_in_both_languages() -> None:
    for sign in (each for signs in LISTED.audiences.values() for each in signs.values()):
        assert bool(sign.ind) == bool(sign.words)
        assert set(sign.words) in (set(), {"fin", "swe"})
        assert sign.group in ("", *LISTED.groups)
        assert sign.span[0] in ("", *LISTED.ranges)
    for known in LISTED.ranges.values():
        assert bool(known.ind) == bool(known.words)
        assert known.scale in ("", *LISTED.steps)
