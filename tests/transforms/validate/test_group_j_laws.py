"""Laws of the derivations of rules J: idempotent, stable under a second fix, and no concept is lost."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import shipped
from transforms.calendar import Calendar
from transforms.headings import heading_of
from transforms.record import Field, Record
from transforms.validate import EVERY, RuleSet, Terms
from transforms.validate.derive import DERIVATIONS
from transforms.validate.examples import example_record
from transforms.validate.view import Around, FieldView, View

RULES = RuleSet([rule for rule in shipped.rules().rules.values() if rule.id[0] == "J"])
TABLES = shipped.tables()
YSO, SLM = "http://www.yso.fi/onto/yso/", "http://urn.fi/URN:NBN:fi:au:slm:"
FICTION = "084 ## $a 84.2 $2 ykl"

LABELS = [
    "rakkaus",
    "kärlek",
    "Romaanit.",
    "romaanit",
    "modernismi",
    "1800-luku",
    "Helsinki",
    "E-kirjat",
    "Runot",
    "x",
    "",
]
SOURCES = ["yso/fin", "yso/swe", "yso//fi", "slm/fin", "slm/swe", "ysa", "allars", "thema", "sao", ""]
IDS = [f"{YSO}p5131", f"{YSO}p94137", f"{YSO}p29911", f"{YSO}p1896", f"{SLM}s518", f"{SLM}s889", f"{YSO}p0", ""]
HEADINGS = st.builds(
    lambda tag, ind2, label, source, uri, note: Field.data(
        tag, f" {ind2}", "a", label, "2", source, "0", uri, "x", note
    ),
    st.sampled_from(["648", "650", "651", "653", "655"]),
    st.sampled_from("0 47"),
    st.sampled_from(LABELS),
    st.sampled_from(SOURCES),
    st.sampled_from(IDS),
    st.sampled_from(["", "", "", "historia"]),
)
OTHERS = st.sampled_from([*example_record([FICTION, "521 ## $a Ikäsuositus 7", "883 0# $8 1\\p $a Annif"])])
RECORDS = st.lists(st.one_of(HEADINGS, OTHERS), max_size=8).map(lambda fields: Record.of(*fields))
MINE = [
    "age_note", "form_genre_added", "juvenile_coded", "machine_headings_dropped", "subjects_capped",
    "trade_codes_added", "twins_added", "vocabulary_code", "words_of_vendor",
]  # fmt: skip


def derived(name: str, record: Record) -> Record:
    """The record after one derivation."""
    derivation, view = DERIVATIONS[name], View(record, Around("ebook"))
    if derivation.on_record is not None:
        found = derivation.on_record(view, TABLES)
        return record if found is None else found
    fields: list[Field] = []
    for each in record.fields:
        wanted = derivation.on_field(FieldView(each, "am"), TABLES) if derivation.on_field else None
        fields += [each] if wanted is None or each.tag < "521" else wanted
    return Record(record.leader, tuple(fields))


@settings(max_examples=60, deadline=None)
@given(record=RECORDS)
def test_every_derivation_done_twice_is_done_once(record: Record) -> None:
    for name in MINE:
        once = derived(name, record)
        assert derived(name, once) == once, name


LOVE = "648 #0 $a rakkaus $2 yso/fin $0 http://www.yso.fi/onto/yso/p5131"


@settings(max_examples=80, deadline=None)
@example(record=example_record([FICTION, LOVE, LOVE, "650 #0 $a romaanit"]))
@example(record=example_record([LOVE, LOVE, "650 #0 $a rakkaus"]))
@given(record=RECORDS)
def test_second_fix_changes_nothing_and_no_concept_is_lost(record: Record) -> None:
    once = RULES.fix(record, "ebook", EVERY, Terms(calendar=Calendar.of("261122"))).record
    again = RULES.fix(once, "ebook", EVERY, Terms(calendar=Calendar.of("261122")))
    assert again.record == once
    assert not [issue for issue in again.issues if issue.fixed]
    before, after = ({heading_of(each.value).uri for each in one.all("6XX")} - {""} for one in (record, once))
    assert before <= after


@settings(max_examples=40, deadline=None)
@given(record=RECORDS)
def test_fields_of_another_owner_stay(record: Record) -> None:
    owned = record.map(lambda each: each.add("5", "FI-XXX"))
    kept = RULES.fix(owned, "print", EVERY).record
    assert [each for each in kept if each.has("5")] == list(owned)
