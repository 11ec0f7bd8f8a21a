"""600, 648, 650, 651, 653, 655: headings of Finnish and foreign vocabularies, keywords, no more than 25."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, PROFILE, converted, subject, tables
from transforms.crosswalks.onix.headings_6xx import MAX_KEYWORDS, MAX_SUBJECTS

YSO, SLM = "http://www.yso.fi/onto/yso/", "http://urn.fi/URN:NBN:fi:au:slm:"
KAUNO, LCSH = "http://www.yso.fi/onto/kauno/", "http://id.loc.gov/authorities/subjects/"
MESH = "https://id.nlm.nih.gov/mesh/"
LOVE = f"\\7$arakkaus$2yso/fin$0{YSO}p5131"
HEADINGS = ("600", "648", "650", "651", "653")
FICTIONAL = "(fiktiivinen hahmo)"
NOVEL = subject("66", "84.2")
E_BOOKS = 2  # the pair of 655 that every e-book has


def texts(scheme: str, *told: tuple[str, str], code: str = "") -> str:
    """A subject with texts in several languages."""
    xml = "".join(f'<SubjectHeadingText language="{lang}">{text}</SubjectHeadingText>' for lang, text in told)
    return subject(scheme, code).replace("</Subject>", f"{xml}</Subject>")


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (subject("71", "https://www.yso.fi/onto/yso/p5131", "Rakkaus."), [LOVE]),
        (subject("71", "p5131", "rakkaus"), [LOVE]),
        (subject("71", "p5131"), [LOVE]),
        (subject("71", "", "rakkaus"), [LOVE]),
        (subject("71", "", "kärlek"), [f"\\7$akärlek$2yso/swe$0{YSO}p5131"]),
        (texts("71", ("fin", "rakkaus"), ("swe", "kärlek"), code="p5131"), [LOVE, f"\\7$akärlek$2yso/swe$0{YSO}p5131"]),
        (subject("71", "", "rakkaus; ystävyys"), [LOVE, f"\\7$aystävyys$2yso/fin$0{YSO}p9000"]),
        (subject("71", "p99999999", "uusi käsite"), [f"\\7$auusi käsite$2yso/fin$0{YSO}p99999999"]),
        (subject("71", "", "kirjat, vanhat"), ["\\\\$akirjat, vanhat"]),
        (subject("71", "", "sota"), ["\\\\$asota"]),
        (subject("71", "", "Helsinki"), [f"\\7$aHelsinki$2yso/fin$0{YSO}p94137"]),
        (subject("D2", f"{YSO}p94137", "Helsinki"), [f"\\7$aHelsinki$2yso/fin$0{YSO}p94137"]),
        (subject("D2", "", "Töölö"), ["\\5$aTöölö"]),
        (subject("D2", "", "rakkaus"), ["\\5$arakkaus"]),
        (subject("72", "", "Turku"), [f"\\7$aTurku$2yso/fin$0{YSO}p94447"]),
        (subject("72", "", "Tuntemattomala"), ["\\5$aTuntemattomala"]),
        (subject("B5", "", "Turku; Tuntemattomala"), [f"\\7$aTurku$2yso/fin$0{YSO}p94447", "\\5$aTuntemattomala"]),
        (subject("64", "", "taruolennot"), [f"\\7$ataruolennot$2yso/fin$0{YSO}p797"]),
        (subject("64", "http://www.yso.fi/onto/ysa/Y94616"), [f"\\7$aammatit$2yso/fin$0{YSO}p1179"]),
        (subject("65", "", "mytologiska väsen"), [f"\\7$amytologiska väsen$2yso/swe$0{YSO}p797"]),
        (subject("67", "", "kansanmusiikki"), [f"\\7$akansanmusiikki$2yso/fin$0{YSO}p2841"]),
        (subject("68", "", "folkmusik"), [f"\\7$afolkmusik$2yso/swe$0{YSO}p2841"]),
        (subject("69", "", "orvot"), [f"\\7$aorvot$2yso/fin$0{YSO}p6957"]),
        (subject("70", "", "okänt ord"), ["\\\\$aokänt ord"]),
        (subject("D0", f"{KAUNO}p1234", "kyydit"), [f"\\7$akyydit$2kauno/fin$0{KAUNO}p1234"]),
        (subject("04", "sh85083785", "Love -- Juvenile fiction"), [f"\\0$aLove$vJuvenile fiction$0{LCSH}sh85083785"]),
        (subject("04", "", "Love -- Religious aspects -- Fiction"), ["\\0$aLove$xReligious aspects$vFiction"]),
        (subject("04", "", "--"), []),
        (subject("A8", "", "Dogs"), ["\\1$aDogs"]),
        (subject("06", "D005075", "Biological Evolution"), [f"\\2$aBiological Evolution$0{MESH}D005075"]),
        (subject("B6", "17", "Love"), ["\\7$aLove$2fast$0(OCoLC)fst00000017"]),
        (subject("91", "4036525-0", "Liebe"), ["\\7$aLiebe$2gnd$0(DE-588)4036525-0"]),
        (subject("91", "ei; koodi", "Liebe"), ["\\7$aLiebe$2gnd"]),
        (subject("77", "AI", "Äidinkieli"), ["\\\\$aÄidinkieli"]),
        (subject("A2", "", "Gäss; Resor"), ["\\\\$aGäss", "\\\\$aResor"]),
        (subject("20", "", "meri; majakka; Meri"), ["\\\\$ameri", "\\\\$amajakka"]),
        (subject("20", "", "meri, majakka"), ["\\\\$ameri", "\\\\$amajakka"]),
        (subject("20", "", "Tämä on lause."), []),
        (subject("20", "", "E-kirja; äänikirja; meri"), ["\\\\$ameri"]),
        (subject("20", "", "rakkaus") + subject("71", "", "rakkaus"), [LOVE]),
        (subject("B2", "", "rakkaus; halpaa luettavaa"), [LOVE]),
        (subject("B4", "", "Aino; Koskela, A.") + NOVEL, [f"04$aAino$c{FICTIONAL}", f"14$aKoskela, A.$c{FICTIONAL}"]),
        (subject("B4", "", "Akseli Gallen-Kallela"), ["\\1$aAkseli Gallen-Kallela"]),
        (subject("94", "1DNF-FI-CBA"), [f"\\7$aHelsinki$2yso/fin$0{YSO}p94137"]),
        (subject("94", "1DNF-FI-CBX"), [f"\\7$aUusimaa$2yso/fin$0{YSO}p94465"]),
        (subject("94", "1DZ"), []),
        (subject("94", "1DNF") + subject("D2", "", "Turku"), [f"\\7$aTurku$2yso/fin$0{YSO}p94447"]),
        (subject("95", "2FCF"), [f"\\7$asuomen kieli$2yso/fin$0{YSO}p8856"]),
        (subject("96", "3MPQS"), ["\\7$a1960-luku$2yso/fin", "\\7$a1960-talet$2yso/swe"]),
        (subject("96", "3MPBA"), ["\\7$a1900-luku$2yso/fin", "\\7$a1900-talet$2yso/swe"]),
        (subject("96", "3B"), []),
        (subject("24", "oma-1", "oma"), []),
        ("", []),
    ],
)  # fmt: skip
def test_headings(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines(*HEADINGS) == lines


def test_a_number_that_nothing_here_knows_is_told() -> None:
    made = converted(subject("71", "p99999999") + subject("D1", "fantasia-1"))
    assert made.lines(*HEADINGS) == []
    assert made.found == [("O06", "p99999999"), ("O06", "fantasia-1")]


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        (subject("D1", "", "romaanit"), f"\\7$aromaanit$2slm/fin$0{SLM}s518"),
        (subject("D1", "s518"), f"\\7$aromaanit$2slm/fin$0{SLM}s518"),
        (subject("70", "", "romaner"), f"\\7$aromaner$2slm/swe$0{SLM}s518"),
        (subject("71", "p1896", "romaanit") + NOVEL, f"\\7$aromaanit$2slm/fin$0{SLM}s518"),
        (subject("71", "", "romaanit") + NOVEL, f"\\7$aromaanit$2slm/fin$0{SLM}s518"),
        (subject("19", "", "Love stories"), "\\7$aLove stories$2gsafd"),
        (subject("97", "4TC"), f"\\7$aoppikirjat$2slm/fin$0{SLM}s633"),
    ],
)
def test_genre(xml: str, line: str) -> None:
    assert line in converted(xml).lines("655")


def test_novels_are_a_topic_of_a_study() -> None:
    assert converted(subject("71", "", "romaanit")).lines("650") == [f"\\7$aromaanit$2yso/fin$0{YSO}p1896"]


def test_a_style_of_music_is_a_genre_of_music_alone() -> None:
    music = AUDIO + "<ProductContentType>03</ProductContentType>"
    assert converted(subject("99", "6JD"), form=music).lines("655") == [f"\\7$ajazz$2slm/fin$0{SLM}s641"]
    assert converted(subject("99", "6JD")).lines("655", "072")[0] == "\\7$a6JD$2thema"


def test_in_swedish() -> None:
    swedish = replace(PROFILE, language="swe")
    made = converted(subject("71", "p5131") + subject("94", "1DNF") + subject("B4", "", "Aino") + NOVEL, swedish)
    assert made.lines("600", "650", "651") == [
        "04$aAino$c(fiktiv gestalt)",
        f"\\7$akärlek$2yso/swe$0{YSO}p5131",
        f"\\7$aFinland$2yso/swe$0{YSO}p94426",
    ]


def test_keywords_are_at_most_ten() -> None:
    words = ";".join(f"sana{number}" for number in range(20))
    assert len(converted(subject("20", "", words)).lines("653")) == MAX_KEYWORDS


def test_headings_come_before_keywords_when_there_are_too_many() -> None:
    topics = "".join(subject("71", f"p{number}", f"aihe {number}") for number in range(9000001, 9000024))
    words = subject("20", "", ";".join(f"sana{number}" for number in range(20)))
    made = converted(words + topics + subject("D2", "", "Turku"))
    assert len(made.lines("650")) == MAX_SUBJECTS - 2  # one place, one genre of the form
    assert made.lines("651", "653") == [f"\\7$aTurku$2yso/fin$0{YSO}p94447"]
    assert len(made.lines("655")) == E_BOOKS


told = st.tuples(
    st.sampled_from(sorted(tables().onix_subjects.schemes)),
    st.text(alphabet="p5131 94s:/.-", max_size=12),
    st.text(alphabet="rakus Turkmeio;,.-()ä1", max_size=30),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(told, max_size=40))
def test_laws_of_subjects(subjects: list[tuple[str, str, str]]) -> None:
    xml = "".join(subject(*each) for each in subjects)
    fields = converted(xml).record.all("6XX")
    assert len({each["0"] or each.value for each in fields}) <= MAX_SUBJECTS
    assert len(set(fields)) == len(fields)
    assert [each.tag for each in fields] == sorted(each.tag for each in fields)
    for each in fields:
        assert each["a"].strip() == each["a"] != ""
        assert (each.ind2 == "7") == each.has("2")


@pytest.mark.parametrize("code", ["fst01002902", "1002902", "01002902"])
def test_a_number_of_fast_has_its_letters_once(code: str) -> None:
    (line,) = converted(subject("B6", code, "Love")).lines("650")
    assert line == r"\7$aLove$2fast$0(OCoLC)fst01002902"


@pytest.mark.parametrize(
    "code",
    [
        "p5131",
        "yso:p5131",
        "http://www.yso.fi/onto/yso/p5131",
        "https://www.yso.fi/onto/yso/p5131",
        "http://www.yso.fi/onto/yso/p5131/",
    ],
)
def test_a_concept_is_known_by_its_number_however_it_is_written(code: str) -> None:
    assert converted(subject("71", code)).lines("650") == [r"\7$arakkaus$2yso/fin$0http://www.yso.fi/onto/yso/p5131"]
    assert not converted(subject("71", "allars:Y5131")).record.has("650")
