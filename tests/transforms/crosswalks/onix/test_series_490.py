"""490: series, their ISSN and numbers; right, blank and missing input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import converted, title

ISSN, ONLINE = "<IDValue>{}</IDValue>", "12345679"


def collection(text: str, more: str = "", *, kind: str = "10", before: str = "") -> str:
    return (
        f"<Collection><CollectionType>{kind}</CollectionType>{before}{title(text, level='02', more=more)}</Collection>"
    )


def number(value: str) -> str:
    return f"<PartNumber>{value}</PartNumber>"


def identifier(kind: str, value: str, name: str = "") -> str:
    told = f"<IDTypeName>{name}</IDTypeName>" if name else ""
    return (
        f"<CollectionIdentifier><CollectionIDType>{kind}</CollectionIDType>{told}<IDValue>{value}</IDValue>"
        "</CollectionIdentifier>"
    )


def sequence(kind: str, value: str) -> str:
    return (
        f"<CollectionSequence><CollectionSequenceType>{kind}</CollectionSequenceType>"
        f"<CollectionSequenceNumber>{value}</CollectionSequenceNumber></CollectionSequence>"
    )


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (collection("Mallisarja"), ["0\\$aMallisarja"]),
        (collection("Mallisarja", number("3")), ["0\\$aMallisarja ;$v3"]),
        (collection("Mallisarja 12"), ["0\\$aMallisarja ;$v12"]),
        (collection("Mallisarja 12", number("3")), ["0\\$aMallisarja 12 ;$v3"]),
        (collection("Runot 2020"), ["0\\$aRunot 2020"]),
        (collection("12"), ["0\\$a12"]),
        (collection(""), []),
        (collection("Mallisarja") + collection("Toinen"), ["0\\$aMallisarja", "0\\$aToinen"]),
        (collection("Mallisarja") + collection("MALLISARJA", number("3"), kind="20"), ["0\\$aMALLISARJA ;$v3"]),
        (collection("Mallisarja", kind=""), ["0\\$aMallisarja"]),
        (collection("Mallisarja", before=sequence("02", "4") + sequence("06", "1")), ["0\\$aMallisarja ;$v4"]),
        (collection("Mallisarja", before=sequence("06", "1")), ["0\\$aMallisarja"]),
        ("<Collection><CollectionType>10</CollectionType></Collection>", []),
    ],
)
def test_series(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("490") == lines


@pytest.mark.parametrize(
    ("ids", "line"),
    [
        (identifier("02", ONLINE), "0\\$aSarja,$x1234-5679"),
        (identifier("38", ONLINE), "0\\$aSarja,$x1234-5679"),
        (identifier("38", "2999-0009") + identifier("02", ONLINE), "0\\$aSarja,$x1234-5679"),
        (identifier("02", ONLINE, "ISSN (painettu)"), "0\\$aSarja"),
        (identifier("02", ONLINE, "print ISSN"), "0\\$aSarja"),
        (identifier("02", ONLINE, "ISSN (verkkoaineisto)"), "0\\$aSarja,$x1234-5679"),
        (identifier("01", ONLINE), "0\\$aSarja"),
    ],
)
def test_only_the_issn_of_the_series_online_is_told(ids: str, line: str) -> None:
    assert converted(collection("Sarja", before=ids)).lines("490") == [line]


def test_what_is_no_issn_is_told_and_left_out() -> None:
    made = converted(collection("Sarja", before=identifier("02", "1234-5678")))
    assert made.lines("490") == ["0\\$aSarja"]
    assert made.found == [("I09", "1234-5678")]


def test_a_series_called_as_its_publisher_is_none() -> None:
    publisher = (
        "<Publisher><PublishingRole>01</PublishingRole><PublisherName>The Malli Press</PublisherName></Publisher>"
    )
    made = converted(collection("MALLI Press") + collection("Sarja"), publishing=publisher)
    assert (made.lines("490"), made.found) == (["0\\$aSarja"], [("D13", "MALLI Press")])


def test_a_number_taken_from_the_title_is_told() -> None:
    assert converted(collection("Mallisarja 12")).found == [("D13", "Mallisarja 12")]


def test_a_type_of_collection_that_no_list_knows_is_told_and_left_out() -> None:
    made = converted(collection("Sarja", kind="99"))
    assert (made.lines("490"), made.found) == ([], [("O06", "99")])


def divided(*levels: tuple[str, str, str]) -> str:
    elements = "".join(
        f"<TitleElement><TitleElementLevel>{level}</TitleElementLevel>{number(part) if part else ''}"
        f"<TitleText>{text}</TitleText></TitleElement>"
        for level, text, part in levels
    )
    return (
        "<Collection><CollectionType>10</CollectionType><TitleDetail><TitleType>01</TitleType>"
        f"{elements}</TitleDetail></Collection>"
    )


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        (divided(("02", "Sarja", ""), ("03", "Osasto", "3")), "0\\$aSarja. Osasto ;$v3"),
        (divided(("03", "Osasto", "3"), ("02", "Sarja", "")), "0\\$aSarja. Osasto ;$v3"),
        (divided(("02", "Sarja", "14"), ("03", "Osasto", "3")), "0\\$aSarja ;$v14.$aOsasto ;$v3"),
        (divided(("02", "Sarja", "14"), ("03", "Osasto", "")), "0\\$aSarja ;$v14.$aOsasto"),
    ],
)
def test_a_series_within_a_series_stands_behind_it(xml: str, line: str) -> None:
    assert converted(xml).lines("490") == [line]


def test_a_collection_in_the_title_of_the_product_is_a_series_beside_the_others() -> None:
    within = (
        "<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>02</TitleElementLevel>"
        "<TitleText>Sarja</TitleText><PartNumber>2</PartNumber></TitleElement><TitleElement>"
        "<TitleElementLevel>01</TitleElementLevel><TitleText>Valot</TitleText></TitleElement></TitleDetail>"
    )
    made = converted(collection("Toinen") + collection("Sarja"), title=within)
    assert made.lines("245", "490") == ["00$aValot.", "0\\$aToinen", "0\\$aSarja ;$v2"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(alphabet="abä .;12", max_size=12), st.sampled_from(["", "3", "4."])), max_size=4))
def test_no_series_is_said_twice_and_none_is_empty(told: list[tuple[str, str]]) -> None:
    made = converted("".join(collection(text, number(part) if part else "") for text, part in told))
    titles = [each["a"].rstrip(" ;,.").casefold() for each in made.record.all("490")]
    assert len(titles) == len(set(titles))
    assert all(value.strip() for each in made.record.all("490") for _, value in each.subfields)


def test_the_year_of_a_yearbook_is_its_number_in_the_series() -> None:
    told = title("Vuosikirja", level="02", more="<YearOfAnnual>2025</YearOfAnnual>")
    made = converted(f"<Collection><CollectionType>10</CollectionType>{told}</Collection>")
    assert made.lines("490") == [r"0\$aVuosikirja ;$v2025"]
