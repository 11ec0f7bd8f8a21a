"""MARC 21 structure: each check right, wrong and without anything to judge; overlays; any text at all."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.record import LEADER, Field, Record
from transforms.validate.structure import CHECKS, RECORD_CHECKS, SHAPE_CHECKS, Hit, Schema, allowed, hits

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


# --- the shape of a field -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("field_defined", "245 10 $a Saaren valot", []),
        ("field_defined", "591 ## $a x", [("  \x1fax", "", 0)]),
        ("field_defined", "260 ## $a Turku", []),  # obsolete tags are defined
        ("field_defined", "350 ## $a 10 mk", []),
        ("field_defined", "938 ## $a x", []),  # any 9XX is local
        ("field_defined", "LOW ## $a FENNI", []),
        ("field_defined", "XYZ ## $a x", [("  \x1fax", "", 0)]),
        ("field_defined", "24é 10 $a x", [("10\x1fax", "", 0)]),
        ("field_defined", "002 x", [("x", "", 0)]),
        ("field_defined", f"LDR {LEADER}", []),
        ("subfield_defined", "245 10 $a A $m x $b b", [("x", "$m", 1)]),
        ("subfield_defined", "245 10 $a A $h [e]", []),  # obsolete subfields are told as such
        ("subfield_defined", "591 ## $a x", None),
        ("subfield_defined", "008 x", None),
        ("subfield_defined", "350 ## $q x", None),  # obsolete as a whole: its subfields are not listed
        ("subfield_defined", "245 10", None),
        ("subfield_defined", "500 ## $a A $9 FENNI<KEEP>", []),
        ("subfield_defined", "022 ## $a 1234-5679 $7 (dpenmw)x", []),  # data provenance
        ("subfield_defined", "788 ## $7 x", [("x", "$7", 0)]),  # there it is $l
        ("subfield_defined", "856 40 $u https://x.example $5 FI-XXX", []),
        ("subfield_defined", "245 10 $a A $5 FI-XXX", [("FI-XXX", "$5", 1)]),
        ("subfield_defined", "084 9# $a Jännitys $A x", [("x", "$A", 1)]),
        ("subfield_repeatable", "245 10 $a A $b b $b c $b d", [("c", "$b", 2), ("d", "$b", 3)]),
        ("subfield_repeatable", "650 #7 $a A $0 x $0 y", []),
        ("subfield_repeatable", "700 1# $a A $9 FENNI<KEEP> $9 VIOLA<KEEP>", []),
        ("subfield_repeatable", "886 0# $a 1 $a 2 $x 1 $x 2", [("2", "$a", 1)]),
        ("subfield_repeatable", "245 10", None),
        ("indicator", "245 10 $a A", []),
        ("indicator", "245 3# $a A", [("3", "^1", 0), (" ", "^2", 1)]),
        ("indicator", "084 9# $a Jännitys", []),
        ("indicator", "084 8# $a x", [("8", "^1", 0)]),
        ("indicator", "591 xx $a x", None),
        ("indicator", "350 xx $a x", None),
        ("indicator", "001 x", None),
        ("obsolete", "260 ## $a Turku", [("  \x1faTurku", "", 0)]),
        ("obsolete", "440 #0 $a Sarja", [(" 0\x1faSarja", "", 0)]),
        ("obsolete", "350 ## $a 10 mk", [("  \x1fa10 mk", "", 0)]),
        ("obsolete", "245 10 $a A $h [e-kirja]", [("[e-kirja]", "$h", 1)]),
        ("obsolete", "856 40 $u https://x.example $k salasana", [("salasana", "$k", 1)]),
        ("obsolete", "264 #1 $a Turku", []),
        ("obsolete", "591 ## $a x", None),
    ],
)
def test_what_the_shape_of_a_field_tells(name: str, text: str, found: list[Hit] | None) -> None:
    assert check(name, text) == found


def test_indicators_that_are_missing_are_wrong() -> None:
    assert CHECKS["indicator"](HOUSE, Field("245", ""), "am") == [("", "^1", 0), ("", "^2", 1)]
    assert CHECKS["indicator"](HOUSE, Field("245", "\x1faTitle"), "am") == [("", "^1", 0), ("", "^2", 1)]


def test_a_mark_without_a_code_is_an_undefined_subfield_and_moves_no_other() -> None:
    broken = Field("245", "10\x1f\x1faTitle\x1fmx")
    assert CHECKS["subfield_defined"](HOUSE, broken, "am") == [("", "$ ", 0), ("x", "$m", 2)]


def test_880_is_judged_as_the_field_it_is_linked_to() -> None:
    assert check("indicator", "880 3# $6 245-01/(N $a Рим") == [("3", "^1", 0), (" ", "^2", 1)]
    assert check("subfield_defined", "880 1# $6 100-01/(N $a Рим $h x") == [("x", "$h", 2)]
    assert check("subfield_repeatable", "880 10 $6 245-01 $a Рим $a Рим") == [("Рим", "$a", 2)]
    assert check("obsolete", "880 ## $6 260-01/(N $a Рим") == []
    for free in ("880 xx $a Рим $q x", "880 xx $6 591-01 $a x $q x", "880 xx $6 $q x"):
        assert check("field_defined", free) == []
        assert check("indicator", free) is None
        assert check("subfield_defined", free) is None


def test_one_verdict_holds_the_five_checks_for_all_fields_of_a_shape() -> None:
    schema = Schema.load(FOLDER)
    one, other = field("245 3# $a A $m x"), field("245 3# $a B $m y")
    verdict = schema.shape(one)
    assert schema.shape(other) == verdict
    assert verdict.failed == {"subfield_defined", "indicator"}
    assert verdict.passed == {"field_defined", "subfield_repeatable", "obsolete"}
    for name in SHAPE_CHECKS:
        marks = verdict.marks[name]
        assert (None if marks is None else hits(other, marks)) == CHECKS[name](schema, other, "am")


def test_a_feed_of_nonsense_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.validate.structure.schema.MOST_TAGS", 10)
    schema = Schema.load(FOLDER)
    for number in range(100, 200):
        assert schema.shape(Field(f"{number}", f"{number % 7}x\x1faA")).marks["field_defined"] is not None
    assert len(schema._specs) <= 10


# --- a record -------------------------------------------------------------------------------------------------------


def groups(*texts: str) -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = defaultdict(list)
    for each in map(field, texts):
        found[each.tag].append(each)
    return found


def test_what_may_stand_once_is_told_from_its_second_occurrence() -> None:
    repeatable = RECORD_CHECKS["field_repeatable"]
    twice = groups("245 10 $a A", "008 x", "245 10 $a B", "650 #7 $a A", "650 #7 $a B", "008 y", "245 10 $a C")
    found = repeatable(HOUSE, twice)
    assert found == [("008", 1, field("008 y")), ("245", 1, field("245 10 $a B")), ("245", 2, field("245 10 $a C"))]
    assert repeatable(HOUSE, groups("245 10 $a A", "020 ## $a 1", "020 ## $a 2")) == []
    assert repeatable(HOUSE, groups("020 ## $a 1", "591 ## $a 2", "591 ## $a 3")) is None


# --- fixed fields ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("041 0# $a fin $a swe", []),
        ("041 0# $a finswe $h en", [("finswe", "$a", 0), ("en", "$h", 1)]),
        ("041 07 $a sme-x $2 iso639-3", None),
        ("043 ## $a e-fi---", []),
        ("043 ## $a e-fi", [("e-fi", "$a", 0)]),
        ("022 0# $a 2345-6787", []),
        ("022 0# $a 23456787", [("23456787", "$a", 0)]),
        ("022 0# $y 23456787", None),
        ("024 7# $a x $2 doi", []),
        ("024 7# $a x $2 DOI!", [("DOI!", "$2", 1)]),
        ("306 ## $a 094100 $a 006000", []),
        ("306 ## $a 9:41", [("9:41", "$a", 0)]),
        ("336 ## $a teksti $b txt $2 rdacontent", []),
        ("336 ## $a teksti $b text $2 rdacontent", [("text", "$b", 1)]),
        ("336 ## $a x $b own code $2 local", None),
        ("490 1# $a Sarja, $x 1234-5679 ; $v 3", []),
        ("600 14 $a Anna $x elämä", None),
        ("245 10 $6 880-01 $a A", []),
        ("245 10 $6 yes $a A", [("yes", "$6", 0)]),
        ("952 ## $6 yes", None),
        ("591 ## $6 yes", None),
        ("005 20261122120000.0", []),
        ("005 20261122", [("20261122", "", 0)]),
        ("001 x", None),
        ("245 10 $a A", None),
    ],
)
def test_forms_of_values(text: str, found: list[Hit] | None) -> None:
    assert check("value_pattern", text) == found


def test_no_pattern_is_slow_on_long_text() -> None:
    for form in HOUSE.forms:
        for long in ("1" * 100_000, "a-" * 50_000, "/" * 100_000):
            assert form.breaks(long)


# --- overlays -------------------------------------------------------------------------------------------------------


def test_a_vendor_may_have_fields_and_subfields_of_its_own() -> None:
    ours = HOUSE.allowing(["591$a|b", "245$m", "69X"])
    assert check("field_defined", "591 xx $a A", schema=ours) == []
    assert check("indicator", "591 xx $a A", schema=ours) is None
    assert check("subfield_defined", "591 ## $a A $b b $c c $9 X<KEEP>", schema=ours) == [("c", "$c", 2)]
    assert check("subfield_defined", "245 10 $a A $m m $m n $q x", schema=ours) == [("x", "$q", 3)]
    assert check("indicator", "245 3# $a A", schema=ours) == check("indicator", "245 3# $a A")
    assert check("field_defined", "692 ## $q A", schema=ours) == []
    assert check("field_defined", "592 ## $a A", schema=ours) != []
    assert check("field_defined", "591 ## $a A") != []  # the house's own is as it was
    assert Schema.load(FOLDER, ("591$a|b",)).spec("591") == ours.spec("591")


def test_a_known_field_that_is_allowed_whole_takes_anything_but_keeps_what_may_stand_once() -> None:
    ours = HOUSE.allowing(["245", "901"])
    assert check("indicator", "245 xx $a A", schema=ours) is None
    assert check("subfield_defined", "245 10 $q A", schema=ours) is None
    assert check("subfield_repeatable", "245 10 $a A $a B", schema=ours) == [("B", "$a", 1)]
    assert RECORD_CHECKS["field_repeatable"](ours, groups("245 10 $a A", "245 10 $a A")) != []


def test_subfields_allowed_everywhere_define_no_field() -> None:
    ours = HOUSE.allowing(["XXX$5"])
    assert check("subfield_defined", "245 10 $a A $5 FI-XXX", schema=ours) == []
    assert check("field_defined", "591 ## $5 x", schema=ours) != []


@pytest.mark.parametrize("text", ["", "XXX", "59", "591$", "5910", "591$A", "591 $a", "591$a|", "*"])
def test_what_allows_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="allows nothing"):
        allowed(text)


def test_the_version_changes_with_what_is_allowed_and_with_the_data(tmp_path: Path) -> None:
    shutil.copytree(FOLDER.parent / "codes", tmp_path / "codes")
    shutil.copytree(FOLDER, tmp_path / "marc21")
    assert Schema.load(tmp_path / "marc21").version == HOUSE.version
    with (tmp_path / "marc21" / "superseded.csv").open("a", encoding="utf-8") as file:
        file.write("500,x,,\n")
    changed = Schema.load(tmp_path / "marc21")
    assert len({HOUSE.version, changed.version, HOUSE.allowing(["591"]).version}) == 3
    assert check("obsolete", "500 ## $x A", schema=changed) == [("A", "$x", 0)]


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        ("fields.csv", "591,Note,data,twice,_,_,a:NR,current", "R or NR, not 'twice'"),
        ("fields.csv", "591,Note,data", "cells"),
        ("finnish.csv", "59Y,define,x,R,_,_,a:NR,local,,", "59Y"),
        ("finnish.csv", "591,defines,x,R,_,_,a:NR,local,,", "define or widen"),
        ("finnish.csv", "59X,define,x,NR,_,_,a:NR,local,,", "class"),
        ("patterns.csv", "245,a,,,(,", "regular expression"),
        ("fixed_fields.csv", "007,t,02,New,1,ab,,,", "'ab'"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, name: str, row: str, reason: str) -> None:
    shutil.copytree(FOLDER.parent / "codes", tmp_path / "codes")
    shutil.copytree(FOLDER, tmp_path / "marc21")
    path = tmp_path / "marc21" / name
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    line = len(path.read_text("utf-8").splitlines())
    with pytest.raises(ValueError, match=rf"{name}:{line}: .*{re.escape(reason)}"):
        Schema.load(tmp_path / "marc21")


# --- laws -----------------------------------------------------------------------------------------------------------

TAGS = st.one_of(
    st.sampled_from(
        ["LDR", "000", "001", "005", "006", "007", "008", "009", "245", "880", "886", "041", "CAT", "9XX", ""]
    ),
    st.text(max_size=4),
    st.from_regex(r"[0-9]{3}", fullmatch=True),
)
VALUES = st.one_of(st.text(max_size=50), st.text("\x1f\x1eab6 7|01crsm-é", max_size=50))


@given(TAGS, VALUES, st.text("acdefgijkmoprtbs? ", max_size=2))
def test_any_text_is_borne_and_hits_quote_the_field(tag: str, value: str, kind: str) -> None:
    each = Field(tag, value)
    for name, run in CHECKS.items():
        for found, part, at in run(HOUSE, each, kind) or ():
            assert name != "length" or part == ""
            if part.startswith("/"):
                assert value[at : at + len(found)] == found != ""
            elif part.startswith("$"):
                assert value.split("\x1f")[at + 1][1:] == found
            elif part == "":
                assert found == value
    RECORD_CHECKS["field_repeatable"](HOUSE, {tag: [each, each]})


@given(VALUES, st.sampled_from(sorted(HOUSE.fields)))
def test_what_an_overlay_adds_takes_nothing_away(value: str, tag: str) -> None:
    each = Field(tag, value)
    wider = HOUSE.allowing([f"{tag}$m|z", "XXX$7"])
    for name in ("field_defined", "subfield_defined", "indicator", "obsolete"):
        before, after = CHECKS[name](HOUSE, each, "am"), CHECKS[name](wider, each, "am")
        assert set(after or ()) <= set(before or ())


def test_a_sound_record_has_no_hits() -> None:
    record = Record.of(
        Field("008", F008),
        field("020 ## $a 978-952-10-8321-1 $q EPUB"),
        field("245 10 $a Saaren valot : $b romaani"),
        field("856 40 $u https://vendor-a.example/1 $y Lainaa $7 1 $5 FI-XXX"),
    )
    every = [Field("LDR", record.leader), *record]
    assert not [hit for each in every for run in CHECKS.values() for hit in run(HOUSE, each, "am") or ()]
