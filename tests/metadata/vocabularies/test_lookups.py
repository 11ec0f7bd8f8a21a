"""A refresh has just those records refined anew that asked for what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import book, night, report
from sqlalchemy import select

from metadata import pipeline
from metadata.connections import NONE
from metadata.home import Home
from metadata.store.tables import source_record
from metadata.vocabularies.refresh import Look, refresh, renew_asked
from transforms.enrich.lookups import keys_of_texts, lookups_of
from transforms.record import Field, Record

SLM = "http://urn.fi/URN:NBN:fi:au:slm:"
GENRES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<%ss518> a skos:Concept ; skos:prefLabel "romaanit"@fi, "romaner"@sv .
<%ss27> a skos:Concept ; skos:prefLabel "novellit"@fi, "%s"@sv .
"""


def genre(uri: str, label: str) -> Field:
    return Field.data("655", " 7", "a", label, "2", "slm/fin", "0", SLM + uri)


@pytest.fixture
def reopen(open_home: Callable[..., Home], synthetic: Path) -> Iterator[Callable[[], Home]]:
    """Open the installation again, as a new process does."""
    yield lambda: open_home(schemas=synthetic)


def load(home: Home, dumps: Path, swedish: str) -> int:
    dumps.mkdir(exist_ok=True)
    (dumps / "slm-skos.ttl").write_text(GENRES % (SLM, SLM, swedish), "utf-8")
    done = refresh(Look(home.shelf, home.clock(), lambda _: NONE, ("slm",), dumps, agreed=True))
    assert done.vocabularies["slm"].state == "new"
    return renew_asked(home, done.asked)


def fields(home: Home, vendor_id: str) -> list[str]:
    with home.store.read() as connection:
        query = select(source_record.c.record).where(source_record.c.vendor_id == vendor_id)
        return [str(each) for each in Record.unpack(connection.execute(query).scalar_one()).all("655")]


def test_only_records_that_asked_for_a_changed_label_are_refined_anew(
    reopen: Callable[[], Home], tmp_path: Path
) -> None:
    home = reopen()
    novel = book("a-1", "Kissa").add(genre("s518", "romaanit"))
    stories = book("a-2", "Koira").add(genre("s27", "novellit"))
    first = night(home, "beta", "1.mrc", [novel, stories])
    assert first.is_sound, first
    assert any("noveller" in each for each in fields(home, "a-2")), "of the excerpt that is shipped"
    load(home, tmp_path / "dumps", "noveller")
    pipeline.run(reopen())
    assert load(reopen(), tmp_path / "dumps", "korta berättelser") == 1
    home = reopen()
    done = pipeline.run(home)
    assert any("korta berättelser" in each for each in fields(home, "a-2"))
    assert [(name, state) for name, state in report(done, "beta").deliveries if name.startswith("renewal")] == [
        ("renewal 2", "committed")
    ]
    assert report(done, "beta").counts["read"] == 1
    assert not report(pipeline.run(reopen()), "beta").deliveries, "a second run has nothing to do"


def test_the_keys_of_a_record_are_its_labels_ids_names_and_classes() -> None:
    record = Record.of(
        Field.data("084", "  ", "a", "84.2", "2", "ykl"),
        Field.data("100", "1 ", "a", "Canth, Minna,", "d", "1844-1897,", "e", "kirjoittaja."),
        Field.data("650", " 7", "a", "Sota (toiminta)", "2", "yso/fin", "0", "https://www.yso.fi/onto/yso/p4130"),
        Field.data("653", "  ", "a", "meri", "a", "laivat"),
        Field.data("520", "  ", "a", "rakkaus"),
    )
    asked = lookups_of(record)
    told = ("sota (toiminta)", "sota", "http://www.yso.fi/onto/yso/p4130", "meri", "laivat", "canth, minna, 1844-1897")
    assert keys_of_texts((*told, "http://urn.fi/URN:NBN:fi:au:ykl:84.2")) <= asked
    assert not keys_of_texts(("rakkaus",)) & asked
