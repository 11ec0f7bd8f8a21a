"""MARC-in-JSON: lines, an array, one object over several lines; damage is noticed."""

from __future__ import annotations

import io
import json as stdlib

import pytest
from hypothesis import given, settings
from marc_samples import FULL, records

from transforms.formats import json
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.record import Field, Record

ENVELOPE = Envelope("json")
LINE = json.to_json(FULL)


def cut(content: bytes) -> list[Frame]:
    stream = io.BytesIO(content)
    found = list(json.frames(stream, json.open_json(stream)))
    assert all(content[frame.offset :].startswith(frame.raw) for frame in found)
    return found


def read(content: bytes) -> list[Record]:
    parsed = [json.parse(frame.raw, ENVELOPE) for frame in cut(content) if frame.complete]
    assert all(isinstance(each, Parsed) and not each.issues for each in parsed), parsed
    return [each.record for each in parsed if isinstance(each, Parsed)]


@settings(max_examples=50, deadline=None)
@given(records)
def test_what_is_written_is_read_back(record: Record) -> None:
    assert read(json.to_json(record)) == [record]


@settings(max_examples=50, deadline=None)
@given(records)
def test_pymarc_writes_the_same(record: Record) -> None:
    theirs = stdlib.loads(record.to_pymarc().as_json())
    assert theirs == stdlib.loads(json.to_json(record))


@pytest.mark.parametrize(
    "content",
    [
        LINE + b"\n" + LINE + b"\n",
        b"\xef\xbb\xbf" + LINE + b"\r\n\r\n  " + LINE,
        b"[" + LINE + b"," + LINE + b"]",
        b"[\n" + LINE + b",\n" + LINE + b"\n]\n",
        b"\n" + stdlib.dumps([stdlib.loads(LINE)] * 2, indent=2).encode(),
    ],
    ids=["lines", "lines with a mark", "array", "array of lines", "array over many lines"],
)
def test_lines_and_arrays_read_the_same(content: bytes) -> None:
    assert read(content) == [FULL, FULL]


@pytest.mark.parametrize("between", [b",", b",\n", b" ,\n  ", b"\n,", b"\n"])
@pytest.mark.parametrize("end", [b"", b",\n", b"\n"])
def test_a_part_of_an_array_is_read(between: bytes, end: bytes) -> None:
    part = LINE + between + LINE + end
    found = list(json.frames(io.BytesIO(part), ENVELOPE))
    assert [(frame.raw, frame.complete) for frame in found] == [(LINE, True), (LINE, True)]


@pytest.mark.parametrize("first", [b'{"fields": [', b'{"leader": "", "fields": [{"001": "1"},', b"{"])
def test_an_object_may_have_a_field_a_line(first: bytes) -> None:
    record = (
        b'%s\n{"003": "x"},\n{"005": "y"}\n]\n}\n' % first if first != b"{" else b'{\n"fields": [{"001": "1"}]\n}\n'
    )
    assert [(frame.raw, frame.complete) for frame in cut(record * 2)] == [(record.strip(), True)] * 2


def test_an_object_over_several_lines_is_read() -> None:
    assert read(stdlib.dumps(stdlib.loads(LINE), indent=1).encode()) == [FULL]


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n\r\n", b" "])
def test_objects_over_several_lines_may_follow_each_other(between: bytes) -> None:
    pretty = stdlib.dumps(stdlib.loads(LINE), indent=2).encode()
    assert read(pretty + between + pretty + between + LINE + between) == [FULL, FULL, FULL]


@pytest.mark.parametrize(
    "damaged", [LINE[:-1], LINE[:40], LINE[:40] + b"\n" + LINE[40:], b"{", LINE + b"}", LINE[1:], b"[", b","]
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_damaged_line_takes_no_other_with_it(damaged: bytes, end: bytes) -> None:
    found = cut(end.join([LINE, damaged, LINE, LINE, b""]))
    assert all(each.complete for each in found)
    assert [each.raw for each in found if each.raw == LINE] == [LINE] * 3
    assert any(isinstance(json.parse(each.raw, ENVELOPE), Unreadable) for each in found)


@pytest.mark.parametrize("damaged", [LINE[:-1], LINE[:40], b"{", LINE + b"}"])
def test_a_damaged_first_line_takes_no_other_with_it(damaged: bytes) -> None:
    assert [(each.raw, each.complete) for each in cut(damaged + b"\n" + LINE)] == [(damaged, True), (LINE, True)]


def test_an_empty_file_and_an_empty_array_have_no_frames() -> None:
    assert cut(b"") == cut(b" \n\n") == cut(b"[]") == []


@pytest.mark.parametrize("kept", [10, len(LINE) - 2, len(LINE) - 1])
def test_a_line_that_breaks_off_is_not_complete(kept: int) -> None:
    assert [frame.complete for frame in cut(LINE + b"\n" + LINE[:kept])] == [True, False]


def test_an_array_that_breaks_off_is_not_complete() -> None:
    for end in (b"", b",", b"\n", LINE[:40], b"]]", b"] x"):
        assert [frame.complete for frame in cut(b"[" + LINE + b",\n" + LINE + end)] == [True, True, False]


@pytest.mark.parametrize("block", [1, 7, 100, len(LINE), 10_000])
def test_an_array_is_read_block_by_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "BLOCK", block)
    stream = io.BytesIO(b"[\n" + (LINE + b",\n") * 30 + LINE + b" ]\n")
    found = json.frames(stream, ENVELOPE)
    assert next(found).raw == LINE
    assert stream.tell() <= max(block, 2 * len(LINE)) + block
    assert [(frame.raw, frame.complete) for frame in found] == [(LINE, True)] * 30


def test_an_object_without_an_end_is_sought_only_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "BLOCK", 100)
    monkeypatch.setattr(json, "LINE_LIMIT", 1_000)
    stream = io.BytesIO(b"[" + LINE + b',\n{"leader": [' + (LINE + b",\n") * 100)
    assert [frame.complete for frame in json.frames(stream, ENVELOPE)] == [True, False]
    assert stream.tell() <= 4_000


def test_a_line_longer_than_the_limit_breaks_the_file_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "LINE_LIMIT", 100)
    stream = io.BytesIO(LINE + b"\n" + LINE + b"\n")
    found = json.frames(stream, Envelope("json", element="line"))
    assert [(frame.raw, frame.complete) for frame in found] == [(LINE[:100].strip(), False)]


@pytest.mark.parametrize(
    "content",
    [
        "[1]",
        "7",
        "{}",
        '{"leader": "x", "fields": []}',
        '{"leader": 5, "fields": [{"001": "1"}]}',
        '{"leader": "x", "fields": ["001"]}',
        '{"leader": "x", "fields": [{"01": "1"}]}',
        '{"leader": "x", "fields": [{"001": "\\ud800"}]}',
        '{"leader": "x", "fields": 7}',
        "[" * 100_000,
    ],
)
def test_what_is_not_marc_in_json_is_unreadable(content: str) -> None:
    parsed = json.parse(content.encode(), ENVELOPE)
    assert isinstance(parsed, Unreadable)
    assert parsed.rule == "S01"


@pytest.mark.parametrize(
    ("entry", "field", "issue"),
    [
        ('{"245": "x"}', Field("245", "  \x1fax"), ("S10", "245")),
        ('{"009": {"ind1": " ", "ind2": " ", "subfields": [{"a": "x"}]}}', Field("009", "x"), ("S10", "009")),
        ('{"245": {"ind1": "", "ind2": "1", "subfields": [{"a": "x"}]}}', Field("245", " 1\x1fax"), ("S10", "245")),
        ('{"245": {"ind1": "1", "subfields": [{"a": "x"}]}}', Field("245", "1 \x1fax"), ("S10", "245")),
        ('{"245": {"ind1": "1", "ind2": " ", "subfields": [{"": "x"}]}}', Field("245", "1 \x1fax"), ("S01", "245$a")),
        ('{"245": {"ind1": "1", "ind2": " ", "subfields": [{"bc": "x"}]}}', Field("245", "1 \x1fbx"), ("S01", "245$b")),
        ('{"245": {"ind1": "1", "ind2": " ", "subfields": [{"a": 7}]}}', Field("245", "1 \x1fa7"), ("S01", "245$a")),
        ('{"245": {"ind1": "1", "ind2": " ", "subfields": [{"a": null}]}}', Field("245", "1 \x1fa"), ("S01", "245$a")),
        ('{"009": "a\\u001eb"}', Field("009", "a b"), ("S01", "009")),
        (
            '{"245": {"ind1": "1", "ind2": " ", "subfields": [{"a": "\\u001f"}]}}',
            Field("245", "1 \x1fa "),
            ("S01", "245"),
        ),
    ],
)
def test_an_odd_field_is_mended_with_an_issue(entry: str, field: Field, issue: tuple[str, str]) -> None:
    parsed = json.parse(f'{{"leader": "{FULL.leader}", "fields": [{{"001": "1"}}, {entry}]}}'.encode(), ENVELOPE)
    assert isinstance(parsed, Parsed)
    assert parsed.record.fields == (Field("001", "1"), field)
    assert [(each.rule, each.path, each.fixed) for each in parsed.issues] == [(*issue, True)]


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ('{"001": "2"}', "2"),
        ('{"24": "x"}', "x"),
        ('{"2456": {"ind1": " ", "ind2": " ", "subfields": [{"a": "x"}]}}', "x"),
    ],
)
def test_a_field_that_cannot_stay_is_kept_in_an_issue(entry: str, value: str) -> None:
    parsed = json.parse(f'{{"leader": "{FULL.leader}", "fields": [{{"001": "1"}}, {entry}]}}'.encode(), ENVELOPE)
    assert isinstance(parsed, Parsed)
    assert parsed.record.fields == (Field("001", "1"),)
    assert parsed.issues[0].value.endswith(value)


def test_what_marc_in_json_does_not_know_is_kept_in_an_issue() -> None:
    field = '{"245": {"ind1": "1", "ind2": " ", "subfields": [{"a": "x"}], "note": "inside"}}'
    content = f'{{"_id": {{"of": "outside"}}, "leader": "{FULL.leader}", "fields": [{{"001": "1"}}, {field}]}}'
    parsed = json.parse(content.encode(), ENVELOPE)
    assert isinstance(parsed, Parsed)
    assert parsed.record.fields == (Field("001", "1"), Field("245", "1 \x1fax"))
    assert [(each.rule, each.path, each.value) for each in parsed.issues] == [
        ("S01", "LDR", "key '_id' left out: {'of': 'outside'}"),
        ("S01", "245", "key 'note' left out: inside"),
    ]


def test_the_form_with_tags_and_codes_reads_the_same() -> None:
    fields = [
        {"tag": each.tag, "value": each.value}
        if each.is_control
        else {
            "tag": each.tag,
            "ind1": each.ind1,
            "ind2": each.ind2,
            "subfields": [{"code": code, "value": value} for code, value in each.subfields],
        }
        for each in FULL
    ]
    assert read(stdlib.dumps([{"leader": FULL.leader, "fields": fields}] * 2, indent=1).encode()) == [FULL, FULL]


def test_a_record_without_a_leader_has_one_that_says_nothing() -> None:
    parsed = json.parse(b'{"fields": [{"001": "1"}]}', ENVELOPE)
    assert isinstance(parsed, Parsed)
    assert parsed.record == Record("00000     2200000   4500", (Field("001", "1"),))
    assert [issue.rule for issue in parsed.issues] == ["S02"]


def test_a_short_leader_is_mended_with_an_issue() -> None:
    parsed = json.parse(LINE.replace(FULL.leader.encode(), b"00000nam"), ENVELOPE)
    assert isinstance(parsed, Parsed)
    assert parsed.record.leader == "00000nam  2200000   4500"
    assert [issue.rule for issue in parsed.issues] == ["S02"]
