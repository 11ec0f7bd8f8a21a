"""`emat watch`: the same facts for people and machines, and by mail where somebody is to be told."""

from __future__ import annotations

import sys
from email.message import Message
from pathlib import Path

import pytest

from metadata.home import Home
from metadata.settings import load_settings
from metadata.store import deliveries
from metadata.watch.facts import PLACES
from tests.metadata.cli.conftest import Emat

sys.path.insert(0, str(Path(__file__).parents[1] / "notices"))

from mail_server import MailServer

REASON = "it breaks off [here]"


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a delivery that cannot be read."""
    monkeypatch.setitem(PLACES, "disk", lambda seen: [])
    home = Home(load_settings(tmp_path))
    with home.store.write() as connection:
        values = {"vendor": "film-service", "name": "f.mrc", "order_key": "1", "size": 1, "mtime": "", "sha256": "0"}
        number = deliveries.add_delivery(connection, {**values, "path": "deliveries/0"})
        deliveries.note(connection, number, "unreadable", "2026-11-01T02:00:00Z", reason=REASON)
    home.close()
    return tmp_path


def test_what_waits_is_told_in_the_language_that_is_asked_for(emat: Emat, broken: Path) -> None:
    ran = emat("watch", "--data-dir", broken)
    assert ran.code == 1
    assert f"! 2026-11-01  film-service: the delivery f.mrc cannot be read; ask for it again. {REASON}" in ran.out
    assert "! 1.11.2026  film-service: toimitusta f.mrc" in emat("watch", "--lang", "fi", "--data-dir", broken).out


def test_machines_get_the_same_and_so_does_status(emat: Emat, broken: Path) -> None:
    told = emat("watch", "--format", "json", "--data-dir", broken).json
    (fact,) = [each for each in told["facts"] if each["kind"] == "unreadable"]
    assert (fact["urgent"], fact["new"], fact["roles"], fact["since"]) == (
        True,
        True,
        ["operator"],
        "2026-11-01T02:00:00Z",
    )
    assert fact["path"] == "/desk/deliveries/1"
    status = emat("status", "--format", "json", "--data-dir", broken).json
    assert [each for each in status["watch"] if each["kind"] == "unreadable"] == [fact]


def test_nothing_that_waits_is_exit_code_0(emat: Emat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLACES, "disk", lambda seen: [])
    assert emat("watch", "--data-dir", tmp_path).code == 0


def words_of(mail: Message) -> str:
    """All that a mail says, decoded: its lines are broken wherever they get long."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    return "\n".join(bytes(part.get_payload(decode=True)).decode() for part in parts)


def test_people_are_told_once_as_new(emat: Emat, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MailServer() as post:
        monkeypatch.setenv("EMAT_CONN_NOTICES_MAIL", post.connection(operator="a@example.org", language="en"))
        for _ in range(2):
            assert emat("watch", "--send", "--data-dir", broken).code == 1
    first, second = map(words_of, post.mails)
    assert "Still waiting" not in first
    assert "Still waiting" in second
