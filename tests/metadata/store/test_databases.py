"""What both databases must do alike: one writer, one state for a reader, bytes in order, no secret in an error."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from feeds import NOW, SAMPLES, SHIPPED, book, deliver, night, report, title_of, title_text
from postgresql import BOTH
from sqlalchemy import text

from metadata import pipeline
from metadata.errors import PipelineError
from metadata.home import Home
from metadata.settings import Settings, load_settings
from metadata.store import publications, store
from metadata.store.store import Store, open_store_to_read
from transforms.record import Field

DATABASES = BOTH
ONLY_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
COLLATIONS = text(
    "SELECT relname, attname, collname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " JOIN pg_collation ON pg_collation.oid = attcollation"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
)


def test_a_reader_sees_one_state_from_first_to_last(home: Home) -> None:
    with home.store.read() as connection:
        assert publications.current(connection) == (0, "")
        with home.store.write() as writing:
            publications.add(writing, 1, NOW)
        assert publications.current(connection) == (0, "")
    with home.store.read() as connection:
        assert publications.current(connection) == (1, NOW)


def test_writers_of_two_machines_queue(home: Home, tmp_path: Path) -> None:
    """They share the database and no lock file."""
    other, seen = Store(home.settings.database, tmp_path / "another.lock"), list[int]()

    def second() -> None:
        with other.write() as connection:
            seen.append(publications.current(connection)[0])

    thread = threading.Thread(target=second)
    with home.store.write() as connection:
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        publications.add(connection, 1, NOW)
    thread.join(10)
    other.close()
    assert seen == [1]


def test_numbers_go_on_after_a_transaction_that_failed(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1"))
    (delivery,) = pipeline.fetch(home, "beta")
    with pytest.raises(ZeroDivisionError), home.store.write() as connection:
        connection.execute(text("INSERT INTO title (id, status, created) VALUES ('x', 'live', 'now')"))
        pipeline.deliveries.note(connection, delivery, "refined", NOW)
        assert 1 / 0
    assert report(pipeline.run(home), "beta").deliveries == [("1.mrc", "committed")]


@pytest.mark.parametrize("title", ["Kissa\x00koira", "Kissa \U0001f408", "\u0438\u0306", "a%s :b ?", "'; DROP TABLE x"])
def test_any_text_of_a_vendor_is_kept_as_text(home: Home, title: str) -> None:
    ran = night(home, "beta", "1.mrc", book("b1", title))
    assert report(ran, "beta").failed == []
    text = title_text(home, title_of(home, "beta", "b1")).casefold()  # a title begins with a capital
    assert text.startswith(("kissa", "\u0439", "\u0438", "a%s", "';"))


@pytest.mark.parametrize("vendor_id", ["b\x001", "b1\x00", "\x00"])
def test_an_id_with_a_nul_stops_nothing(home: Home, vendor_id: str) -> None:
    bad = book("b").map(lambda each: Field("001", vendor_id) if each.tag == "001" else each)
    ran = report(night(home, "beta", "1.mrc", [bad, book("b2"), bad.drop("245")]), "beta")
    assert ran.failed == []
    assert ran.counts["read"] == 3


@ONLY_POSTGRESQL
def test_every_text_column_compares_by_bytes(home: Home) -> None:
    with home.store.read() as connection:
        found = connection.execute(COLLATIONS).all()
    assert len(found) > 40
    assert {row.collname for row in found} == {"C"}


@ONLY_POSTGRESQL
def test_reading_cannot_write(home: Home) -> None:
    with pytest.raises(Exception, match="read-only transaction"), home.store.read() as connection:
        publications.add(connection, 1, NOW)


@ONLY_POSTGRESQL
def test_the_short_address_of_postgresql_is_taken_too(home: Home, tmp_path: Path) -> None:
    short = Store(home.settings.database.replace("+pg8000", ""), tmp_path / "lock")
    with short.read() as connection:
        assert publications.current(connection) == (0, "")
    short.close()


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path) -> None:
    store = Store("postgresql+pg8000://emat:hush@127.0.0.1:1/ematerial", tmp_path / "lock")
    with pytest.raises(PipelineError, match=r"the store postgresql\+pg8000://emat:\*\*\*@127") as error, store.read():
        raise AssertionError
    assert "hush" not in str(error.value)


def test_settings_do_not_show_the_password(tmp_path: Path) -> None:
    url = "postgresql+pg8000://emat:hush@db/ematerial"
    loaded = load_settings(tmp_path, {"EMAT_DATABASE": url})
    assert loaded == Settings(tmp_path, loaded.schemas, loaded.samples, url)
    assert (loaded.schemas, loaded.samples) == (SHIPPED, SAMPLES)
    assert "hush" not in repr(loaded)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_broken_file_is_told_as_such(home: Home) -> None:
    home.store.close()
    (home.settings.data_dir / "ematerial.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Exception, match="file is not a database"), home.store.read():
        pass


def test_a_store_opened_to_read_cannot_be_written_to(home: Home) -> None:
    with home.store.write() as connection:
        publications.add(connection, 1, NOW)
    reading = open_store_to_read(home.settings)
    with reading.read() as connection:
        assert publications.current(connection) == (1, NOW)
    with pytest.raises(PipelineError, match="opened to be read"), reading.write():
        pass
    for statement in ("DELETE FROM publication", "CREATE TABLE another (id INTEGER)"):
        with pytest.raises(PipelineError, match="read"), reading.read() as connection:
            connection.execute(text(statement))
    with reading.read() as connection:
        assert publications.current(connection) == (1, NOW)
    reading.close()


def test_a_store_that_is_not_there_or_of_another_release_is_not_opened_to_read(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = replace(home.settings, data_dir=home.settings.data_dir / "x", database="sqlite:////nonexistent/x.db")
    with pytest.raises(PipelineError, match="unable to open"):
        open_store_to_read(nothing)
    assert home.store
    monkeypatch.setattr(store, "REVISION", "9999")
    with pytest.raises(PipelineError, match="emat db upgrade"):
        open_store_to_read(home.settings)
