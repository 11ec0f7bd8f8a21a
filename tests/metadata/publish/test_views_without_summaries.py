"""A view that leaves out 520 moves with what it shows, whichever channel tells it, and not with what vendors praise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, gone, night, summarised, title_of
from oai_door import OAI, SITE, Door, errors
from postgresql import BOTH_IN_FULL
from sqlalchemy import delete

from metadata import pipeline
from metadata.home import Home
from metadata.publish import standing
from metadata.publish.catalogue import EVERYTHING, Entry, Span
from metadata.publish.views import StoredView
from metadata.store import tables
from transforms.publish.showing import same_but_summary
from transforms.record import Field, Record

DATABASES = BOTH_IN_FULL
FIRST, SECOND, THIRD = (f"2026-11-01T04:00:0{number}Z" for number in range(3))
VIEWS = ("all", "FI-One", "FI-Two")
LIBRARY = """\
isil: "{isil}"
name: {{fi: "{isil}", sv: "{isil}", en: "{isil}"}}
acquires: {acquires}
links: {{beta: "https://{isil}.example/{{vendor_id}}"}}
link_text: {{fi: "Lainaa", sv: "Låna", en: "Borrow"}}
{shows}
"""
NO_SUMMARIES = ("texts: {summary: false}", 'without: ["520"]', 'without: ["52X", "041"]\nagency: library')
Make = Callable[..., Home]


def library(schemas: Path, isil: str, shows: str, acquires: str = '{collections: ["beta"]}') -> None:
    text = LIBRARY.format(isil=isil, acquires=acquires, shows=shows)
    (schemas / "libraries" / f"{isil}.yml").write_text(text, "utf-8")


@pytest.fixture
def two(open_home: Make, own_schemas: Path) -> Home:
    """FI-One takes beta with summaries, FI-Two without."""
    library(own_schemas, "FI-One", "")
    library(own_schemas, "FI-Two", NO_SUMMARIES[0])
    return open_home(schemas=own_schemas)


def view(home: Home, name: str, publication: int | None = None) -> StoredView:
    found = home.catalogue().view(name, publication)
    assert found is not None
    return found


def told(home: Home, name: str, publication: int | None = None) -> dict[str, Any]:
    """All that a view tells: headers, records in three forms, what is counted, and what shows whether it changed."""
    found = view(home, name, publication)
    entries = list(found.entries())
    forms = {form: found.page(EVERYTHING, "", 100, form).entries for form in ("marcxml", "oai_dc")}
    records = found.records([each.title_id for each in entries])
    return {"entries": entries, **forms, "records": records, "sets": found.sets(), "digest": found.digest()}


def stamps(home: Home) -> dict[str, list[str]]:
    """The datestamps in each view, ascending."""
    return {name: sorted(each.datestamp for each in view(home, name).entries()) for name in VIEWS}


def test_law_what_is_left_out_moves_nothing(two: Home) -> None:
    night(two, "beta", "1.mrc", [summarised(book("b1"), "Kissa nukkuu."), book("b2", "Hevonen")])
    before = told(two, "FI-Two")
    after = night(two, "beta", "2.mrc", summarised(book("b1"), "Kissa herää."))
    assert after.published.counts["changed"] == 1
    moved = [FIRST, SECOND]
    assert stamps(two) == {"all": moved, "FI-One": moved, "FI-Two": [FIRST, FIRST]}
    assert told(two, "FI-Two") == before == told(two, "FI-Two", 1)
    for name, count in (("all", 1), ("FI-One", 1), ("FI-Two", 0)):
        found = view(two, name)
        assert found.count(Span(SECOND)) == len(list(found.entries(Span(SECOND)))) == count
        assert found.count(Span("", FIRST)) == len(list(found.entries(Span("", FIRST)))) == 2 - count
    assert b"nukkuu" not in b"".join(each.xml for _, each in before["marcxml"])


def test_law_what_else_changes_moves_all(two: Home) -> None:
    night(two, "beta", "1.mrc", summarised(book("b1"), "Kissa nukkuu."))
    night(two, "beta", "2.mrc", summarised(book("b1"), "Kissa herää."))
    night(two, "beta", "3.mrc", summarised(book("b1", "Kissat"), "Kissat heräävät."))
    assert stamps(two) == {name: [THIRD] for name in VIEWS}
    night(two, "beta", "4.mrc", book("b1", "Kissat"))  # no summary any more
    fourth = "2026-11-01T04:00:03Z"
    assert stamps(two) == {"all": [fourth], "FI-One": [fourth], "FI-Two": [THIRD]}
    record = view(two, "FI-Two").record(title_of(two, "beta", "b1"))
    assert record is not None
    assert (record.value("005"), record.value("245", "a")) == ("20261101040002.0", "Kissat /")


def test_a_title_that_goes_and_comes_back_moves_whatever_it_says(two: Home) -> None:
    night(two, "beta", "1.mrc", summarised(book("b1"), "Kissa nukkuu."))
    night(two, "beta", "2.mrc", gone("b1"))
    assert stamps(two)["FI-Two"] == [SECOND]
    night(two, "beta", "3.mrc", summarised(book("b1"), "Kissa herää."))
    assert stamps(two) == {name: [THIRD] for name in VIEWS}


def test_a_harvester_is_given_nothing_and_no_delta_is_written(two: Home) -> None:
    night(two, "beta", "1.mrc", summarised(book("b1"), "Kissa nukkuu."))
    night(two, "beta", "2.mrc", summarised(book("b1"), "Kissa herää."))
    for name, code in (("all", []), ("FI-One", []), ("FI-Two", ["noRecordsMatch"])):
        for verb in ("ListRecords", "ListIdentifiers"):
            asked = Door(two.catalogue(), name).ask(verb=verb, metadataPrefix="marc21", from_=SECOND)
            assert errors(asked) == code
    door = Door(two.catalogue(), "FI-Two")
    identifier = f"oai:{SITE.domain}:{title_of(two, 'beta', 'b1')}"
    found = door.ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)
    assert [each.text for each in found.iter(f"{OAI}datestamp")] == [FIRST]
    deltas = {each.parent.parent.parent.name for each in two.settings.files.glob("*/delta/*/manifest.json")}
    assert deltas == {"all", "FI-One"}


@pytest.mark.parametrize("shows", NO_SUMMARIES)
def test_a_title_that_a_library_names_moves_with_what_is_shown(open_home: Make, own_schemas: Path, shows: str) -> None:
    home = open_home(schemas=own_schemas)
    night(home, "beta", "1.mrc", [summarised(book("b1"), "Kissa nukkuu."), book("b2", "Hevonen")])
    title = title_of(home, "beta", "b1")
    library(own_schemas, "FI-One", shows, f'{{collections: [], titles: ["{title}"]}}')
    again = Home(home.settings, home.clock, home.mint)
    pipeline.run(again)
    before = told(again, "FI-One")
    assert [each.datestamp for each in before["entries"]] == [SECOND]
    night(again, "beta", "3.mrc", summarised(book("b1"), "Kissa herää."))
    assert told(again, "FI-One") == before
    assert (view(again, "FI-One").count(Span(THIRD)), view(again, "all").count(Span(THIRD))) == (0, 1)
    night(again, "beta", "4.mrc", summarised(book("b1", "Kissat"), "Kissa herää."))
    assert [each.datestamp for each in view(again, "FI-One").entries()] == ["2026-11-01T04:00:03Z"]
    again.close()


def test_a_library_that_takes_summaries_or_leaves_them_out_is_given_everything_anew(
    two: Home, own_schemas: Path
) -> None:
    night(two, "beta", "1.mrc", [summarised(book("b1"), "Kissa nukkuu."), book("b2", "Hevonen")])
    night(two, "beta", "2.mrc", summarised(book("b1"), "Kissa herää."))
    for shows, second in (("", 2), (NO_SUMMARIES[1], 3)):
        library(own_schemas, "FI-Two", shows)
        again = Home(two.settings, two.clock, two.mint)
        pipeline.run(again)
        assert stamps(again)["FI-Two"] == [f"2026-11-01T04:00:0{second}Z"] * 2
        record = view(again, "FI-Two").record(title_of(again, "beta", "b1"))
        assert record is not None
        assert record.has("520") is (shows == "")
        again.close()


def test_pages_of_a_view_without_summaries_follow_each_other_without_gap_or_repeat(two: Home) -> None:
    books = [book(f"b{number}", f"Nimi {number}", isbn) for number, isbn in enumerate(ISBN)]
    night(two, "beta", "1.mrc", [summarised(each, "Hyvä.") for each in books])
    night(two, "beta", "2.mrc", [summarised(each, "Parempi.") for each in books[::2]])
    night(two, "beta", "3.mrc", summarised(books[1].add(Field.data("500", "  ", "a", "Uusi.")), "Paras."))
    found, after, pages = view(two, "FI-Two"), "", list[Entry]()
    while (page := found.page(EVERYTHING, after, 2)).entries:
        pages += (entry for entry, _ in page.entries)
        after = page.after
    assert pages == list(found.entries())
    assert len({each.title_id for each in pages}) == found.count(EVERYTHING) == len(books)
    assert sorted(each.datestamp for each in pages) == [FIRST] * (len(books) - 1) + [THIRD]


def test_a_store_of_an_older_release_learns_which_versions_count(two: Home) -> None:
    night(two, "beta", "1.mrc", [summarised(book("b1"), "Kissa nukkuu."), book("b2", "Hevonen"), book("b3", "Susi")])
    night(two, "beta", "2.mrc", [summarised(book("b1"), "Kissa herää."), book("b2", "Hevoset"), gone("b3")])
    night(two, "beta", "3.mrc", [book("b3", "Susi")])
    before = {name: told(two, name) for name in VIEWS}
    with two.store.write() as connection:
        for table in (tables.rendering, tables.standing, tables.history):
            connection.execute(delete(table))
        assert standing.catch_up(connection) == 3
    assert {name: told(two, name) for name in before} == before
    assert stamps(two)["FI-Two"] == [FIRST, SECOND, THIRD]


def test_what_only_the_store_keeps_moves_no_view_without_summaries() -> None:
    """Marks of what a machine made (883) and lengths of a vendor's file are told nowhere."""
    plain = summarised(book("b1"), "Kissa nukkuu.")
    mark = Field.data("883", "0 ", "8", "1\\p", "a", "kone")
    marked = Record(plain.leader, tuple(each.add("8", "1\\p") if each.tag == "520" else each for each in plain.fields))
    assert same_but_summary(plain, marked.add(mark))
    assert same_but_summary(plain, plain.put_at("LDR", 0, "01234").put_at("008", 0, "991231").drop("520"))
    assert not same_but_summary(plain, plain.add(Field.data("500", "  ", "a", "Uusi.")))
