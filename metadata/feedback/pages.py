"""Pages that stand alone: one file each, no script, the style inside and named by its hash in their own policy.

Every variable is escaped by Jinja; `shown` makes visible what a vendor's text would hide.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from metadata.feedback.cells import shown
from metadata.feedback.words import LANGUAGES, Wording

HERE = Path(__file__).parent / "templates"
LONGEST = 300  # characters of a vendor's value that a page shows


def render(template: str, name: str, words: Wording, **values: object) -> str:
    """The page `name`.<language>.html from a template; its siblings in the other languages are linked."""
    style = (HERE / "page.css").read_text("utf-8").removesuffix("\n")  # as Jinja includes it
    policy = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(shown=brief, number=words.number, share=words.share, date=words.date)
    siblings = [(code, language, f"{name}.{code}.html") for code, language in LANGUAGES.items()]
    return environment.get_template(template).render(
        values,
        w=words,
        lang=words.language,
        policy=policy,
        siblings=siblings,
    )


def brief(text: str) -> str:
    """A vendor's text for a page: nothing hidden, and not endless."""
    text = shown(text[: 4 * LONGEST])
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
