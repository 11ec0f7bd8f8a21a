"""Rules J: subjects, genre and audience; their derivations are idempotent, guess nothing and lose nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import shipped
from tests.transforms.made_vocabulary import EVERYTHING, WHOLE, Made
from transforms.record import Issue
from transforms.validate import EVERY, RuleSet, load_rules
from transforms.validate.examples import example_record
from transforms.validate.view import Around

SCHEMAS = Path(__file__).parents[3] / "schemas"
ALL = shipped.rules()
RULES = RuleSet([rule for rule in ALL.rules.values() if rule.id[0] == "J"])  # J alone: no punctuation, no order
TABLES = shipped.tables()
LEVELS = {
    "J01": "E enr", "J02": "W enr", "J03": "E norm", "J04": "E norm", "J05": "W enr", "J06": "W enr", "J07": "W enr",
    "J08": "W enr", "J09": "W enr", "J10": "W enr", "J11": "W enr", "J12": "I enr", "J13": "W mrg", "J14": "W enr",
    "J15": "E enr", "J16": "I norm", "J17": "E enr", "J18": "W enr", "J19": "W norm", "J20": "W enr", "J21": "I norm",
    "J22": "W norm", "J23": "W mrg", "J24": "E norm", "J25": "I norm",
}  # fmt: skip

YSO, SLM = "http://www.yso.fi/onto/yso/", "http://urn.fi/URN:NBN:fi:au:slm:"
LOVE = f"650 #7 $a rakkaus $2 yso/fin $0 {YSO}p5131"
LOVE_SWE = f"650 #7 $a kärlek $2 yso/swe $0 {YSO}p5131"
FICTION = "084 ## $a 84.2 $2 ykl"


def fixed(*lines: str, media: str = "print") -> list[str]:
    """The fields after all rules of the group, in mnemonic form."""
    return [str(each)[1:] for each in RULES.fix(example_record(lines), media).record]


def mnemonic(*lines: str) -> list[str]:
    return [str(each)[1:] for each in example_record(lines)]


def issues(rule: str, *lines: str, media: str = "ebook") -> list[Issue]:
    return [each for each in RULES.check(example_record(lines), media).issues if each.rule == rule]


def judge(rule: str, *lines: str, media: str = "ebook") -> bool | None:
    return RULES.judge(rule, example_record(lines), Around(media))


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {rule.id: f"{rule.level[0].upper()} {rule.stage}" for rule in RULES.rules.values()}
    assert told == LEVELS


def test_no_file_of_the_group_is_refused() -> None:
    assert not [error for error in ALL.errors if error.startswith("subjects")]


# J01, J02


def test_form_of_e_material_is_no_subject() -> None:
    form = f"655 #7 $a e-kirjat $2 slm/fin $0 {SLM}s889"
    assert judge("J01", form) is False
    assert judge("J02", form) is None
    assert judge("J01", f"655 #7 $a romaanit $2 slm/fin $0 {SLM}s518") is True


def test_uri_of_another_vocabulary_is_none_of_finto() -> None:
    assert judge("J02", "650 #7 $a Love $2 fast $0 http://id.worldcat.org/fast/1002746") is False


# J03


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("yso//fin", "yso/fin"), ("yso / fin", "yso/fin"), ("YSO/FIN", "yso/fin"), ("yso/sv", "yso/swe"),
        ("yso-paikat/fin", "yso/fin"), ("yso-aika/swe", "yso/swe"), ("slm/fi", "slm/fin"), ("gsafd.", "gsafd"),
        ("Oma-sanasto", "Oma-sanasto"),
    ],
)  # fmt: skip
def test_code_of_vocabulary_is_mended_where_it_is_known(code: str, right: str) -> None:
    record = RULES.fix(example_record([f"650 #7 $a sana $2 {code}"]), "print").record
    assert record.all("6XX")[0]["2"] == right


# J05


@pytest.mark.parametrize(
    "line",
    [
        "650 #7 $a modernismi $x historia $2 ysa",  # a subdivision
        "650 #7 $a sanajotaeiole $2 ysa",
        "650 #7 $a Modernismi taiteessa $2 ysa",
        "650 #7 $a modernismi $2 allars",  # no label of Allärs
        "650 #7 $a e-kirjat $2 ysa",  # a genre, but not in 655
        "650 #7 $a modernismi $2 musa",
        "650 #7 $a modernismi $2 ysa $5 FI-XXX",  # another owner's
    ],
)
def test_what_matches_nothing_for_certain_stays_and_is_told(line: str) -> None:
    assert fixed(line) == mnemonic(line)
    assert issues("J05", line)


# J06, J20


def test_unknown_concept_is_not_judged() -> None:
    unknown = f"650 #7 $a mitä vain $2 yso/fin $0 {YSO}p0"
    assert {rule: judge(rule, unknown) for rule in ("J06", "J07", "J08", "J20", "J10")} == dict.fromkeys(
        ("J06", "J07", "J08", "J20", "J10")
    )


def test_a_place_is_not_judged_where_no_dump_brought_places() -> None:
    unknown = f"$a uusi $2 yso/fin $0 {YSO}p999999"
    only_concepts = Made(each for each in EVERYTHING if each.kind == "concept")
    for vocabulary, told in ((only_concepts, []), (WHOLE, ["J08"])):
        tables = replace(TABLES, vocabulary=vocabulary)
        rules = load_rules(SCHEMAS / "rules", tables=lambda tables=tables: tables)  # type: ignore[misc]
        found = rules.check(example_record([f"651 #7 {unknown}"]), "ebook").issues
        assert [each.rule for each in found if each.rule == "J08"] == told


def test_label_is_not_judged_where_alternative_ones_are_not_known() -> None:
    assert judge("J06", f"650 #7 $a lempi $2 yso/fin $0 {YSO}p5131") is None


def test_a_letter_is_never_its_neighbour() -> None:
    assert judge("J20", f"650 #7 $a karlek $2 yso/fin $0 {YSO}p5131") is None


# J07


def test_twin_is_put_behind_its_heading() -> None:
    assert fixed(LOVE, "650 #7 $a Zebror $2 sao") == mnemonic(LOVE, LOVE_SWE, "650 #7 $a Zebror $2 sao")


def test_twin_may_be_written_with_https() -> None:
    assert judge("J07", LOVE, LOVE_SWE.replace("http:", "https:")) is True


@pytest.mark.parametrize("line", ["650 #7 $a rakkaus $2 yso/fin", "650 #7 $a Kärlek $2 sao", "650 #4 $a rakkaus"])
def test_heading_without_uri_has_no_twin(line: str) -> None:
    assert judge("J07", line) is None
    assert fixed(line) == mnemonic(line)


def test_heading_with_a_subdivision_is_told_but_gets_no_twin() -> None:
    line = f"650 #7 $a rakkaus $x historia $2 yso/fin $0 {YSO}p5131"
    assert fixed(line) == mnemonic(line)
    assert issues("J07", line)


# J08


# J09, J10


def test_concept_close_to_a_genre_is_told_in_fiction_only_and_stays() -> None:
    novels = [f"650 #7 $a romaanit $2 yso/fin $0 {YSO}p1896", f"650 #7 $a romaner $2 yso/swe $0 {YSO}p1896"]
    assert issues("J09", FICTION, *novels)
    assert not issues("J09", "084 ## $a 86.1 $2 ykl", *novels)
    assert fixed(FICTION, *novels) == mnemonic(FICTION, *novels)


@pytest.mark.parametrize("line", ["650 #7 $a 1984 $2 yso/fin", "650 #7 $a 1800-luku $2 fast", "650 #4 $a 1800-luku"])
def test_what_may_be_no_period_stays(line: str) -> None:
    assert fixed(line) == mnemonic(line)


# J11


@pytest.mark.parametrize(
    ("media", "label"),
    [("ebook", "e-kirjat"), ("eaudiobook", "e-äänikirjat"), ("magazine", "verkkolehdet"), ("film", "elokuvat")],
)
def test_form_genre_comes_in_both_languages(media: str, label: str) -> None:
    found = fixed("245 10 $a Saaren valot", media=media)
    assert len(found) == 3 and f"$a{label}$2slm/fin" in found[1] and "$2slm/swe" in found[2]


@pytest.mark.parametrize("media", ["print", "album", "other"])
def test_media_without_a_form_genre_are_not_judged(media: str) -> None:
    assert judge("J11", "245 10 $a Saaren valot", media=media) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["245 10 $a Talvisatama $n Osa 2", "655 #7 $a Feature films. $2 lcgft"],
        ["245 10 $a Talvisatama", "655 #7 $a Television mini-series. $2 lcgft"],
        ["245 10 $a Talvisatama", "653 ## $a TV-sarjat"],
    ],
)
def test_what_may_be_a_series_is_called_no_film(lines: list[str]) -> None:
    assert fixed(*lines, media="film") == mnemonic(*lines)
    assert issues("J11", *lines, media="film")


# J12, J24


@pytest.mark.parametrize("word", ["Ystävyys", "ystavyys", "lapset", "romaanit", "Helsinki", "kemi", "sanajotaeiole"])
def test_keyword_that_may_mean_something_else_stays(word: str) -> None:
    assert fixed(f"653 ## $a {word}") == mnemonic(f"653 ## $a {word}")


def test_words_of_a_vendor_leave_lcsh() -> None:
    assert fixed("655 #0 $a E-kirjat")[0] == mnemonic(f"655 #7 $a e-kirjat $2 slm/fin $0 {SLM}s889")[0]
    assert fixed("650 #0 $a Runot") == mnemonic("653 ## $a Runot")  # both a concept of YSO and a genre of SLM
    assert fixed("650 #0 $a Ystävyys")[0] == mnemonic(f"650 #7 $a ystävyys $2 yso/fin $0 {YSO}p9000")[0]


@pytest.mark.parametrize(
    "line",
    ["650 #0 $a Friendship.", "650 #0 $a Jazz.", "650 #0 $a Magi.", "650 #0 $a Unknown thing", "655 #0 $a Diaries."],
)
def test_lcsh_stays(line: str) -> None:
    assert fixed(line) == mnemonic(line)
    assert not issues("J24", line)


# J13, J16, J23


def test_cap_leaves_out_keywords_before_topics_and_never_an_id_or_a_name() -> None:
    ids = [f"650 #7 $a rakkaus $2 yso/fin $0 {YSO}p{number}" for number in range(900_000, 900_023)]
    lines = [*ids, "600 14 $a Aho, Juhani", "650 #4 $a yksi", "650 #4 $a kaksi", "653 ## $a kolme", "653 ## $a neljä"]
    left = RULES.fix(example_record(lines), "print", EVERY).record
    assert len(left.all("6XX")) == 25
    assert not left.has("653")
    assert left.has("600") and len([each for each in left.all("650") if each.has("0")]) == 23


def test_twins_count_once() -> None:
    pairs = [
        line
        for n in range(13)
        for line in (f"650 #7 $a a $2 yso/fin $0 {YSO}p{n}", f"650 #7 $a b $2 yso/swe $0 {YSO}p{n}")
    ]
    assert judge("J13", *pairs) is True


def test_code_of_the_trade_is_repeated_in_072_and_a_text_is_only_told() -> None:
    assert fixed("650 #7 $a FBA $2 thema") == mnemonic("072 #7 $a FBA $2 thema", "650 #7 $a FBA $2 thema")
    assert fixed("653 ## $a FICTION / Sea Stories") == mnemonic("653 ## $a FICTION / Sea Stories")
    assert judge("J16", LOVE) is None


def test_machine_heading_goes_with_its_883_and_another_one_stays() -> None:
    machine = LOVE.replace("$a", "$8 1\\p $a", 1)
    other = f"650 #7 $8 2\\p $a ystävyys $2 yso/fin $0 {YSO}p9000"
    lines = [LOVE, LOVE_SWE, machine, other, "883 0# $8 1\\p $a Annif", "883 0# $8 2\\p $a Annif"]
    left = [str(each) for each in RULES.fix(example_record(lines), "print", EVERY).record]
    assert not any("$81\\p" in each for each in left)
    assert len([each for each in left if "$82\\p" in each]) == 2


def test_heading_confirmed_by_a_person_is_not_the_machines() -> None:
    lines = [LOVE, LOVE.replace("$a", "$8 1\\p $a", 1), "883 2# $8 1\\p $a Kirjastonhoitaja"]
    assert judge("J23", *lines) is None


# J17, J18, J19


def test_comics_are_for_all_ages() -> None:
    coded = "008 261122s2026    fi ||||| o6||||||||1|fin||"
    assert judge("J17", coded, "084 ## $a 85.32 $2 ykl") is None
    assert judge("J17", coded, "084 ## $a 85.12 $2 ykl") is False


def test_audience_is_set_only_where_nothing_is_coded() -> None:
    blank, adult = (f"008 261122s2026    fi ||||{code}o|||||||||1|fin||" for code in " e")
    signals = [f"655 #7 $a lastenkirjallisuus $2 slm/fin $0 {SLM}s1181"]
    assert fixed(blank, *signals, media="ebook")[0][27] == "j"
    assert fixed(adult, *signals, media="ebook")[0][27] == "e"
    assert issues("J17", adult, *signals)
    assert judge("J17", blank, FICTION) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ikäsuositus 7", "Ikäsuositus: 7"), ("ikäsuositus:3-6", "Ikäsuositus: 3-6"),
        ("Ikäsuositus : 9+", "Ikäsuositus: 9+"), ("IKÄSUOSITUS: 7-9 v.", "Ikäsuositus: 7-9 v."),
        ("Ikäsuositus: 7-9.", "Ikäsuositus: 7-9"),
    ],
)  # fmt: skip
def test_recommended_age_has_one_form(text: str, form: str) -> None:
    assert fixed(f"521 ## $a {text}") == mnemonic(f"521 1# $a {form}")


@pytest.mark.parametrize("text", ["Ikäraja: 12", "K-16", "Ikäsuositus", "Ei ikäsuositusta"])
def test_other_notes_on_the_audience_are_not_judged(text: str) -> None:
    assert judge("J19", f"521 8# $a {text}") is None
