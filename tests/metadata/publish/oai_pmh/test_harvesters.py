"""The harvesters that libraries use, against a real server that is busy, and that goes on publishing meanwhile."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from oai_assertions import holds
from oai_chain import Chain
from oaipmh_scythe import RetryConfig, Scythe
from sickle import Sickle
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from web_client import serving

from metadata.home import Home
from metadata.publish.server import create_server
from metadata.settings import Serving

VIEWS = ("all", "FI-One", "FI-Two")
PERL = Path(__file__).parents[1] / "oai_harvest.pl"
State = dict[str, bool]  # deleted, by OAI identifier


def by_sickle(address: str, prefix: str) -> State:
    client = Sickle(address, max_retries=3, retry_status_codes=[503])
    return {each.header.identifier: bool(each.header.deleted) for each in client.ListRecords(metadataPrefix=prefix)}


def by_scythe(address: str, prefix: str) -> State:
    with Scythe(address, retry_config=RetryConfig(max_retries=3)) as client:
        found: Any = client.list_records(metadata_prefix=prefix)
        return {each.header.identifier: bool(each.header.deleted) for each in found}


def by_perl(address: str, prefix: str) -> State:
    perl = shutil.which("perl")
    if perl is None or subprocess.run([perl, "-MHTTP::OAI", "-e", "1"], capture_output=True).returncode:
        pytest.skip("HTTP::OAI for Perl is not installed (Debian: libhttp-oai-perl)")
    done = subprocess.run([perl, PERL, address, prefix], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(lines) == len({name for name, _ in lines})
    return {name: status == "deleted" for name, status in lines}


HARVESTERS: dict[str, Callable[[str, str], State]] = {"sickle": by_sickle, "scythe": by_scythe, "perl": by_perl}


class Busy:
    """Every fourth OAI-PMH request is told to come back; between any two answers something else may happen."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.asked, self.between = app, 0, lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.asked += 1
        if self.asked % 4 == 0:
            await PlainTextResponse("Busy.\n", 503, {"Retry-After": "1"})(scope, receive, send)
            return
        await run_in_threadpool(self.between)
        await self.app(scope, receive, send)


class Site:
    """A chain of publications and the busy server before it."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.busy = Busy(create_server(chain.home, Serving(page_size=3)))
        chain.fill(titles=12)
        for _ in range(3):
            chain.publish()

    def expected(self, view: str, publication: int) -> State:
        found = self.chain.catalogue.view(view, publication)
        assert found is not None
        domain = self.chain.home.consortium.oai_domain
        return {f"oai:{domain}:{each.title_id}": each.deleted for each in found.entries()}


@pytest.fixture
def site(open_home: Callable[..., Home], own_schemas: Path) -> Iterator[tuple[Site, str]]:
    made = Site(Chain(open_home(schemas=own_schemas), own_schemas, seed=1))
    with serving(made.busy) as address:  # type: ignore[arg-type]
        yield made, address


def endpoint(address: str, view: str) -> str:
    return f"{address}/oai" if view == "all" else f"{address}/oai/lib/{view}"


@holds("H3", "L5")
@pytest.mark.long
@pytest.mark.parametrize("harvester", HARVESTERS)
def test_every_view_is_harvested_completely_from_a_busy_server(site: tuple[Site, str], harvester: str) -> None:
    made, address = site
    current = made.chain.catalogue.current()
    for view in VIEWS:
        for prefix in ("marc21", "oai_dc"):
            wanted = made.expected(view, current)
            assert HARVESTERS[harvester](endpoint(address, view), prefix) == wanted
            assert len(wanted) > 6
    assert made.busy.asked > 20


@holds("T6", "L5")
@pytest.mark.long
@pytest.mark.parametrize("harvester", HARVESTERS)
def test_a_harvest_equals_the_publication_it_began_on_though_others_follow(
    site: tuple[Site, str], harvester: str
) -> None:
    made, address = site
    for view in VIEWS:
        began, published = made.chain.catalogue.current(), 0

        def publish() -> None:
            nonlocal published
            if published:  # the first page is of the publication before
                made.chain.publish(within=3_600)  # a walk takes hours at most
            published += 1

        made.busy.between = publish
        harvested = HARVESTERS[harvester](endpoint(address, view), "marc21")
        made.busy.between = lambda: None
        assert harvested == made.expected(view, began)
        assert made.chain.catalogue.current() - began >= len(harvested) // 3 - 1
