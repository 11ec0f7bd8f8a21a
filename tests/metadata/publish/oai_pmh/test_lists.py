"""What a list holds: whole walks, sets, and bounds of time."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from fake_catalogue import FakeCatalogue, FakeView, entry, sample, sample_catalogue
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from oai_assertions import holds
from oai_door import OAI, SITE, Door, errors, headers, identifiers, oai

from metadata.publish.oai_pmh.exchange import Request, Served


@holds("L5", "T2", "T3", "T4")
def test_a_walk_gives_everything_once_in_order_with_exact_size(door: Door) -> None:
    pages = list(door.walk(verb="ListRecords", metadataPrefix="marc21"))
    assert [each for page in pages for each in identifiers(page)] == [oai(each) for each in range(50)]
    marks = [page.find(f".//{OAI}resumptionToken") for page in pages]
    assert all(each is not None and each.get("completeListSize") == "50" for each in marks)
    assert [int(each.get("cursor", "")) for each in marks if each is not None] == list(range(0, 50, 7))
    assert marks[-1] is not None
    assert not marks[-1].text


def test_a_list_of_one_page_has_no_token(door: Door) -> None:
    root = door.ask(verb="ListRecords", metadataPrefix="marc21", until="2026-03-01T12:00:01Z")
    assert len(identifiers(root)) == 6
    assert root.find(f".//{OAI}resumptionToken") is None


@holds("L6", "T2")
def test_a_list_of_exactly_two_pages_has_no_third() -> None:
    pages = list(Door(sample_catalogue(14)).walk(verb="ListIdentifiers", metadataPrefix="marc21"))
    assert [len(identifiers(each)) for each in pages] == [7, 7]


@holds("L4")
@pytest.mark.parametrize("prefix", ["marc21", "oai_dc"])
def test_identifiers_equal_the_headers_of_records(door: Door, prefix: str) -> None:
    def shown(verb: str) -> list[bytes]:
        pages = door.walk(verb=verb, metadataPrefix=prefix)
        return [etree.tostring(each) for page in pages for each in page.iter(f"{OAI}header")]

    assert shown("ListIdentifiers") == shown("ListRecords")


@holds("L7")
def test_live_records_have_metadata_and_deleted_ones_none(door: Door) -> None:
    for page in door.walk(verb="ListRecords", metadataPrefix="oai_dc"):
        for record in page.iter(f"{OAI}record"):
            deleted = record.find(f"{OAI}header[@status='deleted']") is not None
            assert (record.find(f"{OAI}metadata") is None) is deleted
            assert not (deleted and record.find(f"{OAI}about") is not None)


@holds("L9")
def test_parent_set_holds_the_titles_of_its_children(door: Door) -> None:
    assert door.ids(set="collection") == door.ids(set="collection:aggregator:basic")
    for page in door.walk(verb="ListIdentifiers", metadataPrefix="marc21", set="collection:aggregator"):
        for header in page.iter(f"{OAI}header"):
            assert "collection:aggregator" in [each.text for each in header.iter(f"{OAI}setSpec")]


def test_set_name_that_only_begins_alike_is_another_set(door: Door) -> None:
    assert errors(door.ask(verb="ListIdentifiers", metadataPrefix="marc21", set="coll")) == ["noRecordsMatch"]


def test_a_made_up_set_is_neither_looked_for_nor_logged_as_a_harvest(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever makes up sets of thousands of characters fills the memory of servers and the log on the disk."""

    def served(group: str) -> Served | None:
        query = urlencode({"verb": "ListRecords", "metadataPrefix": "marc21", "from": "2999-01-01", "set": group})
        response = door.send(Request("GET", query.encode()))
        assert errors(etree.fromstring(response.body)) == ["noRecordsMatch"]
        return response.served

    asked = list[str]()
    count = FakeView.count
    monkeypatch.setattr(FakeView, "count", lambda view, span: asked.append(span.set) or count(view, span))
    assert served("collection") is not None  # nothing new in it, which is a harvest
    assert [served(each) for each in ("nothing", "collection:nothing", "a" * 9_000)] == [None] * 3
    assert asked == ["collection"]


@holds("L10")
def test_title_that_left_a_set_is_deleted_there_and_alive_elsewhere(door: Door) -> None:
    def deleted(**arguments: str) -> bool:
        pages = door.walk(verb="ListRecords", metadataPrefix="marc21", **arguments)
        return {name: gone for page in pages for name, gone in headers(page).items()}[oai(5)]

    assert deleted(set="collection:aggregator:basic")
    assert deleted(set="collection")
    assert not deleted(set="type:ebook")
    assert not deleted()


def test_title_that_moved_to_a_sister_set_stays_in_the_parent() -> None:
    moved = entry(1)._replace(sets=("collection:aggregator:film",), left=("collection:aggregator:basic",))
    view = sample(count=3)
    view.told = (moved,)
    catalogue = FakeCatalogue()
    catalogue.publish(view)
    door = Door(catalogue)

    def gone(group: str) -> list[bool]:
        return list(headers(door.ask(verb="ListIdentifiers", metadataPrefix="marc21", set=group)).values())

    assert [gone("collection:aggregator"), gone("collection:aggregator:basic")] == [[False], [True]]
    assert gone("collection:aggregator:film") == [False]


@holds("L1")
def test_bounds_are_inclusive(door: Door) -> None:
    moment = entry(4).datestamp
    assert door.ids(from_=moment, until=moment) == [oai(3), oai(4), oai(5)]


@holds("L3")
def test_day_bounds_reach_from_the_first_to_the_last_second(door: Door) -> None:
    days = door.ids(from_="2026-03-02", until="2026-03-02")
    assert (
        days == door.ids(from_="2026-03-02T00:00:00Z", until="2026-03-02T23:59:59Z") == [oai(n) for n in range(15, 30)]
    )


@holds("L2")
@given(st.integers(0, 49))
@settings(max_examples=50, deadline=None)
def test_until_and_from_share_exactly_the_moment(number: int) -> None:
    door, moment = Door(sample_catalogue()), entry(number).datestamp
    before, after = set(door.ids(until=moment)), set(door.ids(from_=moment))
    assert before | after == set(door.ids())
    assert before & after == set(door.ids(from_=moment, until=moment))


@holds("L8")
@pytest.mark.parametrize("prefix", ["marc21", "marcxml", "oai_dc"])
@pytest.mark.parametrize("group", [{}, {"set": "collection"}, {"set": "collection:aggregator:basic"}])
def test_deleted_records_stay_in_every_list(door: Door, prefix: str, group: dict[str, str]) -> None:
    pages = door.walk(verb="ListRecords", metadataPrefix=prefix, **group)
    found = {name for page in pages for name, gone in headers(page).items() if gone}
    assert found >= {oai(each) for each in range(3, 50, 7)}


@holds("L6")
@given(
    st.integers(1, 9), st.integers(0, 25), st.sampled_from(["", "collection", "type:ebook", "collection:aggregator"])
)
@settings(max_examples=50, deadline=None)
def test_no_page_is_empty_and_the_size_is_exact(page_size: int, count: int, group: str) -> None:
    door = Door(sample_catalogue(count), site=replace(SITE, page_size=page_size))
    pages = list(door.walk(verb="ListIdentifiers", metadataPrefix="marc21", **({"set": group} if group else {})))
    if errors(pages[0]):
        assert (count, len(pages)) == (0, 1)
        return
    sizes = [len(identifiers(each)) for each in pages]
    assert all(sizes)
    marks = [each for page in pages for each in page.iter(f"{OAI}resumptionToken")]
    assert {each.get("completeListSize") for each in marks} <= {str(sum(sizes))}
    assert [int(each.get("cursor", "-1")) for each in marks] == [sum(sizes[:n]) for n in range(len(marks))]
