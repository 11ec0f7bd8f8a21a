"""What every page that stands alone has in common: no script, the style inside, every text of a vendor escaped.

Every variable is escaped by Jinja, and none may turn the direction of what follows it.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from metadata.feedback.cells import plain


def environment(*templates: Path) -> Environment:
    """Jinja for the templates of these folders, the first one first; a variable that is missing is an error."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: plain(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def policy(style: Path) -> str:
    """The Content-Security-Policy of a page with this style inside, named by its hash."""
    text = style.read_text("utf-8").removesuffix("\n")  # as Jinja includes it
    return f"default-src 'none'; style-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
