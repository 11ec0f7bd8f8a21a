"""Borders of ISO 2709 records: found again behind damage, so that nothing but the damaged record is touched."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import iso

from transforms.formats import marc21
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.formats.resync import resynchronised

ENVELOPE = Envelope("marc21")
law = settings(max_examples=100, deadline=None)


def sample(number: int) -> bytes:
    return iso(
        ("001", b"%d" % number),
        ("245", f"10\x1faNimeke {number} yöllä\x1fbja äiti".encode()),
        ("520", b"  \x1fa" + b"Text. " * number),
    )


ONE, TWO, THREE, FOUR = map(sample, range(1, 5))
FILE = b"".join(map(sample, range(1, 10)))


def frames(content: bytes) -> list[Frame]:
    found = list(marc21.frames(io.BytesIO(content), ENVELOPE))
    assert all(content[frame.offset :].startswith(frame.raw) for frame in found)
    return found


def raws(content: bytes) -> list[bytes]:
    return [frame.raw for frame in frames(content)]


def titles(content: bytes) -> list[str]:
    parsed = [marc21.parse(frame.raw, ENVELOPE) for frame in frames(content) if frame.complete]
    return [each.record.value("245", "a") if isinstance(each, Parsed) else each.rule for each in parsed]


# a terminator is missing


@pytest.mark.parametrize("end", [b"", b"x", b"\n", b"\r\n", b" "])
def test_records_whose_terminator_is_missing_are_found_by_their_lengths(end: bytes) -> None:
    content = ONE[:-1] + end + TWO[:-1] + end + THREE
    assert titles(content) == ["Nimeke 1 yöllä", "Nimeke 2 yöllä", "Nimeke 3 yöllä"]
    assert raws(content)[-1] == THREE


@pytest.mark.parametrize("end", [b"", b"x", b"\n"])
def test_the_last_record_is_whole_without_its_terminator(end: bytes) -> None:
    assert titles(ONE + TWO[:-1] + end) == ["Nimeke 1 yöllä", "Nimeke 2 yöllä"]
    assert [frame.complete for frame in frames(ONE + TWO[:-2])] == [True, False]


def test_a_record_behind_a_broken_one_without_a_terminator_survives() -> None:
    broken = ONE[:60]
    assert raws(broken + TWO + THREE) == [broken, TWO, THREE]


def test_what_stands_before_and_between_records_is_a_frame_of_its_own() -> None:
    assert raws(b"HTTP/1.1 200 OK\r\n\r\n" + ONE + b"junk 12345" + TWO) == [
        b"HTTP/1.1 200 OK\r\n\r\n",
        ONE,
        b"junk 12345",
        TWO,
    ]


def test_padding_is_no_frame() -> None:
    assert raws(b"\xef\xbb\xbf  " + ONE + b" \r\n  " + TWO + b"\r\n\x1a  ") == [ONE, TWO]


# a terminator stands inside


@pytest.mark.parametrize("over", [0, 1], ids=["put in", "in the place of a byte"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_record_with_terminators_inside_is_joined(over: int, times: int) -> None:
    at = TWO.index(b"Text.")
    damaged = TWO[:at] + b"\x1d" * times + TWO[at + over * times :]
    assert raws(ONE + damaged + THREE) == [ONE, damaged, THREE]
    assert titles(ONE + damaged + THREE) == ["Nimeke 1 yöllä", "Nimeke 2 yöllä", "Nimeke 3 yöllä"]


def test_a_length_that_lies_takes_nothing_from_the_next_record() -> None:
    for said in (b"99999", b"%05d" % (len(ONE) + len(TWO)), b"00030", b"abcde", b"     "):
        assert raws(said + ONE[5:] + TWO + THREE) == [said + ONE[5:], TWO, THREE]


def test_pieces_that_do_not_make_a_record_stay_pieces() -> None:
    at = TWO.index(b"Text.")
    damaged = TWO[:at] + b"\x1dmore\x1d" + TWO[at:]
    assert raws(ONE + damaged + THREE) == [ONE, TWO[:at] + b"\x1d", b"more\x1d", TWO[at:], THREE]


def test_many_terminators_in_a_row_are_looked_past_only_so_far() -> None:
    content = b"99999nam a2200049 i 4500" + b"\x1d" * 5_000
    assert len(frames(content)) == 5_000


# nothing depends on where a file is cut into ranges


def assert_parts_are_the_whole(content: bytes) -> None:
    whole = [(frame.offset, frame.raw) for frame in frames(content)]
    for cut in [offset for offset, _ in whole[1:]] + [len(content)] * bool(whole):
        before = [(frame.offset, frame.raw) for frame in frames(content[:cut])]
        after = [(frame.offset + cut, frame.raw) for frame in frames(content[cut:])]
        assert before + after == whole


@law
@given(st.data())
def test_the_frames_of_parts_are_the_frames_of_the_whole(data: st.DataObject) -> None:
    content = FILE
    for _ in range(data.draw(st.integers(1, 4))):
        content = damaged(data, content)[0]
    assert_parts_are_the_whole(content)


@law
@given(st.data())
def test_the_frames_of_parts_are_those_of_the_whole_though_terminators_are_lost_and_put_in(data: st.DataObject) -> None:
    content = FILE
    for stop in sorted(data.draw(st.sets(st.sampled_from([high - 1 for _, high in spans()]), max_size=4)))[::-1]:
        content = content[:stop] + data.draw(st.sampled_from([b"", b"\n", b"x", b"\xef\xbb\xbf"])) + content[stop + 1 :]
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(content)))
        content = content[:place] + b"\x1d" + content[place + data.draw(st.integers(0, 1)) :]
    assert_parts_are_the_whole(content)


@pytest.mark.parametrize("between", [b"", b"\xef\xbb\xbf"])
def test_a_record_with_a_terminator_inside_is_joined_behind_one_without_its_own(between: bytes) -> None:
    at = TWO.index(b"Text.")
    damaged = TWO[:at] + b"\x1d" + TWO[at:]
    content = ONE[:-1] + between + damaged + THREE
    assert raws(content)[1:] == [damaged, THREE]
    assert_parts_are_the_whole(content)


# the law of damage


def damaged(data: st.DataObject, content: bytes = FILE) -> tuple[bytes, int, int]:
    """The file with one stretch of it cut out, overwritten, put in or doubled; and which bytes were touched."""
    start = data.draw(st.integers(0, len(content)))
    size = data.draw(st.sampled_from([1, 2, 5, 40, 300, 700]))
    end = min(len(content), start + size)
    noise = st.one_of(
        st.binary(min_size=1, max_size=9), st.sampled_from([b"\x1d", b"\x1e", b"\x1e\x1d", b"\x1f", b" "])
    )
    kind = data.draw(st.sampled_from(["cut", "flip", "insert", "double"]))
    if kind == "cut":
        return content[:start] + content[end:], start, end
    if kind == "flip":
        new = data.draw(noise)[: len(content) - start]
        return content[:start] + new + content[start + len(new) :], start, start + len(new)
    new = data.draw(noise) if kind == "insert" else content[start:end]
    place = start if kind == "insert" else end
    return content[:place] + new + content[place:], place, place


def spans() -> Iterator[tuple[int, int]]:
    place = 0
    for number in range(1, 10):
        yield place, place + len(sample(number))
        place += len(sample(number))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_touches_no_record_but_those_it_is_in(data: st.DataObject) -> None:
    content, start, end = damaged(data)
    found = frames(content)
    results = [marc21.parse(frame.raw, ENVELOPE) for frame in found]
    read = sum(isinstance(each, Parsed) for each in results)
    refused = sum(isinstance(each, Unreadable) for each in results)
    assert read + refused == len(found)
    kept = [FILE[low:high] for low, high in spans() if high <= start or low >= end]
    there = [frame.raw for frame in found]
    assert [raw for raw in kept if raw not in there] == []
    assert sum(map(len, there)) >= len(content) - len(found) - 20  # padding is all that may be left out


@law
@given(st.binary(max_size=300))
def test_no_bytes_are_lost_but_padding(noise: bytes) -> None:
    found = frames(noise)
    kept = b"".join(frame.raw for frame in found)
    padding = b"\r\n\x00\x1a\xef\xbb\xbf "
    assert kept.translate(None, padding) == noise.translate(None, padding)


def test_frames_whose_length_is_right_are_passed_on_as_they_are() -> None:
    given_frames = [Frame(0, ONE), Frame(len(ONE), TWO)]
    again = resynchronised(lambda _stream, _envelope: iter(given_frames))
    assert [frame is other for frame, other in zip(again(io.BytesIO(), ENVELOPE), given_frames, strict=True)] == [
        True,
        True,
    ]
