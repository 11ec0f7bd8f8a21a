"""The DAGs of the watch and of links at work; mails and failures go to a real mail server on a loopback address."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from metadata import coverage
from metadata.errors import PipelineError, SourceError
from metadata.home import Home
from metadata.notices import webhook
from metadata.store import deliveries

sys.path.insert(0, str(Path(__file__).parents[1] / "metadata" / "notices"))

from mail_server import MailServer


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer() as server:
        given = {"operator": "op@example.org", "librarian": "lib@example.org", "language": "en"}
        monkeypatch.setenv("AIRFLOW_CONN_NOTICES_MAIL", server.connection(**given))
        yield server


def states(run: Any) -> dict[str, str]:
    return {each.task_id: str(each.state) for each in run.get_task_instances()}


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of who runs the tests is nobody's matter."""
    from metadata.watch.facts import PLACES

    monkeypatch.setitem(PLACES, "disk", lambda seen: [])


def test_a_quiet_morning_sends_nothing(dags: dict[str, Any], home: Home, post: MailServer, no_disk: None) -> None:
    run = dags["watch"].test()
    told = {"sweep": "success", "look": "success", "identifiers": "success"}
    assert states(run) == {**told, "mail": "skipped", "webhook": "skipped"}
    assert run.state == "success"
    kept = coverage.kept(home)
    assert kept is not None
    assert "film-service" in kept["vendors"]
    assert post.mails == []


def test_what_waits_is_told_once_as_new_and_then_since_when(
    dags: dict[str, Any], home: Home, post: MailServer, no_disk: None
) -> None:
    with home.store.write() as connection:
        number = deliveries.add_delivery(
            connection,
            {"vendor": "film-service", "name": "f.mrc\r\nBcc: x@evil.example", "order_key": "1", "size": 1, "mtime": ""}
            | {"sha256": "0", "path": "deliveries/0"},
        )
        deliveries.note(connection, number, "unreadable", "2026-11-01T02:00:00Z", reason="it breaks off")
    run = dags["watch"].test()
    assert states(run)["mail"] == "success"
    (mail,) = post.mails
    assert (mail["To"], mail["Subject"], mail["Bcc"]) == (
        "op@example.org",
        "E-material metadata: 1 thing waits for a person",
        None,
    )
    body = mail.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert "New\r\n---" in text or "New\n---" in text
    assert f"/desk/deliveries/{number}" in text
    dags["watch"].test()
    assert "since 2026-11-01" in str(post.mails[1])
    assert "Still waiting" in str(post.mails[1])


def test_a_run_that_fails_is_told_to_operators(
    dags: dict[str, Any], home: Home, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(home: Home) -> None:
        raise PipelineError("the store is gone")

    from metadata.link_checks import night

    check = dags["check_links"].task_dict["check"].python_callable
    monkeypatch.setitem(check.__globals__, "check_links", broken)
    run = dags["check_links"].test()
    assert run.state == "failed"
    (mail,) = post.mails
    assert (mail["To"], mail["Subject"]) == ("op@example.org", "Failed: Check links")
    assert f"/dags/check_links/runs/{run.run_id[:10]}" in str(mail).replace("=\n", "")
    assert night.check_links is not broken


def test_a_light_that_says_that_something_waits_is_no_failure(home: Home, post: MailServer) -> None:
    from types import SimpleNamespace

    from dags.parts.notices import on_failure

    dag = SimpleNamespace(dag_id="harvest__a", dag_display_name="Harvest: A")
    for task, told in (("report", 0), ("commit", 1)):
        for each in on_failure():
            each({"dag": dag, "run_id": "r", "ti": SimpleNamespace(task_id=task)})
        assert len(post.mails) == told


def test_a_source_that_fails_is_told_though_the_light_ends_last(home: Home, post: MailServer) -> None:
    from types import SimpleNamespace

    from dags.parts.notices import FailureNotifier

    dag = SimpleNamespace(dag_id="harvest__a", dag_display_name="Harvest: A")
    told = {"dag": dag, "run_id": "r", "ti": SimpleNamespace(task_id="report")}
    for error, mails in (("the server does not answer", 1), ("", 1)):
        with home.store.write() as connection:
            deliveries.look(connection, "a", "2026-11-01T02:00:00Z", error=error)
        FailureNotifier("mail")(told)
        assert len(post.mails) == mails


def test_links_are_asked_after_and_a_night_without_records_asks_nothing(dags: dict[str, Any], home: Home) -> None:
    run = dags["check_links"].test()
    assert states(run) == {"check": "success"}


def test_what_is_held_is_told_to_librarians(dags: dict[str, Any], home: Home, post: MailServer) -> None:
    from dags.parts.notices import tell_held

    assert tell_held([], publication=True) == {"mail": 1, "refused": 0}
    (mail,) = post.mails
    assert (mail["To"], mail["Subject"]) == ("lib@example.org", "Waits for approval: the next publication")


def test_nobody_is_told_twice_because_another_channel_fails(
    dags: dict[str, Any], home: Home, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    from dags.parts.notices import tell_held

    closed = {"extra": {"url": "https://127.0.0.1:9/hook"}}
    monkeypatch.setattr(webhook, "LIMITS", webhook.LIMITS.model_copy(update={"retries": 0}))
    monkeypatch.setenv("AIRFLOW_CONN_NOTICES_WEBHOOK", json.dumps(closed))
    with pytest.raises(AirflowFailException, match="webhook"):
        tell_held([], publication=True)
    assert len(post.mails) == 1
    post.answer = "451 later"
    with pytest.raises(SourceError, match="451"):
        tell_held([], publication=True)
