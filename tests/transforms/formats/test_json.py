"""MARC-in-JSON: lines, an array, one object over several lines; damage is noticed."""

from __future__ import annotations

import io
import json as stdlib

import pytest
from hypothesis import given, settings
from marc_samples import FULL, records

from transforms.formats import json
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.record import Record

ENVELOPE = Envelope("json")
LINE = json.to_json(FULL)


def cut(content: bytes) -> list[Frame]:
    found = list(json.frames(io.BytesIO(content), ENVELOPE))
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


@pytest.mark.parametrize("between", [b",", b",\n", b" ,\n  "])
def test_a_part_of_an_array_is_read(between: bytes) -> None:
    assert read(LINE + between + LINE + b",\n") == [FULL, FULL]


def test_an_object_over_several_lines_is_read() -> None:
    assert read(stdlib.dumps(stdlib.loads(LINE), indent=1).encode()) == [FULL]


def test_an_empty_file_and_an_empty_array_have_no_frames() -> None:
    assert cut(b"") == cut(b" \n\n") == cut(b"[]") == []


@pytest.mark.parametrize("kept", [10, len(LINE) - 2, len(LINE) - 1])
def test_a_line_that_breaks_off_is_not_complete(kept: int) -> None:
    assert [frame.complete for frame in cut(LINE + b"\n" + LINE[:kept])] == [True, False]


def test_an_array_that_breaks_off_is_not_complete() -> None:
    assert [frame.complete for frame in cut(b"[" + LINE + b",\n" + LINE)] == [False]


def test_an_array_is_read_whole_only_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "LINE_LIMIT", 1000)
    stream = io.BytesIO(b"[\n" + (LINE + b",\n") * 100 + LINE + b"]")
    assert [frame.complete for frame in json.frames(stream, ENVELOPE)] == [False]
    assert stream.tell() <= 1_001


def test_a_line_longer_than_the_limit_breaks_the_file_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "LINE_LIMIT", 100)
    assert [frame.complete for frame in cut(LINE + b"\n" + LINE + b"\n")] == [False]


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
        '{"leader": "x", "fields": [{"245": "1"}]}',
        '{"leader": "x", "fields": [{"001": {"ind1": " ", "ind2": " ", "subfields": []}}]}',
        '{"leader": "x", "fields": [{"245": {"ind1": "", "ind2": " ", "subfields": []}}]}',
        '{"leader": "x", "fields": [{"245": {"ind1": "1", "subfields": []}}]}',
        '{"leader": "x", "fields": [{"245": {"ind1": " ", "ind2": " ", "subfields": [{"": "x"}]}}]}',
        '{"leader": "x", "fields": [{"245": {"ind1": " ", "ind2": " ", "subfields": [{"a": null}]}}]}',
        '{"leader": "x", "fields": [{"001": "a\\u001eb"}]}',
        '{"leader": "x", "fields": [{"001": "\\ud800"}]}',
        '{"leader": "x", "fields": 7}',
        "[" * 100_000,
    ],
)
def test_what_is_not_marc_in_json_is_unreadable(content: str) -> None:
    parsed = json.parse(content.encode(), ENVELOPE)
    assert isinstance(parsed, Unreadable)
    assert parsed.rule == "S01"


def test_a_short_leader_is_mended_with_an_issue() -> None:
    parsed = json.parse(LINE.replace(FULL.leader.encode(), b"00000nam"), ENVELOPE)
    assert isinstance(parsed, Parsed)
    assert parsed.record.leader == "00000nam".ljust(24)
    assert [issue.rule for issue in parsed.issues] == ["S02"]
