"""Initial articles, by language."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.cataloguing import Cataloguing
from transforms.filing import not_filed

ARTICLES = Cataloguing(Path(__file__).parents[2] / "schemas" / "codes").articles


@pytest.mark.parametrize(
    ("title", "language", "count"),
    [
        ("The end", "eng", 4),
        ("A to Z", "eng", None),  # doubtful: the letter
        ("“The end”", "eng", 5),
        ("L'étranger", "fre", 2),
        ("Den som väntar", "swe", None),
        ("Den röda ön", "swe", 4),
        ("Det går an", "swe", None),
        ("Det gamla huset", "swe", 4),
        ("Das ist alles", "ger", None),
        ("Den som elsker", "dan", None),
        ("Ett", "swe", 0),
        ("Die Verwandlung", "ger", 4),
        ("En kesä", "fin", 0),
    ],
)
def test_articles(title: str, language: str, count: int | None) -> None:
    assert not_filed(title, ARTICLES[language]) == count
