"""The Atom feed of the titles that are new in a view: the newest, and archives of a hundred each behind it.

A title has one place for ever (order.py), so that an archive always holds the same titles: what was deleted is told as
deleted there, and what changed has a newer date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from metadata.publish.catalogue import Entry, View
from metadata.publish.feeds.channel import Channel, number_of, page_of
from metadata.publish.feeds.order import NEVER
from metadata.publish.web.shown import NO_LANGUAGE
from transforms.formats import atom, oai_dc, opds
from transforms.formats.agents import agents
from transforms.formats.schema_org import CC0
from transforms.resources_856 import borrowing

SIZE = 100  # titles of an archive; the feed itself has up to twice as many, so that it is never nearly empty
LANGUAGES = "http://id.loc.gov/vocabulary/languages/"  # scheme of MARC's codes
TYPES = "http://schema.org/"
HTML = "text/html"


class NewTitles:
    """Answers with feed documents."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def newest(self, request: Request) -> Response:
        """The feed that readers subscribe to (RFC 5005 §4: the subscription document)."""
        view = self.channel.view(request)
        order = self.channel.order(view)
        archives = _archives(len(order))
        return self._feed(request, view, order.came(archives * SIZE, len(order)), archives + 1, archives)

    def archive(self, request: Request) -> Response:
        """An archive, counted from 1, the oldest. Raises HTTPException 404 where there is none of this number."""
        view, number = self.channel.view(request), number_of(request.path_params["number"])
        order = self.channel.order(view)
        archives = _archives(len(order))
        if not 1 <= number <= archives:
            raise HTTPException(404, "There is no such archive.\n")
        return self._feed(request, view, order.came((number - 1) * SIZE, number * SIZE), number, archives)

    def _feed(self, request: Request, view: View, ids: Sequence[str], number: int, archives: int) -> Response:
        base = request.state.base_url
        found = view.entries_of(ids)
        entries = [found[each] for each in reversed(ids)]
        updated = max((each.datestamp for each in entries), default=NEVER)
        feed = atom.Feed(
            id=f"{self.channel.site}feeds/{view.name}/new",
            title=f"{self.channel.text(view, 'new')} – {self.channel.name(view)}",
            updated=updated,
            author=self.channel.name(view),
            rights=CC0,
            language=self.channel.language(view),
            links=list(_links(base, view.name, number, archives)),
            is_archive=number <= archives,
        )
        body = atom.atom(feed, self._entries(base, view, entries))
        return self.channel.answer(request, body, atom.MEDIA_TYPE, updated)

    def _entries(self, base: str, view: View, entries: Sequence[Entry]) -> Iterator[atom.Entry | atom.Removed]:
        records = view.records([each.title_id for each in entries if not each.deleted])
        for entry in entries:
            if entry.deleted:
                yield atom.Removed(f"{self.channel.site}titles/{entry.title_id}", entry.datestamp)
                continue
            record = records[entry.title_id]
            title = self.channel.title(record)
            codes = [each for each in oai_dc.languages(record) if self._is_language(each)]
            page = page_of(base, view, entry.title_id)
            lending = [atom.Link(opds.BORROW, each.url, HTML, each.text) for each in borrowing(record)]
            yield atom.Entry(
                id=title.uri,
                title=title.name,
                updated=entry.datestamp,
                published=entry.first,
                authors=[each.name for each in agents(record)],
                summary=" ".join(" ".join(each.all("a", "b")) for each in record.all("520")).strip(),
                categories=[
                    atom.Category(title.kind.types[0], TYPES, self.channel.media_name(view, title.media, "medium")),
                    *(atom.Category(each, LANGUAGES, self.channel.language_name(view, each)) for each in codes),
                ],
                links=[atom.Link("alternate", page, HTML), *lending],
                language=self.channel.schema_org.language(codes[0]) if len(codes) == 1 else "",
            )

    def _is_language(self, code: str) -> bool:
        return code not in NO_LANGUAGE and self.channel.schema_org.language(code) != ""


def _archives(titles: int) -> int:
    """How many full archives stand behind the feed."""
    return max(0, titles // SIZE - 1)


def _links(base: str, view: str, number: int, archives: int) -> Iterator[atom.Link]:
    """The links of a document (RFC 5005 §4); that behind the last archive is the feed itself."""
    folder = f"{base}/feeds/{quote(view, safe='')}"
    newest = f"{folder}/new.atom"

    def address(of: int) -> str:
        return f"{folder}/new/{of}.atom" if of <= archives else newest

    yield atom.Link("self", address(number), atom.MEDIA_TYPE)
    yield atom.Link("alternate", f"{base}/", HTML)
    yield atom.Link("license", CC0)
    if number > 1:
        yield atom.Link("prev-archive", address(number - 1), atom.MEDIA_TYPE)
    if number <= archives:
        yield atom.Link("current", newest, atom.MEDIA_TYPE)
    if number < archives:  # the feed itself is no archive
        yield atom.Link("next-archive", address(number + 1), atom.MEDIA_TYPE)
