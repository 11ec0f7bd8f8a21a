"""776 and 856: other forms of the product, and covers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, converted, related


@pytest.mark.parametrize("isbn", ["9789527999011", "9789527999036"])
def test_no_776_to_itself_or_to_a_wrong_number(isbn: str) -> None:
    assert not converted(related=related("06", isbn, "ED")).record.has("776")


def test_products_by_the_same_author_are_no_other_form() -> None:
    assert not converted(related=related("22", "9789527999035", "BC")).record.has("776")


def cover(link: str, kind: str = "01", audience: str = "00") -> str:
    return (
        f"<SupportingResource><ResourceContentType>{kind}</ResourceContentType>"
        f"<ContentAudience>{audience}</ContentAudience><ResourceMode>03</ResourceMode>"
        f"<ResourceVersion><ResourceLink>{link}</ResourceLink></ResourceVersion></SupportingResource>"
    )


@pytest.mark.parametrize(
    ("collateral", "lines"),
    [
        (cover("https://x.example/a.jpg"), ["42$3Kansikuva$uhttps://x.example/a.jpg"]),
        (cover("https://x.example/s.jpg", "15") + cover("https://x.example/t.jpg", "27"), ["42$3Kansikuva$uhttps://x.example/t.jpg"]),
        (cover("ftp://x.example/a.jpg"), []),
        (cover("https://x.example/a.jpg", audience="01"), []),
        ("", []),
    ],
)  # fmt: skip
def test_cover(collateral: str, lines: list[str]) -> None:
    assert converted(collateral=collateral).lines("856") == lines


def test_cover_only_where_the_licence_lets_us() -> None:
    made = converted(profile=replace(PROFILE, covers=False), collateral=cover("https://x.example/a.jpg"))
    assert not made.record.has("856")


def test_a_link_that_is_no_address_is_dropped_with_an_issue() -> None:
    made = converted(collateral=cover("javascript:alert(1)") + cover("https://x.example/a.jpg"))
    assert made.lines("856") == ["42$3Kansikuva$uhttps://x.example/a.jpg"]
    assert ("X02", "javascript:alert(1)") in made.found
