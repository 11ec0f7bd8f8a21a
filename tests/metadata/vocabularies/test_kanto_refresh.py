"""When KANTO changes, the records whose names it touches are refined anew, and only these. Everybody is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import book, night, report
from sqlalchemy import select

from metadata import pipeline
from metadata.connections import NONE
from metadata.home import Home
from metadata.review import items
from metadata.store.tables import source_record
from metadata.vocabularies.refresh import Look, refresh, renew_asked
from transforms.record import Field, Record

FINAF = "http://urn.fi/URN:NBN:fi:au:finaf:"
PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdac: <http://rdaregistry.info/Elements/c/> .
@prefix rdaa: <http://rdaregistry.info/Elements/a/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix finaf: <http://urn.fi/URN:NBN:fi:au:finaf:> .
"""
MATTI = 'finaf:990000001 a rdac:C10004, skos:Concept ; skos:prefLabel "Malli, Matti, 1957-"@fi .\n'
DEAD = MATTI.replace("1957-", "1957-2026")
OLLI = 'finaf:990000002 a rdac:C10004, skos:Concept ; skos:prefLabel "Otos, Olli, 1950-"@fi .\n'
OTHER_OLLI = 'finaf:990000003 a rdac:C10004, skos:Concept ; skos:prefLabel "Otos, Olli, 1980-"@fi .\n'
MERGED = DEAD.replace("990000001", "990000009") + "finaf:990000001 dct:isReplacedBy finaf:990000009 .\n"


@pytest.fixture
def reopen(open_home: Callable[..., Home], synthetic: Path) -> Callable[[], Home]:
    """Open the installation again, as a new process does."""
    return lambda: open_home(schemas=synthetic)


def load(home: Home, dumps: Path, *entries: str) -> int:
    """Refresh KANTO; returns how many records this touches."""
    dumps.mkdir(exist_ok=True)
    (dumps / "finaf-skos.ttl").write_text(PREFIXES + "".join(entries), "utf-8")
    done = refresh(Look(home.shelf, home.clock(), lambda _: NONE, ("finaf",), dumps, agreed=True))
    assert done.vocabularies["finaf"].state == "new", done.vocabularies
    return renew_asked(home, done.asked)


def names(home: Home) -> dict[str, str]:
    """The author of each record."""
    with home.store.read() as connection:
        rows = connection.execute(select(source_record)).all()
    return {row.vendor_id: str(Record.unpack(row.record).first("100")) for row in rows}


def by(vendor_id: str, *parts: str) -> Record:
    return book(vendor_id, vendor_id).put(Field.data("100", "1 ", *parts, "e", "kirjoittaja."))


def test_a_record_follows_the_entry_of_its_author_through_the_years(reopen: Callable[[], Home], tmp_path: Path) -> None:
    dumps = tmp_path / "dumps"
    load(reopen(), dumps, MATTI, OLLI)
    night(reopen(), "beta", "1.mrc", [by("b1", "a", "Malli, Matti,", "d", "1957-,"), by("b2", "a", "Otos, Olli,")])
    assert names(reopen())["b1"].endswith(f"$aMalli, Matti,$d1957-,$ekirjoittaja.$4aut$0{FINAF}990000001")
    assert load(reopen(), dumps, DEAD, OLLI) == 1, "b2 has nothing to do with it"
    assert report(pipeline.run(reopen()), "beta").counts["read"] == 1
    assert "$aMalli, Matti,$d1957-2026,$e" in names(reopen())["b1"]
    assert load(reopen(), dumps, MERGED, OLLI) == 1
    pipeline.run(reopen())
    assert names(reopen())["b1"].endswith(f"$0{FINAF}990000009")


def test_a_new_namesake_concerns_the_records_of_the_bare_name(reopen: Callable[[], Home], tmp_path: Path) -> None:
    dumps = tmp_path / "dumps"
    load(reopen(), dumps, MATTI, OLLI)
    night(reopen(), "beta", "1.mrc", [by("b1", "a", "Malli, Matti,", "d", "1957-,"), by("b2", "a", "Otos, Olli,")])
    assert not [each for each in items(reopen(), kind="heading") if each["rule"] == "A17"]
    assert load(reopen(), dumps, MATTI, OLLI, OTHER_OLLI) == 1
    pipeline.run(reopen())
    (asked,) = (each for each in items(reopen(), kind="heading") if each["rule"] == "A17")
    assert [each["label"] for each in asked["candidates"]] == ["Otos, Olli, 1950-", "Otos, Olli, 1980-"]
    assert [each["record"] for each in asked["records"]] == ["beta:b2"]
