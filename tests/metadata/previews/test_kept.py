"""Previews are kept under numbers that never come twice, for four weeks."""

from __future__ import annotations

import pytest

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.previews import kept


def test_a_preview_is_found_by_its_number_and_goes_after_its_time(home: Home) -> None:
    home.clock = lambda: "2026-11-01T04:00:00Z"
    first, second = kept.keep(home, {"by": "ada"}), kept.keep(home, {"by": "bo"})
    assert (first, second) == (20261101040000, 20261101040001)
    home.clock = lambda: "2026-11-28T04:00:00Z"
    third = kept.keep(home, {"by": "cy"})
    assert kept.sweep(home) == 0
    assert kept.numbers(home) == [third, second, first]
    told = kept.load(home, first)
    assert told == {"preview": first, "by": "ada", "at": "2026-11-01T04:00:00Z", "until": "2026-11-29T04:00:00Z"}
    home.clock = lambda: "2026-11-29T04:00:01Z"
    assert kept.sweep(home) == 1
    assert kept.numbers(home) == [third, second]
    assert kept.load(home, first) is None
    assert [each.name for each in home.settings.previews.iterdir() if each.name.startswith(".")] == []


def test_a_file_that_is_none_is_said_to_be_none(home: Home) -> None:
    number = kept.keep(home, {})
    (home.settings.previews / f"{number}.json").write_text("{", "utf-8")
    with pytest.raises(PipelineError, match="is no preview"):
        kept.load(home, number)


def test_without_a_folder_there_is_nothing(home: Home) -> None:
    assert (kept.numbers(home), kept.sweep(home), kept.load(home, 1)) == ([], 0, None)
