"""A title at its address: a page for people, MARC and JSON-LD for systems; of the whole, or in a library's view.

`/titles/<id>?view=<isil>` has that library's links, and is gone where the title left that library.
"""

from __future__ import annotations

import re
from collections import Counter

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from metadata.publish.catalogue import ALL, Entry, View
from metadata.publish.web.facts import facts
from metadata.publish.web.forms import FORMS, as_data_block, link
from metadata.publish.web.negotiate import suffix, tagged
from metadata.publish.web.pages import Pages
from metadata.publish.web.reader import Reader, moved, query_of, read_id
from metadata.publish.web.shown import Shown
from transforms.formats.graph import Thing
from transforms.formats.marc21 import TooLong
from transforms.record import Record
from transforms.resources_856 import Resource, beside, borrowing, cover

_PATH = re.compile(r"([0-9A-Za-z-]{27,36})(\.[a-z]{3,6})?")  # an id may be typed with hyphens
_ACCEPTED = {key: each.accepted for key, each in FORMS.items()}
MOST = 12  # other titles of the work that a page shows; the page of the work has them all


class Titles:
    """Answers for one title of a view."""

    def __init__(self, reader: Reader, pages: Pages) -> None:
        self.reader, self.pages = reader, pages

    def answer(self, request: Request) -> Response:
        """200, 301 to the survivor of a merge, 404 never seen, 410 removed, 406 too long for ISO 2709."""
        found = _PATH.fullmatch(request.path_params["name"])
        view = self.reader.view(request)
        if found is None or view is None or found[2] not in (None, *FORMS):
            return self.pages.show(request, "missing.html", 404, elsewhere="")
        title_id, wanted = read_id(found[1]), found[2] or ""
        if survivor := self.reader.catalogue.redirect(title_id):
            return moved(request, f"/titles/{survivor}{wanted}")
        entry, record = view.entry(title_id), view.record(title_id)
        if entry is None or record is None:
            return self.pages.show(request, "missing.html", 404, elsewhere=self._elsewhere(view, title_id))
        if chosen := wanted or suffix(request.headers.get("accept", ""), _ACCEPTED):
            return self._form(request, view, entry, record, chosen)
        return self._gone(request, view, entry, record) if entry.deleted else self._page(request, view, record)

    def _elsewhere(self, view: View, title_id: str) -> str:
        """The path of a title that is not in this library's view, where the whole has it; else ""."""
        whole = self.reader.catalogue.view(ALL) if view.name != ALL else None
        entry = whole.entry(title_id) if whole else None
        return f"/titles/{title_id}" if entry and not entry.deleted else ""

    def _form(self, request: Request, view: View, entry: Entry, record: Record, chosen: str) -> Response:
        """The record in a form; of a removed title its stub (publishing.md §5), with status 410."""
        form = FORMS[chosen]
        body = form.write(record, lambda: self._graph(record))
        if isinstance(body, TooLong):
            return PlainTextResponse("The record is too long for ISO 2709; take .xml instead.\n", 406)
        response = Response(body, 410 if entry.deleted else 200, media_type=form.media_type)
        page = f"{request.state.base_url}/titles/{entry.title_id}"
        response.headers["Content-Location"] = f"{page}{chosen}{query_of(view)}"
        link(response.headers, page, list(FORMS), query_of(view))
        changed = "" if form.is_marc else self.reader.catalogue.changed()
        return tagged(request, response, max(entry.datestamp, changed))

    def _graph(self, record: Record) -> Thing:
        of = self.reader.catalogue.of_works([record.control_number])[record.control_number]
        return self.reader.graph(record, of)

    def _page(self, request: Request, view: View, record: Record) -> Response:
        shown = Shown(record, self.reader.words(request))
        of = self.reader.catalogue.of_works([shown.title_id])[shown.title_id]
        sisters = self.reader.sisters(view, shown.title_id, of, shown.words)
        response = self.pages.show(
            request,
            "title.html",
            modified=self.reader.catalogue.changed(),
            title=shown,
            facts=facts(shown),
            cover=cover(record),
            links=self._links(record, shown.words.lang),
            samples=[each._replace(text=self.pages.link(each.text, shown.words.lang)) for each in beside(record)],
            sisters=sisters[:MOST],
            more=len(sisters) - len(sisters[:MOST]),
            work_id=of.work_id,
            types={key: each.media_type for key, each in FORMS.items()},
            data=as_data_block(self.reader.graph(record, of)),
            **self.reader.where(view, shown.words.lang),
        )
        link(response.headers, f"{request.state.base_url}/titles/{shown.title_id}", list(FORMS), query_of(view))
        return response

    def _links(self, record: Record, lang: str) -> list[Resource]:
        """Links with their texts in the reader's language; those that would read alike are numbered."""
        links = [each._replace(text=self.pages.link(each.text, lang)) for each in borrowing(record)]
        alike = Counter(each.text for each in links)
        seen = Counter[str]()
        for place, each in enumerate(links):
            seen[each.text] += 1
            if alike[each.text] > 1 and each.text:
                links[place] = each._replace(text=f"{each.text} ({seen[each.text]})")
        return links

    def _gone(self, request: Request, view: View, entry: Entry, record: Record) -> Response:
        """What the title was, since when it is gone, and what else there is of its work."""
        shown = Shown(record, self.reader.words(request))
        of = self.reader.catalogue.of_works([entry.title_id])[entry.title_id]
        return self.pages.show(
            request,
            "gone.html",
            410,
            modified=self.reader.catalogue.changed(),
            gone="gone",
            name=shown.name,
            since=entry.datestamp[:10],
            sisters=self.reader.sisters(view, entry.title_id, of, shown.words)[:MOST],
            elsewhere=self._elsewhere(view, entry.title_id),
            **self.reader.where(view, shown.words.lang),
        )
