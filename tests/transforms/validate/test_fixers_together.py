"""All rules together on what none of them expects: their own examples put together and spoilt."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import shipped
from tests.transforms.validate.derived import VENDOR
from transforms.calendar import Calendar
from transforms.record import LEADER, SUBFIELD, Field, Record
from transforms.validate import Terms
from transforms.validate.examples import example_record

RULES = shipped.rules()
TERMS = Terms(calendar=Calendar.of("261122"), profile=VENDOR)
LINES = [
    line
    for rule in RULES.rules.values()
    for record in (*rule.fails, *rule.passes)
    for line in record
    if not line.startswith("LDR") and "{" not in line
]
LEADERS = [LEADER, "00000nim a22000002i 4500", "00000ngm a22000002i 4500", "00000njm a2200000 a 4500"]
LEADERS += ["00000nas a22000002i 4500", "00000nam a22000008i 4500"]
SPOILS = [" ", "..", ",", " :", " /", ";", "\u00a0", "\u200b", "\u2013", "\u2019", "<b>", "&amp;", "Ã¤", "[", "İ", "²"]


def spoilt(line: str, place: int, mark: str, twice: bool) -> Field:
    """The field of an example with a mark somewhere in it, perhaps with a subfield twice."""
    (each,) = example_record([line]).fields
    if each.is_control:
        return each
    marks, *parts = each.value.split(SUBFIELD)
    if parts:
        at = place % len(parts)
        code, text = parts[at][:1], parts[at][1:]
        cut = place % (len(text) + 1)
        parts[at] = f"{code}{text[:cut]}{mark}{text[cut:]}"
        parts += parts[at : at + 1] if twice else []
    return Field(each.tag, SUBFIELD.join([marks, *parts]))


FIELDS = st.builds(
    spoilt, st.sampled_from(LINES), st.integers(0, 40), st.sampled_from(["", "", *SPOILS]), st.booleans()
)
MEDIA = st.sampled_from(["ebook", "eaudiobook", "film", "album", "magazine", "audiomagazine", "print", "other"])


def fields(*lines: str) -> list[Field]:
    return list(example_record(lines).fields)


@settings(max_examples=150, deadline=None)
@example(LEADER, fields("245 10 $a Saaren valot $h [e-kirja] / $c Anna Esimerkki."), "ebook")
@example(LEADER, fields("100 1# $a Malli, Matti", "700 1# $a Malli, Matti, $4 nrt $e lukija."), "eaudiobook")
@example(LEADER, fields("246 3# $a It\u2013â€™s"), "ebook")
@given(st.sampled_from(LEADERS), st.lists(FIELDS, min_size=1, max_size=14), MEDIA)
def test_a_second_fix_of_whatever_it_is_changes_nothing(leader: str, given: list[Field], media: str) -> None:
    once = RULES.fix(Record(leader, tuple(given)), media, terms=TERMS)
    again = RULES.fix(once.record, media, terms=TERMS)
    assert again.record == once.record
    assert "R00" not in {each.rule for each in once.issues}
    assert sorted(again.issues) == sorted(each for each in once.issues if not each.fixed)


@pytest.mark.parametrize("lines", [("245 10 $a Saaren valot $h [e-kirja] / $c Anna Esimerkki.",)])
def test_what_one_pass_makes_possible_is_done_in_the_next(lines: tuple[str, ...]) -> None:
    made = RULES.fix(example_record(("020 ## $a 978-952-19-0001-3 $q EPUB", *lines)), "ebook", terms=TERMS).record
    assert [str(each) for each in made.fields if each.tag == "245"] == ["=245  00$aSaaren valot /$cAnna Esimerkki."]
