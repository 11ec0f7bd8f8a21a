"""The DAG of vocabularies at work, with dumps from a real server on a loopback address."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from metadata.home import Home
from metadata.settings import load_settings

sys.path.insert(0, str(Path(__file__).parents[1] / "metadata" / "fetch"))

from web_server import Web

ONE = """
{name}:
  title: {{fi: "{name}", sv: "{name}", en: "{name}"}}
  fetch: {{kind: http, url: "{url}", private_addresses: true, limits: {{retries: 0, per_second: 1000}}}}
  files: [{{pattern: "{name}*"}}]
  namespaces: ["http://{name}.example/"]
  kind: genre
  languages: [fin]
  licence: "CC0-1.0"
"""
SOUND, SILENT, SHRUNKEN = NAMES = ("slm", "seko", "ykl")


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as server:
        yield server


@pytest.fixture
def declared(web: Web, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three vocabularies: one has a new version, one does not answer, one has lost nearly all of its concepts."""
    schemas = tmp_path / "schemas"
    shutil.copytree(home.settings.schemas, schemas)
    text = "".join(ONE.format(name=each, url=web.url(f"/{each}.ttl")) for each in NAMES)
    (schemas / "vocabularies.yml").write_text(text, "utf-8")
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))


def put(web: Web, name: str, count: int) -> None:
    lines = (
        f"<http://{name}.example/{n}> a <http://www.w3.org/2004/02/skos/core#Concept> ; "
        f'<http://www.w3.org/2004/02/skos/core#prefLabel> "laji {n}"@fi .'
        for n in range(count)
    )
    web.put(f"/{name}.ttl", "\n".join(lines).encode())


def lights(run: Any) -> dict[str, str]:
    found = [each for each in run.get_task_instances() if each.task_id == "refresh"]
    return {NAMES[each.map_index]: str(each.state) for each in found}


def test_only_what_a_person_must_look_at_is_red(
    dags: dict[str, Any], declared: None, web: Web, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = dags["vocabularies"].task_dict["refresh"]
    assert refresh.retries == 3
    monkeypatch.setitem(refresh.partial_kwargs, "retries", 0)  # dag.test() would wait for the last try
    put(web, SOUND, 30)
    put(web, SHRUNKEN, 30)
    run = dags["vocabularies"].test()
    assert lights(run) == {SOUND: "success", SILENT: "skipped", SHRUNKEN: "success"}
    put(web, SHRUNKEN, 3)
    run = dags["vocabularies"].test()
    assert lights(run) == {SOUND: "success", SILENT: "skipped", SHRUNKEN: "failed"}
    assert run.state == "failed"
    run = dags["vocabularies"].test(run_conf={"names": [SHRUNKEN], "agreed": True, "reason": "withdrawn on purpose"})
    (told,) = [each for each in run.get_task_instances() if each.task_id == "refresh"]
    result = told.xcom_pull(task_ids="refresh", map_indexes=0)
    assert result == {
        "vocabulary": SHRUNKEN,
        "state": "new",
        "concepts": 3,
        "records": 0,
        "by": "dag_test",
        "reason": "withdrawn on purpose",
    }
    assert told.rendered_map_index == SHRUNKEN


def test_a_version_is_not_taken_as_it_is_without_a_reason(dags: dict[str, Any], home: Home) -> None:
    nobody_said = {"agreed": True, "names": ["slm"], "reason": None}  # dag.test() keeps what the run before was given
    run = dags["vocabularies"].test(run_conf=nobody_said)
    states = {each.task_id: str(each.state) for each in run.get_task_instances()}
    assert states == {"chosen": "failed", "refresh": "upstream_failed"}


def test_the_form_refuses_a_vocabulary_that_there_is_not(dags: dict[str, Any], home: Home) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    dags["vocabularies"].params.validate()
    with pytest.raises(ParamValidationError, match="dewey"):
        dags["vocabularies"].test(run_conf={"names": ["dewey"]})


def test_every_vocabulary_can_be_chosen(dags: dict[str, Any]) -> None:
    from metadata.vocabularies.declared import load_declared

    shown = dags["vocabularies"].params.get_param("names").schema
    assert shown["examples"] == list(load_declared(load_settings(Path()).schemas))
