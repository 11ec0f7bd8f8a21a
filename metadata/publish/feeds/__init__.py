"""The other channels of a publication: Atom, OPDS and KBART, each from the same views as all the rest.

`routes` are their doors; they stand behind the guard of the web app.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from metadata.publish.feeds.atom import NewTitles
from metadata.publish.feeds.channel import Channel
from metadata.publish.feeds.kbart import Holdings, Provider
from metadata.publish.feeds.opds import OpdsCatalogue

__all__ = ["Channel", "Provider", "routes"]


def routes(channel: Channel, provider: Provider) -> list[BaseRoute]:
    """The doors of every feed."""
    new, catalogue = NewTitles(channel), OpdsCatalogue(channel)
    return [
        Route("/feeds/{view}/new.atom", new.newest),
        Route("/feeds/{view}/new/{number:int}.atom", new.archive),
        Route("/opds/{view}", catalogue.entrance),
        Route("/opds/{view}/titles", catalogue.titles),
        Route("/opds/{view}/titles/{title}", catalogue.title),
        Route("/kbart/{view}.tsv", Holdings(channel, provider).answer),
    ]
