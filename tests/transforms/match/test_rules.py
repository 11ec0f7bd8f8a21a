"""Which rule a pair breaks that a person is asked about: one example of each that breaks it, and one that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import shipped
from tests.transforms.match.making import book
from transforms.match.clusters import Refused, cluster
from transforms.match.decision import Compared
from transforms.match.links import Links
from transforms.match.pairs import Veto
from transforms.match.policy import MatchPolicy
from transforms.match.rules import NONE, Broken, broken_by
from transforms.record import Field

RULES = shipped.rules().rules
ISBN = "9789527999127"  # invented
ABRIDGED = Field.data("250", "  ", "a", "Lyhennetty laitos")
LEVELS = {
    "B06": "W set",
    "B07": "E set",
    "B08": "W set",
    "B19": "W set",
    "D26": "E set",
    "I08": "E set",
    "I22": "E mrg",
}
ONE, TWO = ("beta", "beta"), ("beta", "gamma")
Sides = tuple[Compared, Compared]


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {rule: f"{each.level[0].upper()} {each.stage}" for rule, each in RULES.items() if rule in LEVELS}
    assert told == LEVELS


def broken(policy: MatchPolicy, vendors: tuple[str, str], sides: Sides, links: Links | None = None) -> list[Broken]:
    """The rules of all that is refused between two records of these vendors."""
    records = dict(enumerate(sides))
    found = cluster(records, policy, links or Links())
    return [broken_by(each, vendors) for each in found.refused]


def sides(policy: MatchPolicy, vendors: tuple[str, str], *, media: str = "ebook", other: str = "ebook") -> Sides:
    left, right = (
        Compared.of(book(isbn=ISBN), medium, policy, vendor)
        for medium, vendor in zip((media, other), vendors, strict=True)
    )
    return left, right


def changed(policy: MatchPolicy, vendors: tuple[str, str], second: dict[str, str], *more: Field) -> Sides:
    records = book(isbn=ISBN), book(second.pop("title", "Saaren valot"), *more, **{"isbn": ISBN, **second})  # type: ignore[arg-type]
    left, right = (Compared.of(each, "ebook", policy, vendor) for each, vendor in zip(records, vendors, strict=True))
    return left, right


@pytest.mark.parametrize("vendors", [ONE, TWO])
def test_an_isbn_on_a_book_and_an_audiobook_breaks_i08(policy: MatchPolicy, vendors: tuple[str, str]) -> None:
    assert broken(policy, vendors, sides(policy, vendors, other="eaudiobook")) == [Broken("I08", ISBN)]


def test_an_isbn_on_two_languages_breaks_i08(policy: MatchPolicy) -> None:
    assert broken(policy, TWO, changed(policy, TWO, {"language": "swe"})) == [Broken("I08", ISBN)]


def test_an_isbn_on_one_title_of_two_vendors_breaks_nothing(policy: MatchPolicy) -> None:
    assert broken(policy, TWO, sides(policy, TWO)) == []


def test_an_abridged_edition_with_the_isbn_of_the_whole_text_breaks_d26(policy: MatchPolicy) -> None:
    pair = changed(policy, ONE, {}, Field.data("655", " 7", "a", "selkokirjat"))
    assert broken(policy, ONE, pair) == [Broken("D26", ISBN)]


def test_the_same_of_two_vendors_is_a_near_pair(policy: MatchPolicy) -> None:
    pair = changed(policy, TWO, {}, Field.data("655", " 7", "a", "selkokirjat"))
    assert broken(policy, TWO, pair) == [Broken("B06")]


def test_another_title_of_one_vendor_with_the_same_isbn_breaks_b07(policy: MatchPolicy) -> None:
    assert broken(policy, ONE, changed(policy, ONE, {"title": "Saaren valot ja varjot"})) == [Broken("B07", "beta")]


def test_a_title_that_would_be_too_large_breaks_b07(policy: MatchPolicy) -> None:
    narrow = replace(policy, caps=policy.caps._replace(members=1))
    assert broken(narrow, TWO, sides(policy, TWO)) == [Broken("B07", "1 + 1")]


def test_alike_records_of_two_vendors_without_an_identifier_are_a_near_pair() -> None:
    duration = (Veto("extent", "duration", "300", "400"),)
    assert broken_by(Refused(0, 1, ("score", "0.91"), duration), TWO) == Broken("B06")
    assert broken_by(Refused(0, 1, ("score", "0.91"), duration), ONE) == NONE


def test_what_people_said_breaks_no_rule(policy: MatchPolicy) -> None:
    parted = Links(different=frozenset({(0, 1)}))
    assert set(broken(policy, TWO, sides(policy, TWO), parted)) <= {NONE}
    joined = Links(same=frozenset({(0, 1)}), different=frozenset({(0, 1)}))
    assert set(broken(policy, TWO, sides(policy, TWO), joined)) == {NONE}


def test_what_stands_between_others_says_nothing_of_the_isbn() -> None:
    media = (Veto("media", "media", "ebook", "eaudiobook"),)
    assert broken_by(Refused(0, 1, ("isbn", ISBN), media), ONE) == Broken("I08", ISBN)
    assert broken_by(Refused(0, 1, ("isbn", ISBN), media, (0, 2)), TWO) == Broken("B06")
    assert broken_by(Refused(0, 1, ("isbn", ISBN), media, (0, 2)), ONE) == NONE


def test_an_identifier_of_too_many_records_is_about_none_of_these() -> None:
    assert broken_by(Refused(0, 1, ("isbn", ISBN), (Veto("isbn", "poor-key", ISBN, "30"),)), TWO) == NONE
