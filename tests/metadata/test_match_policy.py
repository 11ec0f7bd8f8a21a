"""A slip in match.yml stops the pipeline with words for who made it."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from metadata.errors import ConfigError
from metadata.match_policy import match_policy
from metadata.settings import shipped

SHIPPED = shipped("schemas")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("  block: 200 ", "  block: 50 ", "caps.block: 50 is not more than comparisons"),
        ("vetoes: [media,", "vetoes: [medium,", "vetoes: there is no medium"),
        ("isbn_stop: []", 'isbn_stop: ["978-952-7999-12-8"]', "isbn_stop: 9789527999128 is no ISBN"),
        ("thresholds:", "thresholds: [", "not YAML"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path: Path, before: str, after: str, told: str) -> None:
    copytree(SHIPPED / "codes", tmp_path / "codes")
    text = (SHIPPED / "match.yml").read_text("utf-8")
    assert before in text
    (tmp_path / "match.yml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ConfigError) as raised:
        match_policy(tmp_path)
    assert str(raised.value).startswith("match.yml:")
    assert told in str(raised.value)


def test_the_shipped_policy_is_sound() -> None:
    assert match_policy(SHIPPED).vetoes
