"""A record by tags answers as the record does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.match.tagged import Tagged, tagged
from transforms.record import Field, Record

TAGS = st.sampled_from(["008", "020", "245", "700", "710"])
RECORDS = st.lists(st.builds(lambda tag, text: Field(tag, f"  \x1fa{text}"), TAGS, st.text("ab", max_size=2))).map(
    lambda fields: Record.of(*fields)
)


@given(RECORDS, st.lists(TAGS, min_size=1, max_size=3, unique=True))
def test_it_finds_what_the_record_finds(record: Record, tags: list[str]) -> None:
    known = tagged(record)
    assert known.all(*tags) == record.all(*tags)
    assert known.first(*tags) == record.first(*tags)
    assert known.texts(tags[0], "a") == [text for each in record.all(tags[0]) for text in each.all("a")]
    assert sorted(known.whole(*tags)) == sorted("\n".join(each.value for each in record.all(*tags)))
    assert known.value(tags[0], "a") == record.value(tags[0], "a")
    assert known.value("008") == record.value("008")
    assert known.at("LDR", 5, 8) == record.at("LDR", 5, 8)
    assert known.at("008", 1, 4) == record.at("008", 1, 4)


@given(RECORDS)
def test_it_is_made_once(record: Record) -> None:
    known = tagged(record)
    assert isinstance(known, Tagged) and tagged(known) is known
    assert list(known) == list(record)
    assert set(known.tags) == {each.tag for each in record}
