"""Group T: levels as in the catalogue; articles, subtitles, format words, easy-to-read books, and all marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import shipped
from transforms.record import Field, Record
from transforms.validate import RuleSet
from transforms.validate.derive.nonfiling import not_filed
from transforms.validate.derive.punctuation import punctuated, punctuated_as_told, with_end
from transforms.validate.examples import example_record
from transforms.validate.view import FieldView

TABLES = shipped.tables()
FULL = shipped.rules()
RULES = RuleSet([rule for rule in FULL.rules.values() if rule.id[0] == "T"], schema=FULL._schema)
LEVELS = {
    "T01": "W norm", "T02": "W norm", "T03": "W norm", "T04": "W norm", "T05": "W norm", "T06": "W norm",
    "T07": "W norm", "T08": "W norm", "T09": "I enr", "T10": "W norm", "T11": "W raw", "T12": "W mrg",
    "T13": "I norm", "T14": "W norm", "T15": "W norm", "T16": "E enr",
}  # fmt: skip
TAGS = ("100", "110", "245", "246", "240", "264", "300", "490", "500", "505", "520", "546", "650", "653", "655", "700")
WORDS = st.text(alphabet="abäöAÅ19 .,:;/?!-()]\"'…=+", min_size=0, max_size=12)


def mended(*lines: str, media: str = "ebook") -> list[str]:
    record = RULES.fix(example_record(lines), media).record
    assert RULES.fix(record, media).record == record
    return [str(each) for each in record.fields]


def marked(line: str) -> str:
    each = FieldView(example_record([line]).fields[0], "am")
    fields = punctuated(each, TABLES)
    assert fields is not None
    return str(fields[0])[6:]


def told(line: str) -> bool:
    """True if the punctuation of a field is reported."""
    each = FieldView(example_record([line]).fields[0], "am")
    return tuple(punctuated_as_told(each, TABLES) or ()) != (each.field,)


def test_levels_and_stages() -> None:
    assert {rule.id: f"{rule.level[0].upper()} {rule.stage}" for rule in RULES.rules.values()} == LEVELS


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("100 1# $a Boye, Karin $4 aut", "1\\$aBoye, Karin.$4aut"),
        ("100 1# $a Boye, Karin, $4 aut", "1\\$aBoye, Karin.$4aut"),
        ("100 1# $a Tolkien, J. R. R. $e kirjoittaja", "1\\$aTolkien, J. R. R.,$ekirjoittaja."),
        ("700 1# $a Malli, Matti. $e lukija", "1\\$aMalli, Matti,$elukija."),
        ("700 1# $a Malli, Matti, $d 1950- $e lukija", "1\\$aMalli, Matti,$d1950-$elukija."),
        ("700 1# $a Malli, Matti (esittäjä)", "1\\$aMalli, Matti (esittäjä)"),
        ("245 10 $a Saaren valot $b romaani $c Anna Esimerkki", "10$aSaaren valot :$bromaani /$cAnna Esimerkki."),
        ("245 10 $a Saaren valot /", "10$aSaaren valot."),
        ("245 10 $a Kuka? $b romaani", "10$aKuka? :$bromaani."),
        ('245 10 $a "Kuka?"', '10$a"Kuka?"'),
        ("245 10 $a Kuka?.", "10$aKuka?"),
        ("245 10 $a Valot… / $c Anna Esimerkki…", "10$aValot… /$cAnna Esimerkki…"),
        ("245 10 $a Sarja $n 2 $p Kevät", "10$aSarja.$n2,$pKevät."),
        ("264 #1 $a Helsinki $b Kustannus $c 2026", "\\1$aHelsinki :$bKustannus,$c2026."),
        ("264 #1 $a Helsinki : $b Kustannus, $c [2026].", "\\1$aHelsinki :$bKustannus,$c[2026]"),
        ("264 #4 $c ©2026", "\\4$c©2026"),
        ("300 ## $a 1 verkkoaineisto (3 s.) $b kuvitettu", "\\\\$a1 verkkoaineisto (3 s.) :$bkuvitettu"),
        ("490 0# $a Mallisarja $x 2345-6787 $v 3", "0\\$aMallisarja,$x2345-6787 ;$v3"),
        ("245 10 $a Valot: $b romaani/ $c Anna", "10$aValot :$bromaani /$cAnna."),
        ("300 ## $a 1 verkkoaineisto: $b kuvitettu", "\\\\$a1 verkkoaineisto :$bkuvitettu"),
        ("700 1# $a Malli, Matti , $e lukija", "1\\$aMalli, Matti,$elukija."),
        ("246 3# $a : $b x", "3\\$a:$bx"),
        ("830 #0 $a Sarja. $x 2345-6787", "\\0$aSarja,$x2345-6787"),
        ("830 #0 $a Sarja $x 2345-6787 $v 3", "\\0$aSarja,$x2345-6787 ;$v3."),
        ("500 ## $a Loppu..", "\\\\$aLoppu."),
        ("540 ## $a CC BY 4.0 $f CC BY 4.0 $2 cc", "\\\\$aCC BY 4.0.$fCC BY 4.0$2cc"),
        ("540 ## $f CC0 1.0 $2 cc", "\\\\$fCC0 1.0$2cc"),
        ("500 ## $a Loppu...", "\\\\$aLoppu..."),
        ("520 ## $a Lue: https://vendor-a.example/a", "\\\\$aLue: https://vendor-a.example/a"),
        ("520 ## $a Tiivistelmä $u https://vendor-a.example/a", "\\\\$aTiivistelmä.$uhttps://vendor-a.example/a"),
        ("521 1# $a Ikäsuositus: 3-6", "1\\$aIkäsuositus: 3-6"),
        ("521 8# $a Ikäraja: 12", "8\\$aIkäraja: 12."),
        ("650 #7 $a rakkaus. $2 yso/fin", "\\7$arakkaus$2yso/fin"),
        ("650 #0 $a Love", "\\0$aLove."),
        ("655 #7 $a romaanit. $2 slm/fin", "\\7$aromaanit$2slm/fin"),
        ("880 10 $6 245-01 $a Слово", "10$6245-01$aСлово."),
        ("240 10 $a Vem? $l Suomi", "10$aVem?$lSuomi"),
    ],
)
def test_marks_are_those_of_the_table(line: str, expected: str) -> None:
    assert marked(line) == expected


def test_a_stop_that_may_be_of_an_abbreviation_is_not_told_and_none_is_taken_away() -> None:
    assert not told("300 ## $a 1 verkkoaineisto (3 s.) ; $c 22 cm.")
    assert not told("246 3# $a Valot, osa 2.")
    assert told("246 3# $a Valot saaressa.")
    assert marked("246 3# $a Valot saaressa.") == "3\\$aValot saaressa."


def test_print_is_not_judged_by_its_marks() -> None:
    assert mended("245 00 $a Saaren valot", media="print") == ["=245  00$aSaaren valot"]


@given(st.sampled_from(TAGS), st.lists(st.tuples(st.sampled_from("abcdenlpvx204"), WORDS), min_size=1, max_size=5))
def test_marks_are_stable_and_lose_no_letter(tag: str, pairs: list[tuple[str, str]]) -> None:
    field = Field(tag, " 7").with_subfields(pairs)
    once = punctuated(FieldView(field, "am"), TABLES)
    if once is not None:
        (made,) = once
        assert punctuated(FieldView(made, "am"), TABLES) == (made,)
        assert [code for code, _ in made.subfields] == [code for code, _ in pairs]
        assert [each for each in made.text if each.isalnum()] == [each for each in field.text if each.isalnum()]


@given(WORDS)
def test_an_end_is_added_once(text: str) -> None:
    once = with_end(text, frozenset(".?!-"))
    assert with_end(once, frozenset(".?!-")) == once


@pytest.mark.parametrize(
    ("language", "title", "count"),
    [
        ("fin", "The Beatles", 0),
        ("eng", "The end", 4),
        ("eng", '"The end"', 5),
        ("eng", "Theory", 0),
        ("eng", "A la carte", None),
        ("swe", "Den lilla", 4),
        ("swe", "Den som vågar", None),
        ("swe", "De fyra", None),
        ("fre", "L'eau", 2),
        ("smi", "Sámi", 0),
    ],
)
def test_articles(language: str, title: str, count: int | None) -> None:
    assert not_filed(title, TABLES.cataloguing.articles[language]) == count


def test_filing_follows_the_language_of_the_title_and_is_left_where_languages_disagree() -> None:
    assert mended("041 0# $d swe", "245 00 $a Ett ljus.")[1] == "=245  04$aEtt ljus."
    assert mended("041 0# $a fin $a eng", "245 04 $a The Kevät.")[1] == "=245  04$aThe Kevät."
    assert mended("041 1# $a fin $h eng", "100 1# $a Malli, M.", "240 10 $a The end. $l Suomi")[2][6:8] == "14"
    assert mended("245 04 $a Niin.") == ["=245  04$aNiin."]


def test_a_title_that_is_a_format_word_or_speaks_of_one_stays() -> None:
    assert mended("245 00 $a Äänikirja.") == ["=245  00$aÄänikirja."]
    assert mended("245 00 $a Valot : $b e-kirjan historia.") == ["=245  00$aValot :$be-kirjan historia."]
    assert mended("245 00 $a Valot (äänikirja) / $c A. B.") == ["=245  00$aValot /$cA. B."]
    assert mended("245 00 $a Valot : $b e-kirja / $c A. B.") == ["=245  00$aValot /$cA. B."]


def test_what_a_format_word_told_is_kept_where_it_belongs() -> None:
    assert mended("245 00 $a Valot (lyhentämätön)") == ["=245  00$aValot.", "=250  \\\\$aLyhentämätön."]
    assert mended("040 ## $b swe", "245 00 $a Ljus (oavkortad)")[2] == "=250  \\\\$aOförkortad."
    assert mended("245 00 $a Valot [MP3]", "347 ## $a äänitiedosto")[-1] == "=347  \\\\$aäänitiedosto$bMP3"
    assert mended("245 00 $a Valot (äänikirja, lyhentämätön)") == ["=245  00$aValot.", "=250  \\\\$aLyhentämätön."]
    assert mended("245 00 $a Valot : $b lyhentämätön äänikirja")[0] == "=245  00$aValot."
    assert mended("245 00 $a Valot (MP3 + )") == ["=245  00$aValot (MP3 + )."]
    assert mended("245 00 $a Valot (äänikirja, Turku)") == ["=245  00$aValot (äänikirja, Turku)."]
    assert mended("245 00 $a Valot [MP3]", "347 ## $b AAC")[-1] == "=347  \\\\$bAAC"


def test_subtitles_are_split_where_nothing_else_is_possible() -> None:
    assert mended("245 00 $a Valot : romaani / Anna") == ["=245  00$aValot :$bromaani /$cAnna."]
    assert mended("245 00 $a A : b / C ; D : e / F") == ["=245  00$aA : b / C ; D : e / F."]
    assert mended("245 00 $a Valot = Ljus : romaani") == ["=245  00$aValot = Ljus : romaani."]
    assert mended("245 00 $a Turku - Helsinki") == ["=245  00$aTurku - Helsinki."]


def test_a_statement_of_responsibility_is_made_of_a_plain_heading_only() -> None:
    title = "245 10 $a Valot"
    assert mended("100 1# $a Esimerkki, Anna, $e kirjoittaja.", title)[1] == "=245  10$aValot /$cAnna Esimerkki."
    assert mended("100 1# $a Esimerkki, Anna.", title)[1] == "=245  10$aValot /$cAnna Esimerkki."
    assert mended("100 1# $a Esimerkki, Anna B.", title)[1] == "=245  10$aValot /$cAnna B. Esimerkki."
    assert mended("100 0# $a Johannes Paavali $b II.", title)[1] == "=245  10$aValot."
    assert mended("700 1# $a Malli, Matti.", "245 00 $a Valot")[1] == "=245  00$aValot."


def test_books_about_easy_language_are_not_easy() -> None:
    about = ("008 261122s2026    fi ||||eo|||||||||1|fin||", "245 00 $a Selkokirjan tekijän opas.")
    assert FULL.judge("T16", example_record(about)) is None
    easy = (about[0], "245 00 $a Valot (selkokirja).")
    assert [each[6:] for each in mended(*easy)][2:] == [
        "\\7$aselkokirjat$2slm/fin$0http://urn.fi/URN:NBN:fi:au:slm:s686",
        "\\7$aLL-böcker$2slm/swe$0http://urn.fi/URN:NBN:fi:au:slm:s686",
    ]
    assert Record.of(*RULES.fix(example_record(easy), "ebook").record.fields).at("008", 22) == "f"


@pytest.mark.parametrize("title", ["iPad ja minä", "e-elämää", "al-Jazari", "d'Artagnan", "3 siskoa", "Äiti", "χάος"])
def test_case_is_only_mended_where_it_is_sure(title: str) -> None:
    expected = "Χάος" if title == "χάος" else title
    assert mended(f"245 00 $a {title}.") == [f"=245  00$a{expected}."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("264 #1 $a New York, $b Malli, $c 2016", "=264  \\1$aNew York :$bMalli,$c2016."),
        ("264 #1 $a Washington, D.C. $b Malli, Inc. $c 2016", "=264  \\1$aWashington, D.C. :$bMalli, Inc.,$c2016."),
        ("264 #1 $a Lontoo. $b Malli $c 2016", "=264  \\1$aLontoo :$bMalli,$c2016."),
        ("490 0# $a Sarja, $v 5", "=490  0\\$aSarja ;$v5"),
        ("600 10 $a Esimerkki, Anna $d 1970- $t Teos", "=600  10$aEsimerkki, Anna,$d1970-$tTeos."),
        ("700 1# $a Esimerkki, Anna $d 1970-2020 $e lukija", "=700  1\\$aEsimerkki, Anna,$d1970-2020,$elukija."),
        ('700 1# $a Esimerkki, Anna "Ani," $d 1970-', '=700  1\\$aEsimerkki, Anna "Ani,"$d1970-'),
        ("710 1# $a Suomi $b Ministeriö", "=710  1\\$aSuomi.$bMinisteriö."),
        ("700 12 $a Malli, Matti $t Valot", "=700  12$aMalli, Matti.$tValot."),
        ("240 10 $a Sonaatit, $n op. 5", "=240  10$aSonaatit,$nop. 5"),
        ("240 10 $a The end, $l suomi", "=240  10$aThe end.$lSuomi"),
        ("245 00 $a C++ $c Anna Esimerkki", "=245  00$aC++ /$cAnna Esimerkki."),
    ],
)
def test_one_mark_stands_where_isbd_wants_it(before: str, after: str) -> None:
    assert mended(before) == [after]
