"""What a record is compared by, field by field, and its packed form."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.match.labelled_pairs import open_pairs
from tests.transforms.match.making import book
from transforms.match.extents import extent_of
from transforms.match.features import Features, features_of, packed, unpacked
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

SIDES = [side for pair in open_pairs() for side in (pair.left, pair.right)]


def of(policy: MatchPolicy, *fields: Field, media: str = "ebook") -> Features:
    return features_of(Record.of(*fields), media, policy)


@pytest.mark.parametrize(
    ("media", "text", "extent"),
    [
        ("ebook", "1 verkkoaineisto (340 sivua)", 340),
        ("ebook", "1 onlineresurs (xii, 96 sidor)", 96),
        ("ebook", "1 online resource (212 p.)", 212),
        ("ebook", "1 verkkoaineisto", 0),
        ("eaudiobook", "1 verkkoaineisto (13 h 40 min)", 820),
        ("eaudiobook", "1 verkkoaineisto (6 tuntia)", 360),
        ("film", "1 verkkoaineisto (97 min)", 97),
        ("album", "1 verkkoaineisto", 0),
    ],
)
def test_extent_is_of_the_text_and_not_the_one_file(media: str, text: str, extent: int) -> None:
    assert extent_of(Record.of(Field.data("300", "  ", "a", text)), media) == extent


def test_running_time_is_the_sum_of_306() -> None:
    record = Record.of(Field.data("306", "  ", "a", "013000", "a", "004030"))
    assert extent_of(record, "eaudiobook") == 130


@pytest.mark.parametrize(
    ("field", "flags"),
    [
        (Field.data("250", "  ", "a", "Lyhennetty laitos."), {"abridged"}),
        (Field.data("250", "  ", "a", "Unabridged."), {"unabridged"}),
        (Field.data("500", "  ", "a", "Förkortad version."), {"abridged"}),
        (Field.data("245", "10", "a", "Hanna :", "b", "selkokirja"), {"simplified"}),
        (Field.data("245", "10", "a", "Hanna /", "c", "selkomukautus: Sari Selko"), {"simplified"}),
        (Field.data("655", " 7", "a", "x", "0", "http://urn.fi/URN:NBN:fi:au:slm:s686"), {"simplified"}),
        (Field.data("655", " 7", "a", "talböcker"), {"accessible"}),
        (Field.data("347", "  ", "b", "DAISY"), {"accessible"}),
        (Field.data("264", " 1", "b", "Celia,"), {"accessible"}),
        (Field.data("506", "  ", "a", "Vain lukemisesteisille."), {"accessible"}),
        (Field.data("521", "8 ", "a", "K-18."), {"adult"}),
        (Field.data("521", "8 ", "a", "Suositusikä: 5-18-vuotiaat."), set()),
        (Field.data("655", " 7", "a", "lastenkirjallisuus"), {"juvenile"}),
        (Field.data("245", "10", "a", "Kootut runot"), {"collection"}),
        (Field.data("245", "10", "a", "Taru 1-3"), {"collection"}),
        (Field.data("245", "10", "a", "Laskutaito :", "b", "opettajan opas"), {"companion"}),
        (Field.data("511", "0 ", "a", "Lukija: synteettinen ääni."), {"synthetic"}),
        (Field.data("250", "  ", "a", "3., uudistettu painos."), {"revised"}),
        (Field.data("250", "  ", "a", "4. uud. p."), {"revised"}),
        (Field.data("245", "10", "a", "Daisy Miller"), set()),
        (Field.data("245", "10", "a", "Pandoran lipas"), set()),
    ],
)
def test_flags(policy: MatchPolicy, field: Field, flags: set[str]) -> None:
    assert of(policy, field).flags == flags


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2. painos.", "2"),
        ("3., uudistettu painos", "3"),
        ("14th global edition", "14"),
        ("2:a upplagan", "2"),
        ("Toinen painos", "2"),
        ("E-kirja.", ""),
        ("Laitos 2018", "2018"),
    ],
)
def test_number_of_the_edition(policy: MatchPolicy, text: str, number: str) -> None:
    assert of(policy, Field.data("250", "  ", "a", text)).edition == number


def test_publishers_lose_the_form_of_their_firm(policy: MatchPolicy) -> None:
    names = ["Kustannusosakeyhtiö Otava,", "Söderströms Förlag Ab,", "Förlaget,", "Förlag,"]
    found = of(policy, *(Field.data("264", " 1", "b", each) for each in names)).publishers
    assert found == ("förlag", "förlaget", "otava", "söderströms")


@pytest.mark.parametrize(
    ("main", "added", "families"),
    [
        (("4", "edt"), ("4", "edt"), {"malli", "otos"}),
        (("e", "toimittaja."), ("e", "redaktör.", "4", "edt"), {"malli", "otos"}),
        (("4", "edt"), ("4", "trl"), {"malli"}),
        (("4", "aut"), (), {"malli"}),
        ((), ("4", "trl"), {"malli"}),
        ((), (), {"malli", "otos"}),
    ],
)
def test_creators_are_those_of_the_role_of_the_main_entry_or_all_where_no_roles_are_told(
    policy: MatchPolicy, main: tuple[str, ...], added: tuple[str, ...], families: set[str]
) -> None:
    fields = (Field.data("100", "1 ", "a", "Malli, Matti", *main), Field.data("700", "1 ", "a", "Otos, Olli", *added))
    assert {each.family[0] for each in of(policy, *fields).authors} == families


def test_years_are_of_the_reissue_and_of_the_original(policy: MatchPolicy) -> None:
    reissue = Field("008", "261101r20201984fi |||||o|||||||||||fin||")
    assert of(policy, reissue, Field.data("264", " 1", "c", "[2021]")).years == (1984, 2020, 2021)


def test_readers_are_those_of_700_else_of_511_and_a_synthetic_voice_is_nobody(policy: MatchPolicy) -> None:
    note = Field.data("511", "0 ", "a", "Lukija: Aino Esimerkki.")
    added = Field.data("700", "1 ", "a", "Malli, Matti,", "e", "lukija.")
    assert [each.family for each in of(policy, note, media="eaudiobook").performers] == [("esimerkki",)]
    assert [each.family for each in of(policy, note, added, media="eaudiobook").performers] == [("malli",)]
    synthetic = Field.data("511", "0 ", "a", "Lukija: synteettinen ääni.")
    assert of(policy, synthetic, media="eaudiobook").performers == ()


def test_translators_are_those_of_700_else_of_the_statement(policy: MatchPolicy) -> None:
    title = Field.data("245", "10", "a", "Hamlet /", "c", "William Shakespeare ; suomentanut Veijo Meri.")
    assert [each.family for each in of(policy, title).translators] == [("meri",)]
    added = Field.data("700", "1 ", "a", "Rossi, Matti,", "4", "trl")
    assert [each.family for each in of(policy, title, added).translators] == [("rossi",)]


def test_formats_are_those_of_347_else_of_020(policy: MatchPolicy) -> None:
    isbn = Field.data("020", "  ", "a", "x", "q", "(EPUB)")
    assert of(policy, isbn).formats == {"epub"}
    assert of(policy, isbn, Field.data("347", "  ", "b", "PDF")).formats == {"pdf"}


@pytest.mark.parametrize("side", SIDES[::7], ids=lambda side: side.vendor_id)
def test_packed_features_come_back_equal_and_always_as_one_line(policy: MatchPolicy, side: object) -> None:
    features = features_of(side.record, side.media, policy, side.vendor)  # type: ignore[attr-defined]
    line = packed(features)
    assert unpacked(line) == features
    assert packed(unpacked(line)) == line
    assert "\n" not in line


def test_what_was_not_packed_is_not_read() -> None:
    with pytest.raises(msgspec.MsgspecError):
        unpacked('{"title": "valot"}')


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30), st.text(max_size=20), st.text(max_size=20))
def test_no_text_makes_trouble(policy: MatchPolicy, title: str, name: str, house: str) -> None:
    record = book(title, name=name, house=house)
    assert unpacked(packed(features_of(record, "ebook", policy))) == features_of(record, "ebook", policy)


def test_languages_are_of_041_and_else_of_008(policy: MatchPolicy) -> None:
    of_008 = Record.of(Field("008", "261101s2024    fi |||||o|||||||||||swe||"))
    of_041 = of_008.add(Field.data("041", "0 ", "a", "smi", "a", "sme", "d", "fin", "h", "eng"))
    assert features_of(of_008, "ebook", policy).languages == {"swe"}
    assert features_of(of_041, "ebook", policy).languages == {"smi", "sme", "fin"}


def test_series_keep_their_numbers(policy: MatchPolicy) -> None:
    fields = [Field.data("490", "0 ", "a", "Mallisarja ;", "v", "nro 5"), Field.data("490", "0 ", "a", "Sarja")]
    features = of(policy, *fields)
    assert (features.volume, features.series) == ("", (("mallisarja", "5"), ("sarja", "")))
