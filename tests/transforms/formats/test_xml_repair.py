"""What is mended before a parser sees it, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from transforms.formats.xml_repair import encoding_of, is_plain, is_same, mended


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a &amp; &lt; &#228;", "a &amp; &lt; &#228;"),
        ("&nbsp;&auml;", "&#160;&#228;"),
        ("Tom & Jerry", "Tom &#38; Jerry"),
        ("AT&T;x", None),
        ("&copy 2026", "&#38;copy 2026"),
        ("&#150;&#x92;", "&#8211;&#8217;"),
        ("a&#0;b&#x1F;c&#xFFFE;d", "abcd"),
        ("a\x00b\x1fc\ufffed", "abcd"),
        ("<![CDATA[ & &nbsp; ]]><!-- & --><?p & ?>", "<![CDATA[ & &nbsp; ]]><!-- & --><?p & ?>"),
        ("&undefined;", None),
        ("&#99999999;", ""),
    ],
)
def test_what_xml_does_not_know_is_mended(text: str, result: str | None) -> None:
    found = mended(text.encode(), "utf-8")
    assert found is not None
    assert bool(found.unknown) == (result is None)
    if result is not None:
        assert found.text == result
        assert bool(found.changes) == (text != result)


@pytest.mark.parametrize(
    ("raw", "declared", "found"),
    [
        (b"plain", "iso-8859-2", "iso-8859-2"),
        ("ä".encode(), "utf-8", "utf-8"),
        ("ä".encode(), "iso-8859-1", "utf-8"),
        ("Käärme".encode("cp1252"), "utf-8", "windows-1252"),
        ("Käärme".encode("latin-1"), "iso-8859-1", "iso-8859-1"),
        ("“Käärme”".encode("cp1252"), "iso-8859-1", "windows-1252"),
        ("škola".encode("iso-8859-2"), "iso-8859-2", "iso-8859-2"),
        ("Привет".encode("cp1251"), "windows-1251", "windows-1251"),
        ("Привет".encode("cp1251"), "utf-8", ""),  # nobody can know
        ("Käärme".encode() + "ö".encode("cp1252"), "utf-8", ""),  # two encodings in one text
        (b"K\x81rme", "utf-8", ""),
    ],
)
def test_the_encoding_is_found_from_the_bytes(raw: bytes, declared: str, found: str) -> None:
    assert encoding_of(raw, declared) == found
    assert (mended(raw, declared) is None) == (not found)


def test_names_of_encodings() -> None:
    assert is_same("UTF8", "utf-8")
    assert is_same("windows-1252", "cp1252")
    assert not is_same("iso-8859-1", "cp1252")


def test_a_reference_that_html_reads_otherwise_is_not_plain() -> None:
    assert is_plain(b"a &#228; b", "utf-8")
    assert not is_plain(b"a &#150; b", "utf-8")
    assert not is_plain("“".encode("cp1252"), "iso-8859-1")


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_comes_out_as_xml_that_parses_and_no_replacement_character_is_made(text: str) -> None:
    found = mended(text.replace("<", "").encode(), "utf-8")
    assert found is not None
    if not found.unknown:
        etree.fromstring(f"<a>{found.text}</a>".replace("]]>", ""))
        assert found.text.count("\ufffd") == text.count("\ufffd")
