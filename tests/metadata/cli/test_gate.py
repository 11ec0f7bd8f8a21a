"""`emat gate`: what is held is told in three languages and with examples, and decided by a person with a name."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from tests.metadata.cli.conftest import Emat


@pytest.fixture
def number(emat: Emat, demo: Path) -> int:
    """The delivery that the gate of the demo holds."""
    (one,) = emat("gate", "list", "--data-dir", demo, "--format", "json").json
    return int(one["delivery"])


def test_list_names_rule_verdict_and_reason_of_each_check(emat: Emat, demo: Path) -> None:
    (one,) = emat("gate", "list", "--data-dir", demo, "--format", "json").json
    checks = {each["key"]: each for each in one["checks"]}
    assert {key: checks[key]["rule"] for key in ("max_drop", "max_deletes", "max_errors")} == {
        "max_drop": "B01",
        "max_deletes": "B02",
        "max_errors": "B03",
    }
    assert (checks["max_drop"]["verdict"], checks["max_drop"]["baseline"]) == ("hold", 42.5)
    assert {"pass", "hold"} <= {each["verdict"] for each in one["checks"]}
    assert checks["max_deletes"]["message"]["en"] in one["reason"].split("; ", 1)[1]


@pytest.mark.parametrize(
    ("language", "held", "sentence"),
    [
        ("en", "held since", "The number of records falls by"),
        ("fi", "pysäytetty", "Tietueiden määrä on"),
        ("sv", "stoppad", "Antalet poster är"),
    ],
)
def test_list_in_three_languages(emat: Emat, demo: Path, language: str, held: str, sentence: str) -> None:
    out = emat("gate", "list", "--data-dir", demo, "--lang", language).out
    assert held in out
    assert sentence in out
    assert "emat gate approve" in out


def test_show_gives_examples_of_what_would_go(emat: Emat, demo: Path, number: int) -> None:
    out = emat("gate", "show", number, "--data-dir", demo).out
    assert "urn:isbn:" in out
    told = emat("gate", "show", number, "--data-dir", demo, "--format", "json").json
    deletes = next(each for each in told["checks"] if each["key"] == "max_deletes")
    assert len(deletes["samples"]) == 5
    assert all(each["id"].startswith("urn:") and each["title"] for each in deletes["samples"])
    assert (told["state"], told["decisions"]) == ("held", [])


def test_show_tells_of_a_delivery_that_passed(emat: Emat, demo: Path) -> None:
    told = emat("gate", "show", 1, "--data-dir", demo, "--format", "json").json
    assert told["state"] == "committed"
    assert {each["verdict"] for each in told["checks"]} <= {"pass", "warn"}
    assert told["checks"]


def test_who_decided_what_and_why_is_kept(emat: Emat, own_demo: Path, number: int) -> None:
    emat("gate", "reject", number, "--reason", "cut short", "--data-dir", own_demo)
    (said,) = emat("gate", "show", number, "--data-dir", own_demo, "--format", "json").json["decisions"]
    assert (said["verdict"], said["reason"], said["actor"]) == ("reject", "cut short", getpass.getuser())


@pytest.mark.parametrize("delivery", ["x", "-1", "1.5", "²", "99999999999999999999"])
def test_what_is_no_delivery_is_wrong_use(emat: Emat, demo: Path, delivery: str) -> None:
    assert emat("gate", "show", "--data-dir", demo, "--", delivery).code == 2


def test_no_such_delivery_and_no_held_publication(emat: Emat, demo: Path) -> None:
    assert "there is no delivery 999" in emat("gate", "show", 999, "--data-dir", demo).err
    for verb in (("show",), ("approve", "--reason", "why"), ("reject", "--reason", "why")):
        ran = emat("gate", *verb, "publication", "--data-dir", demo)
        assert (ran.code, "no publication is held" in ran.err) == (2, True)
