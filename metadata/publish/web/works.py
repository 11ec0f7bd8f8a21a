"""An expression or a work at its address, which 758 tells: its titles by language and medium."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from metadata.publish.catalogue import ALL, View
from metadata.publish.web.forms import FORMS, GRAPH, as_data_block, as_json, link
from metadata.publish.web.negotiate import suffix, tagged
from metadata.publish.web.pages import Pages
from metadata.publish.web.reader import Reader, by_language, moved, query_of, read_id
from metadata.publish.web.shown import Shown
from metadata.store.families import Family
from transforms.formats.graph import Thing
from transforms.formats.schema_org import family_graph
from transforms.match.kinship import WORK
from transforms.merge.works_758 import PATHS

_NAME = re.compile(r"([0-9A-Za-z-]{27,36})(\.jsonld)?")  # an id may be typed with hyphens
_ACCEPTED = {GRAPH: FORMS[GRAPH].accepted}


class Works:
    """Answers for expressions (level E) or works (W)."""

    def __init__(self, level: str, reader: Reader, pages: Pages) -> None:
        self.level, self.path = level, PATHS[level]
        self.reader, self.pages = reader, pages

    def answer(self, request: Request) -> Response:
        """200, 301 to what it was joined to, 404 never seen, 410 without any live title in the view."""
        found = _NAME.fullmatch(request.path_params["name"])
        view = self.reader.view(request)
        id = read_id(found[1]) if found else ""
        family = self.reader.catalogue.family(self.level, id) if found and view else None
        if found is None or view is None or family is None:
            return self.pages.show(request, "missing.html", 404, elsewhere="")
        if family.redirect:
            return moved(request, f"/{self.path}/{family.redirect}{found[2] or ''}")
        titles = self.reader.shown(view, family.titles, self.reader.words(request))
        if not titles:
            return self._gone(request, view, id, family)
        if found[2] or suffix(request.headers.get("accept", ""), _ACCEPTED):
            return self._form(request, view, id, family, titles)
        return self._page(request, view, id, family, titles)

    def _form(self, request: Request, view: View, id: str, family: Family, titles: list[Shown]) -> Response:
        response = Response(as_json(self._graph(id, family, titles)), media_type=FORMS[GRAPH].media_type)
        page = f"{request.state.base_url}/{self.path}/{id}"
        response.headers["Content-Location"] = f"{page}{GRAPH}{query_of(view)}"
        link(response.headers, page, [GRAPH], query_of(view))
        return tagged(request, response, self.reader.catalogue.changed())

    def _page(self, request: Request, view: View, id: str, family: Family, titles: list[Shown]) -> Response:
        lang = titles[0].words.lang
        named = next((each for each in titles if each.lang == lang), titles[0])  # in the reader's language
        response = self.pages.show(
            request,
            "work.html",
            modified=self.reader.catalogue.changed(),
            level=self.path,
            id=id,
            work_id=family.work_id,
            title=named,
            groups=by_language(titles),
            data=as_data_block(self._graph(id, family, titles)),
            **self.reader.where(view, lang),
        )
        link(response.headers, f"{request.state.base_url}/{self.path}/{id}", [GRAPH], query_of(view))
        return response

    def _graph(self, id: str, family: Family, titles: list[Shown]) -> Thing:
        site = self.reader.site
        work = f"{site}{PATHS[WORK]}/{family.work_id}" if family.work_id else ""
        return family_graph(f"{site}{self.path}/{id}", [self.reader.graph(each.record) for each in titles], work)

    def _gone(self, request: Request, view: View, id: str, family: Family) -> Response:
        """What it was; of an expression the titles of its work; in a library's view where the whole has it."""
        words = self.reader.words(request)
        told = view.entries_of(family.titles)
        entries = [told[each] for each in family.titles if each in told]
        elsewhere = self._elsewhere(view, family, id)
        if not entries:
            return self.pages.show(request, "missing.html", 404, elsewhere=elsewhere)
        record = view.record(entries[0].title_id)
        work = self.reader.catalogue.family(WORK, family.work_id) if family.work_id else None
        return self.pages.show(
            request,
            "gone.html",
            410,
            modified=self.reader.catalogue.changed(),
            gone="gone_work",
            name=Shown(record, words).name if record else "",
            since=max(each.datestamp for each in entries)[:10],
            sisters=self.reader.shown(view, work.titles, words) if work else [],
            elsewhere=elsewhere,
            **self.reader.where(view, words.lang),
        )

    def _elsewhere(self, view: View, family: Family, id: str) -> str:
        """The path of what this library's view has not, where the whole has it; else ""."""
        whole = self.reader.catalogue.view(ALL) if view.name != ALL else None
        live = whole and not all(each.deleted for each in whole.entries_of(family.titles).values())
        return f"/{self.path}/{id}" if live else ""
