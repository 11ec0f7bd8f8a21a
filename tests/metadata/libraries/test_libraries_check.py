"""What `emat libraries check` says beyond the model, and the file that `emat libraries new` drafts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feeds import SHIPPED
from library_files import put_library

from metadata.connections import connections_of
from metadata.errors import ConfigError
from metadata.libraries import load_known
from metadata.libraries.check import Around, Checked, check_library, files_of
from metadata.libraries.draft import draft_library, place_for
from metadata.vendors import load_vendors

TODAY = date(2026, 11, 1)
FETCH = {"kind": "folder", "path": "x"}
BOTH = {
    "links": {"film-service": "https://l.example/f/{vendor_id}", "marc-aggregator": "https://l.example/{vendor_id}"}
}


def around(unread: frozenset[str] = frozenset()) -> Around:
    vendors, _ = load_vendors(SHIPPED)
    kept = {name: each for name, each in vendors.items() if name not in unread}
    return Around(load_known(SHIPPED), kept, unread, connections_of({}), TODAY)


def checked(folder: Path, unread: frozenset[str] = frozenset(), **changed: Any) -> Checked:
    sound: dict[str, Any] = {"acquires": {"collections": ["film-service", "marc-aggregator"]}, **BOTH}
    return check_library(put_library(folder, **{**sound, **changed}), around(unread))


def test_a_sound_file_has_nothing_to_say(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert (found.faults, found.warnings) == ([], [])


@pytest.mark.parametrize("path", sorted((SHIPPED / "libraries").glob("*.yml")), ids=lambda path: path.stem)
def test_shipped_library_files_are_sound(path: Path) -> None:
    assert check_library(path, around()).faults == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"acquires": {"collections": ["film-servise"]}},
            "no such collection: film-servise; did you mean 'film-service'?",
        ),
        ({"links": {"film": "https://l.example/{vendor_id}"}}, "links.film: no such vendor: film"),
        (
            {"acquires": {"titles": ["film-servce:1"]}},
            "titles.0: no such vendor: film-servce; did you mean 'film-service'?",
        ),
        ({"acquires": {"except": ["nobody:1"]}}, "except.0: no such vendor: nobody"),
        ({"acquires": {"titles": ["9789527999011"], "except": ["978-952-7999-01-1"]}}, "stands under titles too"),
        (
            {"acquisitions": {"a": {"fetch": FETCH, "format": "kbart", "vendor": "filmservice"}}},
            "acquisitions.a.vendor: no",
        ),
        ({"ils": "kohaa"}, "no such library system: kohaa"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    (fault,) = checked(tmp_path, **changed).faults
    assert fault.startswith("FI-Koe.yml:")
    assert told in fault


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"links": {}}, "no link of its own for film-service: its public link will stand in the records"),
        ({"acquires": {"collections": ["film-service"]}}, "links.marc-aggregator: has no effect"),
        (
            {"acquires": {"collections": [{"name": "film-service", "until": "2026-10-31"}, "marc-aggregator"]}},
            "film-service ended on 2026-10-31: renew it or take it out",
        ),
        (
            {"acquires": {"collections": [{"name": "film-service", "until": "2026-11-30"}, "marc-aggregator"]}},
            "film-service ends on 2026-11-30",
        ),
        ({"ils": "koha"}, "no item_type under holdings"),
        (
            {"acquisitions": {"a": {"fetch": {**FETCH, "connection": "nowhere"}, "format": "csv"}}},
            "acquisitions.a.fetch.connection: the connection 'nowhere' is not set",
        ),
    ],
)
def test_what_a_person_may_want_to_know_is_a_warning(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    found = checked(tmp_path, **changed)
    assert found.faults == []
    assert told in found.warnings[0]
    assert ": warning: " in found.warnings[0]


def test_the_collection_of_a_vendor_whose_file_is_wrong_is_no_fault(tmp_path: Path) -> None:
    assert checked(tmp_path, frozenset({"film-service"})).faults == []


def test_a_library_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"there is no library file FI-Malila; did you mean 'FI-Mallila'\?"):
        files_of(SHIPPED, ["FI-Malila"])


@pytest.mark.parametrize("ils", ["generic", "koha", "sierra", "folio", "aurora", "melinda"])
def test_a_draft_is_sound_as_it_stands(tmp_path: Path, ils: str) -> None:
    vendors, _ = load_vendors(SHIPPED)
    draft = draft_library("FI-Uusi", ils, vendors, load_known(SHIPPED))
    path = place_for("FI-Uusi", tmp_path, force=False)
    path.write_text(draft.text, "utf-8")
    found = check_library(path, around())
    assert found.faults == []
    assert found.library is not None
    assert {each.name for each in found.library.acquires.collections} == {each.collection for each in vendors.values()}
    assert any("still to be filled in" in each for each in found.warnings)


@pytest.mark.parametrize("isil", ["Helmet", "FI-A/B", "../FI-A", "fi-helmet", ""])
def test_a_draft_has_a_code_for_its_name(tmp_path: Path, isil: str) -> None:
    with pytest.raises(ConfigError, match="is not an ISIL"):
        place_for(isil, tmp_path, force=True)


def test_a_draft_does_not_write_over_a_file(tmp_path: Path) -> None:
    put_library(tmp_path)
    with pytest.raises(ConfigError, match="is there already"):
        place_for("FI-Koe", tmp_path / "libraries", force=False)
    assert place_for("FI-Koe", tmp_path / "libraries", force=True).exists()


def test_a_draft_for_an_unknown_system_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"no such library system: kohaa; did you mean 'koha'\?"):
        draft_library("FI-Uusi", "kohaa", {}, load_known(SHIPPED))
