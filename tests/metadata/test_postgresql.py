"""PostgreSQL beside SQLite: the same nights end with the same store and the same bytes, also when it is restarted."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from feeds import NOW, SHIPPED, book, counting_mint, deliver, dump, home_in, live_ids, tree
from postgresql import Server, running
from starlette.testclient import TestClient

from metadata import pipeline, refine
from metadata.errors import PipelineError
from metadata.home import Home
from metadata.publish.web.app import create_app
from metadata.publish.web.settings import WebSettings
from metadata.references import tables_of
from metadata.samples import nights, play
from metadata.settings import load_settings

DOORS = ("/oai", "/oai/lib/FI-Exempel", "/oai/lib/FI-Mallila")
QUERIES = ("Identify", "ListSets", "ListRecords&metadataPrefix=marc21", "ListIdentifiers&metadataPrefix=oai_dc")


class Left(NamedTuple):
    """What the sample nights leave: rows of the store, published files, and answers of the OAI-PMH doors."""

    rows: dict[str, list[dict[str, Any]]]
    files: dict[str, str]
    answers: list[bytes]


def left_by(folder: Path, address: str = "") -> Left:
    """Play both sample nights into a folder, with the store that EMAT_DATABASE names."""
    home = Home(load_settings(folder, {"EMAT_DATABASE": address, "EMAT_SCHEMAS": str(SHIPPED)}), clock=lambda: NOW)
    home.mint = counting_mint(home)
    for number in nights(home.settings.samples):
        play(home, number)
        for each in home.settings.inbox.rglob("*.*"):
            os.utime(each, (1_790_000_000,) * 2)
        pipeline.run(home)
    assert home.store.engine.dialect.name == ("postgresql" if address else "sqlite")
    left = Left(dump(home), tree(home.settings.files), list(answers(home)))
    home.close()
    refine.store_of(home.settings.database).close()
    return left


def answers(home: Home) -> Iterator[bytes]:
    """Every page of every list of every view."""
    settings = WebSettings(
        "E",
        "a@example.org",
        "example.org",
        b"k" * 32,
        home.settings.files,
        page_size=20,
        tables=tables_of(home.references),
    )
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    with TestClient(create_app(home.catalogue(), settings, lambda: moment), base_url="http://localhost") as client:
        for door in DOORS:
            for query in QUERIES:
                page = client.get(f"{door}?verb={query}").content
                while token := re.search(rb"<resumptionToken[^>]*>([^<]+)<", page):
                    yield page
                    verb = query.partition("&")[0]
                    page = client.get(f"{door}?verb={verb}&resumptionToken={token[1].decode()}").content
                yield page


@pytest.mark.long
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_sample_nights_publish_the_same_bytes(tmp_path: Path, database: Callable[[Path], str]) -> None:
    on_sqlite, on_postgresql = left_by(tmp_path / "a"), left_by(tmp_path / "b", database(tmp_path / "b"))
    assert on_postgresql.rows == on_sqlite.rows
    assert on_postgresql.files == on_sqlite.files
    assert on_postgresql.answers == on_sqlite.answers
    assert len(on_sqlite.files) > 10
    assert len(on_sqlite.answers) > len(DOORS) * len(QUERIES)


@pytest.fixture
def own_server(server: Server) -> Iterator[Server]:
    """A server that a test may stop; skipped where there is none."""
    with running() as made:
        yield made


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pg8000 leaves broken sockets unclosed
def test_a_restart_in_the_middle_of_publishing_is_survived(own_server: Server, tmp_path: Path, synthetic: Path) -> None:
    home = home_in(tmp_path / "data", synthetic, database=own_server.lend())
    deliver(home, "beta", "1.mrc", book("b1"))
    pipeline.run(home)
    before = home.catalogue().view("all")
    files, mint = tree(home.settings.files), home.mint
    deliver(home, "beta", "2.mrc", [book("b1", "Uusi"), *(book(f"b{number}", f"Kirja {number}") for number in (2, 3))])

    def failing() -> str:
        own_server.stop()
        own_server.start()
        home.mint = mint
        return mint()

    home.mint = failing
    with pytest.raises(PipelineError, match="the store postgresql"):
        pipeline.run(home)
    after = home.catalogue().view("all")
    assert before is not None
    assert after is not None
    assert (after.publication, after.digest(), tree(home.settings.files)) == (1, before.digest(), files)
    assert live_ids(home, "beta") == {"b1", "b2", "b3"}, "what was committed stays committed"
    done = pipeline.run(home)
    assert (done.published.seq, done.published.counts["new"], done.published.counts["changed"]) == (2, 2, 1)
    assert pipeline.run(home).published.counts == {}
    home.close()
    refine.store_of(home.settings.database).close()
    gc.collect()
