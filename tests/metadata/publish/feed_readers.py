"""Readers that follow the links of a feed to its end."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from lxml import etree

A = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


class Client(Protocol):
    """What both the test client and httpx have."""

    def get(self, url: str) -> Any: ...


class Told(NamedTuple):
    """What an Atom feed and its archives tell: titles by id with their dates, and all of them as they came."""

    live: dict[str, str]
    removed: dict[str, str]
    order: list[str]


def atom_told(client: Client, view: str) -> Told:
    """The feed and its archives, from the newest back; a title that comes twice is told by an AssertionError."""
    told = Told({}, {}, [])
    address = f"/feeds/{view}/new.atom"
    while address:
        root = etree.fromstring(client.get(address).raise_for_status().content)
        for each in root.iter(f"{A}entry", DELETED):
            is_live = each.tag != DELETED
            title = (each.findtext(f"{A}id") if is_live else each.get("ref")).rpartition("/")[2]
            assert title not in told.order
            told.order.append(title)
            (told.live if is_live else told.removed)[title] = (
                each.findtext(f"{A}updated") if is_live else each.get("when")
            )
        address = next((each.get("href") for each in root.findall(f"{A}link") if each.get("rel") == "prev-archive"), "")
    told.order.reverse()
    return told


def opds_told(client: Client, view: str) -> dict[str, str]:
    """Every title of the list with its date, page by page; none may come twice."""
    found: dict[str, str] = {}
    address = f"/opds/{view}/titles"
    while address:
        document = client.get(address).raise_for_status().json()
        for each in document["publications"]:
            title = each["metadata"]["identifier"].rpartition("/")[2]
            assert title not in found
            found[title] = each["metadata"]["modified"]
        address = next((each["href"] for each in document["links"] if each["rel"] == "next"), "")
    return found


def kbart_told(client: Client, view: str) -> list[str]:
    """The ids of the titles, in the order of the lines."""
    labels, *lines = (
        each.split("\t") for each in client.get(f"/kbart/{view}.tsv").raise_for_status().text.splitlines()
    )
    return [each[labels.index("title_id")] for each in lines]
