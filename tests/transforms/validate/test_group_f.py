"""Group F: levels as in the catalogue, and what its fixers write into leader, 006, 007 and 008."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shipped
from transforms.calendar import Calendar
from transforms.media import Media, media_of
from transforms.normalise.context import E_MEDIA
from transforms.record import Field, Record
from transforms.validate import RuleSet, Terms
from transforms.validate.examples import example_record

FULL = shipped.rules()
RULES = RuleSet([rule for rule in FULL.rules.values() if rule.id[0] == "F"], schema=FULL._schema)
DAY = Terms(calendar=Calendar.of("261122"))
LEVELS = {
    "F01": "E raw", "F02": "E raw", "F03": "E raw", "F04": "E enr", "F05": "E enr", "F06": "W mrg", "F07": "W norm",
    "F08": "E norm", "F09": "E norm", "F10": "E norm", "F11": "W norm", "F12": "W norm", "F13": "E norm",
    "F14": "E norm", "F15": "W enr", "F16": "E norm", "F17": "W enr", "F18": "E norm", "F19": "E norm",
    "F20": "W norm", "F21": "W norm", "F22": "W norm", "F23": "W norm", "F24": "I enr", "F25": "E raw", "F26": "W norm",
}  # fmt: skip
BOOK = "261122s2026    fi ||||eo|||||||||1|fin||"
FINNISH = "520 ## $a Kun Anna palaa saarelle, hän ei ole yksin, ja valo on se mikä jää."


def issues(*lines: str, media: str = "ebook") -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for issue in RULES.check(example_record(lines), media, terms=DAY).issues:
        found.setdefault(issue.rule, []).append((issue.path, issue.value))
    return found


def coded(*lines: str, media: str = "ebook") -> str:
    return RULES.fix(example_record(lines), media, terms=DAY).record.value("008")


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {each.id: f"{each.level[0].upper()} {each.stage}" for each in FULL.rules.values() if each.id[0] == "F"}
    assert told == LEVELS


@pytest.mark.parametrize(
    ("dates", "statements", "mended"),
    [
        ("s20262026", (), "s2026    "),
        ("s20262025", ("264 #1 $c 2026", "264 #4 $c ©2025"), "t20262025"),
        ("s20112026", ("264 #1 $c 2011-2026",), "m20112026"),
        ("s20112026", ("264 #1 $c 2011",), "s20112026"),
        ("m20262011", ("264 #1 $c 2011-2026",), "m20112026"),
        ("m20262011", (), "m20262011"),
        ("t20262026", ("264 #1 $c 2026",), "s2026    "),
        ("t2026    ", ("264 #1 $c 2026",), "s2026    "),
        ("t20262026", ("264 #1 $c 2026", "264 #4 $c ©2026"), "t20262026"),
        ("t20262025", ("260 ## $c 2026, c2025",), "t20262025"),
        ("t20262025", (), "t20262025"),
    ],
)
def test_dates_of_008_follow_what_the_statement_settles(dates: str, statements: tuple[str, ...], mended: str) -> None:
    assert coded(f"008 261122{dates}fi ||||eo|||||||||1|fin||", *statements, media="print")[6:15] == mended


def test_dates_that_no_statement_settles_are_told_by_their_positions() -> None:
    assert issues("008 261122m20262011fi ||||eo|||||||||1|fin||")["F08"] == [("008[0]/6-14", "m20262011")]


@pytest.mark.parametrize(
    ("year", "plausible"),
    [("2028", True), ("2029", False), ("1450", True), ("1449", False), ("19uu", True), ("uuuu", True), ("    ", True),
     ("||||", True), ("202x", False), ("0000", False), ("٢٠٢٦", False)],
)  # fmt: skip
def test_a_year_of_publication_is_of_print_or_near(year: str, plausible: bool) -> None:
    assert ("F09" not in issues(f"008 261122s{year}    fi ||||eo|||||||||1|fin||")) is plausible


def test_without_a_day_no_year_is_too_late() -> None:
    record = example_record(["008 261122s2929    fi ||||eo|||||||||1|fin||"])
    assert "F09" not in {issue.rule for issue in RULES.check(record, "ebook").issues}


def test_a_manuscript_may_be_older_than_print() -> None:
    assert "F09" not in issues(
        "LDR 00000ntm a22000002i 4500", "008 261122s1399    fi ||||||||||||||||fin||", media="print"
    )


def test_an_implausible_year_comes_from_the_one_that_is_stated() -> None:
    wrong = "008 261122s2962    fi ||||eo|||||||||1|fin||"
    assert coded(wrong, "264 #1 $c 2026", "264 #4 $c ©2025")[7:11] == "2026"
    assert coded(wrong, "264 #1 $c 2025", "264 #1 $c 2026")[7:11] == "2962"


@pytest.mark.parametrize(
    ("country", "isbn", "mended"),
    [
        ("se ", "978-91-0-012345-1", "sw "),
        ("de ", "978-3-16-148410-0", "gw "),
        ("PL ", "978-83-240-0001-2", "pl "),
        ("at ", "978-0-306-40615-7", "at "),  # Australia, with an ISBN of the English language area
        ("se ", "978-0-306-40615-7", "se "),
        ("xxu", "978-952-10-8321-1", "fi "),
        ("xxu", "978-0-306-40615-7", "xxu"),
        ("xxk", "978-952-10-8321-1", "xxk"),
    ],
)
def test_country_by_the_group_of_the_isbn(country: str, isbn: str, mended: str) -> None:
    assert coded(f"008 261122s2026    {country}||||eo|||||||||1|fin||", f"020 ## $a {isbn}")[15:18] == mended


def test_country_of_finland_by_its_publishers_and_places() -> None:
    line = "008 261122s2026    xxu||||eo|||||||||1|fin||"
    assert coded(line, "264 #1 $a [Helsingfors] : $b Förlaget, $c 2026")[15:18] == "fi "
    assert coded(line, "264 #1 $b Otava, $c 2026")[15:18] == "fi "
    assert coded(line, "264 #1 $a New York : $b Malli Books", "264 #2 $a Helsinki : $b E-Kokoaja")[15:18] == "xxu"


def test_041_wins_where_the_text_is_in_its_language() -> None:
    english = "008 261122s2026    fi ||||eo|||||||||1|eng||"
    assert coded(english, "041 0# $a fin", "245 10 $a Saari", FINNISH)[35:38] == "fin"
    assert coded(english, "041 0# $a fin", "245 10 $a Saari")[35:38] == "eng"
    assert coded("008 261122s2026    fi ||||eo|||||||||1||||||", "041 0# $a swe")[35:38] == "swe"


@pytest.mark.parametrize(
    ("leader", "language", "field", "agrees"),
    [
        ("nam", "fin", "041 0# $a fin $a swe", True),
        ("nam", "swe", "041 0# $a fin $a swe", False),
        ("nim", "fin", "041 0# $d fin", True),
        ("nim", "swe", "041 0# $a swe $d fin", False),
        ("nam", "smi", "041 0# $a sme", True),
        ("nam", "mul", "041 0# $a fin $a swe", True),
        ("nam", "eng", "041 07 $a en $2 iso639-1", True),
        ("nam", "eng", "041 1# $a engger", True),
    ],
)
def test_first_language_of_041(leader: str, language: str, field: str, agrees: bool) -> None:
    found = issues(f"LDR 00000{leader} a22000002i 4500", f"008 261122s2026    fi ||||eo|||||||||1|{language}||", field)
    assert ("F14" not in found) is agrees


def test_language_is_suspect_only_where_title_and_summary_speak_against_it() -> None:
    english = "008 261122s2026    fi ||||eo|||||||||1|eng||"
    assert issues(english, "245 10 $a Yö saaressa", FINNISH)["F15"] == [("008[0]/35-37", "eng")]
    assert "F15" not in issues(english, "245 14 $a The light of the island", FINNISH)
    assert "F15" not in issues(english, "245 10 $a Origin", FINNISH)
    assert "F15" not in issues(f"008 {BOOK}", "245 10 $a Yö saaressa", FINNISH)
    assert "F15" not in issues("008 261122s2026    fi ||||eo|||||||||1|ara||", "245 10 $a Yö saaressa", FINNISH)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("084 ## $a 85.22 $2 ykl",), "j"),
        (("385 ## $a Nuoret $2 yso/fin",), "d"),
        (("521 1# $a Ikäsuositus: 3-5",), "a"),
        (("521 1# $a Ikäsuositus: 7",), "b"),
        (("521 1# $a Ikäsuositus: 6-12",), "j"),
        (("521 8# $a Ikäraja: 12.",), "|"),
        (("521 8# $a Sisältövaroitus: väkivalta.",), "e"),
        (("521 8# $a Sisältövaroitus: väkivalta.", "084 ## $a 85.12 $2 ykl"), "|"),
        (("385 ## $a aikuiset $2 yso/fin", "084 ## $a 85.2 $2 ykl"), "|"),
        (("655 #7 $a lastenkirjallisuus $2 slm/fin $0 http://urn.fi/URN:NBN:fi:au:slm:s1181",), "j"),
    ],
)
def test_audience_by_what_the_record_says(lines: tuple[str, ...], code: str) -> None:
    assert coded("008 261122s2026    fi |||||o|||||||||1|fin||", *lines)[22] == code


def test_an_audience_that_is_coded_stays() -> None:
    assert coded(f"008 {BOOK}", "084 ## $a 85.22 $2 ykl")[22] == "e"


def test_fiction_is_coded_where_books_and_sound_have_it() -> None:
    assert coded("008 261122s2026    fi ||||eo|||||||||||fin||", "084 ## $a 84.2 $2 ykl")[33] == "1"
    sound = ("LDR 00000nim a22000002i 4500", "008 261122s2026    fi ||n|eo|||||||||||fin||", "072 #7 $a FBA $2 thema")
    assert coded(*sound, media="eaudiobook")[30:32] == "f "
    assert coded("008 261122s2026    fi ||||eo|||||||||||fin||", "084 ## $a 86.2 $2 ykl")[33] == "|"


def test_leader_and_008_follow_the_voted_media() -> None:
    lines = ["LDR 00000nam a22000002i 4500", f"008 {BOOK}", "336 ## $a puhe $b spw $2 rdacontent", "338 ## $b cr"]
    record = example_record(lines)
    assert media_of(record) == Media.EAUDIOBOOK
    found = RULES.fix(record, "eaudiobook", terms=DAY)
    assert found.record.leader[6:8] == "im"
    assert [each.after for each in found.issues if each.rule == "F04"] == ["i"]
    assert found.record.value("008")[18:35] == "||||eo|||||||||||"  # nothing that was coded for a book


def test_a_manuscript_online_is_no_contradiction() -> None:
    assert "F04" not in issues("LDR 00000ntm a22000002i 4500", f"008 {BOOK}")


def test_006_and_007_of_wrong_length_are_made_anew() -> None:
    record = example_record(["006 m|||||o||d||", "007 cr", "007 sd fsn", f"008 {BOOK}", "245 10 $a Valot"])
    mended = RULES.fix(record, "ebook", terms=DAY).record
    assert [str(each) for each in mended.all("006", "007")] == ["=006  m|||||o||d||||||||", "=007  cr||||||||||||"]


def test_a_physical_007_stays_with_a_physical_record() -> None:
    record = example_record(["007 ta", f"008 {BOOK}"])
    assert RULES.fix(record, "print", terms=DAY).record.value("007") == "ta"


def test_cr_stands_before_the_video_007_that_is_added() -> None:
    record = example_record(["LDR 00000ngm a22000002i 4500", "007 cr||||||||||||", "245 10 $a Valot"])
    mended = RULES.fix(record, "film", terms=DAY).record
    assert [each.value for each in mended.all("007")] == ["cr||||||||||||", "vz|||||||"]


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("008 250101s2025    fi ||||eo|||||||||1|fin||", "300 ## $a 1 verkkoaineisto", "650 #4 $a saaret"), "5"),
        (("008 250101s2025    fi ||||eo|||||||||1|fin||",), "7"),
        ((f"008 {BOOK}",), "8"),
        (("263 ## $a 202608",), "8"),
        (("263 ## $a 202607",), "7"),
        (("263 ## $a 202613",), "8"),
    ],
)
def test_prepublication_level_ends_ninety_days_after_publication(lines: tuple[str, ...], level: str) -> None:
    record = example_record(["LDR 00000nam a22000008i 4500", *lines])
    assert RULES.fix(record, "ebook", terms=DAY).record.leader[17] == level


def test_a_date_of_entry_comes_from_005() -> None:
    assert coded("005 20261122120000.0", f"008 0000  {BOOK[6:]}")[:6] == "261122"
    assert coded(f"008 000000{BOOK[6:]}")[:6] == "000000"


@given(st.text("abcdefz 256|0u", min_size=17, max_size=17), st.sampled_from(["am", "as", "im", "em", "gm"]))
@settings(max_examples=80, deadline=None)
def test_groups_of_codes_are_sorted_once_and_keep_every_code(codes: str, kind: str) -> None:
    record = Record.of(Field("008", f"{BOOK[:18]}{codes}{BOOK[35:]}"), leader=f"00000n{kind} a22000002i 4500")
    rules = RuleSet([FULL.rules["F23"]])
    mended = rules.fix(record, "print").record
    assert rules.fix(mended, "print").record == mended
    assert set(mended.value("008")[18:35]) - {" "} == set(codes) - {" "}


def test_maps_keep_the_order_of_importance() -> None:
    lines = ("LDR 00000nem a22000002i 4500", "008 261122s2026    fi ba          |     |fin||")
    assert "F23" not in issues(*lines, media="other")


CODES = st.text("0123456789abcdefnors |#xyz", min_size=40, max_size=40)


@given(
    CODES,
    st.text("acdgijmst", min_size=2, max_size=2),
    st.sampled_from(sorted(E_MEDIA)),
    st.lists(st.sampled_from(["264 #1 $c 2026", "041 0# $a fin", "020 ## $a 978-952-10-8321-1", "084 ## $a 85 $2 ykl",
                              "007 sd", "007 cr", "006 m", "005 20261122120000.0", FINNISH]), max_size=4),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_mending_any_codes_twice_is_mending_them_once(value: str, kind: str, media: str, lines: list[str]) -> None:
    record = example_record([f"LDR 00000n{kind} a22000002i 4500", f"008 {value}", "245 10 $a Saari", *lines])
    once = RULES.fix(record, media, terms=DAY)
    assert not [issue for issue in once.issues if issue.rule == "R00"]
    assert RULES.fix(once.record, media, terms=DAY).record == once.record


@pytest.mark.parametrize("value", ["", "x", "2611", "ä" * 40, " " * 39, "261122s2026"])
def test_a_broken_008_raises_nothing(value: str) -> None:
    record = Record.of(
        Field("008", value), Field.data("041", "  ", "a", "fin"), Field.data("084", "  ", "a", "84", "2", "ykl")
    )
    for media in (*E_MEDIA, "print"):
        assert "R00" not in {issue.rule for issue in RULES.fix(record, media, terms=DAY).issues}
