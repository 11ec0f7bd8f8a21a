"""`emat vocabularies`: what people see of a refresh, of what is loaded, and of one concept here and at Finto."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from finto_server import concepts
from refreshing import GENRES, SHIPPED, SLM
from test_incremental import DECLARED, as_triples
from web_server import Page, Web

from metadata.vocabularies.declared import load_declared
from tests.metadata.cli.conftest import Emat, emat

__all__ = ["emat"]


@pytest.fixture
def data(tmp_path: Path, dumps: Path, emat: Emat) -> Path:
    """An installation in which SLM is loaded."""
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    assert emat("vocabularies", "refresh", "--from", dumps, "--data-dir", tmp_path / "data").code == 0
    return tmp_path / "data"


@pytest.fixture
def online(finto_server: Web, tmp_path: Path, emat: Emat, monkeypatch: pytest.MonkeyPatch) -> Web:
    """Schemas whose YSO is asked for at the replay server; `emat` comes first, for it forgets the environment."""
    schemas = shutil.copytree(SHIPPED, tmp_path / "schemas")
    declared = DECLARED.format(url=finto_server.url("/rest/v1/yso"))
    (schemas / "vocabularies.yml").write_text(declared, "utf-8")
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    return finto_server


def test_a_refresh_tells_what_came(tmp_path: Path, dumps: Path, emat: Emat) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    ran = emat("vocabularies", "refresh", "--from", dumps, "--data-dir", tmp_path / "data")
    head, _, row, *others = ran.out.splitlines()
    assert head.split()[2:] == ["concepts", "labels", "added", "gone", "relabelled", "replaced", "changed"]
    assert row.split() == ["slm", "new", "4", "8", "4", "0", "0", "0", "0"]
    assert others[-1].startswith("no dump of yso, ")


def test_a_refresh_tells_what_is_otherwise_with_examples(data: Path, dumps: Path, emat: Emat) -> None:
    other = (
        GENRES.replace('"prosa"@sv', '"prosalitteratur"@sv')
        .replace("slm:s4 a skos:Concept ; owl:deprecated true", "slm:s4 a skos:Concept")
        .replace("slm:s2 a skos:Concept ; owl:deprecated true", "slm:s5 a skos:Concept ; owl:deprecated true")
    )
    (dumps / "slm-skos.ttl").write_text(other, "utf-8")
    where = ("--from", dumps, "--data-dir", data)
    refused = emat("vocabularies", "refresh", *where)
    assert refused.code == 1
    assert "slm: refused: 2 of 4 concepts are gone, replaced or have another preferred label" in refused.out
    assert "emat vocabularies refresh NAME --yes" in refused.out
    taken = emat("vocabularies", "refresh", "slm", "--yes", *where)
    assert taken.code == 0
    assert f"slm: 1 with another preferred label: prosa → prosalitteratur (swe, {SLM}s3)" in taken.out
    assert f"slm: 1 gone: they and their ids are kept until the next version: romaani ({SLM}s2)" in taken.out
    again = emat("vocabularies", "refresh", "slm", "--format", "json", *where).json
    assert (again["vocabularies"]["slm"]["state"], again["records"], again["asked"]) == ("unchanged", 0, 0)


def test_a_refresh_for_machines_has_counts_and_examples(tmp_path: Path, dumps: Path, emat: Emat) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES + 'slm:s9 a skos:Concept ; skos:prefLabel "eins"@de .', "utf-8")
    told = emat("vocabularies", "refresh", "--from", dumps, "--format", "json", "--data-dir", tmp_path / "data").json
    slm = told["vocabularies"]["slm"]
    assert slm["changes"]["added"]["total"] == 5
    assert slm["changes"]["added"]["first"][0] == [f"{SLM}s1", "romaanit"]
    assert slm["troubles"]["a label in a language that is not kept: de"] == [1, [f"{SLM}s9 eins"]]


def test_what_is_loaded_is_listed_with_version_day_size_and_licence(data: Path, emat: Emat) -> None:
    ran = emat("vocabularies", "list", "--data-dir", data)
    head, _, row, path = ran.out.splitlines()
    assert head.split() == ["vocabulary", "version", "loaded", "concepts", "labels", "dump", "MB", "licence"]
    assert [row.split()[0], *row.split()[3:]] == ["slm", "4", "8", "0.0", "CC0-1.0"]
    assert path.startswith(str(data / "vocabularies" / "index-"))
    (told,) = emat("vocabularies", "list", "--format", "json", "--data-dir", data).json
    assert (told["id"], told["bytes"], told["licence"]) == ("slm", len(GENRES.encode()), "CC0-1.0")


def test_without_a_dump_the_excerpt_is_told_of_and_asked(tmp_path: Path, emat: Emat) -> None:
    where = ("--data-dir", tmp_path / "data")
    assert "the excerpt that is shipped" in emat("vocabularies", "list", *where).out
    ran = emat("vocabularies", "show", "rakkaus", *where)
    assert (ran.code, "http://www.yso.fi/onto/yso/p5131  yso concept  the index" in ran.out) == (0, True)


def test_a_concept_is_shown_by_its_uri_and_by_any_label(data: Path, emat: Emat) -> None:
    by_uri = emat("vocabularies", "show", f"{SLM}s1", "--data-dir", data)
    assert by_uri.code == 0
    lines = by_uri.out.splitlines()
    assert lines[0] == f"{SLM}s1  slm genre  the index"
    assert "  fin         romaanit   also pitkät kertomukset; romaanikirjallisuus" in lines
    assert "  swe         romaner" in lines
    by_label = emat("vocabularies", "show", "Pitkät kertomukset", "--data-dir", data)
    assert by_label.out == by_uri.out
    old = emat("vocabularies", "show", f"{SLM}s2", "--data-dir", data)
    assert f"  withdrawn   for {SLM}s4" in old.out
    missing = emat("vocabularies", "show", "olematon", "--data-dir", data)
    assert (missing.code, missing.out) == (1, "the index has no olematon\n")


def test_finto_is_asked_only_on_request(online: Web, tmp_path: Path, emat: Emat) -> None:
    some = concepts()[40]
    where = ("--data-dir", tmp_path / "data")
    emat("vocabularies", "show", some.uri, *where)
    assert not online.asked
    for what in (some.uri, some.uri.replace("http:", "https:"), some.labels["fin"]):
        told = emat("vocabularies", "show", what, "--online", "--format", "json", *where).json
        (found,) = told["finto"]["yso"]["concepts"]
        assert (found["uri"], found["labels"]) == (some.uri, some.labels)
    assert "Finto, yso" in emat("vocabularies", "show", some.uri, "--online", *where).out


def test_a_small_refresh_asks_finto_alone(online: Web, tmp_path: Path, emat: Emat) -> None:
    first = concepts()[0]
    (inbox := tmp_path / "data" / "inbox" / "dumps").mkdir(parents=True)
    old = first._replace(labels={**first.labels, "fin": "entinen nimi"})
    (inbox / "yso-skos.nt").write_text("".join(map(as_triples, (old, *concepts()[1:]))), "utf-8")
    where = ("--data-dir", tmp_path / "data")
    assert emat("vocabularies", "refresh", *where).code == 0
    assert "yso         unchanged" in emat("vocabularies", "refresh", "--incremental", *where).out
    news = [{"uri": first.uri, "prefLabel": first.labels["fin"], "date": "2999-01-01T00:00:00"}]
    online.put("/rest/v1/yso/new", json.dumps({"changeList": news}).encode())
    ran = emat("vocabularies", "refresh", "--incremental", *where)
    assert ran.code == 0
    told = f"yso: 1 with another preferred label: entinen nimi → {first.labels['fin']} (fin, {first.uri})"
    assert told in ran.out.splitlines()


def test_what_finto_does_not_know_is_told(online: Web, tmp_path: Path, emat: Emat) -> None:
    ran = emat("vocabularies", "show", "olematon", "--online", "--data-dir", tmp_path / "data")
    assert (ran.code, ran.out) == (1, "the index has no olematon\nFinto has no olematon\n")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(b"query parameter missing", status=400), "400"),
        (Page(b"", status=503), "503"),
        (Page(b"<html>"), "is not JSON"),
    ],
)
def test_a_finto_that_fails_is_told_and_what_is_here_is_shown(
    page: Page, told: str, online: Web, tmp_path: Path, emat: Emat
) -> None:
    online.pages["/rest/v1/yso/data"] = page
    some = concepts()[40]
    ran = emat("vocabularies", "show", some.uri, "--online", "--data-dir", tmp_path / "data")
    assert (ran.code, f"{some.uri}  yso concept  the index" in ran.out) == (1, True)
    assert "yso: no answer: " in ran.out
    assert told in ran.out


def test_an_unknown_vocabulary_is_wrong_use_and_two_ways_are_one_too_many(
    online: Web, tmp_path: Path, emat: Emat
) -> None:
    where = ("--data-dir", tmp_path / "data")
    ran = emat("vocabularies", "show", "rakkaus", "--online", "--in", "ysoo", *where)
    assert (ran.code, "has no ysoo; it has yso" in ran.err) == (2, True)
    assert emat("vocabularies", "refresh", "--incremental", "--from", tmp_path, *where).code == 2


def test_every_vocabulary_of_finto_names_its_service() -> None:
    declared = load_declared(SHIPPED)
    assert {"yso", "yso-paikat", "yso-aika", "slm", "kauno", "ykl", "seko", "mts", "finaf"} <= set(declared)
    assert {"thema", "local"} <= set(declared), "and those that come from elsewhere are declared with them"
    for each in declared.values():
        if "api.finto.fi" in each.fetch.where:
            assert each.service is not None
            assert each.service.url == f"https://api.finto.fi/rest/v1/{each.id}"


def test_a_table_of_our_own_is_found_in_the_inbox(tmp_path: Path, emat: Emat) -> None:
    (folder := tmp_path / "data" / "inbox" / "vocabularies").mkdir(parents=True)
    uri = "http://ematerial.example.org/vocabulary/1"
    (folder / "local-themes.csv").write_text(f"uri,fin,swe,match\n{uri},meripäivä,havsdag,{SLM}s1\n", "utf-8")
    assert emat("vocabularies", "refresh", "local", "--data-dir", tmp_path / "data").code == 0
    told = emat("vocabularies", "show", "havsdag", "--format", "json", "--data-dir", tmp_path / "data").json
    (found,) = told["index"]
    assert (found["vocabulary"], found["labels"]["fin"], found["matches"]) == ("local", "meripäivä", [f"{SLM}s1"])
