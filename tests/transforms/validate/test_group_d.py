"""Group D: levels, and the derivations of description: form, extent, publication, series, notes, languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shipped
from tests.transforms.validate.derived import VENDOR, is_settled, lines, made, records
from transforms.normalise.running_times import spoken
from transforms.profile import NEUTRAL
from transforms.record import Field, Record
from transforms.validate.examples import example_record
from transforms.validate.texts import has_address, has_price, is_sound_summary

RULE_SET = shipped.rules()
RULES = RULE_SET.rules

LEVELS = {
    "D01": "E norm", "D02": "E norm", "D03": "E norm", "D04": "W norm", "D05": "E norm", "D06": "W enr",
    "D07": "E norm", "D08": "W norm", "D09": "W norm", "D10": "I norm", "D11": "W norm", "D12": "W norm",
    "D13": "W norm", "D14": "E norm", "D15": "W norm", "D16": "W norm", "D17": "W norm", "D18": "W enr",
    "D19": "W enr", "D20": "W enr", "D21": "W norm", "D22": "W mrg", "D23": "W norm", "D24": "I norm",
    "D25": "W enr", "D27": "W norm", "D28": "W norm", "D29": "I norm", "D30": "W norm", "D31": "I norm",
    "D32": "I norm", "D33": "E norm", "D34": "W norm", "D35": "E enr",
}  # fmt: skip


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {rule: f"{each.level[0].upper()} {each.stage}" for rule, each in RULES.items() if rule in LEVELS}
    assert told == LEVELS


def test_what_needs_a_person_is_a_question() -> None:
    assert RULES["D33"].review and RULES["D35"].review


@pytest.mark.parametrize(
    ("name", "shown", "expected"),
    [
        ("rda_terms", ["336 ## $a puhuttu sana $b spw $2 rdacontent"], ["=336  \\\\$apuhe$bspw$2rdacontent"]),
        ("rda_terms", ["337 ## $a computer"], ["=337  \\\\$atietokonekäyttöinen$bc$2rdamedia"]),
        ("rda_terms", ["336 ## $a teksti $b txt $3 kirja"], ["=336  \\\\$ateksti$btxt$2rdacontent$3kirja"]),
        ("rda_terms", ["336 ## $a jotain muuta"], ["=336  \\\\$ajotain muuta"]),
        ("online_extent", ["300 ## $a 340 s. : $b kuv."], ["=300  \\\\$a1 verkkoaineisto (340 sivua) :$bkuv."]),
        ("online_extent", ["300 ## $a 1 sound disc"], ["=300  \\\\$a1 verkkoaineisto"]),
        ("duration_306", ["306 ## $a 9:41:00"], ["=306  \\\\$a094100"]),
        ("duration_306", ["306 ## $a noin tunti"], ["=306  \\\\$anoin tunti"]),
        ("duration_306", ["300 ## $a 1 verkkoaineisto (9 h)", "306 ## $a 094100"], None),
        ("edition_words", ["250 ## $a Unabridged edition"], ["=250  \\\\$aLyhentämätön."]),
        ("edition_words", ["250 ## $a Toinen, korjattu painos"], ["=250  \\\\$aToinen, korjattu painos"]),
        ("publisher_place", ["264 #1 $a [S.l.] : $b Otava Oy, $c 2020."], ["=264  \\1$aHelsinki :$bOtava Oy,$c2020."]),
        ("expected_month", ["263 ## $a 202701"], ["=263  \\\\$a2701"]),
        ("expected_month", ["263 ## $a 2610"], []),
        ("expected_month", ["263 ## $a 9811"], []),
        ("expected_month", ["263 ## $a keväällä"], ["=263  \\\\$akeväällä"]),
        ("series_numbers", ["490 0# $a Mallisarja, osa 3"], ["=490  0\\$aMallisarja ;$vosa 3"]),
        ("series_numbers", ["490 0# $a Lähteitä, 1763-1970"], ["=490  0\\$aLähteitä, 1763-1970"]),
        ("series_numbers", ["490 0# $a Mallisarja, ISSN 1234-5679 ; $v 3"], ["=490  0\\$aMallisarja,$x1234-5679 ;$v3"]),
        ("series_numbers", ["490 0# $a Mallisarja ; 3, $x 1234-5679"], ["=490  0\\$aMallisarja,$x1234-5679 ;$v3"]),
        ("series_numbers", ["490 0# $a Mallisarja, ISSN 1234-5679, 3"], ["=490  0\\$aMallisarja,$x1234-5679 ;$v3"]),
        ("series_tracing", ["490 1# $a A", "490 1# $a B", "830 #0 $a A"], "NA"),
        ("sami_pairs", ["041 0# $d sme $a fin"], ["=041  0\\$dsmi$dsme$afin"]),
        ("sami_pairs", ["041 #7 $a sme $2 iso639-3"], None),
        ("sami_pairs", ["041 0# $a fin"], "NA"),
        ("thesis", ["502 ## $b FT $c Mallin yliopisto $d 2020"], "NA"),
        ("without_price", ["020 ## $a 978-952-19-0001-3 : $c 19,90 EUR"], ["=020  \\\\$a978-952-19-0001-3"]),
        ("without_price", ["020 ## $c vuokrattavissa"], []),
        ("without_price", ["500 ## $a OC/OU"], []),
        ("without_vendor_note", ["710 2# $a OverDrive, Inc."], []),
        ("without_vendor_note", ["500 ## $a Kirja kertoo ellipsistä."], None),
    ],
)  # fmt: skip
def test_derivation(name: str, shown: list[str], expected: list[str] | str | None) -> None:
    """None: the record stays as it is; NA: there is nothing to judge."""
    wanted = [str(each) for each in example_record(shown).fields] if expected is None else expected
    assert lines(name, *shown) == (None if wanted == "NA" else wanted)


def test_terms_are_in_the_language_of_cataloguing() -> None:
    shown = ["040 ## $a FI-XXX $b swe $e rda", "336 ## $a teksti $b txt $2 rdacontent"]
    assert lines("rda_terms", *shown) == ["=040  \\\\$aFI-XXX$bswe$erda", "=336  \\\\$atext$btxt$2rdacontent"]


def test_words_are_not_written_into_the_records_of_others() -> None:
    shown = ["020 ## $a 978-952-19-0001-3 $q EPUB", "040 ## $a XX-YYY $b ger $e rda", "300 ## $a 340 S."]
    for name in ("missing_types", "online_types", "file_347", "online_extent", "edition_words"):
        record = example_record(shown)
        assert made(name, record, profile=NEUTRAL) in (record, None), name


def test_a_file_format_is_never_guessed() -> None:
    assert lines("file_347", "245 10 $a Saaren valot") == ["=245  10$aSaaren valot", "=347  \\\\$atekstitiedosto"]
    heard = lines("file_347", "020 ## $a 978-952-19-0020-4 $q EPUB $q (mp3)", media="eaudiobook")
    assert heard is not None and heard[-1] == "=347  \\\\$aäänitiedosto$bMP3"


def test_a_long_note_that_names_a_vendor_is_told_but_stays() -> None:
    note = f"500 ## $a {'Kirjasta on monta painosta. ' * 8} Ladattavissa."
    assert RULE_SET.judge("D11", example_record([note])) is False
    assert lines("without_vendor_note", note) == [str(example_record([note]).fields[0])]


def test_an_isbn_of_print_is_linked_once() -> None:
    shown = ["020 ## $z 978-952-19-0003-7 (nid.)", "020 ## $a 978-952-19-0001-3 $q EPUB"]
    linked = lines("print_links", *shown)
    assert linked is not None and linked[-1].startswith("=776  08$iPainettu:$z978")
    assert lines("print_links", *shown, "776 08 $i Painettu: $z 9789521900037") == [
        *[str(each) for each in example_record(shown).fields],
        "=776  08$iPainettu:$z9789521900037",
    ]
    assert lines("print_links", shown[1]) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1 verkkoaineisto (9 h 41 min)", 34860),
        ("1 online resource (1 audio file (9hr., 41 min.))", 34860),
        ("1 onlineresurs (10 tim., 7 min)", 36420),
        ("1 verkkoaineisto (42 min 10 s)", 2530),
        ("1 verkkoaineisto (2:10:05)", 7805),
        ("1 verkkoaineisto (noin 3 h)", None),
        ("2 äänilevyä (40 min, 50 min)", None),
        ("1 verkkoaineisto (340 s.)", None),
        ("1 verkkoaineisto", None),
    ],
)
def test_a_running_time_is_read_where_it_is_told_once(text: str, seconds: int | None) -> None:
    told = spoken(text)
    assert (None if told is None else told.seconds) == seconds


LONG = "Saaren majakka syttyy joka ilta, mutta eräänä syksynä sen valo jää puuttumaan merenkulkijoilta"


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        (f"{LONG}.", True),
        (f"{LONG}. Palkkio oli 10 000 euroa ja mies, jonka nimi oli Puh.", True),
        (f"{LONG}. Ovh 12,90 €.", False),
        (f"{LONG}. Puh. 09 123456.", False),
        (f"{LONG}. Kirjoita: tekijä@vendor-a.example.", False),
        (LONG.upper(), False),
        (f"{LONG}...", False),
        ("Lyhyt.", False),
        (f"{LONG} " * 50, False),
    ],
)
def test_a_sound_summary(text: str, sound: bool) -> None:
    assert is_sound_summary(text) is sound


def test_sums_without_hundredths_may_belong_to_a_story() -> None:
    assert not has_price("Hän voitti 500 € ja osti krapuja.")
    assert has_price("Hinta 12,90 €") and has_price("SEK 129.00")
    assert not has_address("Sähköposti @ kirjasto")


WORDS = [
    "Mallisarja ; 3", "osa 3", "1 verkkoaineisto (9 h 41 min)", "340 s.", "9:41:00", "094100", "Unabridged", "2. p.",
    "[S.l.] :", "Otava,", "2020.", "keväällä", "202701", "2701", "teksti", "txt", "rdacontent", "computer", "c", "EPUB",
    "epub3", "sme", "smi", "fin", "978-952-10-8321-1", "9789521083211 (nid.)", "nidottu", "19,90 EUR", "OverDrive",
    "Lisäpainokset: 2. painos.", "Lisäpainos: 3. p.", "1234-5679", "Väitöskirja", "FI-XXX", "rda", "Tiivistelmä.",
]  # fmt: skip
NAMES = (
    "completed_040", "duration_306", "edition_words", "expected_month", "file_347", "language_041", "missing_types",
    "online_extent", "online_types", "print_links", "publication_year", "publisher_place", "rda_terms", "reprints",
    "sami_pairs", "series_numbers", "series_tracing", "thesis", "without_price", "without_vendor_note",
)  # fmt: skip
TAGS = (
    "020", "037", "040", "041", "250", "263", "264", "300", "306", "336", "337", "338", "347", "365", "490", "500",
    "502", "538", "710", "776", "830",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_is_idempotent_and_never_fails(name: str) -> None:
    media = st.sampled_from(["ebook", "eaudiobook", "film", "magazine", "print", "other", ""])
    profiles = st.sampled_from([VENDOR, NEUTRAL])

    @settings(max_examples=60, deadline=None)
    @given(records(*TAGS, words=WORDS, codes="abcdeqvxz2i"), media, profiles)
    def law(record: Record, media: str, profile: object) -> None:
        coded = record.add(Field("008", "261122s2026    fi ||||eo|||||||||1|sme||"))
        assert is_settled(name, coded, media, VENDOR if profile is VENDOR else NEUTRAL)

    law()


@settings(max_examples=100, deadline=None)
@given(records("490", "830", "776", words=WORDS, codes="avx"))
def test_splitting_a_series_loses_no_letter_or_digit_but_an_issn(record: Record) -> None:
    def kept(each: Record) -> str:
        return "".join(
            character for one in each.all("490") for code, value in one.subfields if code != "x" for character in value
            if character.isalnum()
        )  # fmt: skip

    split = made("series_numbers", record)
    assert split is None or kept(split) == kept(record)
