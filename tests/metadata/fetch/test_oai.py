"""oai: a harvest is whole or nothing, begins where the last one began, and carries deletes that name their records."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import book, vendor_yaml
from looks import QUICK, Clock, came, kept, look, oai_vendor, states_of
from lxml import etree
from repository import MARC, OAI, Item, Repository, marc
from web_server import Web, cut, drip, reset, status

from metadata import fetch as fetching
from metadata import pipeline
from metadata.errors import ConfigError, SourceError
from metadata.fetch import Fetched
from metadata.fetch.oai import Pieces
from metadata.home import Home
from transforms.formats import READERS, open_file, sniff
from transforms.formats.frame import Envelope, Parsed
from transforms.formats.marcxml import to_marcxml
from transforms.record import Record

LATER = "2026-11-02T04:00:00Z"


@pytest.fixture
def repository(web: Web) -> Repository:
    web.pages["/oai"] = Repository()
    return web.pages["/oai"]


def harvest(home: Home, web: Web, **given: object) -> Fetched:
    return look(home, oai_vendor(home, web.url("/oai"), **given))  # type: ignore[arg-type]


def records(content: bytes) -> list[Record]:
    """The records that our own reader finds in a harvest."""
    stream = io.BytesIO(content)
    assert sniff(content[:4096]) == "marcxml"
    envelope = open_file(stream, "marcxml")
    assert isinstance(envelope, Envelope)
    reader, found = READERS["marcxml"], []
    for frame in reader.frames(stream, envelope):
        assert frame.complete
        parsed = reader.parse(frame.raw, envelope)
        assert isinstance(parsed, Parsed), parsed
        found.append(parsed.record)
    return found


def ids(content: bytes) -> list[str]:
    return [f"{each.at('LDR', 5)} {each.control_number}" for each in records(content)]


def test_a_harvest_is_one_delivery_of_all_pages(home: Home, web: Web, repository: Repository) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    assert len(harvest(home, web).new) == 1
    ((name, content),) = came(home).items()
    assert (name, ids(content)) == ("oai-2026-11-01T040000Z-all.xml", [f"n b{n}" for n in range(5)])
    assert repository.asked[1] == {"verb": "ListRecords", "metadataPrefix": "marc21"}
    assert [set(each) for each in repository.asked[2:]] == [{"verb", "resumptionToken"}] * 2


def test_the_document_is_oai_pmh_and_marcxml(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    repository.delete("b2")
    harvest(home, web)
    tree = etree.fromstring(*came(home).values())
    heads = tree.findall(f"{{{OAI}}}ListRecords/{{{OAI}}}record/{{{OAI}}}header")
    assert [each.get("status") for each in heads] == [None, "deleted"]
    assert len(tree.findall(f".//{{{OAI}}}metadata/{{{MARC}}}record/{{{MARC}}}leader")) == 2


@pytest.mark.parametrize("prefix", ["", "marc"])
def test_an_unchanged_record_has_unchanged_bytes(home: Home, web: Web, repository: Repository, prefix: str) -> None:
    repository.add("b1", prefix=prefix)
    harvest(home, web)
    repository.now, repository.items[0].datestamp = LATER, LATER
    repository.add("b2", LATER)
    harvest(home, web)
    frames = [content[content.index(b"<record>") : content.index(b"</record>")] for content in came(home).values()]
    assert frames[0] == frames[1]


def test_records_with_and_without_a_prefix_in_one_harvest_are_all_there(
    home: Home, web: Web, repository: Repository
) -> None:
    repository.add("b1", prefix="marc")
    repository.add("b2")
    repository.items.append(Item("oai:repo.example:b3", LATER, marc("b3").replace(f' xmlns="{MARC}"', "")))
    harvest(home, web)
    assert ids(*came(home).values()) == ["n b1", "n b2", "n b3"]


def test_what_stands_in_a_record_stays(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1", title="Å &lt;&amp; \u202e<![CDATA[<record>]]> 𝄞")
    harvest(home, web)
    assert [each.value("245", "a") for each in records(*came(home).values())] == ["Å <& \u202e<record> 𝄞"]


@pytest.mark.parametrize(
    ("identifier", "template", "found"),
    [
        ("oai:repo.example:b1", "", "b1"),
        ("oai:repo.example:urn:isbn:1", "", "urn:isbn:1"),
        ("oai:repo.example:a/b&amp;c", "", "a/b&c"),
        ("urn:isbn:1", "", "urn:isbn:1"),
        ("https://repo.example/records/7.xml", "https://repo.example/records/{id}.xml", "7"),
    ],
)
def test_a_delete_has_the_id_that_its_identifier_holds(
    home: Home, web: Web, repository: Repository, identifier: str, template: str, found: str
) -> None:
    repository.items.append(Item(identifier, LATER))
    harvest(home, web, identifier=template)
    assert ids(*came(home).values()) == [f"d {found}"]


def test_a_delete_may_be_told_by_a_data_field(home: Home, web: Web, repository: Repository) -> None:
    repository.delete("b1")
    harvest(home, web, identity="035$a")
    (record,) = records(*came(home).values())
    assert (record.at("LDR", 5), record.value("035", "a"), record.has("001")) == ("d", "b1", False)


@pytest.mark.parametrize("order", [1, -1])
def test_a_delete_that_would_name_nothing_stops_the_harvest(
    home: Home, web: Web, repository: Repository, order: int
) -> None:
    repository.items = [Item("oai:repo.example:99", LATER, marc("b99")), Item("oai:repo.example:98", LATER)][::order]
    with pytest.raises(
        ConfigError, match=r"oai:repo\.example:99 is the identifier of 001 'b99'; see fetch\.identifier"
    ):
        harvest(home, web)
    assert kept(home) == []


def test_other_ids_in_the_identifiers_are_no_matter_without_deletes(
    home: Home, web: Web, repository: Repository
) -> None:
    repository.items = [Item("oai:repo.example:99", LATER, marc("b99"))]
    harvest(home, web)
    assert ids(*came(home).values()) == ["n b99"]


def test_the_next_look_begins_where_the_last_one_began_less_the_overlap(
    home: Home, web: Web, repository: Repository
) -> None:
    repository.add("b1")
    harvest(home, web)
    repository.now = LATER
    repository.add("b2", "2026-11-01T12:00:00Z")
    harvest(home, web, overlap="1h")
    assert repository.asked[-1]["from"] == "2026-11-01T03:00:00Z"
    assert ids(came(home)["oai-2026-11-02T040000Z-from-2026-11-01T030000Z.xml"]) == ["n b2"]


def test_from_is_a_day_where_the_repository_knows_only_days(home: Home, web: Web, repository: Repository) -> None:
    repository.granularity = "YYYY-MM-DD"
    repository.add("b1", "2026-10-31")
    harvest(home, web)
    harvest(home, web, overlap="1d")
    assert repository.asked[-1]["from"] == "2026-10-31"


def test_a_full_harvest_asks_for_all(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    harvest(home, web)
    harvest(home, web, full=True, set="books")
    assert repository.asked[-1] == {"verb": "ListRecords", "metadataPrefix": "marc21", "set": "books"}


def test_nothing_new_is_no_delivery_and_forgets_nothing(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    harvest(home, web)
    repository.now = LATER
    assert harvest(home, web, overlap="0s") == Fetched((), 0)
    repository.add("b2", "2026-11-01T05:00:00Z")  # appeared late, with a time before the empty look
    assert len(harvest(home, web, overlap="0s").new) == 1


def test_an_empty_repository_is_no_delivery(home: Home, web: Web, repository: Repository) -> None:
    assert harvest(home, web) == Fetched((), 0)
    assert states_of(home) == {}


def test_what_an_empty_repository_gets_later_is_brought_whatever_its_dates(
    home: Home, web: Web, repository: Repository
) -> None:
    assert harvest(home, web).new == ()
    repository.add("b1", "2020-01-01T00:00:00Z")
    assert len(harvest(home, web).new) == 1


def test_a_failed_harvest_is_made_good_by_the_next(home: Home, web: Web, repository: Repository) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    web.faults = [lambda handler: handler.give()] * 2 + [status(500)] * 9
    with pytest.raises(SourceError, match=r"beta: .*the server says 500; given up after 4 tries"):
        harvest(home, web)
    assert (came(home), kept(home)) == ({}, [])
    web.faults, repository.now = [], LATER
    harvest(home, web)
    assert "from" not in repository.asked[-3]
    assert [len(ids(content)) for content in came(home).values()] == [5]
    assert set(states_of(home).values()) == {"fetched", "vanished"}


def test_a_repository_whose_clock_was_ahead_is_not_asked_for_its_future(
    home: Home, web: Web, repository: Repository
) -> None:
    repository.now = "2027-01-01T00:00:00Z"
    repository.add("b1")
    harvest(home, web)
    repository.now = LATER
    harvest(home, web, overlap="0s")
    assert repository.asked[-1]["from"] == LATER


@pytest.mark.parametrize(
    "fault",
    [reset, status(503, Retry_After="30"), status(429), cut(1), cut(50), cut(99), cut(50, hard=True)],
    ids=["reset", "503", "429", "cut at 1 %", "cut at 50 %", "cut at 99 %", "reset at 50 %"],
)
@pytest.mark.parametrize("when", range(4), ids=["Identify", "first page", "second page", "last page"])
def test_a_fault_at_any_page_is_survived(
    home: Home, web: Web, repository: Repository, fault: object, when: int
) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    web.faults = [*[lambda handler: handler.give()] * when, fault]  # type: ignore[list-item]
    harvest(home, web)
    assert [ids(content) for content in came(home).values()] == [[f"n b{n}" for n in range(5)]]


def test_retry_after_is_waited_for(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    web.faults, clock = [status(503, Retry_After="45")], Clock()
    look(home, oai_vendor(home, web.url("/oai")), clock=clock)
    assert clock.slept[0] == 45


def test_an_ill_formed_page_is_asked_for_again(home: Home, web: Web, repository: Repository) -> None:
    for n in range(3):
        repository.add(f"b{n}")
    repository.broken = 2
    harvest(home, web)
    assert [len(ids(content)) for content in came(home).values()] == [3]


def test_pages_that_stay_ill_formed_are_no_delivery(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    repository.broken = 99
    with pytest.raises(SourceError, match="not well-formed XML"):
        harvest(home, web)
    assert (states_of(home), kept(home)) == ({}, [])


def test_the_same_token_again_ends_the_harvest(home: Home, web: Web, repository: Repository) -> None:
    repository.loops = True
    for n in range(9):
        repository.add(f"b{n}")
    with pytest.raises(SourceError, match="the same resumption token came twice"):
        harvest(home, web)
    assert (came(home), kept(home)) == ({}, [])


def test_an_expired_token_begins_the_harvest_again(home: Home, web: Web, repository: Repository) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    repository.expired = 1
    harvest(home, web)
    assert [ids(content) for content in came(home).values()] == [[f"n b{n}" for n in range(5)]]


def test_tokens_that_always_expire_end_the_harvest(home: Home, web: Web, repository: Repository) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    repository.expired = 99
    with pytest.raises(SourceError, match="badResumptionToken: expired"):
        harvest(home, web)
    assert sum("resumptionToken" in each for each in repository.asked) == 2
    assert (came(home), kept(home)) == ({}, [])


def test_what_the_vendor_file_has_wrong_is_not_tried_again(home: Home, web: Web, repository: Repository) -> None:
    with pytest.raises(ConfigError, match=r"beta: .*cannotDisseminateFormat: only marc21.*fetch\.prefix"):
        harvest(home, web, prefix="oai_dc")
    assert len(repository.asked) == 2


def test_metadata_that_is_not_marc_is_the_vendor_files_fault(home: Home, web: Web, repository: Repository) -> None:
    repository.items.append(Item("oai:repo.example:1", LATER, '<dc xmlns="http://purl.org/dc/elements/1.1/"/>'))
    with pytest.raises(ConfigError, match=r"oai:repo\.example:1 is <dc>, not MARCXML: see fetch\.prefix"):
        harvest(home, web)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html></html>", "not OAI-PMH but <html>"),
        (f'<!DOCTYPE x [<!ENTITY e "x">]><OAI-PMH xmlns="{OAI}">&e;</OAI-PMH>'.encode(), "document type declaration"),
        (f'<OAI-PMH xmlns="{OAI}"><Identify/></OAI-PMH>'.encode(), "no responseDate"),
        (
            f'<OAI-PMH xmlns="{OAI}"><responseDate>0001-01-01T00:00:00Z</responseDate></OAI-PMH>'.encode(),
            "no responseDate",
        ),
        (b"", "not well-formed XML"),
    ],
)
def test_what_is_no_repository_is_told_of(home: Home, web: Web, page: bytes, words: str) -> None:
    web.put("/oai", page)
    with pytest.raises(SourceError, match=words):
        harvest(home, web)


def test_a_slow_repository_does_not_hold_us_for_ever(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    web.faults = [drip(0.02)] * 9
    vendor = oai_vendor(home, web.url("/oai"), limits={"max_seconds": "1s", "per_second": 9})
    with pytest.raises(SourceError, match=r"limits\.max_seconds"):
        fetching.fetch(vendor, home.settings, home.store, LATER, connect=home.connect)
    assert kept(home) == []


def test_memory_does_not_grow_with_the_harvest(home: Home, web: Web, repository: Repository, tmp_path: Path) -> None:
    repository.page_size = 20
    for n in range(200):
        repository.add(f"b{n}", title="x" * 50_000)
    vendor = oai_vendor(home, web.url("/oai"), limits=QUICK)
    repository.items, items = repository.items[:1], repository.items
    look(home, vendor)  # what is only loaded once
    repository.items, repository.now = items, LATER
    tracemalloc.start()
    look(home, vendor)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max(map(len, came(home).values())) > 10_000_000
    assert peak < 9_000_000  # the page that the server makes, the same as it came, and what is written of it


def test_pieces_are_a_stream() -> None:
    stream = Pieces(iter([b"abc", b"", b"de"]))
    assert [stream.read(2) for _ in range(4)] == [b"ab", b"c", b"de", b""]
    assert Pieces(iter([b"abc"])).read() == b"abc"


def test_a_deleted_header_withdraws_the_record(
    open_home: Callable[..., Home], own_schemas: Path, web: Web, repository: Repository
) -> None:
    source = f"{{kind: oai, url: '{web.url('/oai')}', private_addresses: true, limits: {{per_second: 9999}}}}"
    text = [f"fetch: {source}" if each.startswith("fetch:") else each for each in vendor_yaml("beta").splitlines()]
    text = [each.replace("marc21", "marcxml") if each.startswith("format:") else each for each in text]
    (own_schemas / "vendors" / "beta.yml").write_text("\n".join(text), "utf-8")
    home = open_home(schemas=own_schemas)
    for each in (book("b1"), book("b2")):
        repository.items.append(Item(f"oai:repo.example:{each.control_number}", "2026-11-01", to_marcxml(each)))
    assert pipeline.harvest(home, "beta").counts["candidate"] == 2
    repository.now = LATER
    repository.items[0] = Item("oai:repo.example:b1", "2026-11-01T12:00:00Z")
    report = pipeline.harvest(home, "beta")
    assert (report.counts["unchanged"], report.counts["deleted"], report.live) == (1, 1, 1)
