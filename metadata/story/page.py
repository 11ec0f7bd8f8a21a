"""A title's story as one page that stands alone: no script, the style inside, every text of a vendor escaped.

It may be sent by mail or kept beside a decision: nothing in it is fetched from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from metadata.standalone import environment, policy
from metadata.story.belonging import untold
from metadata.vendors import Words
from metadata.yaml_files import Strict, load_model

_CODE = re.compile(r"\$(.)")  # a dollar of a text stands as {dollar}
HERE = Path(__file__).parent / "templates"


class Texts(Strict):
    """schemas/story.yml."""

    texts: dict[str, Words]


def page(story: Mapping[str, Any], schemas: Path, language: str) -> str:
    """The story that `explain` told, as HTML in a language (fi, sv or en). Raises ConfigError for wrong texts."""
    words = load_model(schemas / "story.yml", Texts).texts
    text = {key: each[language] for key, each in words.items()}
    colours = {vendor: place % COLOURS for place, vendor in enumerate(_vendors(story))}
    return (
        _environment()
        .get_template("story.html.j2")
        .render(story=story, t=text, lang=language, policy=policy(HERE / "story.css"), colours=colours)
    )


def _vendors(story: Mapping[str, Any]) -> list[str]:
    """All who say something in the story, in the order of the alphabet."""
    told = [*story["record"], *(part for each in story["record"] for part in each["parts"]), *story["left_out"]]
    return sorted({each["from"] for each in told} | {each["vendor"] for each in story["members"]})


COLOURS = 6  # of the marks beside vendors' names; a name always stands beside its mark


def spaced(line: str) -> str:
    """A field without its tag, a blank on either side of the codes of its subfields: "10 $a Valot / $c Anna Malli"."""
    if not line.startswith("="):
        return line  # a leader alone
    body = line[6:]
    return body if line[1:4] < "010" or line[1:4] == "LDR" else _CODE.sub(r" $\1 ", body)


@cache
def _environment() -> Environment:
    made = environment(HERE)
    made.filters["tag"] = lambda line: line[1:4]
    made.filters["body"] = spaced
    made.filters["untold"] = untold
    return made
