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


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("  block: 200 ", "  block: 50 ", "caps.block: 50 is not more than comparisons (50)"),
        ("  holders: 50 ", "  holders: 3 ", "caps.holders: 3 is not more than unrelated (3)"),
        ("  members: 12 ", "  members: 1 ", "caps.members: 1 is no whole number from 2 on"),
        ("  edges: 20 ", "  edges: true ", "caps.edges: True is no whole number from 1 on"),
        ("  edges: 20 ", "  edge: 20 ", "caps: keys differ from the expected ones: edge, edges"),
        ("  match: 0.92 ", "  match: 0.7 ", "thresholds.review: 0.8 is more than match (0.7)"),
        ("  title_floor: 0.50 ", "  title_floor: 50 ", "thresholds.title_floor: 50 is no number from 0 to 1"),
        ("  features: 3 ", "  features: 7 ", "thresholds.features: 7 is no number from 1 to 6"),
        ("title: 0.45,", "title: 0.55,", "weights: they add up to 1.1, and should to 1"),
        ("title: 0.45,", "title: heavy,", "weights.title: 'heavy' is no number from 0 to 1"),
        ("main_title: 0.95 ", "main_title: 95 ", "main_title: 95 is no number from 0 to 1"),
        ('nro, nr, "no",', "nro, nr, no,", "volume_words: False is no text: put it in quotation marks"),
        ("[celia, celia kirjasto", "{celia: 1} #", "accessible_publishers: must be a list"),
        ("{lbl: [trl]}", "trl", "roles.translator: must be lists by media"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name(tmp_path: Path, before: str, after: str, told: str) -> None:
    text = (SCHEMAS / "match.yml").read_text("utf-8")
    before = before.replace("{lbl: [trl]}", '{"": [trl]}')
    assert before in text
    (tmp_path / "match.yml").write_text(text.replace(before, after, 1))
    with pytest.raises(ValueError, match=r"^match\.yml: ") as raised:
        load_match_policy(tmp_path)
    assert told in str(raised.value)
