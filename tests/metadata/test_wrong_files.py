"""A wrong file of schemas/: a vendor's or library's costs that one alone, one of the house's own stops all."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from feeds import book, deliver, everything, live_ids, night, report, tree
from rich.console import Console
from starlette.testclient import TestClient

from metadata import pipeline
from metadata.acquisitions import stages as acquiring
from metadata.cli.inspect import show_status
from metadata.cli.summary import as_json, show_night
from metadata.errors import ConfigError
from metadata.gate import load_gate_texts
from metadata.home import Home
from metadata.publish.server import create_server
from metadata.reports import status

Forget = Callable[[], None]
BROKEN = {
    "not YAML": "isil: 'FI-Two\n",
    "an unknown key": "linkz: {}\n",
    "nothing": "",
    "no text": "\udcff",
}


@pytest.fixture
def home(open_home: Callable[..., Home], own_schemas: Path, forget: Forget) -> Home:
    """An installation whose schemas a test may break, with a night behind it: every vendor offers two titles."""
    forget()
    home = open_home(schemas=own_schemas)
    for each in ("alpha", "beta", "gamma"):
        deliver(home, each, "1.mrc", [book(f"{each}{number}", f"Kirja {each} {number}") for number in range(2)])
    pipeline.run(home)
    return home


def broken(path: Path, how: str) -> None:
    """Spoil a file; what it held is lost, or has a fault more."""
    held = path.read_text("utf-8") if how == "an unknown key" else ""
    path.write_bytes((held + BROKEN[how]).encode("utf-8", "surrogateescape"))


def live(home: Home, view: str) -> set[str]:
    found = home.catalogue().view(view)
    assert found is not None
    return {each.title_id for each in found.entries() if not each.deleted}


def gone(home: Home, view: str) -> int:
    found = home.catalogue().view(view)
    assert found is not None
    return found.deleted()


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_vendor_file_stops_no_other_vendor_and_loses_nothing(home: Home, how: str) -> None:
    """What it offered stays as it was, in the whole and in the libraries; the others go on."""
    before = {view: live(home, view) for view in ("all", "FI-One", "FI-Two")}
    broken(home.settings.schemas / "vendors" / "beta.yml", how)
    later = home.renewed()
    deliver(later, "beta", "2.mrc", book("beta9", "Uusi beta"))
    done = night(later, "gamma", "2.mrc", book("gamma9", "Uusi gamma"))
    assert report(done, "beta").failed[0].startswith("beta.yml:")
    assert (live_ids(later, "beta"), live_ids(later, "gamma")) == ({"beta0", "beta1"}, {"gamma0", "gamma1", "gamma9"})
    assert not done.is_sound
    assert done.published.counts["new"] == 1
    for view, titles in before.items():
        assert titles <= live(later, view)
    assert live(later, "FI-Two") - before["FI-Two"]
    assert set(status(later)["refused"]) == {"beta"}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_library_file_keeps_its_view_and_stops_no_other(home: Home, how: str) -> None:
    before = live(home, "FI-Two")
    broken(home.settings.schemas / "libraries" / "FI-Two.yml", how)
    later = home.renewed()
    done = night(later, "alpha", "2.mrc", [book(f"alpha{number}", f"Kirja alpha {number}") for number in range(3)])
    assert all(each.is_sound for each in done.vendors)
    assert (set(done.left_out), done.is_sound) == ({"libraries/FI-Two.yml"}, False)
    assert len(live(later, "FI-One")) == 3
    assert (live(later, "FI-Two"), gone(later, "FI-Two")) == (before, 0)
    assert set(as_json(done)["refused"]) == set(status(later)["refused"]) == {"libraries/FI-Two.yml"}
    out = StringIO()
    show_night(Console(width=160, file=out), done, later)
    show_status(Console(width=160, file=out), status(later))
    assert "library left out, its view stays as it was: FI-Two.yml:" in out.getvalue()
    assert "refused libraries/FI-Two.yml: FI-Two.yml:" in out.getvalue()


def test_the_view_of_a_library_with_a_broken_file_goes_on_with_what_is_published(home: Home) -> None:
    """It selects and links as its file last said: what comes into its collections comes to it, and it is served."""
    before = live(home, "FI-Two")
    broken(home.settings.schemas / "libraries" / "FI-Two.yml", "not YAML")
    later = home.renewed()
    night(later, "gamma", "2.mrc", book("gamma9", "Uusi gamma"))
    (new,) = live(later, "FI-Two") - before
    assert list((later.settings.files / "FI-Two" / "delta").iterdir())
    base = "http://127.0.0.1:8088"
    with TestClient(create_server(later), base_url=base) as client:
        listed = client.get("/oai/lib/FI-Two", params={"verb": "ListRecords", "metadataPrefix": "marc21"}).text
        assert new in listed
        assert 'status="deleted"' not in listed
        assert client.get(f"/titles/{new}?view=FI-Two").status_code == 200
        assert client.get("/oai/lib/FI-One", params={"verb": "Identify"}).status_code == 200


def test_a_mended_library_file_counts_again(home: Home) -> None:
    path = home.settings.schemas / "libraries" / "FI-Two.yml"
    whole = path.read_text("utf-8")
    broken(path, "not YAML")
    pipeline.run(home.renewed())
    path.write_text(whole.replace('"beta", "gamma"', '"beta"'), "utf-8")
    later = home.renewed()
    assert pipeline.run(later).is_sound
    assert gone(later, "FI-Two") == 2


def test_a_broken_library_system_costs_the_libraries_that_have_it(home: Home) -> None:
    schemas = home.settings.schemas
    path = schemas / "libraries" / "FI-Two.yml"
    path.write_text(path.read_text("utf-8") + "ils: koha\nholdings: {item_type: EKIRJA}\n", "utf-8")
    pipeline.run(home.renewed())
    before = live(home, "FI-Two")
    (schemas / "ils" / "koha.yml").write_text("title: [\n", "utf-8")
    later = home.renewed()
    done = night(later, "alpha", "2.mrc", [book(f"alpha{number}", f"Kirja alpha {number}") for number in range(3)])
    assert set(done.left_out) == {"libraries/FI-Two.yml"}
    reason = done.left_out["libraries/FI-Two.yml"]
    assert reason.startswith("FI-Two.yml:")
    assert "the file of its library system is refused: koha.yml:" in reason
    assert (live(later, "FI-Two"), len(live(later, "FI-One"))) == (before, 3)


def test_a_list_of_a_library_whose_file_is_broken_waits_and_the_others_come(home: Home) -> None:
    lists = 'acquisitions: {shop: {format: csv, fetch: {kind: folder, path: "%s", pattern: "*.csv"}}}\n'
    for isil in ("FI-One", "FI-Two"):
        path = home.settings.schemas / "libraries" / f"{isil}.yml"
        path.write_text(path.read_text("utf-8") + lists % isil, "utf-8")
        deliver(home, isil, "shop.csv", b"record;collection\nalpha:alpha0;\n")
    broken(home.settings.schemas / "libraries" / "FI-Two.yml", "an unknown key")
    later = home.renewed()
    assert acquiring.lists(later) == ["FI-One.shop"]
    assert [each.vendor for each in pipeline.run(later).lists] == ["FI-One.shop"]
    with pytest.raises(ConfigError, match=r"FI-Two\.yml:\d+: linkz"):
        acquiring.feed_named(later, "FI-Two.shop")


OWN = (
    "consortium.yml",
    "enrich.yml",
    "files.yml",
    "gates.yml",
    "match.yml",
    "merge.yml",
    "normalise.yml",
    "scores.yml",
)
TABLES = ("codes/marc_languages.csv", "codes/author_words.csv", "codes/stop_words.csv", "onix/short_tags.csv")


@pytest.mark.parametrize("name", (*OWN, "crosswalks/onix_gate.yml"))
@pytest.mark.parametrize("text", ["version: 'a\n", "stray: 1\n", None], ids=["not YAML", "other keys", "no file"])
def test_a_wrong_file_of_the_houses_own_stops_before_anything_is_written(
    home: Home, forget: Forget, name: str, text: str | None
) -> None:
    if name.startswith("crosswalks") and text != "version: 'a\n":
        pytest.skip("it is read by name, and its shape is that of its reader")
    path = home.settings.schemas / name
    path.unlink() if text is None else path.write_text(text, "utf-8")
    assert_stops(home, forget, path.name)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("spoil", ["cells", "bytes"])
def test_a_wrong_table_stops_before_anything_is_written(home: Home, forget: Forget, name: str, spoil: str) -> None:
    """And is not taken for a fault of every record that asks for it."""
    path = home.settings.schemas / name
    raw = path.read_bytes()
    path.write_bytes(raw + (b"x,\n" * 9 if spoil == "cells" else b"\xff\xfe\n"))
    told = assert_stops(home, forget, name)
    assert spoil == "bytes" or f"{name}:{raw.count(bytes((10,))) + 1}: " in told


def assert_stops(home: Home, forget: Forget, name: str) -> str:
    """A night says what is wrong where, and has written nothing; what it says."""
    forget()
    load_gate_texts.cache_clear()
    later = home.renewed()
    deliver(later, "beta", "2.mrc", book("beta9", "Uusi beta"))
    before = everything(later)
    with pytest.raises(ConfigError) as refused:
        pipeline.run(later)
    assert name in str(refused.value)
    assert everything(later) == before
    assert_stops_in_airflow(later, name)
    return str(refused.value)


def assert_stops_in_airflow(home: Home, name: str) -> None:
    """The stage that needs the file fails and commits nothing; those before it may have done their part."""
    files, records = tree(home.settings.files), live_ids(home, "beta")
    with pytest.raises(ConfigError, match=re.escape(name)):
        if failed := pipeline.harvest(home, "beta").failed:
            assert live_ids(home, "beta") == records
            raise ConfigError("\n".join(failed))
        pipeline.publish(home)
    assert tree(home.settings.files) == files


def test_rules_of_which_none_can_be_read_stop(home: Home, forget: Forget) -> None:
    for each in (home.settings.schemas / "rules").glob("*.yml"):
        each.write_text("rules: '\n", "utf-8")
    assert "none of the rules can be read:" in assert_stops(home, forget, "titles.yml:")


def test_a_wrong_list_of_vocabularies_is_no_affair_of_the_night(home: Home) -> None:
    (home.settings.schemas / "vocabularies.yml").write_text("yso: {kind: x}\n", "utf-8")
    assert night(home.renewed(), "beta", "2.mrc", book("beta9", "Uusi beta")).is_sound
