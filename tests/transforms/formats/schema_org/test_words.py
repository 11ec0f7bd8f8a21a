"""The words of the mapping hold together with the code lists that they come from."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from schema_org_titles import WORDS

from transforms.formats.schema_org import SchemaOrg
from transforms.media import Media

SCHEMAS = Path(__file__).parents[4] / "schemas"


def column(name: str, key: str) -> set[str]:
    with (SCHEMAS / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        return {row[key] for row in csv.DictReader(lines)}


def test_every_media_has_a_type() -> None:
    assert set(WORDS.kinds) == set(Media)
    assert all(each.types for each in WORDS.kinds.values())


def test_relators_and_file_formats_are_those_of_the_code_lists() -> None:
    assert {relator for relator, _ in WORDS.roles} <= column("relators", "code")
    assert set(WORDS.encodings) <= column("file_formats", "name")


def test_language_tags_are_those_of_bcp_47_one_for_each_language() -> None:
    tags = WORDS.language_tags
    assert set(tags) <= column("marc_languages", "code")
    assert len(set(tags.values())) == len(tags)
    assert all(re.fullmatch("[a-z]{2}", each) for each in tags.values())
    assert [WORDS.language(each) for each in ("fin", "swe", "sme", "smn", "ger")] == ["fi", "sv", "se", "smn", "de"]


@pytest.mark.parametrize("code", ["", "<b>", 'zz"@', "kieli", "f", "ääk", "fi\n", "1st"])
def test_what_is_no_code_of_a_language_has_no_tag(code: str) -> None:
    assert WORDS.language(code) == ""


@pytest.mark.parametrize(("old", "new"), [("encodings:", "encoding:"), ("  film:", "  movie:")])
def test_a_wrong_key_is_refused(tmp_path: Path, old: str, new: str) -> None:
    shutil.copytree(SCHEMAS / "codes", tmp_path / "codes")
    text = (SCHEMAS / "schema_org.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "schema_org.yml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises((KeyError, ValueError)):
        SchemaOrg.load(tmp_path)
