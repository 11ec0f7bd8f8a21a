from __future__ import annotations

import json
import shutil
from pathlib import Path

import pymarc
import pytest
from lxml import etree

from tests.metadata.cli.conftest import ROOT, SAMPLES, Emat
from transforms.formats import WRITERS
from transforms.formats.json import to_json
from transforms.formats.marc21 import to_iso2709
from transforms.formats.marcxml import NAMESPACE
from transforms.record import Field, Record

FEED = SAMPLES / "marc-aggregator" / "night-1" / "aggregator-20261101.mrc"
KEYS = ["record", "rule", "slug", "level", "path", "value", "fixed", "message"]
FRAGMENTS = [
    Record.of(Field.data("020", "  ", "a", "9789527999127")),
    Record.of(Field.data("245", "10", "a", "Valot")),
    Record.of(Field("001", "3")),
]

_LATIN = to_iso2709(Record.of(Field("001", "4"), Field.data("245", "00", "a", "Yo")))
LYING = _LATIN.replace(b"Yo", "Y\xf6".encode("cp1252")) if isinstance(_LATIN, bytes) else b""  # LDR/09 says UTF-8


def write(path: Path, format_name: str) -> Path:
    writer = WRITERS[format_name]
    pieces = [writer.write(each) for each in FRAGMENTS]
    path.write_bytes(writer.head + b"".join(each for each in pieces if isinstance(each, bytes)) + writer.tail)
    return path


def test_ndjson_has_the_keys_of_the_contract_in_order(emat: Emat) -> None:
    ran = emat("validate", FEED, "--format", "ndjson")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert len(found) > 50
    assert all(list(each) == KEYS for each in found)
    assert all(not each["fixed"] for each in found)


def test_path_begins_with_the_tag(emat: Emat) -> None:
    for line in emat("validate", FEED, "--format", "ndjson").out.splitlines():
        path = json.loads(line)["path"]
        assert path[:3] == "LDR" or path[:3].isdigit(), line


def test_record_is_named_by_its_number_and_else_by_its_place(emat: Emat, tmp_path: Path) -> None:
    given = write(tmp_path / "fragments.mrc", "marc21")
    named = {json.loads(line)["record"] for line in emat("validate", given, "--format", "ndjson").out.splitlines()}
    assert named == {"fragments.mrc #0", "fragments.mrc #1", "3"}


def test_table_is_for_people(emat: Emat) -> None:
    out = emat("validate", SAMPLES / "marc-aggregator" / "mojibake" / "input.mrc").out
    assert out.split()[:7] == ["record", "rule", "level", "path", "value", "fixed", "message"]


def test_what_vendors_send_commands_no_terminal(emat: Emat, tmp_path: Path) -> None:
    hostile = Record.of(Field("001", "1\x1b[31m"), Field.data("020", "  ", "a", "978\x1b]0;x\x07\x9b2J\u202e"))
    piece = to_iso2709(hostile)
    (tmp_path / "a\x1b[2J.mrc").write_bytes(piece if isinstance(piece, bytes) else b"")
    (tmp_path / "junk\x1b[2J").write_text("hei")
    out = emat("validate", tmp_path / "a\x1b[2J.mrc").out
    assert "1␛[31m" in out
    assert "978␛]0;x␇\\x9b2J\\u202e" in out
    assert "\x1b" not in out + emat("validate", tmp_path / "junk\x1b[2J").err


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_messages_come_in_three_languages(language: str, emat: Emat) -> None:
    out = emat("validate", FEED, "--format", "ndjson", "--lang", language).out
    first = json.loads(out.splitlines()[0])["message"]
    others = {
        json.loads(emat("validate", FEED, "--format", "ndjson", "--lang", each).out.splitlines()[0])["message"]
        for each in {"fi", "sv", "en"} - {language}
    }
    assert first
    assert first not in others


@pytest.mark.parametrize("format_name", ["marc21", "marcxml", "json"])
def test_fix_keeps_every_record_in_order_and_format(format_name: str, emat: Emat, tmp_path: Path) -> None:
    given, out = write(tmp_path / "given", format_name), tmp_path / "out"
    assert emat("validate", given, "--fix", "-o", out, "--format", "ndjson").code == 0
    told = emat("convert", out, "--from", format_name, "--to", "line", "--upto", "read").out
    assert [each.splitlines()[1][:4] for each in told.strip().split("\n\n")] == ["=020", "=245", "=001"]


def test_fix_of_a_feed_keeps_every_record(emat: Emat, tmp_path: Path) -> None:
    ran = emat("validate", FEED, "--fix", "-o", tmp_path / "out.mrc", "--format", "ndjson")
    assert any(json.loads(line)["fixed"] for line in ran.out.splitlines())

    def numbers(path: Path) -> list[bytes]:
        return [
            each[each.find(b"urn:") : each.find(b"\x1e", each.find(b"urn:"))]
            for each in path.read_bytes().split(b"\x1d")
        ]

    assert numbers(tmp_path / "out.mrc") == numbers(FEED)


def test_an_unreadable_record_is_copied_as_it_is(emat: Emat, tmp_path: Path) -> None:
    good = to_iso2709(FRAGMENTS[2])
    assert isinstance(good, bytes)
    broken = b"00040nam a2200037 i 4500001no directory\x1e\x1d"
    (tmp_path / "given").write_bytes(good + broken + good)
    ran = emat("validate", tmp_path / "given", "--fix", "-o", tmp_path / "out", "--format", "ndjson")
    assert broken in (tmp_path / "out").read_bytes()
    fatal = [json.loads(line) for line in ran.out.splitlines() if '"S01"' in line]
    assert [(each["record"], each["level"]) for each in fatal] == [("given #1", "fatal")]


def test_an_unreadable_line_of_json_takes_no_other_with_it(emat: Emat, tmp_path: Path) -> None:
    lines = [to_json(each) for each in FRAGMENTS]
    broken = [lines[0][:30], b'{"leader": "", "fields": []}']
    (tmp_path / "given").write_bytes(b"\n".join([lines[0], broken[0], lines[1], broken[1], lines[2], b""]))
    assert emat("validate", tmp_path / "given", "--fix", "-o", tmp_path / "out", "--format", "ndjson").code == 0
    out = (tmp_path / "out").read_bytes().splitlines()
    assert [out[1], out[3], len(out)] == [*broken, 5]
    assert [json.loads(out[place])["fields"] != [] for place in (0, 2, 4)] == [True] * 3


def test_an_unreadable_record_of_xml_leaves_the_output_sound(emat: Emat, tmp_path: Path) -> None:
    """Neither its prefix nor its encoding, which the output does not have, may spoil what others read."""
    leader = "<m:leader>00000nam a2200000 i 4500</m:leader>"
    whole = f'{leader}<m:datafield tag="245" ind1="0" ind2="0"><m:subfield code="a">Yö</m:subfield></m:datafield>'
    records = "".join(f"<m:record>{each}</m:record>" for each in (whole, f"{leader}<m:ö/>", whole))
    given = f'<?xml version="1.0" encoding="iso-8859-1"?><m:collection xmlns:m="{NAMESPACE}">{records}</m:collection>'
    (tmp_path / "given").write_bytes(given.encode("iso-8859-1"))
    assert emat("validate", tmp_path / "given", "--fix", "-o", tmp_path / "out", "--format", "ndjson").code == 0
    read = etree.parse(tmp_path / "out").getroot()
    assert [each.tag for each in read] == [f"{{{NAMESPACE}}}record"] * 3
    assert read.findtext(f"{{{NAMESPACE}}}record/{{{NAMESPACE}}}ö") == ""


def test_the_rest_of_a_broken_off_file_is_an_issue(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "cut.mrc").write_bytes(FEED.read_bytes()[:2000])
    *_, last = map(json.loads, emat("validate", tmp_path / "cut.mrc", "--format", "ndjson").out.splitlines())
    assert (last["rule"], last["record"]) == ("S01", "cut.mrc #1")
    assert "breaks off" in last["message"]


def test_what_cannot_be_read_is_told_in_the_language_of_the_reader(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(b"00040nam a2200037 i 4500001no directory\x1e\x1d")
    (found,) = map(
        json.loads, emat("validate", tmp_path / "given", "--format", "ndjson", "--lang", "fi").out.split("\n")[:-1]
    )
    assert found["message"] == f"Tietuetta ei voi lukea: {found['value']}"


def test_what_reading_had_to_mend_is_an_issue_of_the_record(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "given.mrc").write_bytes(LYING)
    plain = [
        json.loads(line) for line in emat("validate", tmp_path / "given.mrc", "--format", "ndjson").out.splitlines()
    ]
    fixed = emat("validate", tmp_path / "given.mrc", "--format", "ndjson", "--fix", "-o", tmp_path / "out").out
    assert [each["fixed"] for each in plain if each["rule"] == "S02"] == [False]
    assert [each["fixed"] for each in map(json.loads, fixed.splitlines()) if each["rule"] == "S02"] == [True]
    assert "S02" not in emat("validate", tmp_path / "out", "--format", "ndjson").out


def test_a_rule_that_cannot_be_read_is_told_and_the_others_run(
    emat: Emat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    rules = schemas / "rules" / "identifiers.yml"
    rules.write_text(rules.read_text("utf-8").replace('assert: {check: "isbn"}', 'assert: {chek: "isbn"}'), "utf-8")
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    ran = emat("validate", FEED, "--format", "ndjson")
    assert ran.code == 1
    assert "I02: no predicate 'chek'; did you mean 'check'? (the rule is left out)" in ran.err
    found = {json.loads(line)["rule"] for line in ran.out.splitlines()}
    assert "I03" in found
    assert "I02" not in found
    converted = emat("convert", FEED, "--to", "line")
    assert (converted.code, "I02: no predicate" in converted.err) == (1, True)


@pytest.mark.parametrize("arguments", [["--fix"], ["-o", "x.mrc"], ["--fix", "-o", "-"], ["--lang", "de"]])
def test_wrong_use_exits_2(arguments: list[str], emat: Emat) -> None:
    assert emat("validate", FEED, *arguments).code == 2


def test_fix_takes_one_file_and_never_its_own(emat: Emat, tmp_path: Path) -> None:
    given = write(tmp_path / "given.mrc", "marc21")
    before = given.read_bytes()
    assert emat("validate", given, given, "--fix", "-o", tmp_path / "out").code == 2
    assert emat("validate", given, "--fix", "-o", given).code == 2
    assert given.read_bytes() == before


def test_onix_is_wrong_use_and_junk_is_the_files_fault(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "junk").write_text("hei")
    assert emat("validate", SAMPLES / "onix-publisher" / "sami-poetry-pair" / "input.xml").code == 2
    assert emat("validate", tmp_path / "junk").code == 1


def test_mended_marc_is_read_by_pymarc(emat: Emat, tmp_path: Path) -> None:
    given = write(tmp_path / "given.mrc", "marc21")
    emat("validate", given, "--fix", "-o", tmp_path / "out.mrc")
    assert len(list(pymarc.MARCReader((tmp_path / "out.mrc").read_bytes()))) == 3
