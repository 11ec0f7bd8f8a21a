"""The feeds of an installation."""

from __future__ import annotations

import hashlib

from starlette.routing import BaseRoute

from metadata.home import Home
from metadata.publish.catalogue import ALL, Catalogue
from metadata.publish.feeds import Channel, Provider, routes
from metadata.references import tables_of
from metadata.versions import merged_with
from transforms.formats.schema_org import SchemaOrg

PRINTED = "print"  # the wording of 776 $i for a printed book
LANGUAGES = {"fin": "fi", "swe": "sv"}  # a library's language of cataloguing → language of its feeds


def feeds_of(home: Home, catalogue: Catalogue) -> list[BaseRoute]:
    """The doors of the feeds over an installation's catalogue. Raises ConfigError."""
    consortium, schemas, tables = home.consortium, home.settings.schemas, tables_of(home.references)
    views = {ALL: consortium.name, **{isil: each.name for isil, each in home.libraries.items()}}
    channel = Channel(
        catalogue,
        site=f"https://{consortium.oai_domain}/",
        names={view: {"fi": name.fi, "sv": name.sv, "en": name.en} for view, name in views.items()},
        languages={isil: LANGUAGES[each.language] for isil, each in home.libraries.items()},
        schema_org=SchemaOrg.load(schemas),
        tables=tables,
        since=home.clock(),
    )
    provider = Provider(
        isil=consortium.isil,
        domain=consortium.oai_domain,
        made_with=hashlib.sha256(merged_with(schemas).encode()).hexdigest(),
        printed=frozenset(each[PRINTED].casefold() for each in tables.words.values()),
        folder=home.settings.data_dir / "kbart",
    )
    return routes(channel, provider, home.settings.files)
