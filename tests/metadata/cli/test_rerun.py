"""`emat rerun` and `emat preview`: dry by default, real with a reason; what is wrong is said with exit code 2."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.metadata.cli.conftest import ROOT, Emat

VENDOR = ("--vendor", "marc-aggregator")


def test_a_dry_run_tells_and_keeps_a_preview(emat: Emat, own_demo: Path) -> None:
    ran = emat("rerun", *VENDOR, "--data-dir", own_demo)
    assert ran.code == 0
    assert "aggregator-20261103.mrc, 17 records are run again, 26 come out differently" in ran.out
    assert "it would be held: " in ran.out
    (kept,) = (own_demo / "previews").iterdir()
    assert ran.out.endswith(f"the desk shows it at /desk/previews/{kept.stem}\n")


def test_a_dry_run_for_machines_by_a_file_of_ids(emat: Emat, own_demo: Path, tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("9789527999011\n# and by its own id\nurn:isbn:9789527999066\n", "utf-8")
    told = emat("rerun", *VENDOR, "--what", "ids", "--ids", ids, "--data-dir", own_demo, "--format", "json").json
    assert told["vendors"]["marc-aggregator"]["read"] == 2
    assert told["titles"]["would_be"] == "nothing"


def test_a_real_run_is_published_and_says_who_and_why(emat: Emat, own_demo: Path) -> None:
    real = ("--what", "quarantine", "--real", "--reason", "the list was mended", "--data-dir", own_demo)
    done = emat("rerun", "--vendor", "onix-publisher", *real)
    assert (done.code, "publication 2" in done.out) == (0, True)
    with sqlite3.connect(own_demo / "ematerial.db") as store:
        said = store.execute("SELECT reason, actor FROM ledger WHERE reason LIKE 'rerun:%'").fetchall()
    assert [each[0] for each in said] == ["rerun: the list was mended"] * len(said)


def test_what_is_held_ends_with_one(emat: Emat, own_demo: Path) -> None:
    assert emat("rerun", *VENDOR, "--real", "--reason", "still so?", "--data-dir", own_demo).code == 1
    done = emat("rerun", *VENDOR, "--real", "--override", "--reason", "it is right", "--data-dir", own_demo)
    assert "aggregator-20261103.mrc committed" in done.out


WRONG = {
    "no reason": (("--real",), "Reason: it is empty"),
    "no such rule": (("--what", "rule", "--rule", "Q99"), "Rule: no such rule: Q99"),
    "no such id": (("--what", "ids", "--id", "nothing"), "Ids: 'nothing'"),
    "no such delivery": (("--what", "delivery", "--delivery", "x.mrc"), "Delivery: marc-aggregator has no delivery"),
    "no such vocabulary": (("--what", "vocabulary", "--vocabulary", "x"), "schemas/vocabularies.yml has no x"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_wrong_use_is_named(emat: Emat, demo: Path, fault: str) -> None:
    arguments, told = WRONG[fault]
    ran = emat("rerun", *VENDOR, *arguments, "--data-dir", demo)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_preview_tells_what_the_next_run_would_change(emat: Emat, demo: Path) -> None:
    ran = emat("preview", *VENDOR, "--data-dir", demo)
    assert ran.code == 0
    assert "marc-aggregator: no record is run again" in ran.out
    lines = emat("preview", "--data-dir", demo, "--format", "ndjson").out.splitlines()
    assert [json.loads(each) for each in lines] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "yesterday"), "Day: 'yesterday' is none; write it as 2026-11-01"),
        (("--vendor", "nobody"), "there is no vendor nobody; there are film-service, marc-aggregator, "),
    ],
)
def test_what_preview_cannot_look_for_is_told(emat: Emat, demo: Path, arguments: tuple[str, str], said: str) -> None:
    ran = emat("preview", *arguments, "--data-dir", demo)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


@pytest.mark.parametrize("output", ["text", "json", "ndjson"])
def test_preview_tells_a_wrong_rule_and_ends_with_1(emat: Emat, demo: Path, tmp_path: Path, output: str) -> None:
    rules = Path(shutil.copytree(ROOT / "schemas" / "rules", tmp_path / "rules"))
    (rules / "mine.yml").write_text('rules:\n  - {id: "Z01"}\n', "utf-8")
    ran = emat("preview", *VENDOR, "--rules", rules, "--data-dir", demo, "--format", output)
    assert ran.code == 1
    told = {"text": ran.out, "json": ran.out, "ndjson": ran.err}[output]
    assert "mine.yml:2: Z01: slug is missing" in told
    assert output == "json" or "rule left out mine.yml:2: " in told
    (rules / "mine.yml").unlink()
    assert emat("preview", *VENDOR, "--rules", rules, "--data-dir", demo, "--format", output).code == 0


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "is empty; write one id a line"), (b"\xff\xfe", "is no text in UTF-8")]
)
@pytest.mark.parametrize("command", [("preview",), ("rerun", *VENDOR, "--what", "ids")])
def test_a_list_of_ids_without_any_is_not_all_of_them(
    emat: Emat, demo: Path, tmp_path: Path, command: tuple[str, ...], content: bytes, told: str
) -> None:
    (tmp_path / "ids").write_bytes(content)
    ran = emat(*command, "--ids", tmp_path / "ids", "--data-dir", demo)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
