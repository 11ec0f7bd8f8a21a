"""Damage inside one record of a MARCXML file: the others stay as they are, and nothing is left out of the count."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.formats import marcxml
from transforms.formats.frame import Frame, Parsed, Unreadable
from transforms.record import Field, Record

RECORDS = [
    Record("00000nam a2200000 i 4500", (Field("001", f"{n}"), Field("245", f"10\x1faYö & {n}\x1fb" + "Text. " * n)))
    for n in range(1, 8)
]
HEAD, *ELEMENTS, TAIL = list(marcxml.write_collection(RECORDS))
NOISE = [
    b"<",
    b">",
    b"&",
    b'"',
    b"\x00",
    b"\xff",
    b"<record>",
    b"</record>",
    b"<record",
    b"</",
    b"</subfield>",
    b"<a/>",
]
HIDING = [b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>"]


def cut(content: bytes) -> list[Frame]:
    stream = io.BytesIO(content)
    envelope = marcxml.open_marcxml(stream)
    found = list(marcxml.frames(stream, envelope))
    results = [marcxml.parse(frame.raw, envelope) for frame in found if frame.complete]
    assert all(isinstance(each, Parsed | Unreadable) for each in results)
    assert all(content[frame.offset :].startswith(frame.raw) for frame in found)
    return found


def damaged(data: st.DataObject, element: bytes, noise: list[bytes]) -> bytes:
    """The element with one stretch inside of it cut out, overwritten, put in or doubled."""
    start = data.draw(st.integers(0, len(element)))
    end = min(len(element), start + data.draw(st.sampled_from([0, 1, 2, 5, 40, 300])))
    new = data.draw(st.one_of(st.just(b""), st.just(element[start:end] * 2), st.sampled_from(noise)))
    return element[:start] + new + element[end:]


def files(data: st.DataObject, noise: list[bytes]) -> tuple[bytes, int, bytes]:
    """A file with damage in a record behind the first, which tells the envelope; which record, and what it became."""
    place = data.draw(st.integers(1, len(ELEMENTS) - 1))
    element = damaged(data, ELEMENTS[place], noise)
    return b"".join([HEAD, *ELEMENTS[:place], element, *ELEMENTS[place + 1 :], TAIL]), place, element


def others(place: int) -> list[bytes]:
    return [each.strip() for number, each in enumerate(ELEMENTS) if number != place]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_that_hides_nothing_leaves_every_other_record(data: st.DataObject) -> None:
    content, place, element = files(data, NOISE)
    raws = [frame.raw for frame in cut(content)]
    assert [raw for raw in others(place) if raw not in raws] == [], element


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_that_leaves_the_tags_of_the_record_leaves_the_count(data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(ELEMENTS) - 1))
    start, end = b"<record>", b"</record>\n"
    inside = damaged(data, ELEMENTS[place][len(start) : -len(end)], [each for each in NOISE if b"record" not in each])
    found = cut(b"".join([HEAD, *ELEMENTS[:place], start, inside, end, *ELEMENTS[place + 1 :], TAIL]))
    assert [frame.raw for frame in found if frame.offset != found[place].offset] == others(place)
    assert found[place].raw == (start + inside + end).strip()
    assert all(frame.complete for frame in found)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_that_hides_something_leaves_every_record_before_it(data: st.DataObject) -> None:
    content, place, _ = files(data, HIDING)
    assert [frame.raw for frame in cut(content)][:place] == [each.strip() for each in ELEMENTS[:place]]


@pytest.mark.parametrize("tag", [b"<record>", b"</record>"])
@pytest.mark.parametrize("place", [2, 4, len(ELEMENTS)])
def test_a_record_whose_own_tag_is_damaged_is_told_and_not_dropped(tag: bytes, place: int) -> None:
    elements = list(ELEMENTS)
    elements[place - 1] = elements[place - 1].replace(tag, tag.replace(b"record", b"recorx"))
    found = cut(b"".join([HEAD, *elements, TAIL]))
    (broken,) = [each for each in found if not each.complete]
    assert b"field" in broken.raw
    whole = [each.raw.strip() for each in found if each.complete]
    assert whole == [each.strip() for number, each in enumerate(ELEMENTS, 1) if number != place]
