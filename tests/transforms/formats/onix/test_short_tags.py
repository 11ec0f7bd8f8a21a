"""The tables of short tags and code lists are those of the installed XSDs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from short_tags import LISTS, TABLE, lists, table

from transforms.formats.onix import Dialects
from transforms.record import Issue, Level


def test_the_table_agrees_with_the_installed_xsds() -> None:
    assert TABLE.read_text("utf-8") == table(), "run tests/transforms/formats/onix/short_tags.py"
    assert LISTS.read_text("utf-8") == lists(), "run tests/transforms/formats/onix/short_tags.py"


def test_a_short_tag_has_one_name() -> None:
    short = Dialects(TABLE.parent).short
    assert (short["a001"], short["product"], short["b012"]) == ("RecordReference", "Product", "ProductForm")
    assert short["b376"] == "ReligiousTextIdentifier", "release 3 where the releases differ"
    assert not {"p", "b", "i", "a", "ul", "li", "br"} & short.keys(), "XHTML keeps its names"


def test_an_unknown_code_is_told_with_its_list() -> None:
    dialects = Dialects(TABLE.parent)
    path = "PublishingDetail/Publisher/PublishingRole"
    issues = tuple(Issue("O06", "code-unknown", Level.WARNING, each, "ZZ") for each in (path, "b291", "SubjectCode"))
    told = dialects.naming_lists((*issues, Issue("O09", "content-incomplete", Level.WARNING, path, "PublishingRole")))
    assert [dict(each.args).get("list") for each in told] == ["[List 45]", "[List 45]", None, None]
