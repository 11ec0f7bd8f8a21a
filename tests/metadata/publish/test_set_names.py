"""The names of sets: in three languages, by the words of the schemas, and the code where there is no word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from feeds import SHIPPED

from metadata.publish.oai_pmh.exchange import LANGUAGES
from metadata.publish.set_names import SetNames, load_set_names
from metadata.vendors import load_vendors
from transforms.media import Media


@pytest.fixture(scope="module")
def names() -> SetNames:
    return load_set_names(SHIPPED, load_vendors(SHIPPED)[0])


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("lang", ("Kielet", "Språk", "Languages")),
        ("lang:swe", ("Kieli: ruotsi", "Språk: svenska", "Language: Swedish")),
        ("lang:ace", ("Kieli: Achinese", "Språk: Achinese", "Language: Achinese")),
        ("lang:zz9", ("Kieli: zz9", "Språk: zz9", "Language: zz9")),
        ("type:ebook", ("E-kirjat", "E-böcker", "E-books")),
        ("type:hologram", ("hologram", "hologram", "hologram")),
        ("new:2026-11", ("Uutuudet 2026-11", "Nyheter 2026-11", "New titles 2026-11")),
        ("collection:film-service", ("Kokoelma: Elokuvapalvelu", None, None)),
        ("collection:none", ("Kokoelma: none", "Samling: none", "Collection: none")),
        ("other:a:b", ("other:a:b", "other:a:b", "other:a:b")),
    ],
)
def test_set_is_named_in_three_languages(names: SetNames, spec: str, expected: tuple[str | None, ...]) -> None:
    for language, name in zip(LANGUAGES, expected, strict=True):
        assert name is None or names(spec, language) == name


def test_every_medium_that_vendors_lend_has_a_name(names: SetNames) -> None:
    lent = set(Media) - {Media.PRINT, Media.OTHER}
    assert set(names.members["type"]) == lent


def test_a_name_of_a_vendor_is_never_a_template(names: SetNames) -> None:
    members = {**names.members, "vendor": {"odd": dict.fromkeys(LANGUAGES, "{name} {0}")}}
    assert replace(names, members=members)("vendor:odd", "en") == "Vendor: {name} {0}"


def test_names_of_vendors_come_from_their_files(synthetic: Path) -> None:
    assert load_set_names(synthetic, load_vendors(synthetic)[0])("vendor:alpha", "sv") == "Leverantör: alpha"
