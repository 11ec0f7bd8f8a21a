"""Views for feeds, and the web application with the feeds over them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fake_catalogue import DOMAIN, FakeCatalogue, FakeView, ebook, stub, title_id
from starlette.applications import Starlette
from web_client import NOW, web_settings

from metadata.publish.catalogue import Entry
from metadata.publish.feeds import Channel, Provider, routes
from metadata.publish.web.app import create_app
from tests import shipped
from transforms.formats.schema_org import SchemaOrg
from transforms.record import Record

SITE = f"https://{DOMAIN}/"
STARTED = "2026-01-01T00:00:00Z"
SCHEMAS = Path(__file__).parents[3] / "schemas"
TABLES = shipped.tables()
NAMES = {
    "all": {"fi": "Kirjastot", "sv": "Biblioteken", "en": "Libraries"},
    "FI-Abc": {"fi": "Aakkosten kirjasto", "sv": "Alfabetets bibliotek", "en": "Alphabet Library"},
}


def channel_of(catalogue: FakeCatalogue) -> Channel:
    return Channel(catalogue, SITE, NAMES, {"all": "fi", "FI-Abc": "sv"}, SchemaOrg.load(SCHEMAS), TABLES, STARTED)


def feed_app(channel: Channel, folder: Path) -> Starlette:
    provider = Provider("FI-EMAT", DOMAIN, "1", frozenset(("painettu:",)), folder / "kbart")
    return create_app(channel.catalogue, web_settings(folder), lambda: NOW, routes(channel, provider, folder))


def came(number: int, day: int, *, deleted: bool = False, changed: int = 0, sets: Iterable[str] = ()) -> Entry:
    """A title that came on a day of March, and changed last on another."""
    first = f"2026-03-{day:02d}T12:00:00Z"
    usual = () if deleted else ("collection:aggregator", "lang:fin", "type:ebook")
    return Entry(
        f"2026-03-{changed:02d}T12:00:00Z" if changed else first,
        title_id(number),
        deleted,
        tuple(sets) or usual,
        (),
        first,
    )


def view_of(
    entries: Iterable[Entry], name: str = "all", publication: int = 1, records: dict[int, Record] | None = None
) -> FakeView:
    """A view of these titles, with records of their own where they are given by number."""
    told, own = tuple(entries), records or {}
    stored = {
        each.title_id: stub(int(each.title_id))
        if each.deleted
        else own.get(int(each.title_id), ebook(int(each.title_id)))
        for each in told
    }
    return FakeView(name, publication, told, (), stored)
