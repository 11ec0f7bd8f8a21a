"""Ambiguous headings: a question for a person, never a guess."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from feeds import book, night

from metadata import pipeline
from metadata.home import Home
from metadata.review import Verdict, Word, decide, items
from transforms.record import Field


def asked(home: Home) -> list[dict[str, Any]]:
    return [each for each in items(home, kind="heading") if each["rule"] == "J12"]


def test_a_word_with_several_meanings_asks_which_heading_is_meant(
    open_home: Callable[..., Home], synthetic: Path
) -> None:
    home = open_home(schemas=synthetic)
    night(home, "beta", "1.mrc", book("b1").add(Field.data("653", "  ", "a", "romaanit")))
    (one,) = asked(home)
    assert (one["records"][0]["record"], one["state"]) == ("beta:b1", "open")
    decide(home, [one["item"]], Verdict.ACCEPT, Word("it is no concept here", "maija"))
    pipeline.run(home)
    assert not asked(home)
