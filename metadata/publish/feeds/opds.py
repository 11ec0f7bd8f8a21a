"""The OPDS 2.0 catalogue of a view: its entrance, the list of titles by pages, and each title by itself.

The links from page to page name the publication: while it is kept, nothing is missed and nothing comes twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from metadata.publish.catalogue import View
from metadata.publish.feeds.channel import Channel, number_of, page_of
from metadata.publish.feeds.order import EVERY, Choice, Order
from metadata.publish.web.shown import NO_LANGUAGE
from transforms.formats import opds
from transforms.formats.opds import Json, Link

SIZE = 100  # titles of a page
SHOWN = 20  # titles of the group at the entrance


class _List(NamedTuple):
    """A list of titles in a view, and where it stands."""

    view: View
    order: Order
    home: str  # address of the catalogue
    publication: str = ""  # as the request names it; "": the current one
    choice: Choice = EVERY

    def address(self, choice: Choice, page: int = 1, publication: str = "") -> str:
        """A page of a list of this view."""
        told = {"type": choice.media, "lang": choice.language, "page": str(page) if page > 1 else ""}
        asked = urlencode({name: value for name, value in (told | {"publication": publication}).items() if value})
        return f"{self.home}/titles{'?' if asked else ''}{asked}"

    @property
    def pages(self) -> int:
        """How many pages it has: one also when it is empty."""
        return max(1, -(-self.order.count(self.choice) // SIZE))


class OpdsCatalogue:
    """Answers with OPDS documents."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def entrance(self, request: Request) -> Response:
        """What there is: the newest titles, and lists by kind of material and by language."""
        listed = self._list(request)
        view, order = listed.view, listed.order
        new = Link(self._text(view, "new"), listed.address(EVERY), opds.NEWEST, order.count())
        ids = order.newest(EVERY, 0, SHOWN)
        group = opds.group(new.title, new.href, order.count(), self._publications(request, view, ids))
        kinds = opds.navigation(self._text(view, "by_media"), self._by_media(listed, "subsection"))
        languages = opds.navigation(self._text(view, "by_language"), self._by_language(listed, "subsection"))
        return self._answer(
            request,
            {
                "metadata": {"title": self.channel.name(view), "modified": order.changed},
                "links": [{"rel": ["self", "start"], "href": listed.home, "type": opds.FEED}],
                "navigation": [new.json()],
                "groups": [each for each in (kinds, languages, group) if not _is_empty(each)],
            },
            opds.FEED,
            order.changed,
        )

    def titles(self, request: Request) -> Response:
        """A page of titles, the newest first; ?type= and ?lang= choose, ?page= and ?publication= say where it stands.

        Raises HTTPException: 404 for a page that is not there, 410 for a publication that is no longer kept.
        """
        query = request.query_params
        choice = Choice(query.get("type", ""), query.get("lang", ""))
        listed = self._list(request, query.get("publication", ""))._replace(choice=choice)
        page = number_of(query.get("page", "1"))
        if not 1 <= page <= listed.pages:
            raise HTTPException(404, "There is no such page.\n")
        view, order = listed.view, listed.order
        ids = order.newest(choice, (page - 1) * SIZE, SIZE)
        facets = (
            (self._text(view, "by_media"), self._by_media(listed)),
            (self._text(view, "by_language"), self._by_language(listed)),
        )
        return self._answer(
            request,
            {
                "metadata": {
                    "title": self._title(view, choice),
                    "modified": order.changed,
                    "numberOfItems": order.count(choice),
                    "itemsPerPage": SIZE,
                    "currentPage": page,
                },
                "links": _links(listed, page),
                "facets": [opds.facet(*each) for each in facets if len(each[1]) > 1],  # one alone chooses nothing
                "publications": self._publications(request, view, ids),
            },
            opds.FEED,
            order.changed,
        )

    def title(self, request: Request) -> Response:
        """One title. Raises HTTPException: 404 where the view never had it, 410 where it is deleted."""
        view, title_id = self.channel.view(request), request.path_params["title"].upper()
        entry = view.entry(title_id)
        if entry is None or entry.deleted:
            raise HTTPException(410 if entry else 404, "There is no such title.\n")
        (found,) = self._publications(request, view, [title_id])
        return self._answer(request, found, opds.PUBLICATION, entry.datestamp)

    def _list(self, request: Request, publication: str = "") -> _List:
        """The list of the view, at a publication if one is named. Raises HTTPException 404 for what is no number."""
        number = number_of(publication)
        if publication and str(number) != publication:
            raise HTTPException(404, "There is no such publication.\n")
        view = self.channel.view(request, number if publication else None)
        home = f"{request.state.base_url}/opds/{quote(view.name, safe='')}"
        return _List(view, self.channel.order(view), home, publication)

    def _text(self, view: View, key: str) -> str:
        return self.channel.text(view, key)

    def _title(self, view: View, choice: Choice) -> str:
        """What a list is called, by what it chooses."""
        names = [self.channel.media_name(view, choice.media) if choice.media else self._text(view, "new")]
        names += [self.channel.language_name(view, choice.language)] if choice.language else []
        return " – ".join((*names, self.channel.name(view)))

    def _by_media(self, listed: _List, rel: str = "") -> list[Link]:
        """Links to the kinds of material; as facets (no `rel`) also to all of them."""
        view, choice = listed.view, listed.choice
        found = [
            (name, self.channel.media_name(view, name), count) for name, count in listed.order.media(choice.language)
        ]
        every = [] if rel else [("", self._text(view, "every"), listed.order.count(choice._replace(media="")))]
        return [
            self._link(listed, choice._replace(media=name), label, rel, count)
            for name, label, count in (*every, *found)
        ]

    def _by_language(self, listed: _List, rel: str = "") -> list[Link]:
        """The same by languages."""
        view, choice = listed.view, listed.choice
        found = [
            (code, self.channel.language_name(view, code), count)
            for code, count in listed.order.languages(choice.media)
            if code not in NO_LANGUAGE
        ]
        every = [] if rel else [("", self._text(view, "every"), listed.order.count(choice._replace(language="")))]
        return [
            self._link(listed, choice._replace(language=code), label, rel, count)
            for code, label, count in (*every, *found)
        ]

    def _link(self, listed: _List, choice: Choice, label: str, rel: str, count: int) -> Link:
        is_here = not rel and choice == listed.choice
        return Link(label, listed.address(choice, publication=listed.publication), rel, count, is_here)

    def _publications(self, request: Request, view: View, ids: Sequence[str]) -> list[Json]:
        base, records, entries = request.state.base_url, view.records(ids), view.entries_of(ids)
        home = f"{base}/opds/{quote(view.name, safe='')}/titles"
        found = []
        for each in ids:
            place = opds.Place(f"{home}/{each}", page_of(base, view, each), f"{base}/static/cover.png")
            found.append(opds.publication(self.channel.title(records[each]), entries[each].datestamp, place))
        return found

    def _answer(self, request: Request, document: Json, media_type: str, modified: str) -> Response:
        return self.channel.answer(request, orjson.dumps(document), media_type, modified)


def _is_empty(group: Json) -> bool:
    """True for a group without links and titles, which readers refuse."""
    return not group.get("navigation") and not group.get("publications")


def _links(listed: _List, page: int) -> list[Json]:
    """The way on and back (OPDS 2.0, Pagination)."""
    publication = listed.publication or str(listed.view.publication)
    places = {
        "self": listed.address(listed.choice, page, listed.publication),
        "start": listed.home,
        "first": listed.address(listed.choice, 1, publication),
        "last": listed.address(listed.choice, listed.pages, publication),
        "previous": listed.address(listed.choice, page - 1, publication) if page > 1 else "",
        "next": listed.address(listed.choice, page + 1, publication) if page < listed.pages else "",
    }
    return [{"rel": rel, "href": href, "type": opds.FEED} for rel, href in places.items() if href]
