"""How characters are coded is found from the bytes: by the one reading that has nothing odd in it, else by none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import iso
from pymarc.marc8_mapping import CODESETS

from transforms.formats import marc21
from transforms.formats.characters import decoded, without_references
from transforms.formats.frame import Envelope, Parsed, Unreadable
from transforms.record import Issue

ENVELOPE = Envelope("marc21")
BLANK, UNICODE = " ", "a"


def record(*texts: bytes, flag: str = BLANK, language: str = "fin") -> bytes:
    coded = f"200101s2020    fi {'|' * 17}{language}||".encode()
    fields = [("245" if number == 0 else "500", b"  \x1fa" + text) for number, text in enumerate(texts)]
    return iso(("001", b"1"), ("008", coded), *fields, leader=f"00000nam {flag}2200000 i 4500")


def read(*texts: bytes, flag: str = BLANK, language: str = "fin") -> tuple[list[str], tuple[Issue, ...]]:
    parsed = marc21.parse(record(*texts, flag=flag, language=language), ENVELOPE)
    assert isinstance(parsed, Parsed), parsed
    assert parsed.record.at("LDR", 9) == "a"
    return [field["a"] for field in parsed.record if not field.is_control], parsed.issues


def lies(issues: tuple[Issue, ...]) -> list[tuple[str, str]]:
    assert all((issue.rule, issue.path, issue.fixed) == ("S02", "LDR", True) for issue in issues)
    return [(issue.value, issue.after) for issue in issues]


# one coding in a record


def in_set(code: int, text: str, width: int = 1) -> bytes:
    """Text in a character set of MARC-8, by the byte that calls it."""
    codes = {chr(known[0]): number for number, known in CODESETS[code].items()}
    escape = b"\x1b$" if width > 1 else b"\x1b("
    return escape + bytes([code]) + b"".join((codes[each] & 0x7F7F7F).to_bytes(width) for each in text) + b"\x1b(B"


@pytest.mark.parametrize("flag", [BLANK, UNICODE])
@pytest.mark.parametrize(
    ("code", "text", "width"),
    [
        (0x4E, "Чехов", 1),
        (0x51, "ђћџ", 1),
        (0x32, "שלום", 1),
        (0x33, "كتاب", 1),
        (0x53, "λογος", 1),
        (0x31, "東京都", 3),
    ],
    ids=["Cyrillic", "extended Cyrillic", "Hebrew", "Arabic", "Greek", "East Asian"],
)
def test_scripts_in_marc8_are_read_whatever_the_leader_says(code: int, text: str, width: int, flag: str) -> None:
    texts, issues = read(in_set(code, text, width) + b"!", flag=flag, language="mul")
    assert texts == [text + "!"]
    assert lies(issues) == ([] if flag == BLANK else [("a (UTF-8)", "MARC-8")])


@pytest.mark.parametrize("flag", [BLANK, UNICODE])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Elämä yöllä – Åbo", "fin"),
        ("Köln", "ger"),
        ("Björn Söner", "swe"),
        ("Hjältinnan från Öland", "swe"),
        ("Große Gefühle in München", "ger"),
        ("Les élèves de la forêt à Genève, c’était l’été", "fre"),
        ("Mañana no será el último día, señorita", "spa"),
        ("“Mäki” – 5 €", "fin"),
    ],
)
def test_western_text_in_windows_1252_is_read_with_an_issue(text: str, language: str, flag: str) -> None:
    texts, issues = read(text.encode("cp1252"), flag=flag, language=language)
    assert texts == [text]
    assert lies(issues) == [({BLANK: "blank (MARC-8)", UNICODE: "a (UTF-8)"}[flag], "Windows-1252")]


@pytest.mark.parametrize(
    ("marc8", "text"),
    [
        (b"com\xe2edie humaine", "comédie humaine"),
        (b"ven\xe8aj\xe8a", "venäjä"),
        (b"Ky\xe5ush\xe5u", "Kyūshū"),
        (b"Fran\xf0cois", "François"),
        (b"\xb92.99", "£2.99"),
        (b"P\xe8aiv\xe8o g\xeaar", "Päivö går"),
    ],
)
def test_marc8_in_a_record_that_says_unicode_is_read_with_an_issue(marc8: bytes, text: str) -> None:
    texts, issues = read(marc8, flag=UNICODE, language="eng")
    assert texts == [text]
    assert lies(issues) == [("a (UTF-8)", "MARC-8")]


def test_utf8_in_a_record_that_says_marc8_is_read_with_an_issue() -> None:
    texts, issues = read("Yö – 東京".encode())
    assert texts == ["Yö – 東京"]
    assert lies(issues) == [("blank (MARC-8)", "UTF-8")]


def test_marc8_stays_marc8_where_windows_would_do_as_well() -> None:
    assert read(b"Dvo\xe9r\xe1ak", language="eng") == (["Dvořàk"], ())
    assert read(b"\xa3 \xb3 \xb2", language="eng") == (["Đ đ ø"], ())


@pytest.mark.parametrize(
    ("text", "flag", "language"),
    [
        (b"Espa\xe4na", UNICODE, "spa"),  # España in MARC-8, "Espaäna" in Windows-1252: both are possible
        ("Карамазовы братья".encode("cp1251"), UNICODE, "rus"),
        ("Карамазовы братья".encode("cp1251"), BLANK, "fin"),
        ("Příliš žluťoučký".encode("cp1250"), UNICODE, "cze"),
        (b"cut in a char\xc3", UNICODE, "fin"),
        ("Mäki ".encode() + b"M\xe4ki", UNICODE, "fin"),  # two codings in one subfield
        (b"a\x81b\x8dc", UNICODE, "fin"),
        (b"\x1b$1!D", BLANK, "jpn"),
        (b"\x1b(Zabc", BLANK, "fin"),
        (b"'\xc0' and '\x80'", UNICODE, "eng"),
    ],
)
def test_what_is_not_certain_is_not_read(text: bytes, flag: str, language: str) -> None:
    parsed = marc21.parse(record(text, flag=flag, language=language), ENVELOPE)
    assert isinstance(parsed, Unreadable), parsed
    assert "decoded without loss" in parsed.reason


# several codings in a record


def test_a_record_may_hold_several_codings() -> None:
    texts, issues = read("Yö".encode(), b"H\x1bb2\x1bsO", "Möhkö ja Äiti yöllä".encode("cp1252"), flag=UNICODE)
    assert texts == ["Yö", "H₂O", "Möhkö ja Äiti yöllä"]
    assert lies(issues) == [("a (UTF-8)", "MARC-8, UTF-8, Windows-1252")]


def test_one_clear_word_decides_for_the_whole_record() -> None:
    assert read(b"Espa\xe4na", b"com\xe2edie", flag=UNICODE, language="eng")[0] == ["España", "comédie"]


def test_every_subfield_of_marc8_begins_anew() -> None:
    found = decoded([b"10\x1fa\x1b(Nmir\x1fbmir"], b" ", "rus")
    assert found is not None
    assert found.values == ["10\x1faМИР\x1fbmir"]


def test_a_control_character_for_a_code_loses_no_text_in_marc8() -> None:
    found = decoded([b"10\x1f\x01com\xe2edie\x1faP\xe8aiv\xe8o"], b" ", "fin")
    assert found is not None
    assert found.values == ["10\x1f\x01comédie\x1faPäivö"]


# what MARC-8 cannot write


def test_references_of_marc8_are_characters_with_an_issue() -> None:
    texts, issues = read(b"&#x4E2D;&#x56FD; &#x2014; &amp;")
    assert texts == ["中国 — &amp;"]
    assert [(issue.rule, issue.path, issue.fixed) for issue in issues] == [("S16", "245", True)]
    assert issues[0].value.endswith("&#x4E2D;&#x56FD; &#x2014; &amp;")
    assert issues[0].after.endswith("中国 — &amp;")


def test_references_in_unicode_are_left_to_the_rules() -> None:
    assert read(b"&#x4E2D;", flag=UNICODE) == (["&#x4E2D;"], ())


@pytest.mark.parametrize("text", ["&#x0026;", "&#xD800;", "&#xFFFD;", "&#x110000;", "&#x85;", "&#x4E2D", "&#20013;"])
def test_a_reference_that_means_no_character_stays(text: str) -> None:
    assert without_references(text) == text


# laws

words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz ABC"), min_size=1, max_size=20)


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=1, max_size=3), st.sampled_from("äöåÄÖÅ"), st.sampled_from([BLANK, UNICODE]))
def test_finnish_words_survive_every_coding(texts: list[str], letter: str, flag: str) -> None:
    known = [f"Pöytä{letter}{text} yöllä äiti" for text in texts]
    marks = {"ä": b"\xe8a", "ö": b"\xe8o", "å": b"\xeaa", "Ä": b"\xe8A", "Ö": b"\xe8O", "Å": b"\xeaA"}
    marc8 = [b"".join(marks.get(each, each.encode("latin-1")) for each in text) for text in known]
    assert read(*[text.encode() for text in known], flag=flag)[0] == known
    assert read(*marc8, flag=flag)[0] == known


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=30), min_size=1, max_size=3), st.sampled_from([b" ", b"a", b"x"]))
def test_no_bytes_raise_or_are_left_out_or_replaced(values: list[bytes], flag: bytes) -> None:
    values = [value.translate(None, b"\x1d\x1e") for value in values]
    found = decoded(values, flag, "fin")
    if found is not None:
        assert len(found.values) == len(values)
        assert "\ufffd" not in "".join(found.values) or "\ufffd".encode() in b"".join(values)
        for text, value in zip(found.values, values, strict=True):
            assert bool(text) == bool(value) or b"\x1b" in value
            assert text.count("\x1f") == value.count(b"\x1f")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x17F), max_size=20), st.sampled_from([b" ", b"a"]))
def test_unicode_is_never_read_as_anything_else(text: str, flag: bytes) -> None:
    found = decoded([f"  \x1fa{text}".encode()], flag, "eng")
    assert found is not None
    assert found.values == [f"  \x1fa{text}"]
