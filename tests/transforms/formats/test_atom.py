"""Atom as RFC 4287, RFC 5005 and RFC 6721 have it, and as feedparser reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from transforms.formats.atom import Category, Entry, Feed, Link, Removed, atom

A = "{http://www.w3.org/2005/Atom}"
WHEN = "2026-11-22T01:02:03Z"
FEED = Feed(
    "https://a.example/feeds/all/new",
    "Uutta",
    WHEN,
    "Kirjastot",
    "CC0",
    "fi",
    [Link("self", "https://a.example/feeds/all/new.atom", "application/atom+xml")],
)


def is_char(each: str) -> bool:
    """XML 1.0 §2.2."""
    return each in "\t\n\r" or "\x20" <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd" or each > "\uffff"


def entry(**more: Any) -> Entry:
    usual: dict[str, Any] = {
        "id": "https://a.example/titles/1",
        "title": "Saari",
        "updated": WHEN,
        "published": "2026-11-01T00:00:00Z",
        "authors": ["Maija Meikäläinen"],
        "summary": "",
        "categories": [Category("Book", "http://schema.org/", "E-kirja")],
        "links": [Link("alternate", "https://a.example/titles/1", "text/html")],
    }
    return Entry(**(usual | more))


def test_a_feed_has_what_must_be_there_once() -> None:
    """RFC 4287 §4.1.1: id, title and updated once; an author, as entries may have none; a link to itself."""
    root = etree.fromstring(atom(FEED, []))
    assert root.tag == f"{A}feed"
    for name in ("id", "title", "updated", "author", "rights"):
        assert len(root.findall(f"{A}{name}")) == 1
    assert [each.get("rel") for each in root.findall(f"{A}link")] == ["self"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fi"


def test_an_entry_has_what_must_be_there_once() -> None:
    """RFC 4287 §4.1.2: id, title and updated once; without content an alternate link; at most one summary."""
    (found,) = etree.fromstring(atom(FEED, [entry(summary="Kertoo saaresta.")])).findall(f"{A}entry")
    for name in ("id", "title", "updated", "published", "summary"):
        assert len(found.findall(f"{A}{name}")) == 1
    assert [each.get("rel") for each in found.findall(f"{A}link")] == ["alternate"]
    assert found.find(f"{A}content") is None
    for name in ("updated", "published"):
        assert datetime.fromisoformat(found.findtext(f"{A}{name}")).tzinfo is not None


def test_a_summary_stands_only_where_there_is_one() -> None:
    assert b"<summary" not in atom(FEED, [entry()])


def test_the_language_of_a_title_is_told_where_it_is_known() -> None:
    (found,) = etree.fromstring(atom(FEED, [entry(language="sv", summary="Om en ö.")])).findall(f"{A}entry")
    languages = {each.tag: each.get("{http://www.w3.org/XML/1998/namespace}lang") for each in found}
    assert languages[f"{A}title"] == languages[f"{A}summary"] == "sv"
    assert languages[f"{A}id"] is None


def test_an_archive_says_that_it_is_one() -> None:
    """RFC 5005 §4: an archive document has fh:archive, the subscription document has not."""
    mark = "{http://purl.org/syndication/history/1.0}archive"
    assert etree.fromstring(atom(FEED._replace(is_archive=True), [])).find(mark) is not None
    assert etree.fromstring(atom(FEED, [])).find(mark) is None


def test_what_was_removed_is_told() -> None:
    """RFC 6721 §3: ref names the entry, when tells since when."""
    (found,) = etree.fromstring(atom(FEED, [Removed("https://a.example/titles/1", WHEN)])).findall(
        "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
    )
    assert dict(found.attrib) == {"ref": "https://a.example/titles/1", "when": WHEN}


def test_feedparser_reads_it_without_a_complaint() -> None:
    read = feedparser.parse(atom(FEED, [entry(summary="Kertoo."), Removed("https://a.example/titles/2", WHEN)]))
    assert not read.bozo
    assert read.version == "atom10"
    (found,) = read.entries
    assert (found.id, found.title, found.author, found.summary) == (
        "https://a.example/titles/1",
        "Saari",
        "Maija Meikäläinen",
        "Kertoo.",
    )
    assert [(each.term, each.label) for each in found.tags] == [("Book", "E-kirja")]


@given(st.text(), st.text())
def test_any_text_is_text(title: str, summary: str) -> None:
    document = atom(FEED, [entry(title=title, summary=summary, authors=[title])])
    (found,) = etree.fromstring(document).findall(f"{A}entry")
    assert (found.findtext(f"{A}title") or "") == "".join(filter(is_char, title))
    assert not found.findall(f"{A}summary/*")
