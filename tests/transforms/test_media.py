"""The media facet: what a record describes, also when one of its fields is wrong."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.media import Media, media_of
from transforms.record import Field, Record

ONLINE_008 = "261122s2026    fi |||||o|||||||||||fin||"
PRINT_008 = "261122s2026    fi ||||| |||||||||||fin||"


def record(type_: str, level: str, *fields: tuple[str, str]) -> Record:
    """A record from (tag, text): data fields have blank indicators and "$" for the subfield mark."""
    built = (Field(tag, text if tag < "010" else "  " + text.replace("$", "\x1f")) for tag, text in fields)
    return Record(f"00000n{type_}{level} a2200000 i 4500", tuple(built))


@pytest.mark.parametrize(
    ("made", "media"),
    [
        (record("a", "m", ("008", ONLINE_008)), Media.EBOOK),
        (record("a", "m", ("007", "cr||||||||||||")), Media.EBOOK),
        (record("a", "m", ("338", "$averkkoaineisto$bcr$2rdacarrier")), Media.EBOOK),
        (record("a", "m", ("338", "$aonline resource")), Media.EBOOK),
        (record("a", "m", ("337", "$atietokonekäyttöinen$bc")), Media.EBOOK),
        (record("a", "m", ("008", PRINT_008.replace("||||| |", "|||||s|"))), Media.EBOOK),
        (record("a", "m", ("008", PRINT_008), ("336", "$ateksti$btxt"), ("338", "$anide$bnc")), Media.PRINT),
        (record("a", "s", ("008", PRINT_008)), Media.PRINT),
        (record("a", "s", ("008", ONLINE_008)), Media.MAGAZINE),
        (record("a", "i", ("008", ONLINE_008)), Media.MAGAZINE),
        (record("t", "m", ("007", "cr||||||||||||")), Media.EBOOK),
        (record("c", "m", ("336", "$anuottikirjoitus$bntm"), ("338", "$bcr")), Media.EBOOK),
        (record("d", "m", ("007", "cr||||||||||||")), Media.EBOOK),
        (record("i", "m", ("007", "sr|uunnnnnuneu")), Media.EAUDIOBOOK),
        (record("i", "m"), Media.EAUDIOBOOK),
        (record("i", "s", ("008", ONLINE_008)), Media.AUDIOMAGAZINE),
        (record("j", "m", ("007", "sr|uunnnnnuneu")), Media.ALBUM),
        (record("g", "m", ("007", "cr||||||||||||"), ("007", "vz|||||||")), Media.FILM),
        (record("g", "m", ("008", "261122s2026    fi 102|      |o   vlfin||")), Media.FILM),
    ],
)
def test_a_consistent_record(made: Record, media: Media) -> None:
    assert media_of(made) == media


@pytest.mark.parametrize(
    "fields",
    [
        [("336", "$aspeech$bspw$2rdacontent")],
        [("336", "$apuhuttu sana")],
        [("336", "$aPuhe")],
        [("300", "$aäänitiedosto (5 h)")],
        [("336", "$ateksti$btxt"), ("300", "$a1 verkkoaineisto (äänitiedosto)")],
    ],
)
def test_an_audiobook_coded_as_text(fields: list[tuple[str, str]]) -> None:
    assert media_of(record("a", "m", ("007", "cr||||||||||||"), *fields)) == Media.EAUDIOBOOK


@pytest.mark.parametrize(
    ("type_", "fields", "media"),
    [
        ("a", [("007", "cr|"), ("336", "$btdi")], Media.FILM),
        ("a", [("007", "cr|"), ("007", "sr|")], Media.EAUDIOBOOK),
        ("a", [("007", "cr|"), ("336", "$bsti"), ("336", "$btxt")], Media.EBOOK),
        ("a", [("007", "cr|"), ("336", "$bspw"), ("336", "$btxt")], Media.EBOOK),
        ("m", [("007", "cr|"), ("336", "$btxt")], Media.EBOOK),
        ("i", [("007", "sr|"), ("336", "$bprm")], Media.ALBUM),
    ],
)
def test_33x_outweighs_the_leader(type_: str, fields: list[tuple[str, str]], media: Media) -> None:
    assert media_of(record(type_, "m", *fields)) == media


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("z", []),
        ("x", []),
        ("", []),
        ("c", [("336", "$bntm"), ("338", "$bnc")]),
        ("d", []),
        ("e", [("338", "$bcr")]),
        ("m", [("338", "$bcr")]),
        ("i", [("007", "sd fsngnnmmned")]),
        ("j", [("338", "$aäänilevy$bsd$2rdacarrier")]),
        ("g", [("007", "vd cvaizq"), ("338", "$bvd")]),
    ],
)
def test_what_is_none_of_our_media(type_: str, fields: list[tuple[str, str]]) -> None:
    assert media_of(record(type_, "m", *fields)) == Media.OTHER


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=26), st.lists(st.tuples(st.sampled_from(["007", "008", "300", "336", "338"]), st.text())))
def test_any_record_has_one_media(leader: str, fields: list[tuple[str, str]]) -> None:
    made = Record(leader, tuple(Field(*each) for each in fields))
    assert media_of(made) in Media
    assert media_of(made) == media_of(made)


def test_it_is_cheap() -> None:
    fields = [("007", "cr|"), ("008", ONLINE_008), ("336", "$ateksti$btxt"), ("337", "$ax$bc"), ("338", "$ax$bcr")]
    made = record("a", "m", *fields, *[("650", "$asana$2yso/fin")] * 30)

    def thousand() -> float:
        start = time.perf_counter()
        for _ in range(1000):
            media_of(made)
        return time.perf_counter() - start

    assert min(thousand() for _ in range(5)) < 0.030  # 8 µs each where nothing else runs


@pytest.mark.parametrize(
    ("extent", "media"),
    [
        ("1 sound disc : 33 1/3 rpm", Media.OTHER),
        ("2 CD-levyä (120 min)", Media.OTHER),
        ("1 DVD-video", Media.OTHER),
        ("1 verkkoaineisto (48 min)", Media.ALBUM),
        ("Discovery sessions", Media.ALBUM),
    ],
)
def test_music_on_a_disc_by_its_extent_alone_is_not_an_album_online(extent: str, media: Media) -> None:
    record = Record.of(Field.data("300", "  ", "a", extent), leader="00000njm a2200000 a 4500")
    assert media_of(record) == media
