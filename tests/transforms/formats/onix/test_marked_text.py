"""Marked-up text of ONIX as plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from transforms.formats.onix.marked_text import lines_of, plain_text, prose, without_markup


def element(inside: str) -> etree._Element:
    return etree.fromstring(f"<Text>{inside}</Text>")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<p>Yksi</p><p>Kaksi</p>", "Yksi. Kaksi."),
        ("<p>Yksi!</p><p>”Kaksi?”</p>", "Yksi! ”Kaksi?”"),
        ("<p>Yksi<br/>kaksi</p>", "Yksi kaksi."),
        ("<p>Yksi<br/><br/>Kaksi</p>", "Yksi. Kaksi."),
        ("Sana<b>sto</b> ja <i>muut</i>", "Sanasto ja muut."),
        ("<p>Mukana:</p><ul><li>yksi;</li><li>kaksi</li></ul>", "Mukana: yksi; kaksi."),
        ("<ul><li>Yksi.</li><li>Kaksi</li></ul><p>Loppu</p>", "Yksi. Kaksi. Loppu."),
        ("<ul><li><p>yksi</p></li><li>kaksi</li></ul>", "yksi; kaksi."),
        ("&lt;p&gt;Yksi&lt;/p&gt;&lt;p&gt;Kaksi&lt;/p&gt;", "Yksi. Kaksi."),
        ("&amp;lt;p&amp;gt;Yksi &amp;amp;amp; kaksi&amp;lt;/p&amp;gt;", "Yksi & kaksi."),
        ("<![CDATA[<p>Yksi &ouml;</p><style>p {}</style><!-- ei -->]]>", "Yksi ö."),
        ("a &lt; b ja c &gt; d", "a < b ja c > d."),
        ("AT&amp;amp;T", "AT&T."),
        ("&lt;p&gt; tarkoittaa kappaletta", "tarkoittaa kappaletta."),
        ("Yksi\nkaksi\n\nKolme", "Yksi kaksi. Kolme."),
        ("<script>alert(1)</script>", ""),
        ("<p>Yksi</p><p>Mukana:</p><ul/>", "Yksi. Mukana."),
        ("<p>HTML &lt;b&gt; ja <i>muuta</i></p>", "HTML <b> ja muuta."),
        (":;", ""),
        ("", ""),
    ],
)
def test_prose(inside: str, text: str) -> None:
    assert prose(lines_of(element(inside))) == text


def test_an_absent_element_has_no_text() -> None:
    assert (lines_of(None), plain_text(None), prose([])) == ([], "", "")


@pytest.mark.parametrize(
    ("text", "plain"),
    [("<b>a</b>b", "ab"), ("a &lt; b", "a < b"), ("a < b", "a < b"), ("\x01<p>a", "\x01 a"), ("", "")],
)
def test_without_markup(text: str, plain: str) -> None:
    assert without_markup(text) == plain


tags = st.sampled_from(["p", "li", "ul", "b", "br", "td", "h2", "div", "span"])
trees = st.recursive(
    st.text(alphabet="ab ä.,\n", max_size=12),
    lambda inner: st.tuples(tags, st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=20,
)


@given(trees)
def test_lines_have_the_words_of_the_whole_in_their_order(inside: str) -> None:
    whole = element(inside)
    assert " ".join(line.text for line in lines_of(whole)).split() == plain_text(whole).split() or len(whole) == 0
    for line in lines_of(whole):
        assert line.text
        assert line.text == " ".join(line.text.split())
    assert "<" not in prose(lines_of(whole))


@pytest.mark.parametrize(
    "text",
    [
        "<a" * 50_000,
        "&lt;p " * 50_000,
        "&a" * 100_000,
        "<p>" * 30_000,
        "\n" * 100_000,
        "<br>a" * 30_000,
        "<div>" * 30_000,
        "<b>" * 30_000,
        "<ul><li>" * 20_000,
    ],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    whole = etree.Element("Text")
    whole.text = text
    start = time.process_time()
    prose(lines_of(whole))
    assert time.process_time() - start < 2
