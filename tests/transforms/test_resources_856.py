"""What 856 links to."""

from __future__ import annotations

import pytest

from transforms.formats.graph import is_iri
from transforms.record import Field, Record
from transforms.resources_856 import Resource, beside, borrowing, cover, is_web


def link(indicators: str, *parts: str) -> Field:
    return Field.data("856", indicators, *parts)


def test_links_are_told_apart_by_indicators_and_type() -> None:
    record = Record.of(
        link("40", "u", "https://one.example/1", "y", "Lainaa"),
        link("41", "u", "http://two.example/1"),
        link("40", "u", "https://one.example/1", "y", "Lainaa"),
        link("42", "u", "https://one.example/1.mp3", "3", "Näyte", "q", "audio/mpeg"),
        link("42", "u", "https://one.example/1.jpg", "q", "image/jpeg"),
        link("4 ", "u", "https://one.example/other"),
    )
    assert borrowing(record) == [Resource("https://one.example/1", "Lainaa"), Resource("http://two.example/1", "")]
    assert beside(record) == [Resource("https://one.example/1.mp3", "Näyte", "audio/mpeg")]
    assert cover(record) == "https://one.example/1.jpg"


def test_a_cover_is_safe_to_load() -> None:
    assert cover(Record.of(link("42", "u", "http://one.example/1.jpg", "3", "Kansikuva"))) == ""
    assert (
        cover(Record.of(link("42", "u", "https://one.example/1.jpg", "3", "Pärmbild"))) == "https://one.example/1.jpg"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example", True),
        ("HTTP://x.example/a?b#c", True),
        ("https://x.example:8080/ä", True),
        ("https://", False),
        ("https://?x", False),
        ("https://bank.example@evil.example/", False),
        ("https://bank.example\\@evil.example/", False),
        ("javascript:alert(1)//https://x.example", False),
        ("https://x.example/a b", False),
        ('https://x.example"onclick=/', False),
        ("https://x.exa<b>mple/", False),
        ("https://x.\x01example/", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_links(url: str, expected: bool) -> None:
    assert is_web(url) is expected


def test_what_no_address_has_is_escaped_in_a_link() -> None:
    """In a feed it would make the whole feed wrong."""
    odd = 'https://x.example/"><b>|{x}\x01\N{RIGHT-TO-LEFT OVERRIDE}ä%20?a=b#c'
    plain = "https://x.example/%22%3E%3Cb%3E%7C%7Bx%7D%01%E2%80%AEä%20?a=b#c"
    assert is_iri(plain)
    record = Record.of(
        link("40", "u", odd), link("42", "u", odd, "3", "Kansikuva"), link("42", "u", odd, "q", "audio/mpeg")
    )
    assert [each.url for each in (*borrowing(record), *beside(record))] == [plain, plain]
    assert cover(record) == plain
