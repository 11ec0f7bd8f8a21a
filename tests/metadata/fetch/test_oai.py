"""oai: a harvest is whole or nothing, begins where the last one began, and carries deletes that name their records."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import book, vendor_yaml
from looks import QUICK, came, kept, look, oai_vendor, states_of
from lxml import etree
from repository import MARC, NOW, OAI, Item, Repository, marc
from web_server import Web, status

from metadata import pipeline
from metadata.errors import ConfigError, SourceError
from metadata.fetch import Fetched
from metadata.fetch.oai import Pieces
from metadata.home import Home
from metadata.store import deliveries
from transforms.formats import READERS, open_file, sniff
from transforms.formats.frame import Envelope, Parsed
from transforms.formats.marcxml import to_marcxml
from transforms.record import Record

LATER = "2026-11-02T04:00:00Z"


def harvest(home: Home, web: Web, **given: object) -> Fetched:
    return look(home, oai_vendor(home, web.url("/oai"), **given))  # type: ignore[arg-type]


def records(content: bytes, unreadable: int = 0) -> list[Record]:
    """The records that our own reader finds in a harvest; so many others it sets aside."""
    stream = io.BytesIO(content)
    assert sniff(content[:4096]) == "marcxml"
    envelope = open_file(stream, "marcxml")
    assert isinstance(envelope, Envelope)
    reader, found = READERS["marcxml"], []
    for frame in reader.frames(stream, envelope):
        assert frame.complete
        parsed = reader.parse(frame.raw, envelope)
        if not unreadable:
            assert isinstance(parsed, Parsed), parsed
        if isinstance(parsed, Parsed):
            found.append(parsed.record)
        else:
            unreadable -= 1
    assert not unreadable
    return found


def ids(content: bytes, unreadable: int = 0) -> list[str]:
    return [f"{each.at('LDR', 5)} {each.control_number}" for each in records(content, unreadable)]


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
def test_deletes_that_would_name_nothing_stop_the_harvest(
    home: Home, web: Web, repository: Repository, order: int
) -> None:
    repository.items = [Item("oai:repo.example:99", LATER, marc("b99")), Item("oai:repo.example:98", LATER)][::order]
    with pytest.raises(
        ConfigError, match=r"oai:repo\.example:99 is the identifier of 001 'b99'; see fetch\.identifier"
    ):
        harvest(home, web)
    assert kept(home) == []


def test_one_record_of_another_id_does_not_stop_the_deletes(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    repository.items += [Item("oai:repo.example:99", LATER, marc("b99")), Item("oai:repo.example:b2", LATER)]
    harvest(home, web)
    assert ids(*came(home).values()) == ["n b1", "n b99", "d b2"]


def test_deletes_stop_the_harvest_when_most_records_have_other_ids(
    home: Home, web: Web, repository: Repository
) -> None:
    repository.add("b1")
    repository.items += [Item(f"oai:repo.example:{n}", LATER, marc(f"b{n}")) for n in (98, 99)]
    repository.delete("b2")
    with pytest.raises(ConfigError, match=r"oai:repo\.example:98 is the identifier of 001 'b98'"):
        harvest(home, web)
    assert (came(home), kept(home)) == ({}, [])


BAD = {
    "empty metadata": "<metadata/>",
    "no metadata": "",
    "an empty record": f'<metadata><record xmlns="{MARC}"/></metadata>',
    "a record with an empty leader": f'<metadata><record xmlns="{MARC}"><leader/></record></metadata>',
    "another format": '<metadata><dc xmlns="http://purl.org/dc/elements/1.1/"><title>x</title></dc></metadata>',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("identifier", ["<identifier>oai:repo.example:bad</identifier>", ""], ids=["named", "nameless"])
def test_one_bad_record_is_for_its_reader_to_set_aside(
    home: Home, web: Web, repository: Repository, bad: str, identifier: str
) -> None:
    class Bad(Item):
        def xml(self) -> str:
            return f"<record><header>{identifier}<datestamp>{LATER}</datestamp></header>{bad}</record>"

    repository.add("b1")
    repository.items.append(Bad("", LATER))
    repository.delete("b2")
    harvest(home, web)
    assert ids(*came(home).values(), unreadable=1) == ["n b1", "d b2"]


def test_a_record_without_an_id_does_not_stop_the_deletes(home: Home, web: Web, repository: Repository) -> None:
    nameless = marc("").replace('<controlfield tag="001"></controlfield>', "")
    repository.items = [Item("oai:repo.example:b1", LATER, nameless), Item("oai:repo.example:b2", LATER)]
    harvest(home, web)
    assert ids(*came(home).values()) == ["n ", "d b2"]


def test_a_delete_whose_identifier_does_not_fit_has_no_id(home: Home, web: Web, repository: Repository) -> None:
    repository.items = [Item("urn:x:b1", LATER), Item("oai:repo.example:b2", LATER)]
    harvest(home, web, identifier="oai:repo.example:{id}")
    assert ids(*came(home).values()) == ["d ", "d b2"]


@pytest.mark.parametrize("bad", ["\x0b", "&#11;", "&nbsp;"])
def test_what_only_a_parser_minds_in_a_page_is_mended(home: Home, web: Web, repository: Repository, bad: str) -> None:
    repository.add("b1", title=f"Ki{bad}ssä")
    harvest(home, web)
    (found,) = records(*came(home).values())
    assert found.value("245", "a") == ("Ki\xa0ssä" if bad == "&nbsp;" else "Kissä")


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


@pytest.mark.parametrize("clock", ["2031-01-01T00:00:00Z", "2020-01-01T00:00:00Z"], ids=["ahead", "behind"])
@pytest.mark.parametrize("order_by", ["name", "time"])
def test_a_wrong_clock_of_the_repository_does_not_put_harvests_out_of_order(
    home: Home, web: Web, repository: Repository, clock: str, order_by: str
) -> None:
    vendor = oai_vendor(home, web.url("/oai"), order_by=order_by, full=True)
    clocks = [NOW, clock, LATER] if clock < NOW else [clock, NOW, LATER]
    for day, told in enumerate(clocks, 1):
        repository.now = told
        repository.add(f"b{day}")
        look(home, vendor, now=f"2026-11-{day:02}T04:00:00Z")
    with home.store.read() as connection:
        found = sorted((each.order_key, each.id) for each, _ in deliveries.with_state(connection))
    assert [number for _, number in found] == sorted(number for _, number in found)
    assert all(key > "oai-2026-10-31T040000Z-all.xml" for key, _ in found), "what was ordered by name before is older"


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
