"""Field and Record: what they say of themselves and the laws of their edits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.record import Field, Record

TITLE = Field.data("245", "10", "a", "Muumipeikko :", "b", "ja pyrstötähti", "a", "toinen")
ISBN = Field.data("020", "  ", "a", "9789510000007")
NUMBER = Field("001", "004500123")
RECORD = Record.of(NUMBER, ISBN, TITLE)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
codes = st.sampled_from("abcxyz059")
data_fields = st.builds(
    lambda tag, marks, pairs: Field(tag, marks).with_subfields(pairs),
    st.sampled_from(["020", "245", "650", "856", "FMT"]),
    st.sampled_from(["  ", "10", " 7"]),
    st.lists(st.tuples(codes, texts), max_size=4),
)
control_fields = st.builds(Field, st.sampled_from(["001", "005", "008"]), texts)
records = st.builds(
    lambda controls, data: Record.of(*controls, *data),
    st.lists(control_fields, max_size=3),
    st.lists(data_fields, max_size=6),
)
law = settings(max_examples=50, deadline=None)


def test_a_data_field_is_built_without_the_parts_that_have_no_value() -> None:
    assert Field.data("264", " 1", "a", "", "b", "WSOY", "c", None) == Field("264", " 1\x1fbWSOY")


@pytest.mark.parametrize(("indicators", "parts"), [("1", ("a", "x")), ("10", ("a",))])
def test_a_data_field_with_half_a_pair_or_one_indicator_is_a_mistake_of_ours(
    indicators: str, parts: tuple[str]
) -> None:
    with pytest.raises(ValueError, match="two indicators"):
        Field.data("245", indicators, *parts)


def test_a_data_field_tells_its_parts() -> None:
    assert (TITLE.ind1, TITLE.ind2, TITLE.codes) == ("1", "0", "aba")
    assert TITLE["a"] == "Muumipeikko :"
    assert TITLE["b"] == "ja pyrstötähti"
    assert TITLE["z"] == ""
    assert TITLE.all("a") == ["Muumipeikko :", "toinen"]
    assert TITLE.text == "Muumipeikko : ja pyrstötähti toinen"
    assert TITLE.has("b")
    assert not TITLE.has("c")


def test_a_control_field_has_a_value_and_no_parts() -> None:
    assert (NUMBER.ind1, NUMBER.ind2, NUMBER.codes, NUMBER["a"]) == ("", "", "", "")
    assert NUMBER.text == "004500123"
    assert not NUMBER.has("0")


@pytest.mark.parametrize(
    ("tag", "control"), [("001", True), ("00A", True), ("010", False), ("FMT", False), ("---", False)]
)
def test_only_00x_are_control_fields(tag: str, control: bool) -> None:
    assert Field(tag, "").is_control is control


def test_subfields_are_put_added_dropped_and_mapped() -> None:
    assert ISBN.put("a", "x") == Field.data("020", "  ", "a", "x")
    assert ISBN.put("q", "epub") == ISBN.add("q", "epub")
    assert TITLE.drop("a") == Field.data("245", "10", "b", "ja pyrstötähti")
    assert ISBN.map(lambda code, value: code + value) == Field.data("020", "  ", "a", "a9789510000007")
    assert NUMBER.map(lambda code, value: f"<{code}{value}>") == Field("001", "<004500123>")
    assert ISBN.with_indicators("1 ").with_tag("022") == Field.data("022", "1 ", "a", "9789510000007")


def test_a_field_shows_as_a_mnemonic_line() -> None:
    assert str(Field.data("245", "1 ", "a", "Hinta $5")) == "=245  1\\$aHinta {dollar}5"
    assert str(Field("008", "a b")) == "=008  a\\b"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f")))
def test_a_field_is_one_line_and_no_text_of_a_vendor_begins_another(text: str) -> None:
    for each in (Field.data("520", "  ", "a", f"x{text}"), Field("001", f"x{text}")):
        assert len(str(each).splitlines()) == 1
        assert str(each).startswith(f"={each.tag}  ")
    assert str(Field.data("520", "  ", "a", "x\n=999  y")) == r"=520  \\$ax␊=999  y"


def test_a_record_finds_fields_by_tag_and_class() -> None:
    assert RECORD.first("245") == TITLE
    assert RECORD.first("2XX") == TITLE
    assert RECORD.all("020", "24X") == [ISBN, TITLE]
    assert RECORD.first("XXX") == NUMBER
    assert not RECORD.has("1XX")
    assert RECORD.value("020", "a") == "9789510000007"
    assert RECORD.value("300", "a") == ""
    assert RECORD.control_number == "004500123"


def test_positions_are_read_and_written() -> None:
    assert RECORD.at("001", 2, 4) == "45"
    assert RECORD.put_at("001", 0, "9").value("001") == "904500123"
    assert RECORD.put_at("LDR", 5, "c").at("LDR", 5) == "c"
    assert RECORD.put_at("008", 0, "x") is RECORD
    assert RECORD.put_at("001", 8, "toolong") is RECORD


def test_fields_are_added_in_tag_order_behind_their_like() -> None:
    other = Field.data("020", "  ", "a", "2")
    assert RECORD.add(other).fields == (NUMBER, ISBN, other, TITLE)
    assert RECORD.swap(None, other) == RECORD.add(other)


def test_a_field_is_swapped_for_none_one_or_two() -> None:
    assert RECORD.swap(ISBN).fields == (NUMBER, TITLE)
    assert RECORD.swap(ISBN, NUMBER, NUMBER).fields == (NUMBER, NUMBER, NUMBER, TITLE)


def test_put_replaces_every_field_of_the_tag() -> None:
    assert RECORD.add(ISBN).put(Field.data("020", "  ", "a", "1")).all("020") == [Field.data("020", "  ", "a", "1")]


@law
@given(records)
def test_pack_and_unpack_are_inverse(record: Record) -> None:
    assert Record.unpack(record.pack()) == record
    tags = {each.tag for each in record.fields[::2]}
    assert Record.unpack_of(record.pack(), tags) == record.keep(lambda each: each.tag in tags)


@law
@given(records)
def test_an_edit_that_changes_nothing_gives_the_record_itself(record: Record) -> None:
    assert record.keep(lambda _: True) is record
    assert record.map(lambda field: field) is record
    assert record.drop("999") is record


@law
@given(records, data_fields)
def test_what_was_added_is_dropped_again(record: Record, field: Field) -> None:
    assert record.drop(field.tag).add(field).all(field.tag) == [field]
    assert record.drop(field.tag).add(field).drop(field.tag) == record.drop(field.tag)


@law
@given(records)
def test_sorting_is_stable_and_done_once(record: Record) -> None:
    done = record.sorted()
    assert done.sorted() == done
    assert all(done.all(tag) == record.all(tag) for tag in {field.tag for field in record})


@law
@given(data_fields, codes, texts)
def test_a_subfield_that_was_put_is_read_back(field: Field, code: str, value: str) -> None:
    assert field.put(code, value)[code] == value
    assert field.with_subfields(field.subfields) == field
    assert not field.drop(code).has(code)
