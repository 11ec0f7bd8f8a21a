"""fetch: every file a vendor gives, as received, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from feeds import NOW, deliver, home_in, states

from metadata import fetch as fetching
from metadata.errors import SourceError
from metadata.fetch import Fetched
from metadata.home import Home
from metadata.store import deliveries
from metadata.vendors import Vendor


def fetched(home: Home, vendor: Vendor | None = None) -> Fetched:
    return fetching.fetch(vendor or home.vendor("beta"), home.settings, home.store, NOW)


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


@pytest.mark.parametrize("name", ["-rf.mrc", "a\nb.mrc", "‮crm.mrc", "..mrc", "å" * 100 + ".mrc", "C:\\x.mrc"])
def test_a_hostile_name_stays_a_name(home: Home, name: str) -> None:
    deliver(home, "beta", name, b"content")
    fetched(home)
    assert set(states(home)) == {name}
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
    listed = list(fetching.LISTERS["folder"](home.vendor("beta").fetch, home.settings.inbox))
    (home.settings.inbox / "beta" / "1.mrc").unlink()
    monkeypatch.setitem(fetching.LISTERS, "folder", lambda where, inbox: listed)
    with pytest.raises(SourceError, match=r"1\.mrc cannot be read"):
        fetched(home)
    assert list((home.settings.deliveries / "beta").iterdir()) == []


def test_fewer_bytes_than_announced_are_no_delivery(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(home, "beta", "1.mrc", b"content")
    (listed,) = fetching.LISTERS["folder"](home.vendor("beta").fetch, home.settings.inbox)
    monkeypatch.setitem(fetching.LISTERS, "folder", lambda where, inbox: [listed._replace(size=99)])
    with pytest.raises(SourceError, match="gave 7 bytes, 99 were announced"):
        fetched(home)
    assert (list((home.settings.deliveries / "beta").iterdir()), states(home)) == ([], {})


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
