"""Many harvesters at once, servers that are replaced under them, and publications that follow each other fast."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree
from oai_assertions import holds
from oai_chain import Chain
from oai_door import OAI, headers, identifiers
from sickle import Sickle
from starlette.testclient import TestClient
from web_client import BASE, serving

from metadata.home import Home
from metadata.publish.server import create_server
from metadata.settings import Serving

State = dict[str, bool]  # deleted, by OAI identifier
LIST = {"verb": "ListRecords", "metadataPrefix": "marc21"}


@pytest.fixture
def chain(open_home: Callable[..., Home], own_schemas: Path) -> Chain:
    made = Chain(open_home(schemas=own_schemas), own_schemas, seed=5)
    made.fill(titles=6)
    return made


def expected(chain: Chain, publication: int) -> State:
    view = chain.catalogue.view("all", publication)
    assert view is not None
    domain = chain.home.consortium.oai_domain
    return {f"oai:{domain}:{each.title_id}": each.deleted for each in view.entries()}


def harvested(address: str) -> State:
    client = Sickle(f"{address}/oai", max_retries=50, retry_status_codes=[503])
    listed = [
        (each.header.identifier, bool(each.header.deleted)) for each in client.ListRecords(metadataPrefix="marc21")
    ]
    assert len(listed) == len(dict(listed))
    return dict(listed)


@holds("T1", "T6", "L5")
def test_a_walk_outlives_a_new_server_and_a_publication_before_every_page(chain: Chain) -> None:
    began, seen, arguments = expected(chain, chain.catalogue.current()), State(), LIST
    while arguments:
        bodies = []
        for _ in range(2):  # the same token to two servers
            fresh = Home(chain.home.settings, chain.clock, chain.home.mint)
            with TestClient(create_server(fresh, Serving(page_size=5)), base_url=BASE) as client:
                bodies.append(client.get("/oai", params=arguments).content)
            fresh.close()
        first, again = (etree.fromstring(each) for each in bodies)
        assert identifiers(first) == identifiers(again)
        assert not seen.keys() & headers(first).keys()
        seen |= headers(first)
        token = first.findtext(f".//{OAI}resumptionToken")
        arguments = {"verb": "ListRecords", "resumptionToken": token} if token else {}
        if len(seen) == 5:
            chain.publish()
    assert seen == began
    assert len(seen) > 10


@holds("L5", "H3")
@pytest.mark.long
def test_a_hundred_harvesters_at_once_all_get_everything(chain: Chain) -> None:
    wanted = expected(chain, chain.catalogue.current())
    with serving(create_server(chain.home, Serving(page_size=2))) as address, ThreadPoolExecutor(100) as crowd:
        found = list(crowd.map(harvested, [address] * 100))
    assert found == [wanted] * 100


@holds("T6", "L5")
@pytest.mark.long
def test_each_harvest_equals_one_publication_while_others_follow(chain: Chain) -> None:
    last = chain.catalogue.current() + 4

    def publish() -> None:
        while chain.catalogue.current() < last:
            chain.publish(within=40)

    def follow(address: str) -> list[State]:
        found = [harvested(address)]
        while chain.catalogue.current() < last:
            found.append(harvested(address))
        return found

    with serving(create_server(chain.home, Serving(page_size=1))) as address, ThreadPoolExecutor(21) as crowd:
        publisher = crowd.submit(publish)
        found = [each for some in crowd.map(follow, [address] * 20) for each in some]
        publisher.result()
    every = [expected(chain, number) for number in range(1, last + 1)]
    assert all(each in every for each in found)
    assert len({tuple(each.items()) for each in found}) > 1
