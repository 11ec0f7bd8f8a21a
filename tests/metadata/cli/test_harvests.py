"""`emat report harvests`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from metadata.publish.catalogue import Span
from metadata.publish.harvests import HarvestLog
from metadata.publish.harvests.table import kept
from metadata.publish.oai_pmh.exchange import Served
from metadata.publish.oai_pmh.tokens import Walk
from tests.metadata.cli.conftest import Emat


def harvested(data_dir: Path, view: str, agent: str, records: int = 5) -> None:
    now = datetime.now(UTC)
    written = HarvestLog(data_dir / "harvests.db", 180, lambda: now)
    walk = Walk(1, "marc21", Span(), "", records, 5, 1, f"{now:%Y-%m-%dT%H:%M:%SZ}")
    written.note(Served(view, "ListRecords", walk), agent, "192.0.2.1")
    written.close()


def test_views_and_their_systems_are_told(emat: Emat, tmp_path: Path) -> None:
    harvested(tmp_path, "all", "Koha/23.11 [red]")
    harvested(tmp_path, "all", "VuFind/9")
    harvested(tmp_path, "FI-Exempel", "Koha/23.11", records=2)
    ran = emat("report", "harvests", "--data-dir", tmp_path)
    assert ran.code == 0
    lines = {line.split()[0]: line for line in ran.out.splitlines() if line.strip()}
    assert "pulls" in lines["all"]
    assert re.search(r" 20\d\d-\d\d-\d\dT\d\d:\d\dZ ", lines["all"]), "a time and its zone"
    assert lines["FI-Exempel"].split()[:3] == ["FI-Exempel", "unfinished", "1"]
    assert "never" in lines["FI-Mallila"]
    assert {"VuFind", "Koha", "192.0.2.0/24"} <= set(ran.out.split())


def test_machines_get_the_same(emat: Emat, tmp_path: Path) -> None:
    harvested(tmp_path, "all", "Koha/23.11")
    told = emat("report", "harvests", "--format", "json", "--data-dir", tmp_path).json
    assert [each["view"] for each in told][:3] == ["all", "FI-Exempel", "FI-Mallila"]
    assert (told[0]["last"]["records"], told[0]["last"]["deleted"]) == (5, 1)
    stopped = emat("report", "harvests", "--stopped", "--format", "json", "--data-dir", tmp_path).json
    assert stopped == told[1:]
    (one,) = emat("report", "harvests", "all", "--format", "json", "--data-dir", tmp_path).json
    assert one == told[0]


def test_an_unknown_view_or_a_broken_log_is_told(emat: Emat, tmp_path: Path) -> None:
    ran = emat("report", "harvests", "FI-Nothing", "--data-dir", tmp_path)
    assert (ran.code, "there is no view FI-Nothing" in ran.err) == (2, True)
    (tmp_path / "harvests.db").write_bytes(b"no database" * 100)
    ran = emat("report", "harvests", "--data-dir", tmp_path)
    assert (ran.code, "the log of harvests" in ran.err) == (1, True)


def test_no_server_no_log(emat: Emat, tmp_path: Path) -> None:
    assert kept(tmp_path / "harvests.db") == []
    assert emat("report", "harvests", "--data-dir", tmp_path).code == 0
