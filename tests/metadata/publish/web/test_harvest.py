"""A real server on a free port of the loopback, harvested by the clients that libraries use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fake_catalogue import DOMAIN, FakeCatalogue, sample, sample_catalogue, title_id
from oaipmh_scythe import Scythe
from sickle import Sickle
from web_client import serving, web_settings

from metadata.publish.web.app import create_app


@pytest.fixture
def catalogue() -> FakeCatalogue:
    return sample_catalogue(45)


@pytest.fixture
def address(tmp_path: Path, catalogue: FakeCatalogue) -> Iterator[str]:
    app = create_app(catalogue, web_settings(tmp_path, page_size=10), lambda: datetime.now(UTC))
    with serving(app) as address:
        yield address


def state(records: Any) -> dict[str, bool]:
    """Identifier → deleted."""
    return {each.header.identifier: bool(each.header.deleted) for each in records}


EXPECTED = {f"oai:{DOMAIN}:{title_id(number)}": number % 7 == 3 for number in range(45)}


def test_sickle_gets_every_record_and_delete(address: str) -> None:
    client = Sickle(f"{address}/oai")
    assert client.Identify().deletedRecord == "persistent"
    assert next(each.setSpec for each in client.ListSets()) == "collection"
    assert state(client.ListRecords(metadataPrefix="marc21")) == EXPECTED
    assert state(client.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)).keys() == {
        name for name, deleted in EXPECTED.items() if not deleted
    }


def test_scythe_gets_every_record_and_delete(address: str) -> None:
    with Scythe(f"{address}/oai") as client:
        assert vars(client.identify())["deletedRecord"] == "persistent"
        assert state(client.list_records(metadata_prefix="marcxml")) == EXPECTED
        assert len(list(client.list_identifiers(metadata_prefix="marc21", set_="collection"))) == 45


def test_harvest_of_a_library_view_sees_its_titles_only(address: str) -> None:
    harvested = state(Sickle(f"{address}/oai/lib/FI-Abc").ListRecords(metadataPrefix="marc21"))
    assert len(harvested) == 20


def test_harvest_during_publishing_equals_the_publication_it_began_on(address: str, catalogue: FakeCatalogue) -> None:
    harvested: dict[str, bool] = {}
    for number, record in enumerate(Sickle(f"{address}/oai").ListRecords(metadataPrefix="marc21")):
        harvested |= state([record])
        if number % 10 == 5:
            catalogue.publish(sample(publication=2 + number, count=3))
    assert harvested == EXPECTED
    assert len(state(Sickle(f"{address}/oai").ListRecords(metadataPrefix="marc21"))) == 3
