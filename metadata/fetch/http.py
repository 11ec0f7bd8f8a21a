"""Files over HTTP(S): one at a fixed address, or those that the pages of a listing link to.

The mark of a file is its ETag or Last-Modified and its length: an unchanged file costs one request, no transfer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from typing import Any, BinaryIO, NamedTuple, cast
from urllib.parse import unquote, urlsplit

import requests
from lxml import etree

from metadata.errors import SourceError
from metadata.fetch.addresses import at, joined, shown
from metadata.fetch.budget import Budget
from metadata.fetch.client import Body, Client, http_time
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.sources import HttpSource

ITEMS = ("files", "items", "results", "data", "entries")  # where a JSON page keeps its list
ADDRESSES = ("url", "href", "link", "download_url")
NAMES = ("name", "filename")


class Link(NamedTuple):
    """An address that a page names, and the name it gives it ("" when it gives none)."""

    url: str
    name: str = ""


def listing(source: HttpSource, place: Place) -> Iterator[Remote]:
    """The file, or the linked files whose names fit the pattern, of all pages. Raises SourceError."""
    source = source.model_copy(update={"url": at(source.url, place.connection.host, place.connection.port)})
    client = Client(source.url, source, place.connection, place.budget)
    place.held.callback(client.close)
    if source.listing == "none":
        yield _single(source.url, client, place)
        return
    for name, url in _named(_links(source, client, place.budget)):
        if fnmatch(name, source.pattern) and place.wants(name):
            yield _File(client, url).remote(name, _headers(client, url, place.budget))


def _single(url: str, client: Client, place: Place) -> Remote:
    """The file at a fixed address, asked for on the condition that it is not what we hold."""
    name = _name(url) or urlsplit(url).hostname or ""
    mark = place.marks.get(name, "")
    ask = partial(client.get, url, _unless(mark), fine=(200, 304))
    answer = place.budget.retrying(shown(url), ask)
    place.held.callback(answer.close)
    if answer.status_code == 304:
        return _File(client, url).remote(name, {})._replace(mark=mark)
    return _File(client, url, answer).remote(name, answer.headers)._replace(size=UNKNOWN)  # each answer says its own


def _unless(mark: str) -> dict[str, str]:
    """The condition that the content is not the marked one (RFC 9110 §13.1)."""
    validator = mark.rpartition(" ")[0]
    if not validator:
        return {}
    return {"If-None-Match" if validator.endswith('"') else "If-Modified-Since": validator}


def _headers(client: Client, url: str, budget: Budget) -> Mapping[str, str]:
    """What the server says of a file without sending it; nothing where it says nothing: opening tells the fault."""
    try:
        answer = budget.retrying(shown(url), partial(client.get, url, method="HEAD"))
    except SourceError:
        budget.check(shown(url))
        return {}
    answer.close()
    return answer.headers


class _File:
    """One file at the server, for opening and going on."""

    def __init__(self, client: Client, url: str, answer: requests.Response | None = None) -> None:
        """`answer`: one that has begun already and is used by the first `open`."""
        self._client, self._url, self._answer = client, url, answer
        self._validator = self._length = ""  # of the content that is being read

    def remote(self, name: str, headers: Mapping[str, str]) -> Remote:
        """The file as the fetch room knows it, from what the server said of it."""
        length, changed = headers.get("content-length", ""), http_time(headers.get("last-modified", ""))
        said = headers.get("etag") or headers.get("last-modified", "")
        size = int(length) if re.fullmatch(r"0*[1-9][0-9]{0,17}", length) else UNKNOWN  # 0 to HEAD is said by habit
        mtime = changed.strftime("%Y-%m-%dT%H:%M:%SZ") if changed else ""
        return Remote(name, size, mtime, self.open, self.resume, f"{said} {length}" if said else "")

    def open(self) -> BinaryIO:
        """The file from its beginning."""
        answer, self._answer = self._answer or self._client.get(self._url), None
        self._validator, self._length = _validator(answer), answer.headers.get("content-length", "")
        return cast("BinaryIO", Body(answer, self._url))

    def resume(self, offset: int) -> BinaryIO | None:
        """The rest of the same content (RFC 9110 §13.1.5); None when there is only another one, or no telling.

        A server may know Range and not If-Range: what it sends must say itself that it is of the same content.
        """
        if not self._validator:
            return None
        headers = {"Range": f"bytes={offset}-", "If-Range": self._validator}
        answer = self._client.get(self._url, headers, fine=(200, 206, 416))
        if answer.status_code == 206 and _validator(answer) == self._validator and self._goes_on(answer, offset):
            return cast("BinaryIO", Body(answer, self._url))
        if answer.status_code == 200:
            self._answer = answer
        else:
            answer.close()
        return None

    def _goes_on(self, answer: requests.Response, offset: int) -> bool:
        """True for a part that begins here, of a whole that is as long as was said at first."""
        part = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("content-range", ""))
        return part is not None and int(part[1]) == offset and (not self._length or part[2] == self._length)


def _validator(answer: requests.Response) -> str:
    """What stands for the very bytes: the ETag, but not a weak one, else Last-Modified; "" for nothing."""
    etag = answer.headers.get("etag", "")
    return etag if etag[:1] == '"' else answer.headers.get("last-modified", "")


# Pages that list files


def _links(source: HttpSource, client: Client, budget: Budget) -> Iterator[Link]:
    """The links of all pages, absolute and each once."""
    page_url, pages, found = source.url, set[str](), set[str]()
    while page_url:
        if page_url in pages:
            raise SourceError(f"{shown(page_url)}: the pages of the listing go in a circle")
        pages.add(page_url)
        page, answer = budget.retrying(shown(page_url), partial(client.text, page_url))
        base = answer.url.partition("?")[0]  # behind a redirect; our key in the query is not handed on
        links, following = _READERS[source.listing](page, shown(page_url))
        for each in links:
            url = joined(base, each.url)
            if url and url not in found:
                found.add(url)
                yield Link(url, each.name)
        following = answer.links.get("next", {}).get("url") or following
        page_url = joined(base, following) if following else ""


def _named(links: Iterator[Link]) -> Iterator[tuple[str, str]]:
    """Name and address; where addresses share a name, part of the address's hash tells them apart."""
    named = [(each.name or _name(each.url), each.url) for each in links]
    often = Counter(name for name, _ in named)
    for name, url in named:
        if name:
            yield (name if often[name] == 1 else f"{name}#{hashlib.sha256(url.encode()).hexdigest()[:8]}"), url


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


def _html(page: bytes, where: str) -> tuple[list[Link], str]:
    """The links of an HTML page, and the one with rel=next."""
    try:
        tree = etree.fromstring(page, etree.HTMLParser(no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise SourceError(f"{where}: not an HTML page") from None
    links, following = [], ""
    for each in tree.iter("a", "link"):
        address = (each.get("href") or "").strip()
        if "next" in (each.get("rel") or "").lower().split():
            following = address
        elif address and each.tag == "a":
            links.append(Link(address))
    return links, following


def _json(page: bytes, where: str) -> tuple[list[Link], str]:
    """The files of a JSON page: a list, or an object with one, of addresses or of objects with an address."""
    try:
        content = json.loads(page)
    except (ValueError, RecursionError):
        raise SourceError(f"{where}: not JSON") from None
    outer = content if isinstance(content, dict) else {}
    items = content if isinstance(content, list) else _first(outer, ITEMS)
    if not isinstance(items, list):
        raise SourceError(f"{where}: no list of files in it")
    links = [_item(each) for each in items]
    if not all(each.url for each in links):
        raise SourceError(f"{where}: a file without an address (one of {', '.join(ADDRESSES)})")
    return links, _next(outer)


def _item(item: Any) -> Link:
    if isinstance(item, str):
        return Link(item)
    if not isinstance(item, dict):
        return Link("")
    return Link(str(_first(item, ADDRESSES) or ""), str(_first(item, NAMES) or ""))


def _next(content: dict[str, Any]) -> str:
    """The address of the next page: `next`, or `links.next`, as text or as an object with `href`."""
    links = content.get("links")
    found = content.get("next") or (links.get("next") if isinstance(links, dict) else None)
    return str((_first(found, ADDRESSES) if isinstance(found, dict) else found) or "")


def _first(content: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((content[each] for each in keys if content.get(each) is not None), None)


_READERS: dict[str, Callable[[bytes, str], tuple[list[Link], str]]] = {"links": _html, "json": _json}
