"""What vendors and people wrote is shown and never obeyed: markup, signs of direction, controls, endless words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import zstandard
from lxml import html
from sqlalchemy import Connection, insert, select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store.tables import (
    decision,
    delivery,
    gate_check,
    gate_decision,
    ledger,
    quarantine,
    source_record,
    title_event,
    version,
)
from transforms.record import Field, Record

SIGNS = "\u202e\u2066\u200f"  # turn the direction of what follows
EVIL = (
    f"\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{{{ 7*7 }}}}{{% raw %}}{SIGNS}\x1b[31m\x07 {'w' * 3000}"
)
SHARED = "fi.example.revontuli.1002"
LANGUAGES = ("fi", "sv", "en")


def poison(connection: Connection) -> dict[str, object]:
    """Put the text wherever the store keeps what others wrote; returns what pages are asked by."""
    c = source_record.c
    row = connection.execute(select(c.id, c.title_id, c.delivery_id).where(c.vendor_id == SHARED)).one()
    number = (
        connection.execute(select(gate_check.c.delivery_id).where(gate_check.c.verdict == "hold")).scalars().first()
    )
    record = Record.of(
        Field("001", EVIL),
        Field.data("245", "00", "a", EVIL),
        Field.data("520", "  ", "a", EVIL),
        Field("9\u202e", EVIL),
    )
    issue = ["I02", "isbn-check-digit", "error", EVIL, EVIL, False, "", EVIL, [["value", EVIL]], False]
    samples = [{"id": EVIL, "title": EVIL, "reason": EVIL, "path": EVIL}]
    for table, values in (
        (delivery, {"order_key": EVIL, "mark": EVIL, "name": EVIL + str(number)}),
        (ledger, {"reason": EVIL, "actor": EVIL}),
        (gate_check, {"samples": samples}),
        (quarantine, {"message": EVIL, "vendor_id": EVIL}),
        (source_record, {"reason": EVIL, "issues": [issue] * 300}),
        (title_event, {"reason": EVIL, "actor": EVIL}),
    ):
        query = update(table).values(**values)
        if table is delivery:
            query = query.where(delivery.c.id == number)
        connection.execute(query)
    for old in connection.execute(select(version.c.title_id, version.c.seq, version.c.record)).all():
        made = Record.unpack(old.record)
        changed = made.map(lambda each: each if each.is_control else Field.data(each.tag, "00", "a", EVIL))
        same = (version.c.title_id == old.title_id, version.c.seq == old.seq)
        connection.execute(update(version).where(*same).values(record=changed.pack()))
    counts = {"read": 3, "filtered": 3, **{f"filtered:{EVIL}{place}": 1 for place in range(40)}}
    connection.execute(update(ledger).where(ledger.c.delivery_id == number).values(counts=counts))
    said = {"reason": EVIL, "actor": EVIL, "at": "2026-11-01T00:00:00Z"}
    connection.execute(insert(gate_decision).values(delivery_id=number, verdict="reject", used=True, gates=[], **said))
    label = f"onix-publisher:{SHARED}"
    for kind, value in (
        ("title", {"titles": [[label]], "tag": EVIL, "values": [EVIL]}),
        ("suppress", {"rule": EVIL, "until": EVIL}),
        ("edit", {"tag": EVIL, "before": EVIL, "after": EVIL, "others": [], "rule": EVIL}),
    ):
        values = {"kind": kind, "subject": label, "verdict": EVIL[:12], "value": value, "undone": EVIL, **said}
        connection.execute(insert(decision).values(**values))
    packed = zstandard.ZstdCompressor().compress(EVIL.encode() * 500)
    connection.execute(update(quarantine).values(payload=packed))
    connection.execute(update(source_record).where(c.id == row.id).values(raw=packed))
    gone = connection.execute(select(c.id).where(c.deleted.is_(True))).scalars().first()
    connection.execute(
        update(source_record).where(c.id == gone).values(vendor_id=EVIL, record=record.pack(), raw=packed)
    )
    return {"title": row.title_id, "held": number, "came": row.delivery_id}


@pytest.fixture(scope="module")
def asked(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, object]]]:
    """The desk of a poisoned store."""
    data = Path(shutil.copytree(demo, tmp_path_factory.mktemp("poisoned") / "data"))
    home = Home(load_settings(data, env={}))
    with home.store.write() as connection:
        found = poison(connection)
        found["quarantine"] = list(connection.execute(select(quarantine.c.id)).scalars())
        c = source_record.c
        found["vendor"] = connection.execute(select(c.vendor).where(c.vendor_id == EVIL)).scalar_one()
    home.close()
    home = Home(load_settings(data, env={}), read_only=True)
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as client:
        yield client, found
    home.close()


def test_what_others_wrote_is_text_on_every_page(asked: tuple[TestClient, dict[str, object]]) -> None:
    desk, found = asked
    numbers = found["quarantine"]
    assert isinstance(numbers, list)
    paths = [
        "/deliveries",
        f"/deliveries/{found['held']}",
        f"/deliveries/{found['came']}",
        "/quarantine?state=any",
        *(f"/quarantine/{each}" for each in numbers),
        "/titles?q=kivi",
        f"/titles/{found['title']}",
    ]
    for path in paths:
        for lang in LANGUAGES:
            _looks_harmless(desk, path, {"lang": lang}, "alert(1)")
    _looks_harmless(desk, "/titles", {"q": EVIL}, "alert(1)")
    shown = desk.get(f"/desk/quarantine/{numbers[0]}", params={"lang": "en"}).text
    assert "emat quarantine show" in shown  # the bytes are cut, and it is said where the whole is
    assert len(shown) < 600_000


def test_a_hostile_id_can_be_asked_for(asked: tuple[TestClient, dict[str, object]]) -> None:
    desk, found = asked
    _looks_harmless(desk, f"/records/{found['vendor']}/{quote(EVIL)}", {}, "alert(1)")


def _looks_harmless(desk: TestClient, path: str, query: dict[str, str], told: str) -> None:
    start, _, own = path.partition("?")
    answer = desk.get(f"/desk{start}", params={**query, **dict(each.split("=") for each in own.split("&") if each)})
    assert answer.status_code == 200, (path, answer.text[:2000])
    assert told in answer.text, path
    assert not set(answer.text) & {*SIGNS, "\x1b", "\x07"}, path
    page = html.fromstring(answer.text)
    assert [each.get("src", "").partition("?")[0] for each in page.iter("script")] == ["/desk/static/desk.js"], path
    assert not list(page.iter("img")), path
    assert "{{ 7*7 }}" in answer.text or "7*7" not in answer.text, path
    assert not [each for each in page.iter() if any(name.startswith("on") for name in each.attrib)], path
