"""The words of a title's story: schemas/story.yml, and until when what is told of a record holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from metadata.publish.web.pages import day
from metadata.vendors import Words
from metadata.yaml_files import Strict, load_model
from transforms.refine import Refined


class Texts(Strict):
    """schemas/story.yml."""

    texts: dict[str, Words]


def words(schemas: Path, language: str) -> dict[str, str]:
    """What the story's own words are in a language (fi, sv or en). Raises ConfigError for wrong texts."""
    return {key: each[language] for key, each in load_model(schemas / "story.yml", Texts).texts.items()}


def judged_again(on: str | None, done: Refined, said: Mapping[str, str], language: str) -> str:
    """When a record is judged again and why, in words; "" where that is not to come.

    `on`: the day (yyyy-mm-dd) that the store keeps; `done`: the record refined today, which tells what asks for it;
    `said`: the words in the language.
    """
    if not on:
        return ""
    told = said["judged-again"].format(day=day(on, language))
    return f"{told}: {said[f'asks-{done.turns_by}']}" if done.turns_on == on else told
