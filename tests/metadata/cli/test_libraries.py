from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.metadata.cli.conftest import ROOT, Emat


def test_shipped_library_files_are_sound(emat: Emat) -> None:
    ran = emat("libraries", "check")
    assert ran.code == 0
    assert any(each.startswith("FI-Mallila: Mallila City Library (") for each in ran.out.splitlines())


def test_a_fault_is_told_and_the_exit_code_is_1(emat: Emat, tmp_path: Path) -> None:
    text = (ROOT / "schemas" / "libraries" / "FI-Exempel.yml").read_text("utf-8")
    path = tmp_path / "FI-Exempel.yml"
    path.write_text(text.replace("acquires:", "aquires:"), "utf-8")
    line = text.splitlines().index(next(each for each in text.splitlines() if each.startswith("acquires:"))) + 1
    ran = emat("libraries", "check", path, "-q")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"FI-Exempel.yml:{line}: aquires: no such key; did you mean 'acquires'?\n"
    assert emat("libraries", "check", path, "--format", "json").json["refused"] == {"FI-Exempel": ran.err.strip()}


def test_a_library_system_is_checked_with_the_library_files(
    emat: Emat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    (schemas / "ils" / "melinda.yml").write_text("titel: x\n", "utf-8")
    ran = emat("libraries", "check", "-q")
    assert ran.code == 1
    assert "melinda.yml:1: titel: no such key; did you mean 'title'?" in ran.err
    assert emat("libraries", "check", "FI-Mallila", "-q").code == 0


@pytest.mark.parametrize(("option", "name"), [((), "library"), (("--ils",), "ils")])
def test_the_schema_is_the_one_in_the_folder(emat: Emat, option: tuple[str, ...], name: str) -> None:
    assert emat("libraries", "schema", *option).out == (ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8")


def test_new_drafts_a_file_that_check_finds_sound(emat: Emat, tmp_path: Path) -> None:
    ran = emat("libraries", "new", "FI-Uusi", "--ils", "koha", "-o", tmp_path)
    assert ran.code == 0
    assert f"emat libraries check {tmp_path / 'FI-Uusi.yml'}" in ran.out
    assert emat("libraries", "check", tmp_path / "FI-Uusi.yml").code == 0
    assert emat("libraries", "new", "FI-Uusi", "-o", tmp_path).code == 2


def test_show_tells_how_a_library_stands(emat: Emat, demo: Path) -> None:
    ran = emat("libraries", "show", "FI-Exempel", "--data-dir", demo)
    assert ran.code == 0
    assert "FI-Exempel: Exempel Municipal Library" in ran.out
    assert "/oai/lib/FI-Exempel, metadataPrefix marc21" in ran.out
    told = emat("libraries", "show", "FI-Exempel", "--data-dir", demo, "--format", "json").json
    assert told["collections"] == ["marc-aggregator", "nordic-platform", "onix-publisher"]


def test_show_knows_no_other_library(emat: Emat, demo: Path) -> None:
    ran = emat("libraries", "show", "FI-Malila", "--data-dir", demo)
    assert (ran.code, ran.err) == (2, "emat: no such library: FI-Malila; did you mean 'FI-Mallila'?\n")


def test_preview_tells_what_a_changed_copy_would_do(emat: Emat, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "FI-Exempel.yml"
    text = (ROOT / "schemas" / "libraries" / "FI-Exempel.yml").read_text("utf-8")
    copy.write_text(text.replace('"onix-publisher", "nordic-platform"]', '"onix-publisher"]'), "utf-8")
    ran = emat("libraries", "preview", "FI-Exempel", "--file", copy, "--data-dir", demo)
    assert ran.code == 0
    assert "FI-Exempel against publication 2: titles: comes 0, goes " in ran.out
    told = emat("libraries", "preview", "FI-Exempel", "--file", copy, "--data-dir", demo, "--format", "json").json
    assert told["goes"] > 10
    assert list(told["profile"]) == ["collections"]
