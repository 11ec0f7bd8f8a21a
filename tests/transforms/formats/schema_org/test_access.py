"""Borrowing, cover, terms of access and accessibility."""

from __future__ import annotations

import pytest
from schema_org_titles import HERE, said

from transforms.record import Field


def test_a_link_is_a_loan_at_the_library_that_gives_it() -> None:
    link = Field.data("856", "40", "u", "https://one.example/1", "y", "Lainaa", "7", "1", "5", "FI-One")
    assert said("ebook", link)["potentialAction"] == {
        "@id": f"{HERE}#action-1",
        "@type": "BorrowAction",
        "name": "Lainaa",
        "target": {"@id": f"{HERE}#entry-1", "@type": "EntryPoint", "urlTemplate": "https://one.example/1"},
        "lender": {"@id": f"{HERE}#library-1", "@type": "Library", "identifier": "FI-One"},
    }


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "https:///x",
        "//x.example",
        "https://a@evil.example",
    ],
)
def test_what_is_no_web_address_is_no_link(address: str) -> None:
    found = said(
        "ebook", Field.data("856", "40", "u", address), Field.data("856", "42", "u", address, "q", "image/png")
    )
    assert "potentialAction" not in found
    assert "image" not in found


def test_cover_is_the_image() -> None:
    cover = Field.data("856", "42", "3", "Kansikuva", "u", "https://covers.example/1.jpg", "q", "image/jpeg")
    sample = Field.data("856", "42", "3", "Näyte", "u", "https://covers.example/1.pdf", "q", "application/pdf")
    found = said("ebook", sample, cover)
    assert found["image"] == {"@id": "https://covers.example/1.jpg"}
    assert "potentialAction" not in found


def test_accessibility_is_told_in_the_terms_of_schema_org() -> None:
    found = said(
        "ebook",
        Field.data("341", "0 ", "a", "textual", "b", "tableOfContents", "b", "readingOrder", "2", "sapdv"),
        Field.data("341", "0 ", "a", "visual", "b", "alternativeText", "2", "sapdv"),
        Field.data("341", "0 ", "a", "home-made", "2", "local"),
        Field.data("532", "1 ", "a", "Kuvilla on vaihtoehtoinen teksti."),
        Field.data("506", "1 ", "a", "Edellyttää lainausoikeutta.", "f", "Online access with authorization"),
    )
    assert found["accessMode"] == ["textual", "visual"]
    assert found["accessibilityFeature"] == ["tableOfContents", "readingOrder", "alternativeText"]
    assert found["accessibilitySummary"] == "Kuvilla on vaihtoehtoinen teksti."
    assert found["conditionsOfAccess"] == "Edellyttää lainausoikeutta."
