"""What holds for every product: order, legal fields, repeatability; and the third-party files do no harm."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    FORM,
    PROFILE,
    contributor,
    converted,
    extent,
    language,
    parsed,
    product_xml,
    published,
    subject,
    tables,
    title,
)
from transforms.calendar import Calendar
from transforms.crosswalks.onix import FIELDS, NEEDED, convert, gate
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.form import cases
from transforms.formats import onix
from transforms.formats.frame import Unreadable
from transforms.formats.xml_frames import XmlRefused
from transforms.media import media_of
from transforms.record import Outcome, Record

SAMPLES = Path(__file__).resolve().parents[4] / "sample_records"
SHARED = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "onix"
words = st.text(alphabet="abcåäö ABC.,:;!?-–'\"123", max_size=30)
codes = st.sampled_from(["01", "02", "03", "06", "09", "11", "15", "A01", "A12", "B06", "E07", "Q99", "71", "20", "93"])


@st.composite
def composites(draw: st.DrawFn) -> str:
    """A composite with codes and words that may not suit each other."""
    kind, text, code = draw(st.integers(0, 4)), draw(words), draw(codes)
    match kind:
        case 0:
            return contributor(code, text, draw(st.integers(0, 5)))
        case 1:
            return extent(code, text, draw(codes))
        case 2:
            return subject(code, text, draw(words))
        case 3:
            return title(text, code)
    return language(text, code)


details = st.lists(composites(), max_size=6).map("".join)


def assert_sound(record: Record) -> None:
    tags = [field.tag for field in record]
    assert tags == sorted(tags)
    assert len(record.leader) == 24
    assert len(record.value("008")) == 40
    assert len(record.all("008")) == 1
    assert len(record.all("1XX")) <= 1
    for field in record:
        assert field.is_control or (len(field.value) > 3 and all(value.strip() for _, value in field.subfields)), field


@settings(max_examples=50, deadline=None)
@given(details, words, st.sampled_from([FORM, AUDIO, FILM]))
def test_any_mixture_gives_a_sound_record(detail: str, date: str, form: str) -> None:
    made = converted(detail, form=form, publishing=published(date))
    assert_sound(made.record)
    assert converted(detail, form=form, publishing=published(date)) == made


def test_no_field_is_made_twice() -> None:
    assert len(set(FIELDS)) == len(FIELDS)


@pytest.mark.parametrize("form", [FORM, AUDIO, FILM, AUDIO + "<ProductContentType>03</ProductContentType>"])
def test_the_record_shows_the_media_that_the_gate_selected_by(form: str) -> None:
    case = cases(parsed(product_xml(form=form))[0], tables().onix_lists.forms)[0]
    assert media_of(converted(form=form).record) == tables().media_forms[case.name].lending


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("onix-*/*/input.xml")), ids=lambda path: path.parent.name)
def test_a_function_that_is_not_asked_would_make_no_field(path: Path) -> None:
    with path.open("rb") as stream:
        envelope = onix.open_message(stream)
        for frame in onix.frames(stream, envelope):
            product = onix.parse(frame.raw, envelope, tables().onix)
            if not isinstance(product, Unreadable):
                context = Context.of(product, envelope, PROFILE, tables(), Calendar())
                before, told = len(context.issues), product.told(NEEDED)
                for make, needs in FIELDS:
                    if needs and told.isdisjoint(needs):
                        assert not make(product, context), make.__name__
                assert len(context.issues) == before


def _files() -> list[Path]:
    return sorted(path for path in SHARED.rglob("*") if path.is_file()) if SHARED.exists() else []


@pytest.mark.parametrize("path", _files() or [None], ids=lambda path: path.name if path else "absent")
def test_third_party_products_end_in_one_outcome(path: Path | None) -> None:
    if path is None:
        pytest.skip("shared/data/onix is not present: the third-party test data is not part of the project")
    stream = io.BytesIO(path.read_bytes())
    try:
        envelope = onix.open_message(stream)
    except XmlRefused:
        return
    for frame in onix.frames(stream, envelope):
        product = onix.parse(frame.raw, envelope, tables().onix)
        if isinstance(product, Unreadable):
            assert product.rule == "O01"
            continue
        answer = gate(product, PROFILE, tables(), Calendar())
        assert answer.outcome != Outcome.UNCHANGED
        assert answer.outcome == Outcome.CANDIDATE or answer.reason
        assert_sound(convert(product, envelope, PROFILE, tables(), Calendar())[0])
