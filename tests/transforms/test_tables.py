"""The code lists: complete, consistent with each other, quick to load, and not to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import IO, Any, cast

import pytest

from transforms.formats.onix import Dialects
from transforms.tables import LanguageUse, Tables

SCHEMAS = Path(__file__).parents[2] / "schemas"
TABLES = Tables.load(SCHEMAS)
AT_ONCE = (  # small lists that nearly every record asks for; the others are read when they are first needed
    "iso3166_to_marc_country",
    "isbn_qualifiers",
    "marc_countries",
    "marc_languages",
    "media_forms",
    "nonfiling_articles",
    "onix_genres",
    "onix_list175_formats",
    "onix_list74_nonmarc_languages",
    "onix_words",
    "rda33x_terms",
)


@pytest.mark.parametrize("path", sorted((SCHEMAS / "codes").glob("*.csv")), ids=lambda path: path.name)
def test_every_table_names_its_source(path: Path) -> None:
    comment = path.read_text(encoding="utf-8").splitlines()[0]
    assert comment.startswith("# ")
    assert "source: " in comment.lower()


def test_loading_reads_little(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = Path.open

    def noted(self: Path, *args: Any, **more: Any) -> IO[Any]:
        opened.append(self.name)
        return original(self, *args, **more)

    monkeypatch.setattr(Path, "open", noted)
    Tables.load(SCHEMAS)
    assert sorted(opened) == sorted(f"{name}.csv" for name in AT_ONCE)


def test_nothing_can_be_changed() -> None:
    for each in fields(Tables):
        value = getattr(TABLES, each.name)
        assert value, each.name
        if isinstance(value, Dialects):
            value = value.short
        assert_frozen(value)


def assert_frozen(value: object) -> None:
    """Mappings refuse a new key; so does every mapping in a tuple of tables or in a dataclass of them."""
    if isinstance(value, Mapping):
        with pytest.raises(TypeError):
            cast(dict[str, str], value)["new"] = "value"
    elif isinstance(value, tuple):
        for each in value:
            assert_frozen(each)
    elif is_dataclass(value):
        for one in fields(value):
            assert_frozen(getattr(value, one.name))
    else:
        assert not isinstance(value, (list, dict, set, bytearray))


@pytest.mark.parametrize(("iso", "marc"), [("FI", "fi"), ("SE", "sw"), ("AX", "fi"), ("GB", "xxk"), ("US", "xxu")])
def test_countries(iso: str, marc: str) -> None:
    assert TABLES.countries[iso] == marc


def test_every_country_is_one_of_marcs() -> None:
    assert set(TABLES.countries.values()) <= TABLES.marc_countries.keys()


def test_languages_are_the_current_codes_of_marc() -> None:
    assert 480 <= len(TABLES.languages) <= 490
    assert {"fin", "swe", "smi", "sme", "und", "zxx", "mul"} <= TABLES.languages.keys()
    assert dict(TABLES.languages["fin"]) == {"eng": "Finnish", "fin": "suomi", "in_fin": "suomeksi", "swe": "finska"}
    assert not {"scr", "mol", "fri"} & TABLES.languages.keys()


def test_other_language_codes_lead_to_current_ones() -> None:
    assert TABLES.language_uses["scr"] == LanguageUse("hrv")
    assert TABLES.language_uses["cmn"] == LanguageUse("chi", iso639_3=True)
    assert {use.marc for use in TABLES.language_uses.values()} <= TABLES.languages.keys()
    assert not TABLES.language_uses.keys() & TABLES.languages.keys()


def test_relators_with_their_terms() -> None:
    (author,) = TABLES.onix_names.relators["A01"]
    assert (author.code, author.term["fin"], author.term["swe"], author.main) == (
        "aut",
        "kirjoittaja",
        "författare",
        True,
    )
    assert [each.code for each in TABLES.onix_names.relators["B10"]] == ["edt", "trl"]
    assert not any(each.main for each in TABLES.onix_names.relators["E07"])


def test_media_forms_fit_the_terms_and_the_wording() -> None:
    for form in TABLES.media_forms.values():
        assert all(len(value) == 18 for value in form.f006)
        assert all(len(value) == {"c": 14, "s": 14, "v": 9}[value[0]] for value in form.f007)
        assert all(("336", code) in TABLES.rda_terms for code in form.content)
        assert ("337", form.media) in TABLES.rda_terms
        assert ("338", form.carrier) in TABLES.rda_terms
        assert form.file_type in TABLES.words["fin"]


def test_articles_that_are_certain_with_the_longest_first() -> None:
    assert TABLES.articles["eng"] == (("the", 4), ("an", 3), ("a", 2))
    assert "fin" not in TABLES.articles


def test_wording_has_the_same_places_in_both_languages() -> None:
    finnish, swedish = TABLES.words["fin"], TABLES.words["swe"]
    assert finnish.keys() == swedish.keys()
    assert all(finnish[key].count("{}") == swedish[key].count("{}") for key in finnish)
    told = [row for row in TABLES.onix_names.statements.values() if row.places]
    assert all(text.count("{}") == 1 for row in told for words in (row.one, row.many) for text in words.values())


def test_a_missing_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="marc_languages"):
        Tables.load(tmp_path)
