"""Lists of ids: pasted or in a file of one folder, and what each of them stands for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import ISBN, book, gone, night, title_of
from hypothesis import given
from hypothesis import strategies as st

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.rerun import ids
from metadata.rerun.find import Find, find
from metadata.rerun.ids import NAME, read_ids, records_of
from metadata.rerun.wish import Wish
from metadata.store.renewal_scopes import Chosen


def put(home: Home, name: str, content: bytes) -> None:
    home.settings.id_lists.mkdir(parents=True, exist_ok=True)
    (home.settings.id_lists / name).write_bytes(content)


def test_a_file_is_read_by_its_lines(home: Home) -> None:
    put(home, "mine.txt", "\ufeffb1\r\n\r\n# of the shelf\r\n ä2 \r\nb1\r\n".encode())
    assert read_ids(home, (), "mine.txt") == ("b1", "ä2")


def test_pasted_ids_are_told_once_each(home: Home) -> None:
    assert read_ids(home, ("b1", " b1 ", "", "b2")) == ("b1", "b2")


@pytest.mark.parametrize(
    "name", ["../ematerial.db", "/etc/passwd", ".hidden", "a/b", "", "a\nb", "x" * 101, "..", "ä.txt"]
)
def test_no_name_leads_out_of_the_folder(home: Home, name: str) -> None:
    if name:
        with pytest.raises(ConfigError, match="no name of a file"):
            read_ids(home, (), name)


@given(st.text())
def test_a_name_that_passes_names_one_file(name: str) -> None:
    if NAME.fullmatch(name):
        assert Path(name).name == name
        assert name not in (".", "..")


def test_a_link_is_not_followed(home: Home) -> None:
    put(home, "real.txt", b"b1\n")
    (home.settings.id_lists / "link.txt").symlink_to("/etc/passwd")
    with pytest.raises(ConfigError, match=r"there is no link\.txt .*; there are link\.txt, real\.txt"):
        read_ids(home, (), "link.txt")


FAULTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"\n# nothing\n", "there is no id in it"),
    "no text": (b"\xff\xfe\x00b", "is no text in UTF-8"),
    "control": (b"b1\nb\x07\n", "line 2, .* is no id"),
    "long": (b"b" * 501, "line 1, .* is no id"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_list_is_refused(home: Home, fault: str) -> None:
    content, told = FAULTS[fault]
    put(home, "list.txt", content)
    with pytest.raises(ConfigError, match=told):
        read_ids(home, (), "list.txt")


def test_a_list_has_a_size(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, "list.txt", b"b1\nb2\nb3\n")
    monkeypatch.setattr(ids, "MOST", 2)
    with pytest.raises(ConfigError, match="3 ids; at most 2 at a time"):
        read_ids(home, (), "list.txt")
    monkeypatch.setattr(ids, "LARGEST", 8)
    with pytest.raises(ConfigError, match="has 9 bytes; at most 8"):
        read_ids(home, (), "list.txt")


@pytest.fixture
def found(home: Home) -> Callable[..., set[int]]:
    """Two records of beta and one of gamma that is the same title as the first; returns what looks ids up."""
    night(home, "beta", "1.mrc", [book("b1", "Kissa", ISBN[0]), book("beta:b2", "Hevonen", ISBN[1])])
    night(home, "gamma", "1.mrc", book("g1", "Kissa", ISBN[0]))

    def look(*wanted: str, vendors: tuple[str, ...] = ("beta",)) -> set[int]:
        with home.store.read() as connection:
            return records_of(connection, vendors, wanted).records

    return look


def test_an_id_is_that_of_a_vendor_a_title_or_an_isbn(home: Home, found: Callable[..., set[int]]) -> None:
    title = title_of(home, "beta", "b1")
    assert title == title_of(home, "gamma", "g1")
    every = ("beta", "gamma")
    assert found("b1") == found("beta:b1") == found(title) == found(title.lower()) == found(ISBN[0]) == {1}
    assert found("beta:b2") == found("beta:beta:b2") == {2}
    assert found(title, vendors=every) == found(f"{ISBN[0][:3]}-{ISBN[0][3:]}", vendors=every) == {1, 3}
    assert found("b1", ISBN[1], "beta:b1") == {1, 2}


def test_what_stands_for_nothing_is_named(found: Callable[..., set[int]]) -> None:
    with pytest.raises(ConfigError, match=r"Ids: 'g1', 'x': no record of beta has such an id"):
        found("b1", "g1", "x")
    with pytest.raises(ConfigError, match=r"'x4' and 2 more"):
        found(*(f"x{each}" for each in range(7)))


def test_what_is_withdrawn_is_left_out_and_counted(home: Home, found: Callable[..., set[int]]) -> None:
    night(home, "beta", "2.mrc", gone("b1"), seconds=60)
    for vendor, wanted in (("beta", Find(Chosen((2,)), 1)), ("gamma", Find(Chosen((3,))))):
        with home.store.read() as connection:
            wish = Wish("all", "ids", ids=("b1", "beta:b2", "g1"))
            assert find(home, connection, vendor, wish) == wanted
