"""The HTML pages: templates and their texts in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from metadata.publish.web.negotiate import LANGUAGES, language, tagged

HERE = Path(__file__).parent


class Pages:
    """Renders templates in the language of the request; every variable is escaped, none may be missing."""

    def __init__(self, site: str) -> None:
        texts = yaml.safe_load((HERE / "texts.yml").read_text("utf-8"))
        self.texts: Mapping[str, Mapping[str, str]] = texts["texts"]
        self.languages: Mapping[str, Mapping[str, str]] = texts["languages"]
        self.site = site
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["number"] = number

    def show(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        """The page as a response, with an ETag; 304 when the reader has it."""
        lang = language(request)
        text = {key: words[lang] for key, words in self.texts.items()}
        others = [(each, str(request.url.include_query_params(lang=each).query)) for each in LANGUAGES]
        body = self.environment.get_template(template).render(
            values, lang=lang, t=text, others=others, site=self.site, base=request.state.base_url
        )
        response = HTMLResponse(body, status, {"Content-Language": lang})
        return tagged(request, response)

    def language_name(self, code: str, lang: str) -> str:
        """The name of a language by its ISO 639-2/B code; the code itself where it is a rare one."""
        return self.languages.get(code, {}).get(lang, code)


def number(value: object, lang: str) -> str:
    """A number as the language writes it: 1234.5 is "1 234,5" in Finnish and Swedish; other things stay."""
    if not isinstance(value, int | float):
        return str(value)
    english = f"{value:,}"
    return english if lang == "en" else english.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
