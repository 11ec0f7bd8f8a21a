"""What AACR2, other rules of cataloguing and vendors leave in records of e-material, step by step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transforms.normalise import STEPS, Context
from transforms.record import Record

STEP = STEPS
Make = Callable[..., Context]
Lines = Callable[..., Record]


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("title_245", "245 00 $a Valot $h [e] : $c A. B.", "245 00 $a Valot / $c A. B."),
        ("title_245", "245 00 $a Saaren valot. $h [e] : $b romaani. / $c A. B.",
         "245 00 $a Saaren valot : $b romaani / $c A. B."),
        ("title_245", "245 00 $a Kuvanveistäjä, / $c A. B.", "245 00 $a Kuvanveistäjä / $c A. B."),
        ("title_245", "245 00 $a Valot jne. / $c A. B.", "245 00 $a Valot jne. / $c A. B."),
        ("title_245", "245 00 $a Valot ... / $c A. B.", "245 00 $a Valot ... / $c A. B."),
        ("extent_300", "300 ## $a 3 v. (xx, 900 p.)", "300 ## $a 1 verkkoaineisto (3 osaa (xx, 900 sivua))"),
        ("extent_300", "300 ## $a 2 online resources", "300 ## $a 2 verkkoaineistoa"),
        ("extent_300", "300 ## $a 2 e-books (300 p.)", "300 ## $a 1 verkkoaineisto (2 e-books (300 p.))"),
        ("extent_300", "300 ## $a xv, 364 leaves : $b kuvitettu",
         "300 ## $a 1 verkkoaineisto (xv, 364 lehteä) : $b kuvitettu"),
        ("extent_300", "300 ## $a 1 e-kirja (EPUB) (120 s.)", "300 ## $a 1 verkkoaineisto (120 sivua)"),
        ("extent_300", "300 ## $a 70 v. in 128.", "300 ## $a 1 verkkoaineisto (70 v. in 128)"),
        ("wording", "300 ## $a 1 verkkoaineisto : $b sound, color.", "300 ## $a 1 verkkoaineisto : $b ääni, väri"),
        ("wording", "300 ## $a 1 verkkoaineisto : $b ill. (some col.), maps",
         "300 ## $a 1 verkkoaineisto : $b osin värikuvitettu, karttoja"),
        ("wording", "300 ## $a 1 verkkoaineisto : $b digital, stereo. ; $c x", "300 ## $a 1 verkkoaineisto ; $c x"),
        ("old_fields", "264 #1 $a Oslo : $b Malli, $c c2006-", "264 #1 $a Oslo : $b Malli, $c [2006]-"),
        ("agency_040", "040 ## $a FI-YYY $b ger $e rakwb $e pn", "040 ## $a FI-YYY $b fin $e pn $e rda"),
        ("headings", "655 #7 $a Electronic books. $2 local",
         "655 #7 $a e-kirjat $2 slm/fin $0 http://urn.fi/URN:NBN:fi:au:slm:s889"),
        ("headings", "655 #7 $a Audiobooks. $2 lcgft", "655 #7 $a Audiobooks. $2 lcgft"),
        ("headings", "655 #4 $a Romaanit.", "655 #7 $a romaanit $2 slm/fin $0 http://urn.fi/URN:NBN:fi:au:slm:s518"),
        ("headings", "650 #7 $a FICTION|Literary| $2 bisacsh", "650 #7 $a FICTION / Literary $2 bisacsh"),
        ("notes", "037 ## $a 1c5b0000-0000-4000-8000-000000000001 $b OverDrive, Inc.",
         "035 ## $a (OverDrive)1C5B0000-0000-4000-8000-000000000001"),
        ("notes", "500 ## $a Electronic book of the dead.", "500 ## $a Electronic book of the dead."),
        ("notes", "533 ## $a Electronic reproduction. $5 FI-XXX", "533 ## $a Electronic reproduction. $5 FI-XXX"),
        ("notes", "588 ## $a Latest issue consulted: 3.", "588 ## $a Latest issue consulted: 3."),
        ("constants", "511 0# $a Narrated by Anna Malli, Olli Otos and Eva Malm.",
         "511 0# $a Lukijat: Anna Malli, Olli Otos ja Eva Malm."),
        ("constants", "511 0# $a Lukijat: Anna Malli, Olli Otos.", "511 0# $a Lukijat: Anna Malli, Olli Otos."),
        ("constants", "511 0# $a Read by the author and friends.", "511 0# $a Lukija: the author and friends."),
        ("constants", "511 0# $a Pääosissa: Anna Malli, Olli Otos.", "511 1# $a Anna Malli, Olli Otos."),
        ("constants", "504 ## $a Includes bibliographical references and index.",
         "504 ## $a Sisältää lähdeluettelon ja hakemiston."),
        ("constants", "504 ## $a Includes bibliographical references (p. 9).",
         "504 ## $a Includes bibliographical references (p. 9)."),
        ("constants", "310 ## $a Quarterly", "310 ## $a Neljä kertaa vuodessa"),
        ("constants", "500 ## $a Originalets titel: Ljus.", "500 ## $a Alkuteos: Ljus."),
        ("old_fields", "264 #4 $c © 2016", "264 #4 $c ©2016"),
        ("title_245", "245 00 $a Valot. Osa 2, Pimeä / $c A. B.", "245 00 $a Valot. $n Osa 2, $p Pimeä / $c A. B."),
        ("title_245", "245 00 $a Valot. Osa 2", "245 00 $a Valot. $n Osa 2"),
        ("title_245", "245 00 $a Valot. Osa toista", "245 00 $a Valot. Osa toista"),
        ("isbn", "020 ## $a 978-952-10-8321-1 : EUR 9,90", "020 ## $a 978-952-10-8321-1"),
        ("isbn", "020 ## $a 978-952-10-8321-1 (EPUB : 20 e)", "020 ## $a 978-952-10-8321-1 $q EPUB"),
        ("isbn", "020 ## $a 978-952-10-8321-1 (v. 2)", "020 ## $a 978-952-10-8321-1 $q v. 2"),
        ("extent_300", "300 ## $a 350 s. : kuv. ; 22 cm",
         "300 ## $a 1 verkkoaineisto (350 sivua) : $b kuv. ; $c 22 cm"),
        ("old_fields", "264 #4 $c p2016", "264 #4 $c ℗2016"),
        ("isbn", "020 ## $a 9789521083211 (verkkoaineisto, EPUB)",
         "020 ## $a 978-952-10-8321-1 $q verkkoaineisto $q EPUB"),
        ("constants", "321 ## $a Quarterly, $b 2005-2010", "321 ## $a Neljä kertaa vuodessa, $b 2005-2010"),
        ("constants", "521 8# $a Ikäraja 12", "521 8# $a Ikäraja: 12."),
        ("headings", "072 #7 $a YAF000000/YAF017000/ $2 bisacsh", "072 #7 $a YAF017000 $2 bisacsh"),
        ("headings", "072 #7 $a A/B $2 bisacsh", "072 #7 $a A/B $2 bisacsh"),
        ("headings", "651 #4 $a Turku.", "651 #7 $a Turku $2 yso/fin $0 http://www.yso.fi/onto/yso/p94447"),
        ("headings", "651 #4 $a Eiolemassa.", "651 #4 $a Eiolemassa."),
        ("headings", "653 ## $a saaret; meri", "653 ## $a saaret $a meri"),
        ("headings", "653 ## $a saaret, meri, kalastus", "653 ## $a saaret $a meri $a kalastus"),
        ("headings", "653 ## $a Malli, Matti", "653 ## $a Malli, Matti"),
        ("terms_34x", "347 ## $a tekstitiedosto $e alue 2", "347 ## $a tekstitiedosto"),
        ("extent_300", "300 ## $a ca 300 pages", "300 ## $a 1 verkkoaineisto (noin 300 sivua)"),
    ],
)  # fmt: skip
def test_step_mends_one_field(step: str, before: str, after: str, context: Make, record: Lines) -> None:
    assert str(STEP[step](record(before), context())) == str(record(after))


def test_a_record_without_an_extent_gets_that_of_what_is_online(context: Make, record: Lines) -> None:
    assert STEP["extent_300"](record("245 00 $a Valot"), context()).value("300", "a") == "1 verkkoaineisto"
    timed = STEP["extent_300"](record("306 ## $a 094100"), context("eaudiobook", language="swe"))
    assert timed.value("300", "a") == "1 onlineresurs (9 h 41 min)"


def test_an_extent_that_says_less_than_another_goes(context: Make, record: Lines) -> None:
    given = record("300 ## $a 1 online resource", "300 ## $a 448 p.")
    assert [each["a"] for each in STEP["extent_300"](given, context()).all("300")] == ["1 verkkoaineisto (448 sivua)"]
    told = record("300 ## $3 Osa 1 $a 1 online resource", "300 ## $a 448 p.")
    assert len(STEP["extent_300"](told, context()).all("300")) == 2


def test_a_time_that_is_not_exact_gives_no_306(context: Make, record: Lines) -> None:
    told = STEP["extent_300"](record("300 ## $a 1 äänitiedosto (MP3) (n. 9 h 41 min)"), context("eaudiobook"))
    assert told.value("300", "a") == "1 verkkoaineisto (noin 9 h 41 min)"
    assert not told.has("306")


def test_channels_of_300_stand_in_344(context: Make, record: Lines) -> None:
    given = record("300 ## $a 1 äänilevy : $b digital, stereo. ; $c 12 cm")
    assert str(STEP["terms_34x"](given, context("album")).first("344")) == "=344  \\\\$adigitaalinen$gstereo"
    assert not STEP["terms_34x"](given, context("ebook")).has("344")
    film = STEP["terms_34x"](record("344 ## $a digital $2 rda", "347 ## $a video file"), context("film"))
    assert film.value("344", "a") == "digitaalinen"


def test_print_beside_the_record_is_told_once_and_never_itself(context: Make, record: Lines) -> None:
    own, printed = "978-952-10-8321-1", "978-951-0-00013-7"
    link = f"776 18 $c Original $z {printed} $z {printed} $z {own}"
    mended = STEP["isbn"](record(f"020 ## $a {own} $q EPUB", link), context())
    assert mended.first("776") == record(f"776 18 $c Original $z {printed}").first("776")
    alone = record(f"020 ## $a {own} $q EPUB", f"776 08 $i Painettu: $z {own}")
    assert not STEP["isbn"](alone, context()).has("776")
    open_question = record(f"020 ## $a {own}", f"776 08 $i Painettu: $z {own}")
    assert STEP["isbn"](open_question, context()) == open_question


def test_a_heading_of_which_only_its_source_is_left_goes(context: Make, record: Lines) -> None:
    given = record("648 #7 $2 ysa", "650 #7 $2 fast $0 x", "651 #7 $a Turku $2 ysa")
    assert [each["a"] for each in STEP["headings"](given, context())] == ["Turku"]


def test_the_picture_of_a_vendor_is_no_cover(context: Make, record: Lines) -> None:
    given = record("856 42 $3 Vendor icon $u https://a.example/icon.png")
    assert not STEP["links_856"](given, context()).has("856")


@pytest.mark.parametrize(
    ("coded", "head"),
    [
        ("150304s2014 fi ||||| |000 1 fin", "150304s2014    fi |"),
        ("150304s2014 qq ||||| |000 1 fin", "150304s2014    ||||"),
        ("150304t2014 fi |||||||||||||", "150304s2014    fi |"),
        ("150304s2014    fi ||||| |000 1 fin", "150304s2014    fi |"),
    ],
)
def test_008_with_single_blanks_still_tells_year_country_and_language(
    coded: str, head: str, context: Make, record: Lines
) -> None:
    mended = STEP["control_008"](record(f"008 {coded}"), context())
    assert mended.value("008").startswith(head)
    assert mended.at("008", 35, 38) == ("fin" if coded.endswith("fin") else "|||")


def test_the_issue_that_a_serial_was_described_from_is_told_in_588(context: Make, record: Lines) -> None:
    given = record("500 ## $a Description based on: 2011, 3.", "500 ## $a Description based on print version record.")
    assert [str(each) for each in STEP["notes"](given, context("magazine"))] == [
        "=588  \\\\$aDescription based on: 2011, 3."
    ]
    assert not STEP["notes"](given, context("ebook")).fields


def test_english_as_the_language_of_what_is_heard(context: Make, record: Lines) -> None:
    given = record("041 0# $d eng", "546 ## $a In English.")
    assert STEP["languages_546"](given, context("eaudiobook")).value("546", "a") == "Puhuttu englanniksi."
    assert STEP["languages_546"](given, context("ebook")) == given
