"""YAML with line numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from transforms.validate.lined_yaml import Lined, load_yaml

RULES = Path(__file__).parents[3] / "schemas" / "rules"


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yml")), ids=lambda path: path.stem)
def test_says_the_same_as_the_plain_loader(path: Path) -> None:
    text = path.read_text("utf-8")
    assert load_yaml(text) == yaml.safe_load(text)


def test_keys_know_their_lines() -> None:
    content = load_yaml("# first\na: 1\nb:\n  - c: x\n    d: [y,\n      z]\n")
    assert (content.line, content.lines) == (2, {"a": 2, "b": 3})
    assert (content["b"][0].line, content["b"][0].lines) == (4, {"c": 4, "d": 5})


def test_what_an_alias_stands_for_is_made_once() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 60))
    content = load_yaml(f"l0: &l0 {{a: 1}}\n{levels}")  # written out it would have 9 ** 59 parts
    assert isinstance(content["l0"], Lined)
    assert content["l1"][0] is content["l1"][8] is content["l0"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: &b\n  - *b\n", "2: an alias stands inside what it stands for"),
        ("a: 1\na: 2\n", "2: 'a' stands twice"),
        ("a:\n  1: b\n", "2: 1 is not a text; quote it"),
        ("a:\n  [b]: c\n", "2: ['b'] is not a text; quote it"),
        ("a: !other b\n", "1: could not determine a constructor for the tag '!other'"),
        ("a: !!map b\n", "1: expected a mapping node, but found scalar"),
        ("a: b: c\n", "1: mapping values are not allowed in this context"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        load_yaml(text)


def test_an_empty_document_is_nothing() -> None:
    assert load_yaml("") is None
