"""A filled store of the previous release is brought to this one: nothing is lost, and the nights go on.

release_0001.json holds the rows that the release with revision 0001 wrote for two synthetic vendors: two nights with
a shared title, a withdrawn one, a record in quarantine and an empty file. Binary values are in hexadecimal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from feeds import (
    ISBN,
    book,
    deliver,
    dump,
    gone,
    home_in,
    live_ids,
    night,
    report,
    states,
    summarised,
    title_of,
    title_text,
)
from postgresql import BOTH, Server
from sqlalchemy import Connection, inspect, text

from metadata import pipeline, refine
from metadata.cli.night import upgrade
from metadata.home import Home
from metadata.reports import status
from metadata.store import store
from metadata.store.store import REVISION, Store

ROWS: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("release_0001.json").read_text("utf-8"))
BINARY = {"source_record": ("sha256", "raw"), "version": ("hash",), "quarantine": ("payload",)}
RENAMED = {("version", "sources"): "provenance"}
NEW = {  # what later revisions add to old rows
    "delivery": {"mark": "", "kind": "file"},
    "source_record": {
        "rules": "",
        "judged": None,
        "score": None,
        "completeness": None,
        "tt": None,
        "sr": None,
        "fills": 0,
        "envelope_id": None,
        "turns_on": None,
    },
    "title": {"base_id": None, "expression_id": None},
    "gate_check": {"samples": [], "baseline": None},
    "gate_decision": {"gates": []},
    "quarantine": {"made_with": "", "envelope_id": None, "state": "open", "turns_on": None},
}


def migrate(connection: Connection, revision: str, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(store._MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)


def fill(connection: Connection) -> None:
    """Write the rows as plain SQL, and let the numbering of PostgreSQL go on after them."""
    for table, rows in ROWS.items():
        columns = ", ".join(f'"{each}"' for each in rows[0])
        values = ", ".join(f":{each}" for each in rows[0])
        insert = text(f'INSERT INTO "{table}" ({columns}) VALUES ({values})')
        connection.execute(insert, [{key: plain(table, key, value) for key, value in row.items()} for row in rows])
        if connection.dialect.name == "postgresql" and rows[0].get("id") == 1:
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM \"{table}\"))"))


def plain(table: str, column: str, value: Any) -> Any:
    if column in BINARY.get(table, ()):
        return bytes.fromhex(value)
    return json.dumps(value) if isinstance(value, dict | list) else value


def expected() -> dict[str, list[dict[str, Any]]]:
    """The rows as this release reads them."""
    return {
        table: sorted(
            (
                {
                    RENAMED.get((table, key), key): bytes.fromhex(value) if key in BINARY.get(table, ()) else value
                    for key, value in row.items()
                }
                | NEW.get(table, {})
                for row in rows
            ),
            key=repr,
        )
        for table, rows in ROWS.items()
    }


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database filled by the previous release."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path / 'ematerial.db'}"
    else:
        server: Server = request.getfixturevalue("server")
        found = server.empty()
    old = Store(found, tmp_path / "writer.lock")
    with old.write() as connection:
        migrate(connection, "0001")
        fill(connection)
    old.close()
    yield found
    refine.store_of(found).close()
    if request.param == "postgresql":
        server.drop(found)


@pytest.fixture
def migrated(address: str, tmp_path: Path, synthetic: Path) -> Iterator[Home]:
    """The same, opened by this release."""
    home = home_in(tmp_path / "data", synthetic, database=address)
    home.clock = lambda: "2026-11-03T04:00:00Z"
    yield home
    home.close()


def test_everything_of_the_previous_release_is_still_there(migrated: Home) -> None:
    found = dump(migrated)
    wanted = expected()
    for row in found["publication"]:
        row.pop("kept")  # new since then
    assert {table: found[table] for table in wanted} == wanted
    made = {"history", "standing", "rendering"}  # by this release, of what was there
    assert {table for table, rows in found.items() if rows} == set(wanted) | made


def test_views_show_what_they_showed(migrated: Home) -> None:
    view = migrated.catalogue().view("all")
    assert view is not None
    assert (view.publication, len(view.live()), view.deleted()) == (2, 3, 1)
    assert title_text(migrated, title_of(migrated, "alpha", "a1")) == "Kissa /"
    assert status(migrated)["ledger"]["alpha"]["states"] == {"committed": 1, "empty": 1}


def test_the_nights_go_on(migrated: Home) -> None:
    dead, joint = title_of(migrated, "beta", "b2"), title_of(migrated, "beta", "b1")
    done = night(migrated, "beta", "3.mrc", [book("b2", "Koira ja äiti"), book("b4", "Uusi", ISBN[1])])
    assert (report(done, "beta").counts["new"], report(done, "beta").is_sound) == (1, True)
    assert (done.published.seq, done.published.counts["revived"], done.published.counts["new"]) == (3, 1, 1)
    assert (title_of(migrated, "beta", "b2"), title_of(migrated, "alpha", "a1")) == (dead, joint)
    assert live_ids(migrated, "beta") == {"b1", "b2", "b3", "b4"}


def test_a_file_of_before_is_known_and_an_older_one_overrides_nothing(migrated: Home) -> None:
    deliver(migrated, "beta", "2.mrc", [gone("b2"), book("b3", "Lintunen")])
    deliver(migrated, "beta", "0.mrc", book("b3", "Vanha"))
    done = pipeline.run(migrated)
    assert ("0.mrc", "committed") in report(done, "beta").deliveries
    assert ("renewal 1", "committed") in report(done, "beta").deliveries  # what an older release made is made anew
    assert not done.published.counts.keys() & {"new", "deleted", "revived"}
    assert title_text(migrated, title_of(migrated, "beta", "b3")).startswith("Lintunen")
    assert set(states(migrated, "beta").values()) == {"committed"}


def test_upgrading_back_and_forth_loses_nothing(address: str, tmp_path: Path, synthetic: Path) -> None:
    home = home_in(tmp_path / "data", synthetic, database=address)
    with home.store.alter() as connection:
        migrate(connection, "0001", down=True)
        assert "look" not in inspect(connection).get_table_names()
    assert store.upgrade_store(home.store) == REVISION
    assert dump(home)["source_record"] == expected()["source_record"]
    home.close()


def test_the_command_upgrades_and_says_to_what(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMAT_DATABASE", address)
    assert (upgrade(tmp_path / "data"), upgrade(tmp_path / "data")) == (0, 0)
    assert capsys.readouterr().out == f"store at revision {REVISION}\n" * 2


def test_two_processes_may_open_an_old_store_at_once(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits for the first, and finds nothing left to do."""
    revision: Callable[[Store], str] = store._revision
    opened = [Store(address, tmp_path / "writer.lock") for _ in range(2)]
    answers = iter(["0001", "0001", REVISION])  # what the late one believes before it has its turn
    assert store.upgrade_store(opened[0]) == REVISION
    monkeypatch.setattr(store, "_revision", lambda which: next(answers))
    assert store.upgrade_store(opened[1]) == REVISION
    assert revision(opened[1]) == REVISION
    for each in opened:
        each.close()


def test_of_what_an_older_release_published_every_version_counts(migrated: Home) -> None:
    """Which of them say more than another summary it did not keep."""
    night(migrated, "beta", "3.mrc", summarised(book("b3", "Lintunen"), "Lintu lentää."))
    night(migrated, "beta", "4.mrc", summarised(book("b3", "Lintunen"), "Lintu laulaa."))
    before = dump(migrated)["standing"]
    assert any(each["core_seq"] < each["version_seq"] for each in before)
    with migrated.store.alter() as connection:
        migrate(connection, "0019", down=True)
        assert "core_seq" not in {each["name"] for each in inspect(connection).get_columns("standing")}
        migrate(connection, REVISION)
        indexes = {each["name"]: each["column_names"] for each in inspect(connection).get_indexes("standing")}
    assert dump(migrated)["standing"] == [{**each, "core_seq": each["version_seq"]} for each in before]
    assert {name: indexes[name] for name in ("standing_core_list", "standing_core")} == {
        "standing_core_list": ["history_id", "core_seq", "title_id", "since", "until"],
        "standing_core": ["core_seq", "history_id", "since", "until"],
    }


def test_what_an_older_release_stored_learns_its_days_with_the_next_night(migrated: Home) -> None:
    """It is made anew, as after any change of the mapping; that no day was known before loses nothing."""
    tables = ("source_record", "quarantine")
    assert {row["turns_on"] for table in tables for row in dump(migrated)[table]} == {None}
    before = dump(migrated)["source_record"]
    assert report(pipeline.run(migrated), "beta").deliveries == [("renewal 1", "committed")]
    assert {row["made_with"] for row in dump(migrated)["source_record"] if not row["deleted"]}.isdisjoint(
        row["made_with"] for row in before
    )
    with migrated.store.alter() as connection:
        migrate(connection, "0020", down=True)
        for table in tables:
            assert "turns_on" not in {each["name"] for each in inspect(connection).get_columns(table)}
        migrate(connection, REVISION)
        for table in tables:
            indexes = {each["name"]: each["column_names"] for each in inspect(connection).get_indexes(table)}
            assert indexes[f"{table}_turns"] == ["vendor", "turns_on"]
