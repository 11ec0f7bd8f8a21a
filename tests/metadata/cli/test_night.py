from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from metadata.home import Home
from metadata.settings import load_settings
from metadata.store.store import REVISION
from tests.metadata.cli.conftest import ROOT, SAMPLES, Emat


def published(data: Path) -> dict[str, str]:
    files = (data / "files").rglob("*")
    return {str(each): hashlib.sha256(each.read_bytes()).hexdigest() for each in files if each.is_file()}


def test_demo_ends_as_the_readme_of_the_samples_says(emat: Emat, demo: Path) -> None:
    state = emat("status", "--data-dir", demo, "--format", "json")
    assert state.code == 1  # a delivery waits for a person
    assert state.json["vendors"] == {
        "film-service": 30,
        "marc-aggregator": 43,
        "nordic-platform": 38,
        "onix-audiobooks": 33,
        "onix-publisher": 42,
    }
    (waiting,) = state.json["waiting"]
    assert (waiting["delivery"], waiting["state"]) == ("aggregator-20261103.mrc", "held")
    assert state.json["quarantined"] == {"open": 3, "superseded": 1}
    assert state.json["publication"] == 2


def test_demo_joins_what_is_one_title_and_leaves_apart_what_is_not(demo: Path) -> None:
    with sqlite3.connect(demo / "ematerial.db") as store:
        found = [row[0] for row in store.execute("select found from review_item")]
    assert sum('"title-tail"' in each for each in found) == 1
    for veto in ("media", "volume"):
        assert sum(f'"reason": "{veto}"' in each for each in found) == 1


def test_demo_plays_into_the_folder_that_the_environment_names_and_played_again_changes_nothing(
    emat: Emat, own_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> dict[str, Any]:
        told: dict[str, Any] = emat("status", "--data-dir", own_demo, "--format", "json").json
        for each in told["ledger"].values():
            assert each.pop("look")["error"] == ""  # the sources were looked at again
        return told

    before = state(), published(own_demo)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with monkeypatch.context() as around:
        around.setenv("EMAT_DATA_DIR", str(own_demo))
        around.chdir(elsewhere)
        again = emat("demo", "-q", "--format", "json")
    assert (again.code, [each["published"] for each in again.json]) == (0, [{}, {}])  # one document, a night each
    assert list(elsewhere.iterdir()) == []
    assert (state(), published(own_demo)) == before
    assert before[1]


def test_run_exits_1_while_a_delivery_is_held(emat: Emat, own_demo: Path) -> None:
    ran = emat("run", "--data-dir", own_demo, "--format", "json", "-q")
    assert (ran.code, ran.json["sound"], ran.json["published"]) == (1, False, {})
    assert set(ran.json) == {"sound", "vendors", "lists", "publication", "published"}


def test_run_of_a_sound_vendor_exits_0(emat: Emat, own_demo: Path) -> None:
    ran = emat("run", "--data-dir", own_demo, "--vendor", "film-service", "-q", "--format", "json")
    assert (ran.code, [each["vendor"] for each in ran.json["vendors"]]) == (0, ["film-service"])


def test_run_of_an_unknown_vendor_is_wrong_use(emat: Emat, own_demo: Path) -> None:
    ran = emat("run", "--data-dir", own_demo, "--vendor", "nobody")
    assert ran.code == 2
    assert "there are film-service, marc-aggregator, nordic-platform, onix-audiobooks, onix-publisher" in ran.err


def test_run_makes_the_data_folder_and_takes_what_lies_in_the_inbox(emat: Emat, tmp_path: Path) -> None:
    inbox = tmp_path / "new" / "inbox" / "film-service"
    inbox.mkdir(parents=True)
    given = SAMPLES / "film-service" / "night-1" / "films-20261101.mrc"
    (inbox / given.name).write_bytes(given.read_bytes())
    ran = emat("run", "--data-dir", tmp_path / "new")
    assert ran.code == 0
    assert "films-20261101.mrc (committed)" in ran.out
    assert published(tmp_path / "new")


def test_gate_shows_and_rejects_a_held_delivery(emat: Emat, own_demo: Path) -> None:
    held = emat("gate", "list", "--data-dir", own_demo, "--format", "json").json
    (one,) = held
    assert set(one) == {"delivery", "vendor", "name", "at", "reason", "counts", "checks"}
    assert "held since" in emat("gate", "list", "--data-dir", own_demo).out
    number = one["delivery"]
    assert emat("gate", "reject", number, "--data-dir", own_demo).code == 2  # no reason given
    assert emat("gate", "reject", number, "--reason", " ", "--data-dir", own_demo).code == 2
    assert emat("gate", "reject", number, "--reason", "cut short", "--data-dir", own_demo).code == 0
    assert emat("gate", "list", "--data-dir", own_demo).out == "no delivery is held\n"
    assert emat("status", "--data-dir", own_demo, "--format", "json").code == 0


def test_an_approved_delivery_is_committed_and_published(emat: Emat, own_demo: Path) -> None:
    (one,) = emat("gate", "list", "--data-dir", own_demo, "--format", "json").json
    ran = emat("gate", "approve", one["delivery"], "--reason", "the vendor ended a contract", "--data-dir", own_demo)
    assert ran.code == 0
    state = emat("status", "--data-dir", own_demo, "--format", "json")
    assert (state.code, state.json["vendors"]["marc-aggregator"], state.json["publication"]) == (0, 17, 3)


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_only_a_held_delivery_can_be_decided(verb: str, emat: Emat, own_demo: Path) -> None:
    ran = emat("gate", verb, 1, "--reason", "why", "--data-dir", own_demo)
    assert (ran.code, "not held" in ran.err) == (2, True)


def test_status_exits_1_while_a_file_is_refused(
    emat: Emat, own_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (held,) = emat("gate", "list", "--data-dir", own_demo, "--format", "json").json
    emat("gate", "reject", held["delivery"], "--reason", "cut short", "--data-dir", own_demo)
    schemas = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    assert emat("status", "--data-dir", own_demo).code == 0
    for name in ("vendors/film-service.yml", "libraries/FI-Mallila.yml", "suppress.yml", "rules/titles.yml"):
        whole = (schemas / name).read_bytes()
        (schemas / name).write_text("strange: '\n", "utf-8")
        ran = emat("status", "--data-dir", own_demo)
        assert (ran.code, "refused " in ran.out) == (1, True)
        (schemas / name).write_bytes(whole)
    assert emat("status", "--data-dir", own_demo).code == 0


def test_status_for_people_names_every_delivery(emat: Emat, demo: Path) -> None:
    out = emat("status", "--data-dir", demo).out
    assert "films-20261102.mrc" in out
    assert "records in quarantine: 3 open, 1 superseded; see emat quarantine list" in out
    assert "publication 2" in out
    assert "2 committed, 1 held" in out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The title (245 $a) is missing"),
        ("fi", "Nimeke (245 $a) puuttuu"),
        ("sv", "Titel (245 $a) saknas"),
    ],
)
def test_what_withholds_a_product_is_told_in_words(emat: Emat, demo: Path, language: str, words: str) -> None:
    """A product of ONIX without a title never reaches the rules: the crosswalk withholds it."""
    told = emat("quarantine", "list", "--vendor", "onix-publisher", "--lang", language, "--data-dir", demo).out
    number = told.split()[0]
    shown = emat("quarantine", "show", number, "--lang", language, "--data-dir", demo).out
    for each in (told, shown):
        assert words in each
    assert "title-missing: title-missing" not in shown
    partial = emat("quarantine", "list", "--vendor", "onix-audiobooks", "--data-dir", demo).out
    assert "Partial update of an unknown product" in partial


def test_explain_tells_the_ledger_of_a_members_delivery_in_a_line(emat: Emat, demo: Path) -> None:
    out = emat("explain", "onix-publisher:fi.example.revontuli.1001", "--data-dir", demo).out
    lines = [each for each in out.splitlines() if each.startswith("  delivery ")]
    assert len(lines) == out.count(".mrc #") + out.count(".xml #"), "one for each member"
    assert [each.split()[0] for each in lines[0].removeprefix("  delivery ").split(", ")] == [
        "seen",
        "fetched",
        "refined",
        "committed",
    ]


def test_the_hint_at_held_deliveries_comes_only_where_something_is_held(emat: Emat, own_demo: Path) -> None:
    from metadata.cli.summary import show_next

    def said() -> str:
        out = StringIO()
        with closing(Home(load_settings(own_demo))) as home:
            show_next(Console(file=out, width=200), home)
        return out.getvalue()

    assert "emat gate list" in said()
    (one,) = emat("gate", "list", "--data-dir", own_demo, "--format", "json").json
    emat("gate", "reject", one["delivery"], "--reason", "cut short", "--data-dir", own_demo)
    assert "emat gate list" not in said()
    assert "emat explain" in said()


def test_status_counts_states_and_tells_the_newest_entry_and_the_last_look(emat: Emat, demo: Path) -> None:
    ledger = emat("status", "--data-dir", demo, "--format", "json").json["ledger"]
    assert ledger["marc-aggregator"]["states"] == {"committed": 2, "held": 1}
    assert ledger["marc-aggregator"]["newest"]["delivery"] == "aggregator-20261103.mrc"
    assert len(ledger["marc-aggregator"]["newest"]["sha256"]) == 64
    look = ledger["film-service"]["look"]
    assert (look["error"], look["upto"]) == ("", look["at"])


def test_database_is_brought_up_to_date_more_than_once(emat: Emat, tmp_path: Path) -> None:
    first, second = (emat("db", "upgrade", "--data-dir", tmp_path / "new") for _ in range(2))
    assert (first.code, first.out) == (0, second.out)
    assert first.out.startswith("store at revision ")


def test_the_revision_for_machines(emat: Emat, tmp_path: Path) -> None:
    assert emat("db", "upgrade", "-q", "--data-dir", tmp_path, "--format", "json").json == {"revision": REVISION}


def test_every_command_takes_quiet(emat: Emat) -> None:
    commands = [
        ["db", "upgrade"],
        ["gate", "approve"],
        ["vendors", "schema"],
        ["convert"],
        ["serve"],
        ["report", "vendor"],
    ]
    for each in commands:
        assert re.search("-q\\b.*No progress, no comments", emat(*each, "--help").out), each


def test_data_folder_is_named_by_option_environment_or_place(
    emat: Emat, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = emat("status")
    assert (nowhere.code, "no data folder" in nowhere.err) == (2, True)
    missing = emat("status", "--data-dir", tmp_path / "missing")
    assert (missing.code, (tmp_path / "missing").exists()) == (2, False)
    monkeypatch.chdir(demo.parent)
    assert emat("status", "--format", "json").json["publication"] == 2
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMAT_DATA_DIR", str(demo))
    assert emat("status", "--format", "json").json["publication"] == 2


def test_vendor_files_are_checked(emat: Emat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert emat("vendors", "check").code == 0
    monkeypatch.setenv("EMAT_SCHEMAS", str(tmp_path))
    (tmp_path / "vendors").mkdir()
    good = (ROOT / "schemas" / "vendors" / "film-service.yml").read_text()
    (tmp_path / "vendors" / "good.yml").write_text(good)
    (tmp_path / "vendors" / "misspelt.yml").write_text(good.replace("identity:", "identiy:"))
    (tmp_path / "vendors" / "no-yaml.yml").write_text("title: [")
    ran = emat("vendors", "check")
    assert (ran.code, ran.out.startswith("good: ")) == (1, True)
    line = good.splitlines().index(next(each for each in good.splitlines() if each.startswith("identity"))) + 1
    assert f"misspelt.yml:{line}: identiy: no such key; did you mean 'identity'?" in ran.err
    assert "no-yaml.yml:1: not YAML" in ran.err
    told = emat("vendors", "check", "--format", "json").json
    assert (told["vendors"], sorted(told["refused"])) == (["good"], ["misspelt", "no-yaml"])


def test_a_file_is_no_data_folder_and_nothing_stands_before_what_is_told(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    ran = emat("run", "--data-dir", tmp_path / "data")
    assert (ran.code, ran.err) == (2, f"emat: {tmp_path / 'data'} is a file; a data folder is wanted\n")
    ran = emat("run", "--vendor", "nobody", "--data-dir", tmp_path / "new")
    assert ran.code == 2
    assert ran.err.startswith("emat: there is no vendor file for nobody; ")
