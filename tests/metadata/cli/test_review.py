"""`emat review`: what people see, how they answer, and how they take it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.metadata.cli.conftest import Emat


def records_of(emat: Emat, data: Path) -> tuple[str, str]:
    """Two live records of two vendors that are no title together."""
    from sqlalchemy import select

    from metadata.settings import load_settings
    from metadata.store.store import open_store
    from metadata.store.tables import source_record

    store, c = open_store(load_settings(data)), source_record.c
    with store.read() as connection:
        live = connection.execute(select(c.vendor, c.vendor_id).where(c.deleted.is_(False)).order_by(c.id)).all()
    store.close()
    first = live[0]
    other = next(each for each in live if each.vendor != first.vendor)
    return f"{first.vendor}:{first.vendor_id}", f"{other.vendor}:{other.vendor_id}"


def test_what_nobody_asks_is_said(emat: Emat, own_demo: Path) -> None:
    assert (
        emat("review", "list", "--vendor", "film-service", "--kind", "match", "--data-dir", own_demo).out
        == "nothing waits for a person\n"
    )
    assert emat("review", "decisions", "--data-dir", own_demo).out == "nobody has decided anything\n"
    assert emat("review", "list", "--kind", "record", "--format", "json", "--data-dir", own_demo).json == []


def test_a_second_answer_says_whose_it_overrules(emat: Emat, own_demo: Path) -> None:
    where = ("--data-dir", own_demo)
    (asked, *_) = emat("review", "list", "--kind", "match", "--format", "json", *where).json
    answer = ("review", "decide", asked["item"], "--reason")
    assert (
        emat(*answer, "one book", "--as", "same", "--by", "Maija", *where).out
        == "decision 1; the next run replays it\n"
    )
    assert emat(*answer, "two books", "--as", "different", "--by", "Matti", *where).out.splitlines() == [
        "decision 2; the next run replays it",
        "an earlier answer no longer counts: decision 1, same (Maija: one book)",
    ]


@pytest.mark.parametrize("command", ["review show", "curate undo --reason x", "quarantine show", "gate show"])
def test_a_number_larger_than_any_is_wrong_use(command: str, emat: Emat, demo: Path) -> None:
    ran = emat(*command.split(), "99999999999999999999", "--data-dir", demo)
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.long
def test_two_records_are_joined_and_parted_again(emat: Emat, own_demo: Path) -> None:
    left, right = records_of(emat, own_demo)
    where = ("--data-dir", own_demo)
    ran = emat("review", "link", left, right, "--as", "same", "--reason", "one book", "--by", "Maija", *where)
    assert (ran.code, ran.out) == (0, "decision 1; the next run replays it\n")
    (told,) = emat("review", "decisions", "--format", "json", *where).json
    assert (told["kind"], told["verdict"], told["reason"], told["actor"]) == ("match", "same", "one book", "Maija")
    assert emat("run", "-q", *where).code in (0, 1)
    story = emat("explain", left, "--format", "json", *where).json
    assert {f"{each['vendor']}:{each['vendor_id']}" for each in story["members"]} >= {left, right}
    assert emat("review", "undo", "1", "--reason", "two books", *where).code == 0
    assert emat("review", "decisions", *where).out == "nobody has decided anything\n"
    ran = emat("review", "decisions", "--all", *where)
    assert "taken back" in ran.out
    assert "two books" in ran.out


def test_a_field_is_set_and_seen_after_the_next_run(emat: Emat, own_demo: Path) -> None:
    left, _ = records_of(emat, own_demo)
    where = ("--data-dir", own_demo)
    ran = emat("review", "edit", left, "--field", "246[+] 3# $a Käsin lisätty", "--reason", "asked for", *where)
    assert ran.code == 0
    assert "246 (none) → 3  $aKäsin lisätty" in emat("review", "decisions", *where).out


def test_what_a_heading_means_is_chosen_and_told(emat: Emat, own_demo: Path) -> None:
    where = ("--data-dir", own_demo)
    told = emat("review", "list", "--kind", "heading", "--format", "json", *where).json
    one = next(each for each in told if each["candidates"])
    shown = emat("review", "list", "--kind", "heading", *where).out
    assert one["candidates"][0]["uri"] in shown
    number = str(one["item"])
    ran = emat("review", "decide", number, "--as", "choose", "--meant", "1", "--reason", "looked at", *where)
    assert ran.code == 0
    assert one["item"] not in [each["item"] for each in emat("review", "list", "--format", "json", *where).json]
    assert one["candidates"][0]["uri"] in emat("review", "decisions", *where).out
    ran = emat(
        "review", "choose", "film-service", "700 1# $a Malli, Matti", "--as", "none", "--reason", "nobody", *where
    )
    assert ran.code == 0
    assert "malli, matti → none of those that were offered" in emat("review", "decisions", *where).out


def test_a_rule_is_let_pass_until_a_day(emat: Emat, own_demo: Path) -> None:
    left, _ = records_of(emat, own_demo)
    where = ("--data-dir", own_demo)
    ran = emat("review", "accept", left, "--rule", "I02", "--until", "2099-12-31", "--reason", "they know", *where)
    assert ran.code == 0
    assert f"suppress  {left}  I02 until 2099-12-31" in emat("review", "decisions", *where).out
    told = emat("status", "--format", "json", *where).json["suppressions"]
    assert [(each["subject"], each["rule"], each["until"]) for each in told] == [(left, "I02", "2099-12-31")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("decide", "99", "--as", "same", "--reason", "x"), "there is no review item 99"),
        (("show", "99"), "there is no review item 99"),
        (("undo", "99", "--reason", "x"), "there is no decision 99"),
        (("link", "nobody:1", "nobody:2", "--as", "same", "--reason", "x"), "there is no live record 'nobody:1'"),
        (("decide", "1", "--as", "edit", "--reason", "x"), "needs the field as it is to be"),
        (("decide", "1", "--as", "choose", "--reason", "x"), "needs what is meant"),
        (
            ("choose", "film-service", "700 1# $a Malli", "--as", "http://a.example/1", "--reason", "x"),
            "is nothing that",
        ),
        (("choose", "nobody", "700 1# $a Malli", "--as", "none", "--reason", "x"), "there is no vendor 'nobody'"),
    ],
)
def test_wrong_use_is_told_and_changes_nothing(
    emat: Emat, own_demo: Path, arguments: tuple[str, ...], told: str
) -> None:
    ran = emat("review", *arguments, "--data-dir", own_demo)
    assert ran.code == 2
    assert told in ran.err
