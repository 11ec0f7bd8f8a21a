"""`emat report vendor` and `emat report matching` at the door."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
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


def leave_out(data: Path, why: str) -> tuple[str, list[str]]:
    """Have matching leave out an ISBN that two vendors of the demo have; returns it, and the records with it."""
    held = "FROM match_key JOIN source_record ON id = source_id WHERE kind = 'isbn' AND NOT deleted"
    shared = f"SELECT value {held} GROUP BY value HAVING count(DISTINCT vendor) > 1 ORDER BY value"
    with closing(sqlite3.connect(data / "ematerial.db")) as store, store:
        (isbn,) = store.execute(shared).fetchone()
        records = store.execute(
            f"SELECT vendor || ':' || vendor_id {held} AND value = ? ORDER BY 1", (isbn,)
        ).fetchall()
        store.execute("INSERT INTO match_limit VALUES ('isbn', ?, ?, 2)", (isbn, why))
    return isbn, [each for (each,) in records]


def test_what_matching_leaves_out(emat: Emat, own_demo: Path) -> None:
    assert emat("report", "matching", "--data-dir", own_demo).out == "matching leaves no key out\n"
    isbn, records = leave_out(own_demo, "poor")
    lines = emat("report", "matching", "--data-dir", own_demo).out.splitlines()
    vendors = [each.partition(":")[0] for each in records]
    assert lines[:2] == [f"{each}: poor 1 (records: 1)" for each in vendors]
    assert [each.split() for each in lines[2:]] == [["poor", "2", "isbn", isbn], ", ".join(records).split()]
    one = emat("report", "matching", vendors[0], "--data-dir", own_demo, "--format", "json").json
    assert (list(one["vendors"]), one["total"], one["keys"][0]["value"]) == (vendors[:1], 1, isbn)
    assert "(--top)" in emat("report", "matching", "--top", "0", "--data-dir", own_demo).out


def test_what_matching_leaves_out_of_nobody_is_wrong_use(emat: Emat, demo: Path) -> None:
    ran = emat("report", "matching", "nobody", "--data-dir", demo)
    assert (ran.code, ran.out) == (2, "")
    assert "nobody" in ran.err
