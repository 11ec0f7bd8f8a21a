"""Each step on its own: what it mends, what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transforms.normalise import STEPS, Context, changes_of, normalise
from transforms.record import Record

STEP = STEPS
Make = Callable[..., Context]
Lines = Callable[..., Record]

FIN_008 = "008 261122s2026    fi ||||e |||||||||1|fin||"


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("text", "245 10 $a A\u0308iti\u00a0ja \u200bpoika ", "245 10 $a Äiti ja poika"),
        ("text", "245 10 $a A\u200b\u0308iti", "245 10 $a Äiti"),
        ("text", "245 10 $a Ã¤iti &amp;amp; <b>poika</b>", "245 10 $a äiti & poika"),
        ("text", "520 ## $a <p>Yksi</p><p>Kaksi &ndash; kolme</p>", "520 ## $a Yksi Kaksi – kolme"),
        ("text", "650 #7 $a R&amp;B", "650 #7 $a R&amp;B"),
        ("text", "520 ## $a 1 < 2 & 3 > 2", "520 ## $a 1 < 2 & 3 > 2"),
        ("text", "520 ## $a AT&T?a=1&copy=2", "520 ## $a AT&T?a=1&copy=2"),
        ("text", "008 261122s2026    fi", "008 261122s2026    fi"),
        ("isbn", "020 ## $a 9789521083211", "020 ## $a 978-952-10-8321-1"),
        ("isbn", "020 ## $a 9521083212 (EPUB)", "020 ## $a 978-952-10-8321-1 $q EPUB"),
        ("isbn", "020 ## $a ISBN 978 952 10 8321 1", "020 ## $a 978-952-10-8321-1"),
        ("isbn", "020 ## $a 978-952-10-8321-2 (PDF)", "020 ## $z 978-952-10-8321-2 $q PDF"),
        ("isbn", "020 ## $a ei numeroa", "020 ## $z ei numeroa"),
        ("title_245", "245 10 $a Valot $h [e-kirja] : $b romaani $c A. B.", "245 00 $a Valot : $b romaani / $c A. B."),
        ("title_245", "245 00 $a Valot $h [e-kirja] / $c A. B.", "245 00 $a Valot / $c A. B."),
        ("title_245", "245 00 $a Valot= $b Ljus", "245 00 $a Valot = $b Ljus"),
        ("extent_300", "300 ## $a verkkoaineisto", "300 ## $a 1 verkkoaineisto"),
        ("extent_300", "300 ## $a 340 s. : $b kuvitettu", "300 ## $a 1 verkkoaineisto (340 sivua) : $b kuvitettu"),
        ("extent_300", "300 ## $a xii, 340 sivua", "300 ## $a 1 verkkoaineisto (xii, 340 sivua)"),
        ("extent_300", "300 ## $a 2 osaa", "300 ## $a 1 verkkoaineisto (2 osaa)"),
        ("links_856", "856 42 $3 Kansikuva $u http://a.example/k", "856 42 $3 Kansikuva $u https://a.example/k"),
        ("links_856", "856 40 $u http://a.example/k.jpg", "856 42 $3 Kansikuva $u https://a.example/k.jpg"),
        ("links_856", "856 42 $u http://urn.fi/URN:NBN:fi-1", "856 42 $u http://urn.fi/URN:NBN:fi-1"),
        ("agency_040", "040 ## $a FI-YYY $d FI-ZZZ", "040 ## $a FI-YYY $b fin $e rda $d FI-ZZZ"),
        ("agency_040", "040 ## $a DLC $b eng $c DLC", "040 ## $a FI-XXX $b fin $e rda"),
        ("agency_040", "040 ## $a FI-YYY $b swe $e rda", "040 ## $a FI-YYY $b fin $e rda"),
        ("language", "041 0# $a nob $a nno $h eng", "041 0# $a nor $h eng"),
        ("language", "041 07 $a nob $2 rfc3066", "041 07 $a nob $2 rfc3066"),
    ],
)  # fmt: skip
def test_step_mends_one_field(step: str, before: str, after: str, context: Make, record: Lines) -> None:
    assert str(STEP[step](record(before), context())) == str(record(after))


@pytest.mark.parametrize("ind2", ["0", "1", "#", "8"])
def test_link_to_the_resource_is_dropped(ind2: str, context: Make, record: Lines) -> None:
    assert STEP["links_856"](record(f"856 4{ind2} $u https://a.example/t/1"), context()).fields == ()


def test_cover_is_dropped_where_the_licence_forbids_it(context: Make, record: Lines) -> None:
    assert STEP["links_856"](record("856 42 $u https://a.example/k.png"), context(covers=False)).fields == ()


def test_print_isbn_moves_to_776_and_stays_as_z(context: Make, record: Lines) -> None:
    mended = STEP["isbn"](record("020 ## $a 9789521083211 (nid.)"), context())
    assert mended == record("020 ## $z 978-952-10-8321-1 $q nid.", "776 08 $i Painettu: $z 978-952-10-8321-1")
    swedish = STEP["isbn"](record("020 ## $a 9789521083211 $q häftad"), context(language="swe"))
    assert swedish.value("776", "i") == "Tryckt:"


def test_print_isbn_in_776_is_not_repeated(context: Make, record: Lines) -> None:
    given = record("020 ## $a 9789521083211 $q sid.", "776 08 $i Painettu $z 9789521083211")
    assert len(STEP["isbn"](given, context()).all("776")) == 1


def test_print_isbn_of_a_printed_book_stays(context: Make, record: Lines) -> None:
    given = record("020 ## $a 978-952-10-8321-1 $q nid.")
    assert STEP["isbn"](given, context("print")) is given


def test_isbn10_and_isbn13_of_one_edition_become_one(context: Make, record: Lines) -> None:
    given = record("020 ## $a 9521083212", "020 ## $a 9789521083211 $q EPUB")
    assert STEP["isbn"](given, context()) == record("020 ## $a 978-952-10-8321-1 $q EPUB")


def test_control_number_moves_to_035(context: Make, record: Lines) -> None:
    given = record("001 123", "003 FI-ZZZ", "005 20260101000000.0", "035 ## $a (B)9", "245 00 $a Valot")
    mended = STEP["control_001"](given, context())
    assert mended == record("035 ## $a (B)9", "035 ## $a (VENDORA)123", "245 00 $a Valot")


def test_control_number_in_035_already_is_not_repeated(context: Make, record: Lines) -> None:
    mended = STEP["control_001"](record("001 123", "035 ## $a (VENDORA)123"), context())
    assert mended == record("035 ## $a (VENDORA)123")


def test_control_number_without_a_vendor_takes_the_source_from_003(context: Make, record: Lines) -> None:
    mended = STEP["control_001"](record("001 123", "003 FI-ZZZ"), context(vendor="", source="LOCAL"))
    assert mended.value("035", "a") == "(FI-ZZZ)123"


def test_local_fields_of_the_profile_are_dropped(context: Make, record: Lines) -> None:
    given = record("245 00 $a Valot", "938 ## $a x", "952 ## $a y", "LOW ## $a z")
    assert [each.tag for each in STEP["local_fields"](given, context(drop=("9XX",)))] == ["245", "LOW"]
    assert [each.tag for each in STEP["local_fields"](given, context(drop=("938", "LOW")))] == ["245", "952"]


@pytest.mark.parametrize(
    ("media", "given", "language", "expected"),
    [
        ("eaudiobook", ["336 ## $a puhuttu sana $b spw $2 rdacontent", "337 ## $a tietokone $b c $2 rdamedia"], "fin",
         ["puhe", "tietokonekäyttöinen", "verkkoaineisto"]),
        ("ebook", [], "swe", ["text", "dator", "onlineresurs"]),
        ("ebook", ["336 ## $a still image $2 rdacontent", "338 ## $a nide $b nc"], "fin",
         ["stillkuva", "tietokonekäyttöinen", "verkkoaineisto"]),
        ("film", ["336 ## $a teksti $b txt $2 rdacontent", "337 ## $b v", "337 ## $b c"], "fin",
         ["kaksiulotteinen liikkuva kuva", "tietokonekäyttöinen", "verkkoaineisto"]),
    ],
)  # fmt: skip
def test_33x_in_the_language_of_cataloguing(
    media: str, given: list[str], language: str, expected: list[str], context: Make, record: Lines
) -> None:
    mended = STEP["terms_33x"](record(*given), context(media, language=language))
    assert [each["a"] for each in mended] == expected
    assert {each["2"] for each in mended} == {"rdacontent", "rdamedia", "rdacarrier"}


def test_33x_follow_the_040_of_the_record_where_the_vendor_file_says_by_record(context: Make, record: Lines) -> None:
    mended = STEP["terms_33x"](record("040 ## $b swe"), context(language="by_record"))
    assert mended.value("338", "a") == "onlineresurs"


def test_33x_keep_further_subfields(context: Make, record: Lines) -> None:
    mended = STEP["terms_33x"](record("336 ## $a text $b txt $2 rdacontent $3 bok"), context())
    assert str(mended.first("336")) == r"=336  \\$ateksti$btxt$2rdacontent$3bok"


def test_form_of_a_film_has_cr_before_vz(context: Make, record: Lines) -> None:
    given = record("LDR 00000nam a22000002i 4500", "007 vd cvaizq", "007 vz|||||||", FIN_008)
    mended = STEP["form"](given, context("film"))
    assert mended.leader[6:8] == "gm"
    assert [each.value for each in mended.all("007")] == ["cr||||||||||||", "vz|||||||"]
    assert mended.at("008", 29) == "o"
    assert mended.value("006") == "m|||||o||c||||||||"


def test_form_of_an_audiobook_coded_as_text(context: Make, record: Lines) -> None:
    given = record("LDR 00000nam a22000002i 4500", "006 m        d        ", "007 cr cn ---|||||", FIN_008)
    mended = STEP["form"](given, context("eaudiobook"))
    assert mended.leader[6:8] == "im"
    assert [each.value[:2] for each in mended.all("007")] == ["sr", "cr"]
    assert mended.value("006") == "m     o  h        "
    assert mended.value("008") == "261122s2026    fi ||||eo|||||||||||fin||"


def test_form_keeps_an_ebook_that_is_right(context: Make, record: Lines) -> None:
    given = record("006 m|||||o||d||||||||", "007 cr||||||||||||", "008 261122s2026    fi ||||eo|||||||||1|fin||")
    assert STEP["form"](given, context()) is given


@pytest.mark.parametrize(("media", "code"), [("ebook", "a"), ("eaudiobook", "d"), ("film", "d")])
def test_missing_041_comes_from_008(media: str, code: str, context: Make, record: Lines) -> None:
    assert STEP["language"](record(FIN_008), context(media)).value("041", code) == "fin"


@pytest.mark.parametrize("coded", ["und", "zxx", "mul", "|||", "   "])
def test_041_is_not_made_of_a_code_that_says_nothing(coded: str, context: Make, record: Lines) -> None:
    given = record(FIN_008.replace("fin", coded))
    assert STEP["language"](given, context()) is given


def test_two_norwegians_are_kept_by_switch(context: Make, record: Lines) -> None:
    before = record("008 261122s2026    no ||||e |||||||||1|nob||", "041 0# $a nob $h nno")
    kept = context(switches={"iso_norwegian": "keep"})
    assert STEP["language"](before, kept) == before


def test_norwegian_in_008_becomes_nor(context: Make, record: Lines) -> None:
    mended = STEP["language"](record(FIN_008.replace("fin", "nno")), context())
    assert mended.at("008", 35, 38) == "nor"
    assert mended.value("041", "a") == "nor"


@pytest.mark.parametrize(
    ("media", "extent", "expected"),
    [
        ("eaudiobook", "9 h 41 min", "1 onlineresurs (9 h 41 min)"),
        ("ebook", "1 verkkoaineisto (310 sivua)", "1 onlineresurs (310 sidor)"),
        ("eaudiobook", "äänitiedosto", "1 onlineresurs"),
        ("eaudiobook", "340 s.", "1 onlineresurs (340 s.)"),
    ],
)
def test_extent_in_swedish(media: str, extent: str, expected: str, context: Make, record: Lines) -> None:
    given = record(f"300 ## $a {extent}")
    assert STEP["extent_300"](given, context(media, language="swe")).value("300", "a") == expected


def test_order_sorts_by_tag_and_keeps_fields_of_one_tag(context: Make, record: Lines) -> None:
    given = record("650 #7 $a b", "245 00 $a Valot", "650 #7 $a a")
    assert [each["a"] for each in STEP["order"](given, context())] == ["Valot", "b", "a"]


def test_physical_record_keeps_its_form(context: Make, record: Lines) -> None:
    given = record(
        "001 1", "007 ta", "020 ## $a 978-952-10-8321-1 $q nid.", "245 10 $a Valot $h [teksti]", "300 ## $a 340 s."
    )
    for media in ("print", "other"):
        assert normalise(given, context(media)) == (given, ())


def test_changes_name_step_tag_before_and_after(context: Make, record: Lines) -> None:
    _, trace = normalise(record("001 1", "245 00 $a Valot "), context("print"))
    assert [tuple(change) for change in changes_of(trace)] == [("text", "245", "=245  00$aValot ", "=245  00$aValot")]
