"""Whatever forms, details and contents a product has: leader, fixed fields, 33X, 344 and 347 tell one media case."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.convert import neutral_house
from tests.transforms.crosswalks.onix.onix_builder import (
    PROFILE,
    convert_xml,
    parsed,
    product_xml,
    subject,
    tables,
)
from transforms.calendar import Calendar
from transforms.crosswalks.onix import gate
from transforms.crosswalks.onix.form import cases
from transforms.formats.frame import Envelope
from transforms.media import media_of
from transforms.record import Outcome, Record
from transforms.refine import House, refine

LISTS = tables().onix_lists
CASES = {  # LDR/06-07 → 006/09, beginnings of 007 in order, main 336, 347 $a, place of the form of item in 008, media
    "am": ("d", ["cr"], "txt", "tekstitiedosto", 23, "ebook"),
    "cm": ("d", ["cr"], "ntm", "tekstitiedosto", 23, "ebook"),
    "im": ("h", ["sr", "cr"], "spw", "äänitiedosto", 23, "eaudiobook"),
    "jm": ("h", ["sr", "cr"], "prm", "äänitiedosto", 23, "album"),
    "gm": ("c", ["cr", "vz"], "tdi", "videotiedosto", 29, "film"),
}
HEARD = "ij"

forms = st.sampled_from(["AJ", "AN", "AO", "AZ", "EA", "EB", "EC", "ED", "VA", "VZ", "VI", "SG", "BC", "LA", "XX"])
TEXT = ["E101", "E107", "E116", "E149", "E201", "A305"]
SOUND = ["A103", "A107", "A113", "A204", "A206", "A212"]
REST = ["D105", "V205", "V213", "B221", "E999", "777"]
details = st.lists(st.sampled_from([*TEXT, *SOUND, *REST]), max_size=3, unique=True)
contents = st.lists(st.sampled_from([*sorted(LISTS.forms.contents), "05", "12", "30", "99"]), max_size=3, unique=True)
subjects = st.sampled_from(
    ["", subject("93", "XAK"), subject("93", "YBCS"), subject("93", "ATJ"), subject("93", "FBA"), subject("66", "84.2")]
)


@st.composite
def described(draw: st.DrawFn) -> str:
    """Form, details and contents of a product or a part of one."""
    codes, is_told = draw(contents), draw(st.booleans())
    primary = f"<PrimaryContentType>{codes[0]}</PrimaryContentType>" if codes and is_told else ""
    return (
        f"<ProductForm>{draw(forms)}</ProductForm>"
        + "".join(f"<ProductFormDetail>{each}</ProductFormDetail>" for each in draw(details))
        + primary
        + "".join(f"<ProductContentType>{each}</ProductContentType>" for each in codes)
    )


@st.composite
def products(draw: st.DrawFn) -> str:
    """A product that may have parts, one of which may be the primary one."""
    parts = draw(st.lists(described(), max_size=3))
    main = draw(st.integers(0, 3))
    told = (f"<ProductPart>{'<PrimaryPart/>' * (n == main)}{each}</ProductPart>" for n, each in enumerate(parts))
    return product_xml(draw(subjects) + "".join(told), form=draw(described()))


def assert_one_case(record: Record) -> None:
    """The coded fields and the fields in words agree."""
    file, kinds, content, file_type, place, media = CASES[record.at("LDR", 6, 8)]
    assert [(each.value[0], each.value[6], each.value[9]) for each in record.all("006")] == [("m", "o", file)]
    assert [each.value[:2] for each in record.all("007")] == kinds
    assert [len(each.value) for each in record.all("007")] == [9 if kind == "vz" else 14 for kind in kinds]
    assert (len(record.value("008")), record.at("008", place)) == (40, "o")
    assert record.all("336")[0]["b"] == content
    assert [each["b"] for each in record.all("337", "338")] == ["c", "cr"]
    types = [each["a"] for each in record.all("347")]
    assert types[0] == file_type
    codes = {each["b"] for each in record.all("336")}
    assert bool(record.all("344")) == ("äänitiedosto" in types)
    assert (record.at("LDR", 6) in HEARD) <= bool(record.all("344"))
    assert ("videotiedosto" in types) <= ("tdi" in codes)
    assert media_of(record) == media


@settings(max_examples=80, deadline=None)
@given(products())
def test_any_combination_of_codes_is_one_media_case(xml: str) -> None:
    product, _ = parsed(xml)
    main = cases(product, LISTS.forms)[0].name
    record = convert_xml(xml).record
    form = tables().media_forms[main]
    assert record.at("LDR", 6, 8) == form.type + form.level
    assert_one_case(record)


@cache
def house() -> House:
    return neutral_house()


@settings(max_examples=25, deadline=None)
@given(products())
def test_the_finished_record_is_of_the_same_case(xml: str) -> None:
    product, _ = parsed(xml)
    done = refine(xml.encode(), Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", release="3.0"), house())
    if done.outcome == Outcome.CANDIDATE:
        assert done.record is not None
        assert_one_case(done.record)
        assert done.media == tables().media_forms[cases(product, LISTS.forms)[0].name].lending


@pytest.mark.parametrize(
    ("form", "detail", "content", "media"),
    [
        ("AJ", "A204", "01", "eaudiobook"),  # a talking book
        ("AJ", "A103", "01", "eaudiobook"),
        ("AJ", "A103", "03", "album"),
        ("VA", "D105", "06", "film"),
    ],
)
def test_an_ebook_that_comes_along_changes_nothing(form: str, detail: str, content: str, media: str) -> None:
    """The record may tell more of the text than of what is heard or seen; the main part is what is lent."""
    main = f"<ProductForm>{form}</ProductForm><ProductFormDetail>{detail}</ProductFormDetail>"
    main += f"<ProductContentType>{content}</ProductContentType>"
    parts = f"<ProductPart><PrimaryPart/>{main}</ProductPart><ProductPart><ProductForm>EA</ProductForm></ProductPart>"
    xml = product_xml(parts, form="<ProductForm>SG</ProductForm>")
    done = refine(xml.encode(), Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", release="3.0"), house())
    assert (done.outcome, done.media) == (Outcome.CANDIDATE, media)


@settings(max_examples=50, deadline=None)
@given(products())
def test_every_refusal_has_one_reason(xml: str) -> None:
    told = gate(parsed(xml)[0], PROFILE, tables(), Calendar())
    assert (told.outcome == Outcome.CANDIDATE) == (told.reason == "")


def test_every_row_that_the_lists_name_is_a_media_case() -> None:
    named = {
        *LISTS.forms.contents.values(),
        *(case for _, case in LISTS.forms.by_detail),
        *(each.case for each in (*LISTS.forms.audio, *LISTS.forms.video)),
        *(each.case for rows in LISTS.forms.narrower.values() for each in rows),
        *LISTS.forms.daisy_cases.values(),
    }
    assert named <= tables().media_forms.keys()
    assert LISTS.forms.narrower.keys() <= tables().media_forms.keys()
    assert {each.needs for each in LISTS.forms.forms.values()} <= {"", *LISTS.forms.evidence}


PART = "<ProductPart>{}<ProductForm>{}</ProductForm>{}</ProductPart>"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("", "ED", "E101"), ("", "AJ", "A103")], ["ebook-unknown", "eaudiobook-other"]),
        ([("", "ED", "E101"), ("<PrimaryPart/>", "AJ", "A103")], ["eaudiobook-other", "ebook-unknown"]),
        ([("", "ED", "E101"), ("", "EB", "E107")], ["ebook-unknown"]),
        ([("", "ED", "E101"), ("", "BC", "")], ["ebook-unknown"]),
    ],
)
def test_a_bundle_is_told_part_by_part(parts: list[tuple[str, str, str]], expected: list[str]) -> None:
    told = "".join(
        PART.format(main, form, f"<ProductFormDetail>{detail}</ProductFormDetail>" if detail else "")
        for main, form, detail in parts
    )
    product, _ = parsed(product_xml(told, form="<ProductForm>SG</ProductForm>"))
    assert [each.name for each in cases(product, LISTS.forms)] == expected


def test_two_formats_of_one_part_are_two_347() -> None:
    told = PART.format("", "ED", "<ProductFormDetail>E101</ProductFormDetail>") + PART.format(
        "", "EB", "<ProductFormDetail>E107</ProductFormDetail>"
    )
    made = convert_xml(product_xml(told, form="<ProductForm>SG</ProductForm>"))
    assert made.lines("347") == ["\\\\$atekstitiedosto$bEPUB", "\\\\$atekstitiedosto$bPDF"]


@pytest.mark.parametrize(
    ("codes", "content"),
    [
        (["10", "01"], ["txt", "spw"]),
        (["10", "06"], ["txt", "tdi"]),
        (["10", "44", "52"], ["txt", "sti", "spw"]),
        (["10", "03", "11"], ["txt", "prm", "ntm"]),
        (["10", "07", "18"], ["txt"]),
        (["01", "10"], ["spw"]),
    ],
)
def test_a_text_may_have_other_content_beside(codes: list[str], content: list[str]) -> None:
    told = "".join(f"<ProductContentType>{code}</ProductContentType>" for code in codes[1:])
    primary = f"<PrimaryContentType>{codes[0]}</PrimaryContentType>"
    made = convert_xml(product_xml(form=f"<ProductForm>ED</ProductForm>{primary}{told}"))
    assert [each["b"] for each in made.record.all("336")] == content
