"""Laws of normalisation: a second run changes nothing, and physical records keep their form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.media import media_of
from transforms.normalise import E_MEDIA, STEPS, Context, normalise
from transforms.normalise.text import HTML_FIELDS, has_html, strip_html
from transforms.record import LEADER, Field, Record

Make = Callable[..., Context]

TEXT = st.text(
    alphabet="aäöåABÄ12 -–:;/.,()&<>#;x\u0308\u00a0\u200b\u00ad\t\n\ufeffÃ¤â€™ampltpb",
    max_size=30,
) | st.sampled_from(
    ["&amp;amp;lt;b&amp;gt;", "nid. : 20 e", "9789521083211 (nid.)", "9521083212", "340 s. :", "1 verkkoaineisto",
     "Malli, Matti ; Otos, Oiva", "Matti Malli", "lukija", "kuv.", "aut", "nrt", "trl", "Useita tekijöitä", "c2022",
     "[S.l.] :", "s.n.", "1 online resource (1 audio file (9hr., 41 min.)) :", "094100", "audio file", "ill., col.",
     "Read by Matti Malli", "Lukija: Matti Malli.", "Electronic books.", "Drama", "Aikuiset", "Unabridged.", "Print",
     "Painettu:", "Ikäsuositus 7", "OverDrive, Inc.", "Valot (e-kirja)", "2345-6787", "Library-Simplified", "vendor",
     "nob", "fin", "[e-kirja] :", "http://a.example/k.jpg", "puhuttu sana", "tietokone", "spw", "(A)1", "rda"]
)  # fmt: skip
TAGS = [
    "020", "035", "037", "040", "041", "100", "245", "246", "260", "264", "300", "306", "336", "337", "338", "344",
    "347", "380", "385", "440", "490", "500", "505", "506", "511", "520", "521", "538", "650", "655", "700", "776",
    "856", "952",
]  # fmt: skip
DATA = st.builds(
    lambda tag, marks, pairs: Field(tag, marks).with_subfields(pairs),
    st.sampled_from(TAGS),
    st.sampled_from(["  ", "10", "00", "40", "42", "4 ", "07", " 7", " 4", " 1"]),
    st.lists(st.tuples(st.sampled_from("abcehiquz2347"), TEXT), max_size=5),
)
CONTROL = st.builds(
    Field,
    st.sampled_from(["001", "003", "005", "006", "007"]),
    st.sampled_from(["1", "FI-ZZZ", "ta", "cr", "cr||||||||||||", "m        d        ", "vz|||||||", "sr|uunnnnnuneu"]),
) | st.builds(Field, st.just("008"), st.sampled_from(["", "261122s2026    fi ||||e |||||||||1|nob||"]))
RECORDS = st.builds(
    lambda kind, fields: Record(LEADER[:6] + kind + LEADER[8:], tuple(fields)),
    st.sampled_from(["am", "as", "im", "gm", "jm", "em"]),
    st.lists(DATA | CONTROL, max_size=12),
)
MEDIA = st.sampled_from([*sorted(E_MEDIA), "print", "other"])
LANGUAGES = st.sampled_from(["fin", "swe"])


@settings(max_examples=50, deadline=None)
@given(record=RECORDS, media=MEDIA, language=LANGUAGES)
def test_second_run_of_the_chain_changes_nothing(context: Make, record: Record, media: str, language: str) -> None:
    surroundings = context(media, language=language, drop=("9XX",))
    once, _ = normalise(record, surroundings)
    again, changes = normalise(once, surroundings)
    assert again == once
    assert changes == ()


@pytest.mark.parametrize("name", list(STEPS))
@settings(max_examples=50, deadline=None)
@given(record=RECORDS, media=st.sampled_from(sorted(E_MEDIA)))
def test_second_run_of_a_step_changes_nothing(context: Make, name: str, record: Record, media: str) -> None:
    step, surroundings = STEPS[name], context(media)
    once = step(record, surroundings)
    assert step(once, surroundings) == once


@settings(max_examples=50, deadline=None)
@given(record=RECORDS, media=st.sampled_from(["print", "other"]))
def test_physical_record_keeps_leader_and_coded_fields(context: Make, record: Record, media: str) -> None:
    mended, _ = normalise(record, context(media))
    assert mended.leader == record.leader
    for tag in ("001", "006", "007", "008", "336", "337", "338"):
        assert len(mended.all(tag)) == len(record.all(tag))
    assert {each.value for each in mended.all("00X")} == {each.value for each in record.all("00X")}


@settings(max_examples=50, deadline=None)
@given(record=RECORDS)
def test_text_has_no_invisible_characters_left(context: Make, record: Record) -> None:
    mended = dict(STEPS)["text"](record, context())
    for each in mended:
        if not each.is_control and each.tag not in HTML_FIELDS:
            for value in each.all(*each.codes):
                assert value == " ".join(value.split())
                assert not set(value) & set("\u00a0\u200b\u00ad\t\n\ufeff")


def test_a_million_comments_that_do_not_end_are_left_as_they_are() -> None:
    hostile = "<!--" * 1_000_000
    assert strip_html(hostile) == hostile
    assert not has_html(hostile)
    assert strip_html("<!-- -->" * 100_000).strip() == ""


def test_what_no_reader_sees_of_html_goes_with_its_content() -> None:
    assert strip_html("A<script>x()</script><STYLE a='b'>p{}</style > b").split() == ["A", "b"]
    assert strip_html("A <s>b</s> <q>c</q> <ins>d</ins>").split() == ["A", "b", "c", "d"]
    assert strip_html("Kirja <scripts> ja 3 < 4") == "Kirja <scripts> ja 3 < 4"
    hostile = "<script>" * 200_000
    assert strip_html(hostile).strip() == ""
    assert has_html("<script>alert(1)</script>")


@settings(max_examples=60, deadline=None)
@given(record=RECORDS, media=st.sampled_from(sorted(E_MEDIA)), language=LANGUAGES)
def test_coded_fields_terms_and_file_type_tell_one_media_case(
    context: Make, record: Record, media: str, language: str
) -> None:
    surroundings = context(media, language=language)
    form, words = surroundings.tables.forms[media], surroundings.tables.words[language]
    made, _ = normalise(record, surroundings)
    assert made.leader[6] in form.types
    assert made.leader[7] in form.levels
    assert [each.value[:2] for each in made.all("007")] == [each[:2] for each in form.kinds]
    assert all(each.value[place] == "o" for each in made.all("008") if len(each.value) == 40
               for place in [29 if made.leader[6] == "g" else 23])  # fmt: skip
    assert [each["b"] for each in made.all("337", "338")] == [form.media, form.carrier]
    assert bool(made.all("344")) >= form.is_heard
    assert not made.all("347") or words[form.file_type] in [each["a"] for each in made.all("347")]
    assert str(media_of(made)) == media
