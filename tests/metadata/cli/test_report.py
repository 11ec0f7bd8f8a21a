"""`emat report vendor` at the door."""

from __future__ import annotations

import json
from pathlib import Path

from tests.metadata.cli.conftest import Emat

VENDOR = "marc-aggregator"


def test_package_of_the_demo(emat: Emat, own_demo: Path) -> None:
    ran = emat("report", "vendor", VENDOR, "--data-dir", own_demo)
    assert ran.code == 0
    folder = own_demo / "reports" / VENDOR
    assert ran.out.startswith(f"{VENDOR}: ")
    assert str(folder / "feedback.xlsx") in ran.out
    assert (folder / "letter.html").read_text("utf-8").startswith("<!doctype html>\n<html lang=")


def test_numbers_for_machines(emat: Emat, own_demo: Path, tmp_path: Path) -> None:
    ran = emat(
        "report", "vendor", VENDOR, "--data-dir", own_demo, "--out", tmp_path / "x", "--lang", "sv", "--format", "json"
    )
    told = ran.json
    assert (told["vendor"], told["language"], told["folder"]) == (VENDOR, "sv", str(tmp_path / "x"))
    assert told["records"] > 0
    assert set(told["files"]) == {each.name for each in (tmp_path / "x").iterdir()}
    assert all(each["fired"] >= each["fixed"] for each in told["rules"].values())


def test_findings_line_by_line(emat: Emat, own_demo: Path) -> None:
    ran = emat("report", "vendor", VENDOR, "--data-dir", own_demo, "--lang", "en", "--format", "ndjson")
    assert ran.out == (own_demo / "reports" / VENDOR / "issues.ndjson").read_text("utf-8")
    assert {json.loads(each)["vendor"] for each in ran.out.splitlines()} == {VENDOR}


def test_wrong_use(emat: Emat, own_demo: Path) -> None:
    assert emat("report", "vendor", "nobody", "--data-dir", own_demo).code == 2
    assert emat("report", "vendor", VENDOR, "--lang", "de", "--data-dir", own_demo).code == 2
    ran = emat("report", "vendor", VENDOR, "--since", "999", "--data-dir", own_demo)
    assert (ran.code, ran.out) == (2, "")
    assert f"delivery 999 is none of {VENDOR}" in ran.err
