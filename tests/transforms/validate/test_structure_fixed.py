"""Structure of fixed fields: lengths, coded positions of leader, 006, 007 and 008."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.record import LEADER, Field
from transforms.validate.structure import CHECKS, Hit, Schema
from transforms.validate.structure.fixed import Element, Layouts

FOLDER = Path(__file__).parents[3] / "schemas" / "marc21"
HOUSE = Schema.load(FOLDER)
F008 = "261122s2026####fi#####eo#####000#1#fin||".replace("#", " ")  # of an e-book


def field(text: str) -> Field:
    """ "245 10 $a Title" or "008 261122…"; # is a blank indicator."""
    tag, rest = text[:3], text[4:]
    if tag < "010" or tag == "LDR":
        return Field(tag, rest)
    body = re.sub(r" ?\$(.) ?", "\x1f\\1", rest[2:])
    return Field(tag, rest[:2].replace("#", " ") + body)


def check(name: str, text: str, kind: str = "am", schema: Schema = HOUSE) -> list[Hit] | None:
    return CHECKS[name](schema, field(text), kind)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"008 {F008}", False),
        (f"008 {F008[:39]}", True),
        (f"008 {F008} ", True),
        ("008 ", True),
        ("006 m|||||o||d||||||||", False),
        ("006 m", True),
        ("007 cr||||||||||||", False),
        ("007 cr", True),
        ("007 sr|uunnnnnuneu", False),
        ("007 vz|||||||", False),
        ("007 ta", False),
        ("007 tad", True),
        ("007 ", None),
        ("007 xx", None),  # no category says how long it is
        ("005 x", None),
        (f"LDR {LEADER}", None),
    ],
)
def test_length_of_fixed_fields(text: str, wrong: bool | None) -> None:
    found = check("length", text)
    assert found == (None if wrong is None else [(text[4:], "", 0)] if wrong else [])


def put(value: str, at: int, text: str) -> str:
    return value[:at] + text + value[at + len(text) :]


@pytest.mark.parametrize(
    ("at", "text", "found"),
    [
        (6, "x", [("x", "/06", 6)]),
        (11, "20x6", [("20x6", "/11-14", 11)]),
        (11, "9999", []),
        (11, "05  ", []),
        (11, "13  ", [("13  ", "/11-14", 11)]),
        (11, "||||", []),
        (18, "a8b9", [("8", "/19", 19), ("9", "/21", 21)]),
        (18, "a89b", [("89", "/19-20", 19)]),
        (20, "89x", [("89", "/20-21", 20), ("x", "/22", 22)]),  # neighbours of two elements are two hits
        (29, "   ", [(" ", "/29", 29), (" ", "/30", 30), (" ", "/31", 31)]),
        (32, "|", []),
        (38, "u", [("u", "/38", 38)]),
        (0, "999999", []),  # F25
        (7, "abcd", []),  # F09
        (15, "zzz", []),  # F10
        (35, "qqq", []),  # F13
    ],
)
def test_codes_of_008(at: int, text: str, found: list[Hit]) -> None:
    assert check("coded_value", f"008 {F008}") == []
    assert check("coded_value", f"008 {put(F008, at, text)}") == found


@pytest.mark.parametrize(
    ("at", "text", "found"),
    [
        (0, "261322", [("261322", "/00-05", 0)]),
        (0, "||||||", [("||||||", "/00-05", 0)]),
        (7, "19uu", []),
        (7, "19xx", [("19xx", "/07-10", 7)]),
        (15, "xxu", []),
        (15, "se ", []),  # Seychelles: a code, though meant as Sweden, which F11 tells
        (15, "de ", [("de ", "/15-17", 15)]),
        (15, "fi|", [("fi|", "/15-17", 15)]),
        (15, "|||", []),
        (35, "scr", [("scr", "/35-37", 35)]),  # withdrawn
        (35, "   ", []),
        (35, "swe", []),
    ],
)
def test_positions_that_other_rules_speak_of_are_in_the_check_of_all(at: int, text: str, found: list[Hit]) -> None:
    assert check("coded_value_anywhere", f"008 {put(F008, at, text)}") == found


def test_groups_of_008_go_by_the_leader() -> None:
    film = "261122s2024####fi#102#e#####|o###vlfin||".replace("#", " ")
    assert check("coded_value", f"008 {film}", "gm") == []
    assert check("coded_value", f"008 {put(film, 18, '1 2')}", "gm") == [("1 2", "/18-20", 18)]
    music = "261122s2023####fi#rcn||o||||||##|||zxx||".replace("#", " ")
    assert check("coded_value", f"008 {music}", "jm") == []
    assert check("coded_value", f"008 {put(music, 18, 'qq')}", "jm") == [("qq", "/18-19", 18)]
    magazine = "261122c20119999fi#mr#poo||||||###a0fin||".replace("#", " ")
    assert check("coded_value", f"008 {magazine}", "as") == []
    assert check("coded_value", f"008 {magazine}", "ai") == []
    assert check("coded_value", f"008 {magazine}", "am") != []
    assert check("coded_value", f"008 {put(magazine, 18, '?????')}", "??") == []  # no group: its own part is not judged
    assert check("coded_value", f"008 {put(magazine, 39, '?')}", "") == [("?", "/39", 39)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("006 m     o  d        ", []),
        ("006 m     x  d        ", [("x", "/06", 6)]),
        ("006 a|||||o||||||||||", []),
        ("006 t|||||o|||||||||||?", []),  # one too long: the length is another check
        ("006 s||||?o|||||||||||", [("?", "/05", 5)]),
        ("006 ?|||||||||||||||||", [("?", "/00", 0)]),
        ("006 ", []),
        ("007 sr|uunnnnnuneu", []),  # remote: every e-audiobook
        ("007 sx|uunnnnnuneu", [("x", "/01", 1)]),
        ("007 cr||||---|||||", []),
        ("007 cr||||100|||||", []),
        ("007 cr||||000|||||", [("000", "/06-08", 6)]),
        ("007 cr||||10", []),  # too short for the code: the length is another check
        ("007 cr|||||||?", [("?", "/09", 9)]),
        ("007 hd||||*?!?", [("?", "/09", 9)]),  # reduction ratio: anything; 09 is another position
        ("007 ?r", [("?", "/00", 0)]),
        ("LDR 00000nam a22000002i 4500", []),
        ("LDR 00000nam a22000007I 4500", [("I", "/18", 18)]),
        ("LDR 00000xhm b22000002i 4500", [("h", "/06", 6)]),  # 05 is S05's, 09 is S02's
        ("LDR 00000nam", []),
        ("005 x", None),
        ("245 10 $a x", None),
    ],
)
def test_codes_of_leader_006_and_007(text: str, found: list[Hit] | None) -> None:
    for _ in range(2):  # short values are remembered
        assert check("coded_value", text) == found


def test_fill_stands_where_it_may() -> None:
    book, leader = HOUSE.fixed.find("008", F008, "am"), HOUSE.fixed.find("LDR", LEADER, "am")
    assert book is not None
    assert leader is not None
    assert book.filler(19, 21) == "||"
    assert book.filler(31, 33) == "| "  # 32 is undefined
    assert leader.filler(18, 19) is None
    assert book.filler(90, 92) is None


# --- forms of values ------------------------------------------------------------------------------------------------


@given(st.text("0123456789u| abcdfinmorst", min_size=40, max_size=40), st.sampled_from(["am", "as", "gm", "jm", "im"]))
def test_fill_mends_every_wrong_code_of_008(value: str, kind: str) -> None:
    layout = HOUSE.fixed.find("008", value, kind)
    assert layout is not None
    for found, _, at in layout.wrong(value):
        filler = layout.filler(at, at + len(found))
        assert filler is not None
        value = put(value, at, filler)
    assert layout.wrong(value) == []


def test_layouts_are_made_when_they_are_asked_for_and_others_are_not_kept() -> None:
    layouts = Layouts({("LDR", "all"): ([Element(5, 6, 1, frozenset("acdnp"), "", is_free=False, rule="")], 24)})
    assert not layouts
    assert layouts["008", "XX"] is None and not layouts
    made = layouts["LDR", "all"]
    assert made is not None and made.length == 24
    assert layouts["LDR", "all"] is made and list(layouts) == [("LDR", "all")]
