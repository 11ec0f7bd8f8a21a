"""fetch: every file a vendor gives, as received, once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from feeds import NOW, deliver, home_in, states

from metadata import fetch as fetching
from metadata.connections import NONE
from metadata.errors import PipelineError, SourceError
from metadata.fetch import Fetched
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.home import Home
from metadata.store import deliveries
from metadata.vendors import Vendor


def fetched(home: Home, vendor: Vendor | None = None) -> Fetched:
    return fetching.fetch(vendor or home.vendor("beta"), home.settings, home.store, NOW, connect=home.connect)


def remotes(home: Home) -> list[Remote]:
    """What the folder of vendor beta shows."""
    source = home.vendor("beta").fetch
    return list(fetching.LISTERS["folder"](source, Place(home.settings.inbox, NONE, "", fetching.budget_of(source))))


def show(monkeypatch: pytest.MonkeyPatch, *listed: Remote) -> None:
    """Let the folder show this."""
    monkeypatch.setitem(fetching.LISTERS, "folder", lambda source, place: listed)


def ledger(home: Home, name: str) -> list[str]:
    """The states that the delivery of this name went through."""
    with home.store.read() as connection:
        (found,) = (each for each, _ in deliveries.with_state(connection) if each.name == name)
        return [each.state for each in deliveries.history(connection, found.id)]


def by_time(home: Home) -> Vendor:
    vendor = home.vendor("beta")
    return vendor.model_copy(update={"fetch": vendor.fetch.model_copy(update={"order_by": "time"})})


def order_keys(home: Home) -> dict[str, str]:
    with home.store.read() as connection:
        return {each.name: each.order_key for each, _ in deliveries.with_state(connection)}


def test_a_file_is_kept_under_its_hash_as_it_came(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    (new,) = fetched(home).new
    with home.store.read() as connection:
        delivery = deliveries.load(connection, new)
    kept = home.settings.data_dir / delivery.path
    assert (kept.name, kept.read_bytes(), kept.parent) == (
        delivery.sha256,
        b"content",
        home.settings.deliveries / "beta",
    )


def test_a_known_file_is_not_read_again(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    fetched(home)
    (home.settings.inbox / "beta" / "1.mrc").chmod(0)
    assert fetched(home) == Fetched((), 1)


def test_a_touched_file_is_no_new_delivery(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    fetched(home)
    deliver(home, "beta", "1.mrc", b"content", seconds=60)
    assert fetched(home) == Fetched((), 1)


def test_new_content_of_the_same_size_is_a_new_delivery(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    fetched(home)
    deliver(home, "beta", "1.mrc", b"CONTENT", seconds=60)
    assert len(fetched(home).new) == 1


def test_only_files_that_fit_the_pattern_are_brought(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"a")
    deliver(home, "beta", "notes.txt", b"b")
    (home.settings.inbox / "beta" / "folder.mrc").mkdir()
    fetched(home)
    assert set(states(home)) == {"1.mrc"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("-rf.mrc", "-rf.mrc"),
        ("..mrc", "..mrc"),
        ("C:\\x.mrc", "C:\\x.mrc"),
        ("å" * 100 + ".mrc", "å" * 100 + ".mrc"),
        ("a\nb.mrc", "ab.mrc~"),
        ("\u202ecrm.mrc", "crm.mrc~"),
        ("\udce4.mrc", ".mrc~"),
    ],
)
def test_a_hostile_name_stays_a_name(home: Home, name: str, shown: str) -> None:
    deliver(home, "beta", name, b"content")
    fetched(home)
    (found,) = states(home)
    assert found.partition("~")[:2] == shown.partition("~")[:2]
    assert [len(each.name) for each in (home.settings.deliveries / "beta").iterdir()] == [64]


def test_no_folder_yet_is_no_delivery_yet(home: Home) -> None:
    assert fetched(home) == Fetched((), 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_the_sources_fault(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    (home.settings.inbox / "beta" / "1.mrc").chmod(0)
    with pytest.raises(SourceError, match=r"beta: 1\.mrc"):
        fetched(home)


def test_a_file_that_vanishes_is_the_sources_fault_and_leaves_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    listed = remotes(home)
    (home.settings.inbox / "beta" / "1.mrc").unlink()
    show(monkeypatch, *listed)
    with pytest.raises(SourceError, match=r"1\.mrc cannot be read"):
        fetched(home)
    assert list((home.settings.deliveries / "beta").iterdir()) == []


def test_fewer_bytes_than_announced_are_no_delivery(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    (listed,) = remotes(home)
    show(monkeypatch, listed._replace(size=99))
    with pytest.raises(SourceError, match="gave 7 bytes, 99 were announced"):
        fetched(home)
    assert (list((home.settings.deliveries / "beta").iterdir()), states(home)) == ([], {"1.mrc": "seen"})


def test_deliveries_stand_in_the_order_of_their_names(home: Home) -> None:
    for seconds, name in ((0, "2.mrc"), (60, "1.mrc")):
        deliver(home, "beta", name, name.encode(), seconds)
    fetched(home)
    assert order_keys(home) == {"1.mrc": "1.mrc", "2.mrc": "2.mrc"}


def test_deliveries_may_stand_in_the_order_of_time(home: Home) -> None:
    for seconds, name in ((0, "2.mrc"), (60, "1.mrc")):
        deliver(home, "beta", name, name.encode(), seconds)
    fetched(home, by_time(home))
    found = order_keys(home)
    assert sorted(found, key=lambda name: found[name]) == ["2.mrc", "1.mrc"]


def test_a_time_in_the_future_counts_as_arrival(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content", seconds=10**9)
    fetched(home, by_time(home))
    assert order_keys(home) == {"1.mrc": f"{NOW} 1.mrc"}


def test_a_crash_between_storing_and_registering_is_made_good(tmp_path: Path, synthetic: Path) -> None:
    home = home_in(tmp_path / "data", synthetic)
    deliver(home, "beta", "1.mrc", b"content")
    fetched(home)
    other = home_in(tmp_path / "other", synthetic)
    deliver(other, "beta", "1.mrc", b"content")
    stored = next((home.settings.deliveries / "beta").iterdir())
    (other.settings.deliveries / "beta").mkdir(parents=True)
    (other.settings.deliveries / "beta" / stored.name).write_bytes(b"content")
    assert len(fetched(other).new) == 1
    assert states(other) == {"1.mrc": "fetched"}


def test_a_link_in_a_drop_box_is_not_followed(home: Home, tmp_path: Path) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    secret = tmp_path / "secret"
    secret.write_bytes(b"not for them")
    (home.settings.inbox / "beta" / "2.mrc").symlink_to(secret)
    fetched(home)
    assert set(states(home)) == {"1.mrc"}


def test_a_file_goes_from_seen_to_fetched(home: Home) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    fetched(home)
    assert ledger(home, "1.mrc") == ["seen", "fetched"]


def test_what_failed_comes_with_the_next_look(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    (listed,) = remotes(home)
    with monkeypatch.context() as patched, pytest.raises(SourceError):
        show(patched, listed._replace(size=99))
        fetched(home)
    assert len(fetched(home).new) == 1
    assert ledger(home, "1.mrc") == ["seen", "fetched"]


def test_one_bad_file_does_not_keep_the_others_away(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("1.mrc", "2.mrc", "3.mrc"):
        deliver(home, "beta", name, name.encode())
    first, second, third = remotes(home)
    show(monkeypatch, first, second._replace(size=99), third)
    with pytest.raises(SourceError, match=r"^beta: 2\.mrc gave 5 bytes, 99 were announced$"):
        fetched(home)
    assert states(home) == {"1.mrc": "fetched", "2.mrc": "seen", "3.mrc": "fetched"}


def test_a_file_of_unknown_size_and_time_is_compared_by_its_content(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    (listed,) = remotes(home)
    show(monkeypatch, listed._replace(size=UNKNOWN, mtime=""))
    assert [len(fetched(home).new) for _ in range(3)] == [1, 0, 0]
    deliver(home, "beta", "1.mrc", b"CONTENT")
    assert len(fetched(home).new) == 1


def test_two_files_of_one_name_are_not_guessed_at(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    show(monkeypatch, *remotes(home) * 2)
    with pytest.raises(SourceError, match=r"beta: two files have the name 1\.mrc"):
        fetched(home)


def test_a_disk_that_takes_no_more_is_our_own_trouble(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(home, "beta", "1.mrc", b"content")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(PipelineError, match=r"beta: 1\.mrc: .*No space left"):
        patched.setattr(os, "fsync", full)
        fetched(home)
    assert list((home.settings.deliveries / "beta").iterdir()) == []
    assert len(fetched(home).new) == 1


def test_what_a_killed_look_left_is_swept_away_when_it_is_old(home: Home) -> None:
    folder = home.settings.deliveries / "beta"
    folder.mkdir(parents=True)
    for name, age in ((".arriving-old", 10_000), (".arriving-new", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    fetched(home)
    assert [each.name for each in folder.iterdir()] == [".arriving-new"]


def test_a_look_that_failed_is_told_of(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, place: Place) -> list[Remote]:
        raise SourceError("the server is gone")

    with monkeypatch.context() as patched, pytest.raises(SourceError, match=r"^beta: the server is gone$"):
        patched.setitem(fetching.LISTERS, "folder", refuse)
        fetched(home)
    with home.store.read() as connection:
        assert deliveries.all_looks(connection)["beta"].error == "beta: the server is gone"
    fetched(home)
    with home.store.read() as connection:
        assert deliveries.all_looks(connection)["beta"].error == ""
