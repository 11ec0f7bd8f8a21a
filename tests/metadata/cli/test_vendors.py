from __future__ import annotations

from pathlib import Path

import pytest

from tests.metadata.cli.conftest import ROOT, SAMPLES, Emat

FILMS = SAMPLES / "film-service" / "night-1" / "films-20261101.mrc"
ONIX = SAMPLES / "onix-publisher" / "night-1" / "revontuli-20261101.xml"
GOOD = (ROOT / "schemas" / "vendors" / "film-service.yml").read_text("utf-8")


@pytest.fixture
def own_vendors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emat: Emat) -> Path:
    """Schemas with two vendors: one that is sound, and one with a misspelt key."""
    monkeypatch.setenv("EMAT_SCHEMAS", str(tmp_path))
    folder = tmp_path / "vendors"
    folder.mkdir()
    (folder / "good.yml").write_text(GOOD, "utf-8")
    (folder / "bad.yml").write_text(GOOD.replace("identity:", "identiy:"), "utf-8")
    return folder


def test_shipped_vendor_files_are_sound(emat: Emat) -> None:
    ran = emat("vendors", "check")
    assert ran.code == 0
    assert "film-service: Film service (marc21, delta)" in ran.out.splitlines()


def test_one_bad_file_is_told_and_the_others_are_fine(emat: Emat, own_vendors: Path) -> None:
    ran = emat("vendors", "check")
    assert (ran.code, ran.out) == (1, "good: Film service (marc21, delta)\n")
    line = GOOD.splitlines().index('identity: "001"') + 1
    assert ran.err == f"bad.yml:{line}: identiy: no such key; did you mean 'identity'?\n"


def test_suppressions_are_checked_with_the_vendor_files(emat: Emat, own_vendors: Path) -> None:
    (own_vendors / "bad.yml").unlink()
    suppressed = 'suppress: [{rule: "I02", record: "good:1", until: 2020-12-31, reason: "x", who: "y"}]\n'
    (own_vendors.parent / "suppress.yml").write_text(suppressed, "utf-8")
    ran = emat("vendors", "check")
    told = ("suppress.yml:1: no such rule: I02", "suppress.yml:1: I02 for good:1 expired on 2020-12-31")
    assert (ran.code, ran.err.splitlines()) == (1, list(told))
    assert emat("vendors", "check", "good").code == 0


def test_rules_are_checked_with_the_vendor_files(emat: Emat, own_vendors: Path) -> None:
    (own_vendors / "bad.yml").unlink()
    (own_vendors.parent / "rules").mkdir()
    (own_vendors.parent / "rules" / "more.yml").write_text("rules: [{id: Z01}]\n", "utf-8")
    ran = emat("vendors", "check")
    assert (ran.code, ran.err) == (1, "more.yml:1: Z01: slug is missing\n")
    assert emat("vendors", "check", "good").code == 0


def test_only_the_named_files_are_checked(emat: Emat, own_vendors: Path) -> None:
    assert (emat("vendors", "check", "good").code, emat("vendors", "check", "bad").code) == (0, 1)
    assert emat("vendors", "check", "good", own_vendors / "bad.yml").code == 1
    ran = emat("vendors", "check", "nobody")
    assert (ran.code, ran.err) == (2, "emat: there is no vendor file nobody; there are bad, good\n")


def test_quiet_says_only_what_is_wrong(emat: Emat, own_vendors: Path) -> None:
    connected = GOOD.replace("kind: folder", "kind: folder, connection: nowhere")
    (own_vendors / "good.yml").write_text(connected, "utf-8")
    line = 1 + connected[: connected.index("fetch:")].count("\n")
    told = f"good.yml:{line}: warning: fetch.connection: the connection 'nowhere' is not set"
    assert told in emat("vendors", "check").err
    ran = emat("vendors", "check", "-q")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)


def test_a_connection_in_the_environment_is_set(emat: Emat, own_vendors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_vendors / "good.yml").write_text(GOOD.replace("kind: folder", "kind: folder, connection: there"), "utf-8")
    monkeypatch.setenv("EMAT_CONN_THERE", "sftp://ada:secret@vendor.example")
    ran = emat("vendors", "check", "good")
    assert (ran.code, ran.err) == (0, "")


def test_json_has_what_is_sound_what_is_not_and_what_to_know(emat: Emat, own_vendors: Path) -> None:
    (own_vendors / "third.yml").write_text("title: [", "utf-8")
    told = emat("vendors", "check", "--format", "json").json
    assert (told["vendors"], sorted(told["refused"]), told["warnings"]) == (["good"], ["bad", "third"], {})
    assert told["refused"]["third"].startswith("third.yml:1: not YAML")


def test_schema_prints_the_file_of_the_editors(emat: Emat) -> None:
    assert emat("vendors", "schema").out == (ROOT / "schemas" / "vendor.schema.json").read_text("utf-8")


@pytest.mark.parametrize("sample", [FILMS, ONIX], ids=lambda path: path.suffix)
def test_a_new_vendor_passes_check_at_once(sample: Path, emat: Emat, tmp_path: Path) -> None:
    ran = emat("vendors", "new", "newcomer", "--from", sample, "-o", tmp_path / "made")
    path = tmp_path / "made" / "newcomer.yml"
    assert (ran.code, ran.err) == (0, "")
    assert sample.name in ran.out
    assert f"emat vendors check {path}" in ran.out
    checked = emat("vendors", "check", path)
    assert checked.code == 0
    marked = [str(number) for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if "← fill in" in line]
    assert f"still to be filled in: lines {', '.join(marked)}" in checked.err
    assert f"where “← fill in” stands (lines {', '.join(marked)})" in ran.out
    assert "once it lies in schemas/vendors" in ran.out


def test_a_new_vendor_in_the_schemas_is_ready_to_convert(
    emat: Emat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    schemas = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    assert emat("vendors", "new", "newcomer", "--from", FILMS, "-q").out == ""
    told = emat("vendors", "new", "newcomer", "--from", FILMS, "--force").out
    assert f"emat convert {FILMS} --vendor newcomer --to line\n" in told
    ran = emat("convert", FILMS, "--vendor", "newcomer", "--to", "line")
    assert ran.code == 0
    assert ran.out.count("=LDR") == 30
    assert emat("vendors", "check").code == 0


def test_new_tells_machines_what_it_found(emat: Emat, tmp_path: Path) -> None:
    told = emat("vendors", "new", "newcomer", "--from", FILMS, "-o", tmp_path, "--format", "json").json
    assert (told["file"], told["sample"]) == (str(tmp_path / "newcomer.yml"), str(FILMS))
    assert (told["found"]["read"], told["found"]["encoding"]) == (30, {"MARC-8": 30})
    assert told["found"]["identity"]["001"] == {"in": 30, "different": 30}
    assert told["fill_in"]


def test_new_writes_over_a_file_only_when_forced(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "newcomer.yml").write_text("mine", "utf-8")
    ran = emat("vendors", "new", "newcomer", "--from", FILMS, "-o", tmp_path)
    assert (ran.code, (tmp_path / "newcomer.yml").read_text("utf-8")) == (2, "mine")
    assert "--force writes over it" in ran.err
    assert emat("vendors", "new", "newcomer", "--from", FILMS, "-o", tmp_path, "--force", "-q").code == 0
    assert "MARC-8" in (tmp_path / "newcomer.yml").read_text("utf-8")


def test_wrong_use_and_a_wrong_sample_have_their_own_codes(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "junk").write_text("hei")
    assert emat("vendors", "new", "Not A Name", "--from", FILMS, "-o", tmp_path).code == 2
    assert emat("vendors", "new", "newcomer", "--from", tmp_path / "missing", "-o", tmp_path).code == 2
    assert emat("vendors", "new", "newcomer", "-o", tmp_path).code == 2
    ran = emat("vendors", "new", "newcomer", "--from", tmp_path / "junk", "-o", tmp_path)
    assert (ran.code, list(tmp_path.glob("*.yml"))) == (1, [])
    assert ran.err.startswith("emat: junk: ")


@pytest.mark.parametrize("command", ["quarantine", "review"])
def test_nothing_of_a_vendor_that_is_not_there_is_told_apart_from_nothing(emat: Emat, demo: Path, command: str) -> None:
    ran = emat(command, "list", "--vendor", "nobody", "--data-dir", demo)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no vendor file nobody; there are film-service, marc-aggregator, " in ran.err
    assert emat(command, "list", "--vendor", "film-service", "--data-dir", demo).code == 0
