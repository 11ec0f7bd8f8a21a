"""The HTML pages: templates and their texts in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from metadata.publish.web.negotiate import LANGUAGES, language, tagged
from metadata.publish.web.settings import PageNames
from metadata.standalone import environment
from transforms.yaml_text import read_yaml

HERE = Path(__file__).parent


class Pages:
    """Renders templates in the language of the request; every variable is escaped, none may be missing."""

    def __init__(self, site: str, names: PageNames, since: str) -> None:
        """`site`: its name where `names` has none; `since`: when this server began."""
        content = read_yaml((HERE / "texts.yml").read_text("utf-8"))
        self.texts: Mapping[str, Mapping[str, str]] = content["texts"]
        self.terms: Mapping[str, Mapping[str, str]] = content["terms"]
        self.site, self.names, self.since = site, names, since
        self.environment = environment(HERE / "templates")
        self.environment.filters["number"] = number
        self.environment.filters["day"] = day

    def show(
        self, request: Request, template: str, status: int = 200, modified: str = "", **values: object
    ) -> Response:
        """The page as a response, with ETag and Last-Modified; 304 when the reader has it.

        `modified`: when its content changed, where that is later than the start of this server.
        """
        lang = language(request)
        text = {key: words[lang] for key, words in self.texts.items()}
        others = [(each, str(request.url.include_query_params(lang=each).query)) for each in LANGUAGES]
        body = self.environment.get_template(template).render(
            values,
            lang=lang,
            t=text,
            others=others,
            site=self.names.site.get(lang, self.site),
            base=request.state.base_url,
        )
        response = HTMLResponse(body, status, {"Content-Language": lang})
        return tagged(request, response, max(modified, self.since))

    def library(self, isil: str, lang: str) -> str:
        """The name of a library; its ISIL where it has none."""
        return self.names.libraries.get(isil, {}).get(lang, isil)

    def link(self, text: str, lang: str) -> str:
        """The text of a link in this language, where it is a vendor's or library's, or the word for samples."""
        sample = self.texts["sample"]
        return sample[lang] if text in sample.values() else self.names.links.get(text, {}).get(lang, text)


def number(value: object, lang: str) -> str:
    """A number as the language writes it: 1234.5 is "1 234,5" in Finnish and Swedish; other things stay."""
    if not isinstance(value, int | float):
        return str(value)
    english = f"{value:,}"
    return english if lang == "en" else english.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def day(text: str, lang: str) -> str:
    """A day as the language writes it: "2026-11-08" is "8.11.2026" in Finnish and Swedish."""
    year, month, date = text.split("-")
    return text if lang == "en" else f"{int(date)}.{int(month)}.{year}"
