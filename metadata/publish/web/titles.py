"""A title at its address: a page for people, MARCXML, ISO 2709 and MARC lines for systems."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from metadata.publish.catalogue import Catalogue
from metadata.publish.oai_pmh.exchange import WHOLE
from metadata.publish.web.negotiate import language, suffix, tagged
from metadata.publish.web.pages import Pages
from transforms.formats import oai_dc
from transforms.formats.marc21 import TooLong, to_iso2709
from transforms.formats.marcxml import to_marcxml
from transforms.record import Field, Record

_PATH = re.compile(r"([0-9A-Za-z]{27})(\.(?:xml|mrc|txt))?")


class Link(NamedTuple):
    """Where the material is, and the words of the link."""

    url: str
    text: str


class Form(NamedTuple):
    """A representation of a title besides the page."""

    media_type: str
    write: Callable[[Record], bytes | TooLong]
    accepted: Sequence[str]


def _xml(record: Record) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_marcxml(record)}\n'.encode()


def _lines(record: Record) -> bytes:
    return f"{record}\n".encode()


FORMS: Mapping[str, Form] = {
    ".xml": Form("application/marcxml+xml", _xml, ("application/marcxml+xml", "application/xml", "text/xml")),
    ".mrc": Form("application/marc", to_iso2709, ("application/marc",)),
    ".txt": Form("text/plain; charset=utf-8", _lines, ("text/plain",)),
}

# LDR/06 → key of the word in texts.yml
_KINDS = {"a": "ebook", "i": "audiobook", "j": "music", "g": "film", "m": "program"}


class Titles:
    """Answers for one title of the view `all`."""

    def __init__(self, catalogue: Catalogue, pages: Pages) -> None:
        self.catalogue, self.pages = catalogue, pages

    def answer(self, request: Request) -> Response:
        """200, 301 to the survivor of a merge, 404 never seen, 410 removed, 406 too long for ISO 2709."""
        found = _PATH.fullmatch(request.path_params["name"])
        view = self.catalogue.view(WHOLE)
        if found is None or view is None:
            return self.pages.show(request, "missing.html", 404)
        title_id, wanted = found[1].upper(), found[2] or ""
        if survivor := self.catalogue.redirect(title_id):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"{request.state.base_url}/titles/{survivor}{wanted}{query}", 301)
        entry, record = view.entry(title_id), view.record(title_id)
        if entry is None or record is None:
            return self.pages.show(request, "missing.html", 404)
        if entry.deleted:
            return self.pages.show(request, "gone.html", 410, name=oai_dc.title(record), since=entry.datestamp[:10])
        wanted = wanted or suffix(
            request.headers.get("accept", ""), {key: each.accepted for key, each in FORMS.items()}
        )
        return self._form(request, record, FORMS[wanted]) if wanted else self._page(request, title_id, record)

    def _form(self, request: Request, record: Record, form: Form) -> Response:
        body = form.write(record)
        if isinstance(body, TooLong):
            return PlainTextResponse("The record is too long for ISO 2709; take .xml instead.\n", 406)
        return tagged(request, Response(body, media_type=form.media_type))

    def _page(self, request: Request, title_id: str, record: Record) -> Response:
        lang = language(request)
        codes = oai_dc.languages(record)
        return self.pages.show(
            request,
            "title.html",
            title_id=title_id,
            name=oai_dc.title(record).replace(" : ", ": ") or title_id,
            people=people(record),
            kind=kind(record),
            tongues=[self.pages.language_name(each, lang) for each in codes],
            cover=cover(record),
            record=record,
            dc=oai_dc,
            links=links(record),
            isbns=list(dict.fromkeys(value for each in record.all("020") for value in each.all("a"))),
            forms=list(FORMS),
        )


def people(record: Record) -> list[tuple[str, str]]:
    """(name, roles) of creators and contributors, as read aloud: "Maija Meikäläinen", "kirjoittaja"."""
    fields = record.all("100", "110", "111", "700", "710", "711")
    return [(_natural(each), ", ".join(_roles(each))) for each in fields if not each.has("t")]


def _roles(field: Field) -> list[str]:
    return [oai_dc.without_isbd(each) for each in field.all("e")]


def _natural(field: Field) -> str:
    """A personal name in the order it is spoken; the first indicator says that it is inverted."""
    name = oai_dc.without_isbd(field["a"])
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and field.tag in ("100", "700") and field.ind1 == "1" else name


def kind(record: Record) -> str:
    """The key of the word for the kind of material; "" where none fits."""
    if record.at("LDR", 7) in ("s", "i"):
        return "magazine"
    return _KINDS.get(record.at("LDR", 6), "")


def links(record: Record) -> list[Link]:
    """Where the material is (856 40 and 41); only web addresses become links."""
    fields = (each for each in record.all("856") if each.value[:2] in ("40", "41"))
    return [Link(each["u"], each["y"]) for each in fields if _is_web(each["u"])]


def cover(record: Record) -> str:
    """The address of the cover (856 42 with an image type in $q, or named a cover in $3); "" without one."""
    fields = (each for each in record.all("856") if each.value[:2] == "42" and each["u"].startswith("https://"))
    return next((each["u"] for each in fields if each["q"].startswith("image/") or each["3"] in COVERS), "")


COVERS = ("Kansikuva", "Pärmbild", "Omslagsbild", "Cover image")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
