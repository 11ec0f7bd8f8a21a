"""schemas/scores.yml: what is refused, with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import shipped
from transforms.score.measures import Measures
from transforms.score.shares import Shares

SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.fixture
def content() -> Any:
    return yaml.safe_load((SCHEMAS / "scores.yml").read_text("utf-8"))


def load(folder: Path, content: Any) -> Measures:
    (folder / "scores.yml").write_text(yaml.safe_dump(content), "utf-8")
    return Measures.load(folder, shipped.tables(), 2026)


def test_weights_of_the_reference(measures: Measures) -> None:
    weights = {each.name: each.weight for each in measures.dimensions}
    assert weights == {"identity": 25, "find": 25, "select": 20, "access": 20, "form": 10}
    assert {place for each in measures.dimensions for place in each.shares} == set(range(len(Shares._fields)))


def test_a_key_too_many_or_too_few_is_named(tmp_path: Path, content: Any) -> None:
    del content["penalty"]
    with pytest.raises(ValueError, match=r"scores\.yml: keys differ .*'penalty', 'x'"):
        load(tmp_path, {**content, "x": 1})


def test_a_misspelt_element_is_named(tmp_path: Path, content: Any) -> None:
    content["completeness"]["find"].append("contributors")
    with pytest.raises(ValueError, match=r"'contributors' is neither a tag nor a fact"):
        load(tmp_path, content)


def test_a_misspelt_media_is_named(tmp_path: Path, content: Any) -> None:
    content["not_for"]["length"] = ["magazin"]
    with pytest.raises(ValueError, match=r"length: no such media: \['magazin'\]"):
        load(tmp_path, content)


def test_a_misspelt_condition_is_named(tmp_path: Path, content: Any) -> None:
    content["shelf_ready"][0]["optionl"] = True
    with pytest.raises(ValueError, match=r"scores\.yml: LDR/06: .*optionl"):
        load(tmp_path, content)


def test_lists_that_grow_too_long_are_told(tmp_path: Path, content: Any) -> None:
    content["completeness"]["find"] += ["245"] * 60
    with pytest.raises(ValueError, match="more than 120 elements"):
        load(tmp_path, content)
