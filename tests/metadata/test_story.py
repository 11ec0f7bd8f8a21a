"""`emat explain` in front of a played demo."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest
from sqlalchemy import func, select

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store.store import Store
from metadata.store.tables import version
from metadata.story import explain
from metadata.story.belonging import untold
from metadata.story.origins import Origins
from metadata.story.page import page, spaced
from tests.metadata.cli.conftest import EMAT
from transforms.merge.policy import load_merge_policy
from transforms.record import Record

README = Path(__file__).parents[2] / "README.md"
ALONE = "marc-aggregator:urn:isbn:9789179990046"
SHARED = "onix-publisher:fi.example.revontuli.1002"  # four vendors
RECORD = "marc-aggregator:urn:isbn:9789527999011"


@pytest.fixture(scope="module")
def home(demo: Path) -> Any:
    home = Home(load_settings(demo, {}))
    yield home
    home.close()


def test_a_title_is_found_by_its_number_however_it_is_typed(home: Home) -> None:
    title = explain(home, RECORD)["title"]
    typed = "-".join((title[:5], title[5:15], title[15:])).lower()
    assert explain(home, title) == explain(home, typed) == explain(home, RECORD)


def test_members_tell_where_they_come_from(home: Home) -> None:
    story = explain(home, RECORD)
    assert [each["vendor"] for each in story["members"]] == ["marc-aggregator", "onix-publisher"]
    for each in story["members"]:
        assert each["label"].startswith(f"{each['vendor']}:{each['vendor_id']} (")
        assert each["states"]


def test_every_field_has_its_vendor(home: Home) -> None:
    story = explain(home, RECORD)
    assert all(each["field"].startswith("=") for each in story["record"])
    (link,) = [each["field"] for each in story["record"] if each["from"] not in ("marc-aggregator", "onix-publisher")]
    (told,) = story["links"]
    assert told["said_by"] == "onix-audiobooks:fi.example.aaniranta.a001"
    assert link.startswith("=776  08$iE-äänikirja:")
    assert link.endswith(f"){told['title']}")


def test_issues_are_told_in_words(home: Home) -> None:
    (aggregator, _) = explain(home, RECORD)["members"]
    assert aggregator["issues"]
    assert all(each["message"] for each in aggregator["issues"])
    assert all(each["before"] or each["after"] for each in aggregator["issues"] if each["fixed"] and each["path"])


def test_every_change_is_told_with_the_words_of_what_made_it(home: Home) -> None:
    changes = explain(home, RECORD)["members"][0]["changes"]
    steps = [each for each in changes if each["step"] != "rules"]
    assert {"control_001", "form", "title_245"} <= {each["step"] for each in steps}
    assert all(each["number"] and each["text"] and each["before"] != each["after"] for each in changes)
    numbers = [each["number"] for each in steps]
    assert numbers == sorted(numbers)
    mended = [each for each in changes if each["step"] == "rules"]
    assert mended
    assert all(each["by"] for each in mended), "the rules that did it"


def test_doubtful_pairs_are_told_with_what_speaks_against_them(home: Home) -> None:
    (doubt,) = explain(home, ALONE)["doubtful"]
    assert doubt["record"] == "onix-publisher:fi.example.revontuli.1013"
    assert doubt["vetoes"][0]["reason"] == "title-tail"


def test_a_deleted_title_has_a_story_too(home: Home) -> None:
    story = explain(home, "film-service:fs-000014")
    assert story["status"] == "deleted"
    assert [each["deleted"] for each in story["publications"]] == [False, True]
    assert story["offers"][-1]["gone"]


@pytest.mark.parametrize("name", ["nobody:1", "", "KAB01J00000000000000000000001", "film-service:"])
def test_an_unknown_title_is_wrong_use(name: str, home: Home) -> None:
    with pytest.raises(ConfigError, match="no title"):
        explain(home, name)


def test_every_field_and_subfield_tells_where_it_comes_from(home: Home) -> None:
    story = explain(home, RECORD)
    vendors = {each["vendor"]: each for each in story["members"]}
    for each in story["record"]:
        assert each["how"]
        assert each["from"] in {*vendors, "onix-audiobooks", "ematerial"}
        if each["from"] in vendors:
            known = vendors[each["from"]]
            assert (each["vendor_id"], each["version"]) == (known["vendor_id"], known["version"])
            assert each["delivery"] == known["delivery"]
    (link,) = [each for each in story["record"] if each["strategy"] == "link"]
    assert [(part["path"], part["from"]) for part in link["parts"]] == [("$i", "ematerial"), ("$w", "ematerial")]


def test_what_was_left_out_is_told_with_the_reason(home: Home) -> None:
    left = explain(home, RECORD, "fi")["left_out"]
    assert {each["from"] for each in left} == {"marc-aggregator"}
    (title,) = [each for each in left if each["field"].startswith("=245")]
    assert title["why"] == "heard-before"
    assert title["reason"] == "toinen tietue kertoo tämän ensin"
    assert title["what"] == "nimeke ja päätekijä"


def test_members_tell_why_they_belong(home: Home) -> None:
    (aggregator, publisher) = explain(home, RECORD)["members"]
    (told,) = aggregator["together"]
    assert told["with"] == f"onix-publisher:{publisher['vendor_id']}"
    assert told["decision"] == "match"
    assert "the same ISBN 9789527999011" in told["words"]


def test_members_tell_how_they_came(home: Home) -> None:
    (aggregator, publisher) = explain(home, RECORD)["members"]
    joined = aggregator["joined"]
    assert (joined["by"], joined["with"]) == ("match", f"onix-publisher:{publisher['vendor_id']}")
    assert (joined["tier"], joined["words"]) == ("K1", aggregator["together"][0]["words"])
    assert untold(aggregator) == [], "it is told already"
    (alone,) = explain(home, ALONE)["members"]
    assert (alone["joined"]["by"], alone["joined"]["with"]) == ("alone", "")


@pytest.mark.parametrize(
    ("by", "said"), [("match", "Joined because it is like"), ("person", "A person joined it with")]
)
def test_the_page_says_how_a_record_came(home: Home, by: str, said: str) -> None:
    story = explain(home, RECORD)
    story["members"][0]["joined"] |= {"by": by, "with": "<b>:1", "words": ["because"]}
    text = page(story, home.settings.schemas, "en")
    assert f"{said} <strong>&lt;b&gt;:1</strong>" in text
    assert ": because</p>" in text


def test_publications_tell_what_differs(home: Home) -> None:
    with home.store.read() as connection:
        query = select(version.c.title_id).where(version.c.deleted.is_(False)).group_by(version.c.title_id)
        changed = connection.execute(query.having(func.count() > 1)).scalars().first()
    assert changed
    first, second = explain(home, changed)["publications"][:2]
    assert not first["differences"]
    assert {each["change"] for each in second["differences"]} <= {"in", "out"}
    assert second["differences"]


def test_an_older_release_told_the_vendor_of_each_field(home: Home) -> None:
    with home.store.read() as connection:
        row = connection.execute(select(version).where(version.c.deleted.is_(False)).limit(1)).one()
        policy = load_merge_policy(home.settings.schemas)
        count = len(Record.unpack(row.record).fields)
        old = SimpleNamespace(record=row.record, provenance=["film-service"] * count)
        told = Origins.of(connection, old, policy, "sv")  # type: ignore[arg-type]  # a row of that time
    assert [each["from"] for each in told.fields()] == ["ematerial", *["film-service"] * count]
    assert {each["how"] for each in told.fields()} == {"inte känt"}
    assert told.left_out() == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", [RECORD, "film-service:fs-000014", ALONE])
def test_the_page_is_whole_and_stands_alone(home: Home, name: str, language: str) -> None:
    story = explain(home, name, language)
    text = page(story, home.settings.schemas, language)
    found = lxml.html.document_fromstring(text)
    assert found.get("lang") == language
    assert not found.xpath("//script | //link | //img | //@style | //@src")
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in found.xpath("//a/@href")} <= set(ids)
    assert set(found.xpath("//@aria-labelledby")) <= set(ids)
    rows = found.xpath("//section[@aria-labelledby='record']//tbody/tr")
    assert len(rows) == len(story["record"])
    style = found.xpath("string(//style)")
    assert b64encode(sha256(style.encode()).digest()).decode() in found.xpath("//meta[@http-equiv]/@content")[0]


def test_steps_are_told_in_the_language_of_the_page(home: Home) -> None:
    told = {
        lang: [each["text"] for each in explain(home, RECORD, lang)["members"][0]["changes"]] for lang in ("sv", "en")
    }
    assert len(told["sv"]) == len(told["en"])
    assert all(sv != en for sv, en in zip(told["sv"], told["en"], strict=True))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("=245  10$aValot /$cAnna {dollar}1", "10 $a Valot / $c Anna {dollar}1"),
        ("=001  a$b", "a$b"),
        ("=LDR  00000nam", "00000nam"),
        ("00000nam a2200000 i 4500", "00000nam a2200000 i 4500"),
    ],
)
def test_a_field_on_the_page(line: str, expected: str) -> None:
    assert spaced(line) == expected


def test_what_a_vendor_writes_is_never_markup(home: Home) -> None:
    story = explain(home, RECORD)
    story["record"][1]["field"] = "=500  \\\\$a<script>alert(1)</script>"
    text = page(story, home.settings.schemas, "en")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.long
def test_the_story_goes_to_a_file(home: Home, tmp_path: Path) -> None:
    for output, start in (("text", "title "), ("html", "<!doctype html>"), ("json", "{")):
        out = tmp_path / f"story.{output}"
        command = [EMAT, "explain", RECORD, "--data-dir", home.settings.data_dir, "--format", output, "--out", out]
        ran = subprocess.run([*command, "--lang", "sv"], capture_output=True, text=True, check=True)
        assert ran.stdout == ""
        assert out.read_text("utf-8").lstrip().startswith(start)


@pytest.mark.parametrize("output", ["text", "json"])
def test_explain_on_the_command_line(output: str, home: Home) -> None:
    assert isinstance(home.store, Store)
    data = home.settings.data_dir
    ran = subprocess.run(
        [EMAT, "explain", RECORD, "--data-dir", data, "--format", output],
        capture_output=True,
        text=True,
        check=True,
    )
    assert explain(home, RECORD)["title"] in ran.stdout
    assert "Seitsemän veljestä" in ran.stdout
    assert ("\n  joined with onix-publisher:" if output == "text" else '"by": "match"') in ran.stdout
    assert ("another form: " if output == "text" else '"because": "named-by"') in ran.stdout


def test_nothing_is_written_by_explaining(home: Home) -> None:
    database: Path = home.settings.data_dir / "ematerial.db"
    with sqlite3.connect(database) as store:
        before = list(store.iterdump())
    explain(home, RECORD)
    with sqlite3.connect(database) as store:
        assert list(store.iterdump()) == before


def test_a_title_of_four_vendors_is_told_as_one(home: Home) -> None:
    story = explain(home, SHARED)
    vendors = [each["vendor"] for each in story["members"]]
    assert vendors == ["marc-aggregator", "nordic-platform", "onix-audiobooks", "onix-publisher"]
    assert all(each["joined"]["by"] == "match" and each["together"] for each in story["members"][1:])
    assert {each["from"] for each in story["record"]} >= set(vendors)
    assert {each["vendor"]: each["publication"] for each in story["offers"]} == dict(
        zip(vendors, (1, 2, 1, 1), strict=True)
    )


def test_the_example_in_the_readme_is_true(home: Home) -> None:
    example = (README.read_text("utf-8").split("$ emat explain ")[1]).split("\n\n")[0]
    name, *lines = (each.removeprefix("    ") for each in example.splitlines())
    ran = subprocess.run(
        [EMAT, "explain", name, "--data-dir", home.settings.data_dir], capture_output=True, text=True, check=True
    )
    told, at = ran.stdout.splitlines(), 0
    for line in lines:
        shown = re.compile(".*".join(map(re.escape, line.split("…"))))
        at = next((place for place in range(at, len(told)) if shown.fullmatch(told[place])), len(told))
        assert at < len(told), line
