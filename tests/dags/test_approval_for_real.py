"""A held delivery in a real Airflow: the question lapses, is asked once, wants a reason, and is answered by name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from tests.dags.whole import CHECKOUT, House, house, until

ASK, CARRY_OUT = "decision.ask", "decision.carry_out"
LAPSES = 0.003  # hours: eleven seconds
QUESTION = "/dags/approve/dagRuns/{run}/taskInstances/decision.ask/0/hitlDetails"
WHY = "The vendor has told us."


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The sample nights, of which one delivery is held, and Airflow over them; no vendor's night begins meanwhile."""
    folder = tmp_path_factory.mktemp("house")
    schemas = Path(shutil.copytree(CHECKOUT / "schemas", folder / "schemas"))
    later = (datetime.now(ZoneInfo("Europe/Helsinki")) + timedelta(hours=8)).hour
    for each in (schemas / "vendors").glob("*.yml"):
        text = re.sub(
            r'^schedule: "(\d+) \d+ ', rf'schedule: "\1 {later} ', each.read_text("utf-8"), flags=re.MULTILINE
        )
        each.write_text(text, "utf-8")
    with house(folder, schemas) as started:
        yield started


def states(whole: House, run: str) -> dict[str, str]:
    found = whole.api("GET", f"/dags/approve/dagRuns/{run}/taskInstances")["task_instances"]
    return {each["task_id"]: each["state"] for each in found}


def asked(whole: House, run: str) -> dict[str, Any]:
    """Wait until a run asks; returns its question."""
    until(lambda: states(whole, run).get(ASK) == "awaiting_input")
    found: dict[str, Any] = whole.api("GET", QUESTION.format(run=run))
    return found


def told(whole: House, run: str) -> dict[str, Any]:
    """What a run says that became of the one thing it asked about."""
    address = f"/dags/approve/dagRuns/{run}/taskInstances/{CARRY_OUT}/xcomEntries/return_value?map_index=0"
    found: dict[str, Any] = whole.api("GET", f"{address}&deserialize=false")["value"]
    return found


def gate(whole: House, *arguments: str) -> str:
    command = [Path(sys.executable).with_name("emat"), "gate", *arguments, "--data-dir", whole.data]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def answer(whole: House, run: str, option: str, **fields: str) -> None:
    whole.api("PATCH", QUESTION.format(run=run), json={"chosen_options": [option], "params_input": fields})


def wakers(whole: House) -> set[str]:
    """The DAGs that have woken `publish`."""
    address = "/dags/publish/dagRuns"
    runs = [each["dag_run_id"] for each in whole.api("GET", address)["dag_runs"]]
    events = (whole.api("GET", f"{address}/{each}/upstreamAssetEvents")["asset_events"] for each in runs)
    return {each["source_dag_id"] for several in events for each in several}


@pytest.mark.long
def test_a_held_delivery_is_asked_about_answered_and_wakes_publish(whole: House) -> None:
    number = gate(whole, "list").split()[0]

    lapsing = whole.run("approve", {"hours": LAPSES})
    asked(whole, lapsing)
    assert whole.ended("approve", lapsing) == "success"
    assert "asked about again" in str(told(whole, lapsing))
    assert "approve:" not in gate(whole, "show", number), "nobody's silence is a decision"
    assert gate(whole, "list").split()[0] == number

    run = whole.run("approve", {})
    question = asked(whole, run)
    assert (question["options"], question["response_received"]) == (["Approve", "Reject"], False)
    for text in ("raja on", "gränsen är", "the limit is", "/desk/deliveries/"):
        assert text in question["body"]
    second = whole.run("approve", {})
    assert whole.ended("approve", second) == "success"
    assert states(whole, second)[ASK] == "skipped", "one question at a time"
    nobody = requests.patch(f"{whole.airflow}/api/v2{QUESTION.format(run=run)}", json={}, timeout=30)
    assert nobody.status_code == 401

    answer(whole, run, "Approve")
    time.sleep(2)
    asked(whole, run)
    assert states(whole, run)[CARRY_OUT] is None, "an answer without a reason is not taken"

    answer(whole, run, "Approve", reason=WHY)
    assert whole.ended("approve", run) == "success"
    assert "committed" in str(told(whole, run))
    assert f"approve: {WHY} (librarian," in gate(whole, "show", number)
    assert gate(whole, "list").strip() == "no delivery is held"
    assert until(lambda: "approve" in wakers(whole)), "publish is woken, and gathers what else comes"
