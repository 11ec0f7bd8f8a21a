"""The web app of one installation: the published views of its store behind the doors of metadata/publish/web.

Any ASGI server runs it: `uvicorn --factory metadata.publish.server:app`, with EMAT_DATA_DIR and EMAT_DATABASE as for
every command and EMAT_SERVE_… of metadata/settings.py. `emat serve` does so too, and guards the connections as well
(metadata/publish/web/wire.py), which else is the part of the server or of a proxy before it.
"""

from __future__ import annotations

import gc
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from metadata.desk.app import desk_of
from metadata.home import Home
from metadata.libraries import Consortium, Library
from metadata.publish.feeds.installed import feeds_of
from metadata.publish.harvests import HarvestLog
from metadata.publish.oai_pmh.exchange import Called
from metadata.publish.set_names import load_set_names
from metadata.publish.web.app import Told, create_app
from metadata.publish.web.metrics import Metrics
from metadata.publish.web.settings import PageNames, WebSettings
from metadata.references import tables_of
from metadata.settings import Serving, load_serving, load_settings
from metadata.vendors import Vendor, load_vendors

GARBAGE = 20_000  # objects more than before, until it is looked for


def app() -> Starlette:
    """The ASGI app of the installation that the environment names. It opens the store to read and nothing more.

    Raises ConfigError and PipelineError: there is no data folder, no store, or one of another release.
    """
    serving = load_serving()
    home = Home(load_settings(), read_only=True)
    made = create_server(home, serving, stopping=(home.close,))
    settle()
    return made


def create_server(
    home: Home,
    serving: Serving = Serving(),  # noqa: B008 - immutable
    stopping: Sequence[Callable[[], object]] = (),
) -> Starlette:
    """The ASGI app of an installation, with the desk if that is wanted. `stopping` is called at its end."""
    consortium, vendors = home.consortium, load_vendors(home.settings.schemas)[0]
    settings = WebSettings(
        repository_name=consortium.name.en,
        admin_email=consortium.admin_email,
        domain=consortium.oai_domain,
        key=signing_key(home.settings.data_dir),
        files=home.settings.files,
        base_url=serving.base_url,
        page_size=serving.page_size,
        names=_names(home, vendors),
        tables=tables_of(home.references),
        views={isil: _called(library, consortium) for isil, library in home.libraries.items()},
        set_name=load_set_names(home.settings.schemas, vendors),
    )
    catalogue = home.catalogue()
    metrics = Metrics() if serving.desk else None
    more = [*feeds_of(home, catalogue)]
    if metrics:
        more += [*metrics.routes, *desk_of(home, serving.airflow)]
    log = HarvestLog(home.settings.harvests, consortium.harvests.keep_days, _now)
    return create_app(catalogue, settings, _now, more, Told(metrics, log.note, (log.close, *stopping)))


def settle() -> None:
    """Leave alone what a server holds for good, and do not look for garbage in the middle of every page.

    A page is a thousand small objects that are gone with it: none of them needs the collector.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _now() -> datetime:
    return datetime.now(UTC)


def _called(library: Library, consortium: Consortium) -> Called:
    """A library's view is called by the library and the consortium, in the library's language."""
    language = "sv" if library.language == "swe" else "fi"
    return Called(f"{library.name[language]}: {consortium.name[language]}", language)


def _names(home: Home, vendors: Mapping[str, Vendor]) -> PageNames:
    """What pages call the site, the libraries, and links by the texts that records have for them."""
    texts = [each.links.label for each in vendors.values()]
    texts += [each.link_text for each in home.libraries.values()]
    return PageNames(
        site=home.consortium.name.model_dump(),
        libraries={isil: library.name.model_dump() for isil, library in home.libraries.items()},
        links={text: each.model_dump() for each in texts for text in (each.fi, each.sv)},
    )


def signing_key(data_dir: Path) -> bytes:
    """The key that signs resumption tokens: made once, so that tokens outlive restarts; readable by its owner only."""
    path = data_dir / "oai.key"
    if not path.exists():
        partial = path.with_name(f"oai.key.{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(32))
        with suppress(FileExistsError):  # the first of two servers wins
            os.link(partial, path)
        partial.unlink()
    return path.read_bytes()
