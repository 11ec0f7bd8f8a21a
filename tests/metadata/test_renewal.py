"""Renewal: stored records follow rules and vendor files; quarantine is tried again; what is published stays."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, deliver, gone, live_ids, night, report, states, title_of, title_text
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import pipeline, withheld
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.previews.look import Scope, preview
from metadata.store import quarantine
from metadata.store.tables import rule_count, score_summary, source_record
from transforms.record import Field, Record

DATABASES = BOTH_IN_FULL

RULE = """\
rules:
  - id: "S39"
    slug: "no-cats"
    level: "{level}"
    stage: "norm"
    select: "245$a"
    assert: {{not: {{matches: "^Kissa"}}}}
    {fix}
    message: {{fi: "kissa {{value}}", sv: "katt {{value}}", en: "cat {{value}}"}}
    source: ["CN"]
    examples: {{fail: ["245 00 $a Kissa"], pass: ["245 00 $a Koira"]}}
"""
CAT_TO_DOG = 'fix: {replace: {pattern: "^Kissa", with: "Koira"}}'


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path, tmp_path: Path) -> Home:
    """An installation with schemas of its own, which its tests change."""
    shutil.copytree(synthetic, tmp_path / "schemas")
    return open_home(schemas=tmp_path / "schemas")


@pytest.fixture
def rule(home: Home, forget: Callable[[], None]) -> Callable[..., None]:
    """Write one more rule into the installation's schemas; without a level take it away."""
    path = home.settings.schemas / "rules" / "cats.yml"

    def write(level: str = "", fix: str = "", folder: Path | None = None) -> None:
        place = (folder or path.parent) / "cats.yml"
        if level:
            place.write_text(RULE.format(level=level, fix=fix), "utf-8")
        else:
            place.unlink()
        forget()

    return write


def records(home: Home, vendor: str) -> dict[str, Record]:
    query = select(source_record.c.vendor_id, source_record.c.record).where(
        source_record.c.vendor == vendor, source_record.c.deleted.is_(False)
    )
    with home.store.read() as connection:
        return {row.vendor_id: Record.unpack(row.record) for row in connection.execute(query)}


def withheld_states(home: Home) -> list[tuple[str, str]]:
    with home.store.read() as connection:
        return [(row.vendor_id, row.state) for row in quarantine.listed(connection)]


def test_a_changed_rule_mends_what_is_stored_without_a_delivery(home: Home, rule: Any) -> None:
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2", "Hevonen", ISBN[0])])
    rule("warning", CAT_TO_DOG)
    done = pipeline.run(home)
    assert report(done, "beta").deliveries == [("renewal 1", "committed")]
    assert (done.published.counts["changed"], done.published.seq) == (1, 2)
    assert title_text(home, title_of(home, "beta", "b1")).startswith("Koira")
    assert pipeline.run(home).published.seq == 2
    assert [name for name in states(home, "beta") if name.startswith("renewal")] == ["renewal 1"]


def test_what_is_published_stays_when_a_new_rule_withholds_it(home: Home, rule: Any) -> None:
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2", "Hevonen", ISBN[0])])
    rule("fatal")
    done = pipeline.run(home)
    assert done.published.counts == {}
    assert live_ids(home, "beta") == {"b1", "b2"}
    assert withheld_states(home) == [("b1", "open")]
    rule()
    pipeline.run(home)
    assert withheld_states(home) == [("b1", "cured")]
    assert live_ids(home, "beta") == {"b1", "b2"}


@pytest.mark.long
def test_a_rule_that_goes_cures_what_it_withheld(home: Home, rule: Any) -> None:
    rule("fatal")
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2", "Hevonen", ISBN[0])])
    assert (live_ids(home, "beta"), withheld_states(home)) == ({"b2"}, [("b1", "open")])
    assert pipeline.run(home).published.counts == {}
    rule()
    done = pipeline.run(home)
    assert (live_ids(home, "beta"), withheld_states(home)) == ({"b1", "b2"}, [("b1", "cured")])
    assert done.published.counts["new"] == 1


def test_a_newer_version_is_not_overridden_by_a_cured_one(home: Home, rule: Any) -> None:
    rule("fatal")
    night(home, "beta", "1.mrc", book("b1", "Kissa"))
    night(home, "beta", "2.mrc", book("b1", "Hevonen"))
    assert withheld_states(home) == [("b1", "superseded")]
    rule()
    pipeline.run(home)
    assert records(home, "beta")["b1"].value("245", "a").startswith("Hevonen")


def test_retry_and_release_by_a_person(home: Home, rule: Any) -> None:
    rule("fatal")
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2", "Kissat", ISBN[0])])
    first, second = (each["id"] for each in withheld.listed(home))
    told = withheld.show(home, first)
    assert (told["rule"], told["record"], "=245  10$aKissa /" in told["payload"]) == ("S39", "b1", True)
    assert withheld.retry(home, [first])["items"][0]["state"] == "open"
    with pytest.raises(ConfigError, match="needs a reason"):
        withheld.release(home, [first], " ", "maija")
    done = withheld.release(home, [first], "it is a cat", "maija")
    assert [each["state"] for each in done["items"]] == ["released"]
    assert (live_ids(home, "beta"), withheld_states(home)) == ({"b1"}, [("b1", "released"), ("b2", "open")])
    night(home, "beta", "2.mrc", book("b1", "Kissa ja hiiri"))  # the word of a person holds on every later run
    assert records(home, "beta")["b1"].value("245", "a").startswith("Kissa ja hiiri")
    with pytest.raises(ConfigError, match="nothing to try again"):
        withheld.retry(home, [first])
    with pytest.raises(ConfigError, match="there is no quarantined record 99"):
        withheld.show(home, 99)
    assert second


def test_what_is_no_record_cannot_be_released(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), Record.of(Field("008", " " * 40), Field.data("245", "00", "a", "Nimi"))])
    (one,) = withheld.listed(home)
    with pytest.raises(ConfigError, match="no record that could be published"):
        withheld.release(home, [one["id"]], "please", "maija")
    assert withheld.payload(home, one["id"]).endswith(b"\x1d")


def test_a_vendor_file_that_selects_less_withdraws_only_behind_the_gate(home: Home, forget: Callable[[], None]) -> None:
    path = home.settings.schemas / "vendors" / "beta.yml"
    night(home, "beta", "1.mrc", [book(f"b{n}", f"Kirja {n}", audio=n > 10) for n in range(60)])
    assert len(live_ids(home, "beta")) == 60
    text = path.read_text("utf-8").replace("[ebook, eaudiobook]", "[ebook]")
    path.write_text(re.sub(r"max_deletes: 1\.0", "max_deletes: 0.02", text), "utf-8")
    forget()
    done = pipeline.run(home)
    assert states(home, "beta")["renewal 1"] == "held"
    assert (len(live_ids(home, "beta")), done.published.counts) == (60, {})
    pipeline.run(home)  # it goes on waiting, and no second one is made
    assert sorted(name for name in states(home, "beta") if name.startswith("renewal")) == ["renewal 1"]


@pytest.mark.long
def test_preview_is_what_the_run_then_does(home: Home, rule: Any, tmp_path: Path) -> None:
    titles = ["Kissa", "Hevonen", "Kissa ja hiiri", "Koira"]
    night(home, "beta", "1.mrc", [book(f"b{n}", each, ISBN[n]) for n, each in enumerate(titles)])
    before = records(home, "beta")
    folder = tmp_path / "tried"
    folder.mkdir()
    for each in (home.settings.schemas / "rules").glob("*.yml"):
        (folder / each.name).write_bytes(each.read_bytes())
    rule("warning", CAT_TO_DOG, folder)
    told = preview(home, rules=folder)
    assert records(home, "beta") == before
    mine = told["vendors"]["beta"]
    assert {each["record"] for each in mine["changed"]} == {"beta:b0", "beta:b2"}
    assert (mine["tags"], mine["would_be"], mine["rules"]["S39"]) == ({"245": 2}, "committed", {"now": 0, "then": 2})
    for each in mine["changed"]:
        assert [made["by"] for made in each["made_by"] if made["step"] == "rules"] == [["S39"]]
        assert all(made["text"] for made in each["made_by"])
    assert preview(home)["vendors"]["beta"]["read"] == 0  # without the other rules there is nothing to do
    only = preview(home, Scope(ids=("beta:b2",)), folder)["vendors"]["beta"]
    assert [each["record"] for each in only["changed"]] == ["beta:b2"]
    rule("warning", CAT_TO_DOG)
    done = pipeline.run(home)
    after = records(home, "beta")
    changed = {f"beta:{each}" for each in after if after[each] != before[each]}
    assert changed == {each["record"] for each in mine["changed"]}
    for each in mine["changed"]:
        new = str(after[each["record"].partition(":")[2]]).split("\n")
        assert all(field["after"] in new and field["before"] not in new for field in each["fields"])
    assert {**told["titles"]["counts"]} == done.published.counts


WRONG = 'rules:\n  - {id: "S40"}\n'


def test_preview_goes_on_without_a_wrong_rule_as_the_run_then_does(home: Home, rule: Any, tmp_path: Path) -> None:
    """What is told is what is then done, of the rules that can be read; what is left out is told with its place."""
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2", "Hevonen", ISBN[0])])
    folder = tmp_path / "tried"
    shutil.copytree(home.settings.schemas / "rules", folder)
    rule("warning", CAT_TO_DOG, folder)
    (folder / "wrong.yml").write_text(WRONG, "utf-8")
    (folder / "torn.yml").write_text("rules: '\n", "utf-8")
    told = preview(home, rules=folder)
    assert set(told["refused"]) == {"rules/wrong.yml", "rules/torn.yml"}
    assert told["refused"]["rules/wrong.yml"].startswith("wrong.yml:2: S40: slug is missing")
    rule("warning", CAT_TO_DOG)
    for name in ("wrong.yml", "torn.yml"):
        shutil.copy(folder / name, home.settings.schemas / "rules" / name)
    before = records(home, "beta")
    done = pipeline.run(home.renewed())
    changed = {vendor_id for vendor_id, record in records(home, "beta").items() if record != before[vendor_id]}
    assert (
        {each["record"] for each in told["vendors"]["beta"]["changed"]} == {f"beta:{each}" for each in changed} != set()
    )
    assert told["titles"]["counts"] == done.published.counts
    assert done.left_out == told["refused"]


def test_preview_tells_the_vendors_whose_files_are_refused(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1"))
    (home.settings.schemas / "vendors" / "gamma.yml").write_text("titel: x\n", "utf-8")
    assert set(preview(home)["refused"]) == {"gamma"}
    assert "refused" not in preview(home, Scope(("beta",)))


def test_rules_of_preview_of_which_none_can_be_read_are_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "tried").mkdir()
    (tmp_path / "tried" / "a.yml").write_text(WRONG, "utf-8")
    with pytest.raises(ConfigError, match=r"none of the rules can be read:\na\.yml:2: S40: slug is missing"):
        preview(home, Scope(("beta",)), tmp_path / "tried")
    (tmp_path / "empty").mkdir()
    for nothing in ("nowhere", "empty"):
        with pytest.raises(ConfigError, match="no folder of rules"):
            preview(home, rules=tmp_path / nothing)


def test_a_commit_keeps_what_rules_said_and_how_records_score(home: Home, rule: Any) -> None:
    rule("warning")
    night(home, "beta", "1.mrc", [book("b1", "Kissa"), book("b2", "Hevonen", ISBN[0])])
    with home.store.read() as connection:
        (cats,) = connection.execute(select(rule_count).where(rule_count.c.rule == "S39"))
        metrics = {row.metric: row for row in connection.execute(select(score_summary))}
        judged = [row.judged for row in connection.execute(select(source_record.c.judged))]
    assert (cats.fired, cats.fixed, cats.records, cats.passed, cats.na) == (1, 0, 1, 1, 0)
    assert metrics["score"].records == 2
    assert all(judged)
    deliver(home, "beta", "2.mrc", book("b1", "Koira"))
    assert pipeline.run(home).is_sound


def test_a_held_renewal_is_told_by_preview_and_changes_no_title(home: Home, forget: Callable[[], None]) -> None:
    path = home.settings.schemas / "vendors" / "beta.yml"
    night(home, "beta", "1.mrc", [book(f"b{n}", f"Kirja {n}", audio=n > 10) for n in range(60)])
    text = path.read_text("utf-8").replace("[ebook, eaudiobook]", "[ebook]")
    path.write_text(re.sub(r"max_deletes: 1\.0", "max_deletes: 0.02", text), "utf-8")
    forget()
    told = preview(home)
    assert told["vendors"]["beta"]["would_be"] == "held"
    assert told["titles"]["counts"].keys() <= {"profiles", "refused"}
    assert not told["titles"]["changed"]


def test_another_rank_merges_titles_anew(home: Home, forget: Callable[[], None]) -> None:
    night(home, "beta", "1.mrc", book("b1", "Kissa", ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Kissat ja koirat", ISBN[0]))
    title = title_of(home, "beta", "b1")
    if title != title_of(home, "gamma", "g1"):
        pytest.fail("the two are one title")
    before = title_text(home, title)
    other = "gamma" if before.startswith("Kissa /") else "beta"
    path = home.settings.schemas / "vendors" / f"{other}.yml"
    path.write_text(re.sub(r"rank: \d+", "rank: 999", path.read_text("utf-8")), "utf-8")
    forget()
    done = pipeline.run(home)
    assert done.published.counts["changed"] == 1
    assert title_text(home, title) != before


def test_a_release_that_is_taken_back_is_judged_anew(home: Home, rule: Any) -> None:
    from metadata.review import Word, decisions, undo

    rule("fatal")
    night(home, "beta", "1.mrc", book("b1", "Kissa"))
    (one,) = withheld.listed(home)
    withheld.release(home, [one["id"]], "it is a cat", "maija")
    (choice,) = decisions(home)
    undo(home, choice["id"], Word("a mistake", "maija"))
    pipeline.run(home)
    assert live_ids(home, "beta") == {"b1"}  # what is published stays
    assert ("b1", "open") in withheld_states(home)


def test_a_vendor_file_that_selects_again_brings_back_what_a_renewal_withdrew(
    home: Home, forget: Callable[[], None]
) -> None:
    path = home.settings.schemas / "vendors" / "beta.yml"
    whole = path.read_text("utf-8")
    night(home, "beta", "1.mrc", [book(f"b{n}", f"Kirja {n}", audio=n > 2) for n in range(6)])
    path.write_text(whole.replace("[ebook, eaudiobook]", "[ebook]"), "utf-8")
    forget()
    pipeline.run(home)
    assert live_ids(home, "beta") == {"b0", "b1", "b2"}
    night(home, "beta", "2.mrc", gone("b5"))
    path.write_text(whole, "utf-8")
    forget()
    done = pipeline.run(home)
    assert live_ids(home, "beta") == {"b0", "b1", "b2", "b3", "b4"}  # what the vendor took away stays away
    assert done.published.counts["revived"] == 2
