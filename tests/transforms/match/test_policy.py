"""match.yml is read whole, and refused where a key is unknown."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from transforms.match.policy import MatchPolicy, Stop, load_match_policy
from transforms.match.vetoes import VETOES
from transforms.yaml_text import read_yaml

SCHEMAS = Path(__file__).parents[3] / "schemas"


def test_policy_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "match.yml").write_text('version: "m1"\nfloor: 1\n')
    with pytest.raises(ValueError, match="floor"):
        load_match_policy(tmp_path)


def test_every_veto_of_the_registry_is_in_force_and_has_words(policy: MatchPolicy) -> None:
    assert sorted(policy.vetoes) == sorted(VETOES)
    words = read_yaml((SCHEMAS / "review.yml").read_text("utf-8"))["vetoes"]
    assert VETOES.keys() | {"script", "poor-key", "too-many", "cannot-link"} <= words.keys()


def test_weights_are_a_whole(policy: MatchPolicy) -> None:
    assert round(sum(policy.weights), 6) == 1.0
    assert 0 < policy.thresholds.review < policy.thresholds.match < 1


def test_isbns_are_stopped_everywhere_or_on_one_title(tmp_path: Path) -> None:
    copytree(SCHEMAS / "codes", tmp_path / "codes")
    text = (SCHEMAS / "match.yml").read_text("utf-8").split("isbn_stop:")[0]
    (tmp_path / "match.yml").write_text(
        text + 'isbn_stop: [978-952-7999-12-7, {isbn: "9781799900627", title: Valot}]\n'
    )
    found = load_match_policy(tmp_path)
    assert found.stops == {Stop("9789527999127"), Stop("9781799900627", "Valot")}
    assert found.isbn_stop == {"9789527999127"}


def test_word_lists_are_read(policy: MatchPolicy) -> None:
    assert policy.qualifiers["nidottu"] == "print"
    assert policy.number_words["swe"]["sex"] == "6"
    assert "the" in policy.articles["eng"]
    assert "useita kirjoittajia" in policy.nobody
    assert policy.role_terms["kääntäjä"] == "trl"
    assert "lukija:" in policy.reader_words
    assert "synteettinen ääni" in policy.synthetic_words
    assert policy.houses["talentum media"] == {"alma talent", "talentum"}
