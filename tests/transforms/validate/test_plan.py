"""Whatever a plan remembers, skips and looks at once says the same as each rule alone, asked anew (plan.py)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shipped
from transforms.calendar import Calendar
from transforms.formats import marc21
from transforms.formats.frame import Envelope, Parsed
from transforms.profile import NEUTRAL, Profile
from transforms.record import Field, Record
from transforms.validate import EVERY, RuleSet, Terms, shapes
from transforms.validate.examples import example_record
from transforms.validate.paths import Item
from transforms.validate.plan import Look, Plan
from transforms.validate.view import Around, View

ROOT = Path(__file__).parents[3]
NAMED = Profile(vendor="vendor-a", isil="FI-XXX", hosts=frozenset({"vendor-a.example"}), promises=("520", "264$b"))
TODAY = Calendar("20261128")
MEDIA = ("ebook", "eaudiobook", "film", "print")


@cache
def house() -> RuleSet:
    return shipped.rules()


def plan(media: str, profile: Profile) -> tuple[Plan, Around]:
    terms = Terms(profile=profile)
    return house()._plan(media, EVERY, terms), Around(media, terms.profile)


def samples() -> Iterator[Record]:
    for path in sorted((ROOT / "sample_records").rglob("*.mrc")):
        with path.open("rb") as stream:
            for frame in marc21.frames(stream, Envelope("marc21")):
                parsed = marc21.parse(frame.raw, Envelope("marc21"))
                if isinstance(parsed, Parsed):
                    yield parsed.record


def examples() -> Iterator[Record]:
    for rule in house().rules.values():
        for lines in (*rule.fails, *rule.passes):
            yield example_record(lines)


def said(look: Look) -> tuple[dict[str, list[Item]], list[str]]:
    """What fires, and which rules had something to judge."""
    names = [rule.id for rule in house().rules.values()]
    return {names[number]: items for number, items in sorted(look.fired.items())}, house().ids(look.judged)


def asked(record: Record, media: str, around: Around) -> tuple[dict[str, list[Item]], list[str]]:
    """The same by asking each rule alone."""
    fired, judged, tags = dict[str, list[Item]](), list[str](), View(record).groups.keys()
    for rule in house().rules.values():
        suits = rule.is_data and rule.stage in EVERY and (not rule.media or media in rule.media)
        if suits and not rule.deprecated and (rule.needs is None or any(map(rule.needs, tags))):
            items = rule.items(View(record, around, TODAY))
            if items is not None:
                judged.append(rule.id)
                if items:
                    fired[rule.id] = sorted(items, key=_place)
    return fired, judged


def agrees(record: Record, media: str, profile: Profile) -> None:
    made, around = plan(media, profile)
    fired, judged = said(made.look(record, TODAY))
    wanted = asked(record, media, around)
    assert ({rule: sorted(items, key=_place) for rule, items in fired.items()}, judged) == wanted


def _place(item: Item) -> tuple[str, int, str, int]:
    return item.tag, item.occurrence, item.part, item.at


def test_rules_together_say_what_each_says_alone() -> None:
    for number, record in enumerate((*samples(), *examples())):
        agrees(record, MEDIA[number % len(MEDIA)], NAMED if number % 3 else NEUTRAL)


TAGS = ("020", "022", "035", "040", "041", "084", "100", "245", "250", "300", "336", "490", "500", "520", "650", "655")
TAGS += ("240", "264", "508", "700", "856", "880", "952", "00A")
MARKS = st.sampled_from(["  ", "10", "00", "07", "40", "1", ""])
VALUES = st.text(alphabet="aäA1 -\x1f\u0308<&;:/|(", max_size=12) | st.sampled_from(
    (
        *("9789521083211 (nid.)", "rda", "FI-XXX", "slm/fin", "http://www.yso.fi/onto/yso/p1", "880-01", "sme", " / "),
        *(
            "Valot (e-kirja)",
            "e-kirja",
            "(selkokirja)",
            "Sarja ; 3",
            "Osa 3.)",
            "[S.l.]",
            "2026",
            "9521083212",
            "isni:",
        ),
        *("nrt", "lukija", "Synteettinen ääni.", "(FIN11)000012345", "http://urn.fi/URN:NBN:fi:au:slm:s686"),
    )
)
FIELDS = st.builds(
    lambda tag, marks, pairs: Field(tag, marks + "".join(f"\x1f{code}{value}" for code, value in pairs)),
    st.sampled_from(TAGS),
    MARKS,
    st.lists(st.tuples(st.sampled_from([*"abcehnpqsuvxz245690", " ", ""]), VALUES), max_size=4),
) | st.builds(
    Field,
    st.sampled_from(["001", "006", "007", "008"]),
    st.sampled_from(
        ["", "cr", "ta", "261122s2026    us ||||e |||||||||1|nob", "261122m20262024xxu                 sme"]
    ),
)


@settings(max_examples=40, deadline=None)
@given(
    fields=st.lists(FIELDS, max_size=8), media=st.sampled_from(MEDIA), kind=st.sampled_from(["am", "as", "im", "?\n"])
)
def test_they_do_so_for_any_record(fields: list[Field], media: str, kind: str) -> None:
    agrees(Record(f"00000n{kind} a22000002i 4500", tuple(fields)), media, NEUTRAL)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), media=st.sampled_from(MEDIA))
def test_a_look_after_a_change_says_what_a_first_look_says(data: st.DataObject, media: str) -> None:
    record = data.draw(st.sampled_from([*examples()]))
    before = Record(record.leader, (*record.fields, *data.draw(st.lists(FIELDS, max_size=4))))
    left = tuple(each for each in before.fields if data.draw(st.booleans()) or each.tag == "001")
    after = Record(before.leader, (*left, *data.draw(st.lists(FIELDS, max_size=2))))
    made, _ = plan(media, NEUTRAL)
    assert said(made.look(after, TODAY, made.look(before, TODAY))) == said(made.look(after, TODAY))


def test_what_a_rule_reads_besides_its_paths_is_read_again() -> None:
    """D20 looks at 008 too, which no path of it names."""
    note = "When Anna returns to the island she is not alone, and it is the light that stays with her."
    record = example_record(("008 261122s2026    fi ||||eo|||||||||1|eng||", f"520 ## $a {note}"))
    made, _ = plan("ebook", NEUTRAL)
    after = record.put_at("008", 35, "swe")
    assert "D20" in said(made.look(after, TODAY))[0]
    assert said(made.look(after, TODAY, made.look(record, TODAY))) == said(made.look(after, TODAY))


def test_a_field_with_one_indicator_is_selected_by_no_pattern_of_two() -> None:
    for value in ("1\x1fa", "1", "", "\x1fa"):
        agrees(Record("00000nam a22000002i 4500", (Field("520", value), Field("700", value))), "ebook", NEUTRAL)


def test_of_equal_parts_the_first_is_kept_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_SHARED", 10)
    shared = shapes.Shared()
    first = (1, ("$a", 0))
    assert shared(first) is first
    assert shared((1, ("$a", int("0")))) is first
    for number in range(100):
        assert shared((number, "$b")) == (number, "$b")
    assert len(shared._known[tuple]) <= 10
    assert isinstance(shared(shapes.Verdict(1, 2, (), ())), shapes.Verdict)
    assert type(shared((1, 2, (), ()))) is tuple
