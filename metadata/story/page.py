"""A title's story as one page that stands alone: no script, the style inside, every text of a vendor escaped.

It may be sent by mail or kept beside a decision: nothing in it is fetched from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_context
from markupsafe import Markup

from metadata.feedback.cells import plain
from metadata.feedback.pages import brief
from metadata.publish.web.pages import number
from metadata.standalone import environment, policy
from metadata.story.belonging import untold
from metadata.story.words import words

_CODE = re.compile(r"\$(.)")  # a dollar of a text stands as {dollar}
_MARKED = re.compile(r"( \$. )")
MOST = 200  # fields that were left out, of one page
HERE = Path(__file__).parent / "templates"


def page(story: Mapping[str, Any], schemas: Path, language: str) -> str:
    """The story that `explain` told, as HTML in a language (fi, sv or en). Raises ConfigError for wrong texts."""
    body = {**body_of(story), "t": words(schemas, language), "lang": language, "link": None, "states": None}
    return _environment().get_template("story.html.j2").render(body, policy=policy(HERE / "story.css"))


def body_of(story: Mapping[str, Any], first: int = 1) -> dict[str, Any]:
    """What `story_body.html.j2` is given beside words and links; `first`: the place of the first record that is told.

    A vendor has the same colour wherever it stands on the page.
    """
    told = [*story["record"], *(part for each in story["record"] for part in each["parts"]), *story["left_out"]]
    vendors = sorted({each["from"] for each in told} | {each["vendor"] for each in story["members"]})
    colours = {vendor: place % COLOURS for place, vendor in enumerate(vendors)}
    return {"story": story, "colours": colours, "first": first, "most": MOST}


COLOURS = 6  # of the marks beside vendors' names; a name always stands beside its mark


def spaced(line: str) -> str:
    """A field without its tag, a blank on either side of the codes of its subfields: "10 $a Valot / $c Anna Malli"."""
    if not line.startswith("="):
        return line  # a leader alone
    body = line[6:]
    return body if line[1:4] < "010" or line[1:4] == "LDR" else _CODE.sub(r" $\1 ", body)


def marc(line: str) -> Markup:
    """A field of the line format ("=245  10$aNimi") with its tag, indicators and codes of subfields marked."""
    tag = line[1:4] if line.startswith("=") else "LDR"  # a leader alone
    return Markup('<span class="tag">{}</span> ').format(plain(tag)) + marc_body(line)


def marc_body(line: str) -> Markup:
    """The same without its tag."""
    body = spaced(line)
    if not line.startswith("=") or line[1:4] < "010" or line[1:4] == "LDR":
        return Markup.escape(plain(body))
    parts = (
        Markup("<b>{}</b>").format(plain(each)) if _MARKED.fullmatch(each) else Markup.escape(plain(each))
        for each in _MARKED.split(body[2:])
    )
    return Markup('<span class="ind">{}</span> ').format(plain(body[:2])) + Markup("").join(parts)


def teach_story(made: Environment) -> None:
    """Give an environment the filters of `story_body.html.j2`, but for those that tell numbers and moments."""
    made.filters["tag"] = lambda line: line[1:4]
    made.filters["untold"] = untold
    made.filters["shown"] = brief
    made.filters["marc"] = marc
    made.filters["marc_body"] = marc_body


@cache
def _environment() -> Environment:
    made = environment(HERE)
    teach_story(made)
    made.filters["number"] = pass_context(lambda context, value: number(value, context["lang"]))
    made.filters["moment"] = str  # whoever it is sent to may be in any time zone
    return made
