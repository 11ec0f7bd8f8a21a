"""Pages that stand alone: one file each, no script, the style inside and named by its hash in their own policy.

Every variable is escaped by Jinja, and none may turn the direction of what follows it; the filter `shown` makes visible
whatever else a vendor's text would hide.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment

from metadata.feedback.cells import shown
from metadata.feedback.words import LANGUAGES, Wording
from metadata.standalone import environment, policy

HERE = Path(__file__).parent / "templates"
CSP = policy(HERE / "page.css")
LONGEST = 300  # characters of a vendor's value that a page shows


def render(template: str, name: str, words: Wording, **values: object) -> str:
    """The page `name`.<language>.html from a template; its siblings in the other languages are linked."""
    siblings = [(code, language, f"{name}.{code}.html") for code, language in LANGUAGES.items()]
    return (
        _environment()
        .get_template(template)
        .render(
            values,
            w=words,
            lang=words.language,
            policy=CSP,
            siblings=siblings,
        )
    )


@cache
def _environment() -> Environment:
    made = environment(HERE)
    made.filters["shown"] = brief
    return made


def brief(text: str) -> str:
    """A vendor's text for a page: nothing hidden, and not endless."""
    text = shown(text[: 4 * LONGEST])
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
