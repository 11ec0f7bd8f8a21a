"""The law of refining: what it made it leaves as it is. One run is enough, whatever order steps and rules run in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from transforms.formats import READERS
from transforms.formats.frame import Envelope
from transforms.formats.marc21 import to_iso2709
from transforms.profile import Profile
from transforms.record import Field, Record
from transforms.refine import PHYSICAL, House, Refined, refine
from transforms.tables import Tables
from transforms.validate import load_rules

SCHEMAS = Path(__file__).parents[2] / "schemas"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "marc"
MARC21 = Envelope("marc21")
PLAIN = Record.of(
    Field("001", "a-1"),
    Field("008", "260101s2026    fi |||| o|||||||||1|fin||"),
    Field.data("245", "10", "a", "Saaren valot"),
    Field.data("300", "  ", "a", "1 verkkoaineisto"),
    Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
)


@cache
def house() -> House:
    return House(Profile(), Tables.load(SCHEMAS), load_rules(SCHEMAS / "rules"))


def refined(raw: bytes) -> Refined:
    return refine(raw, MARC21, house())


def differences(made: Refined) -> list[str]:
    """What a second run would change; [] where there is no record, or none of e-material."""
    if made.record is None or made.media in PHYSICAL:
        return []
    raw = to_iso2709(made.record)
    if not isinstance(raw, bytes):
        return []
    again = refined(raw).record
    assert again is not None
    before, after = [str(each) for each in made.record], [str(each) for each in again]
    changed = [f"- {each}" for each in before if each not in after] + [
        f"+ {each}" for each in after if each not in before
    ]
    return changed or (["in another order"] if before != after else [])


def with_field(tag: str, indicators: str, *parts: str) -> Record:
    return (
        PLAIN.put(Field.data(tag, indicators, *parts))
        if tag in ("245", "300")
        else PLAIN.add(Field.data(tag, indicators, *parts))
    )


@pytest.mark.parametrize(
    ("record", "tag", "made"),
    [
        (with_field("100", "1 ", "a", "Esimerkki, Anna"), "100", "Esimerkki, Anna, kirjoittaja. aut"),
        (
            with_field("100", "1 ", "a", "Esimerkki, Anna", "d", "1902-"),
            "100",
            "Esimerkki, Anna, 1902- kirjoittaja. aut",
        ),
        (with_field("700", "1 ", "a", "Malli, Matti.", "4", "ive."), "700", "Malli, Matti, haastateltava. ive"),
        (with_field("264", " 1", "a", "Turku :", "b", "Malli,", "c", "p1980, c1981."), "264", "Turku : Malli, [1980]"),
        (with_field("300", "  ", "a", "", "b", ""), "300", "1 verkkoaineisto"),
    ],
    ids=["author", "author with dates", "code with a full stop", "two copyright dates", "extent without a word"],
)
def test_one_run_is_enough(record: Record, tag: str, made: str) -> None:
    raw = to_iso2709(record)
    assert isinstance(raw, bytes)
    done = refined(raw)
    assert done.record is not None
    found = done.record.first(tag)
    assert found is not None
    assert found.text == made
    assert differences(done) == []


@pytest.mark.parametrize(
    ("main", "statement"),
    [
        (Field.data("100", "1 ", "a", "Esimerkki, Anna"), "Anna Esimerkki."),
        (Field.data("100", "0 ", "a", "Homeros"), "Homeros."),
        (Field.data("110", "2 ", "a", "Mallisto Oy"), "Mallisto Oy."),
    ],
)
def test_the_statement_that_a_main_entry_makes_gives_an_author_alone_a_role(main: Field, statement: str) -> None:
    raw = to_iso2709(PLAIN.add(main))
    assert isinstance(raw, bytes)
    done = refined(raw)
    assert done.record is not None
    assert done.record.value("245", "c") == statement
    assert bool(done.record.value(main.tag, "4")) == ("," in main["a"])
    assert differences(done) == []


@pytest.mark.long
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not there")
def test_a_second_run_changes_nothing_in_any_shared_record_of_e_material() -> None:
    seen = 0
    reader = READERS["marc21"]
    for path in sorted((SHARED / "_aggregate").glob("*.mrc")):
        with path.open("rb") as stream:
            for frame in reader.frames(stream, MARC21):
                made = refined(frame.raw)
                seen += made.record is not None and made.media not in PHYSICAL
                assert differences(made) == [], str(made.record)
    assert seen > 100
