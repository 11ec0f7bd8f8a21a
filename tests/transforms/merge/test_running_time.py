"""300, 306 and 008/18-20 of a merged title tell one running time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transforms.merge.decisions import Decided, SetField
from transforms.merge.members import OURS, Member
from transforms.merge.merge import merge
from transforms.merge.policy import MergePolicy
from transforms.merge.provenance import Came, Merged, Way

MakeMember = Callable[..., Member]
FILM = "LDR 00000ngm a22000002i 4500"
FIXED = "008 261122s2024    fi {} e     |o   |vlfin||"
OURS_NOW = Came(OURS, Way("coded", "running_time"))


def timed(merged: Merged) -> tuple[str, str]:
    return merged.record.value("300", "a"), merged.record.value("306", "a")


def heard(policy: MergePolicy, member: MakeMember, *extents: tuple[str, ...], media: str = "eaudiobook") -> Merged:
    """Merged of records of descending rank by their fields."""
    return merge([member(90 - place, *lines)._replace(media=media) for place, lines in enumerate(extents)], policy)


def test_the_extent_is_that_of_the_first_record_that_tells_how_long_it_is(
    policy: MergePolicy, member: MakeMember
) -> None:
    silent = ("300 ## $a 1 verkkoaineisto",)
    telling = ("300 ## $a 1 verkkoaineisto (1 h 35 min)", "306 ## $a 013500")
    other = ("300 ## $a 1 verkkoaineisto (2 h)", "306 ## $a 020000")
    merged = heard(policy, member, silent, telling, other)
    assert timed(merged) == ("1 verkkoaineisto (1 h 35 min)", "013500")
    assert {each.source.vendor for each in merged.left_out if each.field.tag == "300"} == {"vendor-90", "vendor-88"}


def test_pages_are_an_extent_too_and_without_any_the_first_record_tells(
    policy: MergePolicy, member: MakeMember
) -> None:
    silent, pages = ("300 ## $a 1 verkkoaineisto",), ("300 ## $a 1 verkkoaineisto (96 sivua)",)
    assert timed(heard(policy, member, silent, pages, media="ebook"))[0] == "1 verkkoaineisto (96 sivua)"
    assert timed(heard(policy, member, silent, ("300 ## $a 1 onlineresurs",), media="ebook"))[0] == "1 verkkoaineisto"


def set_by_a_person(*lines: tuple[str, str]) -> Decided:
    return Decided(tuple(SetField(str(n), tag, (f"  \x1fa{text}",)) for n, (tag, text) in enumerate(lines)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 verkkoaineisto (2 h 10 min)", "021000"),
        ("1 verkkoaineisto (1 h 36 min)", "013500"),  # within a minute
        ("1 verkkoaineisto (2 h)", "020000"),
        ("1 verkkoaineisto (noin 3 h)", "013500"),
        ("1 verkkoaineisto", "013500"),
    ],
)
def test_306_follows_an_extent_that_a_person_set(
    policy: MergePolicy, member: MakeMember, text: str, expected: str
) -> None:
    one = member(60, "300 ## $a 1 verkkoaineisto (1 h 35 min)", "306 ## $a 013500")._replace(media="eaudiobook")
    merged = merge([one], policy, set_by_a_person(("300", text)))
    wanted = "013500" if text.endswith("(2 h)") else expected  # whole hours may be rounded
    assert timed(merged) == (text, wanted)


def test_what_a_person_set_in_306_stays(policy: MergePolicy, member: MakeMember) -> None:
    one = member(60, "300 ## $a 1 verkkoaineisto (1 h 35 min)", "306 ## $a 013500")._replace(media="eaudiobook")
    assert timed(merge([one], policy, set_by_a_person(("306", "040000"))))[1] == "040000"


@pytest.mark.parametrize(
    ("stated", "time", "expected"),
    [("102", "013500", "095"), ("096", "013500", "096"), ("|||", "013500", "095"), ("---", "170000", "000")],
)
def test_the_minutes_of_a_film_follow_306(
    policy: MergePolicy, member: MakeMember, stated: str, time: str, expected: str
) -> None:
    merged = heard(policy, member, (FILM, FIXED.format(stated)), (FILM, f"306 ## $a {time}"), media="film")
    assert merged.record.at("008", 18, 21) == expected
    (came,) = [each for field, each in zip(merged.record.fields, merged.came, strict=True) if field.tag == "008"]
    assert [each.source for each in came.parts] == ([OURS] if stated != expected else [])


def test_several_times_are_left_alone(policy: MergePolicy, member: MakeMember) -> None:
    lines = ("300 ## $a 1 verkkoaineisto (1 h 35 min)", "306 ## $a 010000", "306 ## $a 003500")
    merged = heard(policy, member, lines, ("245 00 $a Valot",))
    assert [each["a"] for each in merged.record.all("306")] == ["010000", "003500"]
    silent = heard(policy, member, ("300 ## $a 1 verkkoaineisto (1 h 35 min)",), ("245 00 $a Valot",))
    assert OURS_NOW in silent.came
    assert timed(silent)[1] == "013500"
