"""`emat serve` as a program: workers, its end, what it refuses; a walk over a server that dies between the pages."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from lxml import etree

from tests.metadata.cli.conftest import EMAT, Emat

OAI = "{http://www.openarchives.org/OAI/2.0/}"
LIST = {"verb": "ListRecords", "metadataPrefix": "marc21"}


@contextmanager
def served(data_dir: Path, *options: str, end: int = signal.SIGTERM) -> Iterator[tuple[httpx.Client, list[str]]]:
    """A client of `emat serve`, and what the program said until its end."""
    command = [EMAT, "serve", "--data-dir", data_dir, "--port", "0", *options]
    said = list[str]()
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as program:
        assert program.stderr is not None
        try:
            said.append(program.stderr.readline())
            address = re.search(r"http://\S+", said[0])
            assert address, said + program.stderr.readlines()
            with httpx.Client(base_url=address[0], transport=httpx.HTTPTransport(retries=5), timeout=30) as client:
                yield client, said
        finally:
            program.send_signal(end)
            said += program.stderr.readlines()
    said.append(str(program.returncode))


def walked(data_dir: Path) -> list[tuple[str, str]]:
    """Identifier and datestamp of every record; each page from a server of its own, killed after it."""
    found, arguments = list[tuple[str, str]](), dict(LIST)
    while True:
        with served(data_dir, "--page-size", "30", end=signal.SIGKILL) as (client, _said):
            root = etree.fromstring(client.get("/oai", params=arguments).raise_for_status().content)
        assert root.find(f"{OAI}error") is None
        headers = root.iter(f"{OAI}header")
        found += [(str(each.findtext(f"{OAI}identifier")), str(each.findtext(f"{OAI}datestamp"))) for each in headers]
        token = root.findtext(f".//{OAI}resumptionToken")
        if not token:
            return found
        arguments = {"verb": "ListRecords", "resumptionToken": token}


@pytest.mark.long
def test_a_walk_survives_a_server_that_is_killed_after_every_page(demo: Path) -> None:
    found = walked(demo)
    with served(demo, "--page-size", "1000") as (client, _):
        root = etree.fromstring(client.get("/oai", params=LIST).content)
    expected = {str(each.text) for each in root.iter(f"{OAI}identifier")}
    assert {each for each, _ in found} == expected
    assert len(found) == len(expected) > 3 * 30


@pytest.mark.long
def test_workers_share_the_key_of_tokens_and_end_together(demo: Path) -> None:
    with served(demo, "--workers", "2", "--page-size", "7", "--base-url", "https://oai.example.org") as (client, said):
        first = client.get("/oai", params=LIST).text
        assert ">https://oai.example.org/oai</request>" in first
        token = etree.fromstring(first.encode()).findtext(f".//{OAI}resumptionToken")
        pages = set()
        for _ in range(12):  # on connections of their own, so that both have their turn
            page = httpx.get(
                client.base_url.join("/oai"), params={"verb": "ListRecords", "resumptionToken": str(token)}
            )
            pages.add(re.sub("<responseDate>.*?</responseDate>", "", page.text))
        assert len(pages) == 1
        assert client.get("/metrics").status_code == 404
    assert said[1:] == ["0"]


@pytest.mark.long
def test_numbers_are_those_of_all_workers(demo: Path) -> None:
    with served(demo, "--workers", "2", "--desk") as (client, _):
        for _ in range(20):
            assert httpx.get(client.base_url.join("/oai?verb=Identify"), timeout=30).status_code == 200
        end = time.monotonic() + 10  # an answer is counted a moment after it is given
        while 'emat_requests_total{door="oai",status="200"} 20.0' not in client.get("/metrics").text:
            assert time.monotonic() < end


def test_the_store_is_not_written_to_and_no_line_tells_what_was_asked(demo: Path) -> None:
    before = (demo / "ematerial.db").read_bytes()
    with served(demo) as (client, said):
        for path in ("/oai?verb=ListRecords&metadataPrefix=marc21", "/titles/x?key=SECRET", "/opds/all", "/files/"):
            assert client.get(path, headers={"Authorization": "Bearer SECRET"}).status_code < 500
        assert client.get("/oai?verb=Identify&resumptionToken=SECRET").status_code == 200
    assert (demo / "ematerial.db").read_bytes() == before
    assert "SECRET" not in "".join(said)


def test_a_server_before_the_first_night_answers(tmp_path: Path) -> None:
    with served(tmp_path) as (client, _):
        assert client.get("/healthz").json() == {"status": "ok", "publication": 0}
        assert '<error code="noRecordsMatch">' in client.get("/oai", params=LIST).text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--desk", "--host", "0.0.0.0"), "--desk is not for the public: it listens on 127.0.0.1, not on 0.0.0.0"),
        (("--port", "1", "--host", "203.0.113.1"), "cannot listen on 203.0.113.1 port 1: "),
        (("--page-size", "0"), "--page-size"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_what_cannot_be_is_refused_with_a_message(
    emat: Emat, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    ran = emat("serve", "--data-dir", tmp_path, *options)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_port_that_is_taken_is_told(demo: Path, emat: Emat) -> None:
    with served(demo) as (client, _):
        ran = emat("serve", "--data-dir", demo, "--port", client.base_url.port)
        assert (ran.code, "cannot listen on 127.0.0.1" in ran.err) == (2, True)
        assert client.get("/healthz").status_code == 200


def test_the_factory_refuses_a_store_of_another_release(demo: Path, tmp_path: Path) -> None:
    script = "from metadata.publish.server import app; app()"
    environment = os.environ | {"EMAT_DATA_DIR": str(tmp_path), "EMAT_SERVE_PAGE_SIZE": "5"}
    command = [EMAT.with_name("python"), "-c", script]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "PipelineError: the store sqlite:" in ran.stderr
    ran = subprocess.run(
        command, env=environment | {"EMAT_DATA_DIR": str(demo)}, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_address_of_the_world_is_an_address(emat: Emat, demo: Path) -> None:
    ran = emat("serve", "--data-dir", demo, "--port", "0", "--base-url", "oai.example.org")
    assert (ran.code, ran.out) == (2, "")
    assert "EMAT_SERVE_BASE_URL: an address that begins with http:// or https://, not 'oai.example.org'" in ran.err
