"""The table of short tags is that of the installed XSDs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from short_tags import TABLE, table

from transforms.formats.onix import Dialects


def test_the_table_agrees_with_the_installed_xsds() -> None:
    assert TABLE.read_text("utf-8") == table(), "run tests/transforms/formats/onix/short_tags.py"


def test_a_short_tag_has_one_name() -> None:
    short = Dialects(TABLE.parent).short
    assert (short["a001"], short["product"], short["b012"]) == ("RecordReference", "Product", "ProductForm")
    assert short["b376"] == "ReligiousTextIdentifier", "release 3 where the releases differ"
    assert not {"p", "b", "i", "a", "ul", "li", "br"} & short.keys(), "XHTML keeps its names"
