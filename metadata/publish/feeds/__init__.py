"""The other channels of a publication: Atom, OPDS, KBART and ResourceSync, each from the same views as all the rest.

`routes` are their doors; they stand behind the guard of the web app.
"""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Route

from metadata.publish.feeds.atom import NewTitles
from metadata.publish.feeds.channel import Channel
from metadata.publish.feeds.kbart import Holdings, Provider
from metadata.publish.feeds.opds import OpdsCatalogue
from metadata.publish.feeds.resourcesync import FileLists

__all__ = ["Channel", "Provider", "routes"]


def routes(channel: Channel, provider: Provider, files: Path) -> list[BaseRoute]:
    """The doors of every feed; `files` is the folder of the file drops."""
    new, catalogue, lists = NewTitles(channel), OpdsCatalogue(channel), FileLists(channel, files)
    return [
        Route("/feeds/{view}/new.atom", new.newest),
        Route("/feeds/{view}/new/{number}.atom", new.archive),
        Route("/opds/{view}", catalogue.entrance),
        Route("/opds/{view}/titles", catalogue.titles),
        Route("/opds/{view}/titles/{title}", catalogue.title),
        Route("/kbart/{view}.tsv", Holdings(channel, provider).answer),
        Route("/.well-known/resourcesync", lists.source),
        Route("/resourcesync/{view}/{name}.xml", lists.document),
    ]
