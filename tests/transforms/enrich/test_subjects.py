"""Headings of a record: mended where that is certain, in pairs, keywords where it is not; nothing owned is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests import shipped
from tests.transforms.made_vocabulary import CATS, EMPTY, EVERYTHING, PART, SLM, WHOLE, YSO
from transforms.enrich.candidates import Doubt, doubt_of
from transforms.enrich.remarks import candidate, mended, with_doubts
from transforms.enrich.subjects import HEADINGS, changes_of, subjects
from transforms.headings import heading_of
from transforms.normalise import Context
from transforms.profile import Profile
from transforms.reconcile.verdicts import has_label_of_uri
from transforms.record import Field, Issue, Level, Record
from transforms.vocabulary import Vocabulary, plain

TABLES = shipped.tables()
RULES = shipped.rules().rules


def pair(tag: str, fin: str, swe: str, uri: str) -> list[str]:
    """A heading in both languages."""
    source = "slm" if uri.startswith(SLM) else "yso"
    return [f"{tag} #7 $a {label} $2 {source}/{language} $0 {uri}" for label, language in ((fin, "fin"), (swe, "swe"))]


PAIR = pair("650", "kissat", "katter", CATS.uri)
FICTION = "084 ## $a 84.2 $2 ykl"

Of = Callable[..., Record]


def around(vocabulary: Vocabulary = WHOLE, **more: object) -> Context:
    return Context(Profile(vendor="aggregator"), "ebook", replace(TABLES, vocabulary=vocabulary), **more)  # type: ignore[arg-type]


def same(made: Record, wanted: Record) -> bool:
    return [str(each) for each in made] == [str(each) for each in wanted]


ODD_FORMS = [
    "p900001", "yso:p900001", "(YSO)p900001", CATS.uri + "/", CATS.uri.replace("http://www", "HTTP://WWW"),
    "https://finto.fi/yso/sv/page/p900001",
]  # fmt: skip
MENDED = [
    (["650 #7 $a kissat $2 yso/fin"], PAIR),
    (["650 17 $a Kissat. $2 yso/fin $0 " + CATS.uri], [line.replace("#7", "17") for line in PAIR]),
    (["650 #7 $a mirrit $2 yso/fin"], PAIR),
    (["650 #7 $a kissat $2 YSO//fi"], PAIR),
    (["650 #4 $a kissat $0 " + CATS.uri], PAIR),
    (["650 #7 $a katter $2 yso/fin"], PAIR),
    (["650 #7 $a kissaeläimet $2 ysa"], PAIR),
    (
        ["650 #7 $a kissaeläimet $z Keksilän pitäjä $y 1950-luku $2 ysa"],
        ["648 #7 $a 1950-luku $2 yso/fin", *PAIR, *pair("651", "Keksilä", "Hittby", f"{YSO}p900010")],
    ),
    (["653 ## $a kissat"], PAIR),
    (["653 ## $a kissat $a Mikki"], [*PAIR, "653 ## $a Mikki"]),
    (["650 #7 $a Keksilä $2 yso/fin"], pair("651", "Keksilä", "Hittby", f"{YSO}p900010")),
    (["650 #7 $a kivikausi $2 yso/fin"], pair("648", "kivikausi", "stenåldern", f"{YSO}p900011")),
    (["650 #7 $a laulelmat $2 slm/fin"], pair("655", "laulelmat", "visor", f"{SLM}s900034")),
    (["650 #7 $a 1800-luku $2 yso/fin"], ["648 #7 $a 1800-luku $2 yso/fin"]),
    (["650 #7 $a pankit $2 yso/fin"], ["653 ## $a pankit"]),
    (["651 #7 $a Järvilä $2 yso/fin"], ["653 #5 $a Järvilä"]),
    (["655 #7 $a sanajotaeiole $2 slm/fin"], ["653 #6 $a sanajotaeiole"]),
    (["650 #7 $a yksisarviset $2 yso/fin $0 " + f"{YSO}p900024"], ["653 ## $a yksisarviset"]),
    (["650 #7 $a saunat $2 yso/fin"], [f"650 #7 $a saunat $2 yso/fin $0 {YSO}p900008"]),
    ([FICTION, "653 ## $a kertomataide"], [FICTION, *pair("655", "kertomataide", "berättarkonst", f"{SLM}s975")]),
    (["648 #7 $a 1939-1945 $2 ysa"], ["648 #7 $a 1939-1945 $2 yso/fin"]),
    (["650 #7 $a 1930-talet $2 allars"], ["648 #7 $a 1930-talet $2 yso/swe"]),
    ([f"650 #7 $a kissat $2 yso/fin $0 {SLM}s975 $0 {CATS.uri}"], PAIR),  # of two $0 that of the vocabulary
    ([f"650 #7 $a kissat $2 yso/fin $0 {CATS.uri} $0 https://www.yso.fi/onto/yso/p900001"], PAIR),  # one id twice
    ([f"650 #7 $a visor $2 cilla $0 {CATS.uri}"], pair("655", "laulelmat", "visor", f"{SLM}s900034")),  # of YSO
    (["650 #7 $a kissat $2 yso/fin $0 http://urn.fi/URN:NBN:fi:au:slm:s975"], PAIR),  # the wrong URI is not followed
    *(([f"650 #7 $a kissat $2 yso/fin $0 {form}"], PAIR) for form in ODD_FORMS),
    ([PAIR[0], "650 #7 $a tyhjä $2 sao", PAIR[1]], [*PAIR, "650 #7 $a tyhjä $2 sao"]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), MENDED)
def test_a_heading_becomes_what_it_stands_for(lines: list[str], expected: list[str], record: Of) -> None:
    made = subjects(record(*lines), around())
    assert same(made, record(*expected)), str(made)
    assert subjects(made, around()) is made


STAYS = [
    "650 #7 $a kissat $2 yso/fin $5 FI-XXX",
    "650 #7 $a kissat $2 yso/fin $9 <KEEP>",
    "650 #7 $8 1\\p $a kissat $2 yso/fin",  # made by a machine
    "650 #7 $a kissat $x historia $2 yso/fin",
    "650 #7 $a kissaeläimet $x sanajotaeiole $2 ysa",  # not all of it is certain
    "650 #7 $a kissaeläimet $z Keksilän pitäjä $2 ysa $5 FI-XXX",
    "650 #7 $a koirat $2 yso/fin $0 " + CATS.uri,  # which of the two is right?
    "650 #7 $a eläimet $2 yso/fin $0 " + f"{YSO}p900023",
    f"650 #7 $a lintuset $2 yso/fin $0 {CATS.uri} $0 {YSO}p900002",  # of two $0 neither fits
    "650 #7 $a munat $2 yso/fin $0 " + f"{YSO}p900025",
    "650 #7 $a uusi $2 yso/fin $0 " + f"{YSO}p999999",
    "650 #7 $a Cats $2 fast $0 http://id.worldcat.org/fast/849374",
    "650 #0 $a Cats.",
    "650 #7 $a . $2 yso/fin",  # no label at all: a keyword of it would have no subfield
    "650 #7 $a kissat $2 yso/fin $0 (FI-ASTERI-S)000900001",  # of another file
    "650 #7 $a kissat $2 kaunokki $0 900001",  # of whatever file
    "653 #1 $a kissat",
    "653 ## $a pankit",
    "648 #7 $a 1939-1945 $2 yso/fin",
]


@pytest.mark.parametrize("line", STAYS)
def test_what_is_owned_contradictory_or_not_ours_stays(line: str, record: Of) -> None:
    came = record(line)
    assert subjects(came, around()) is came


def test_one_field_that_stands_twice_is_two_fields(record: Of) -> None:
    (each,) = record("653 ## $a kissat $a Mikki")
    assert same(subjects(Record.of(each, each), around()), record(*PAIR, "653 ## $a Mikki", "653 ## $a Mikki"))


def test_the_language_of_cataloguing_comes_first(record: Of) -> None:
    swedish = Context(Profile(vendor="nordic", language="swe"), "ebook", replace(TABLES, vocabulary=WHOLE))
    assert same(subjects(record(PAIR[0]), swedish), record(PAIR[1], PAIR[0]))


def test_what_a_person_has_chosen_is_written_and_what_was_refused_stays(record: Of) -> None:
    asked = record("650 #7 $a pankit $2 yso/fin", "653 ## $a Kissat")
    chosen = around(chosen={" pankit": f"{YSO}p900003", " kissat": ""})
    assert [str(each)[1:] for each in subjects(asked, chosen)] == [
        f"650  \\7$apankit (laitokset)$2yso/fin$0{YSO}p900003",
        f"650  \\7$abanker (institut)$2yso/swe$0{YSO}p900003",
        "653  \\\\$aKissat",
    ]


@pytest.mark.parametrize(("lines", "_"), MENDED)
def test_without_vocabularies_headings_stay_as_they_came(lines: list[str], _: list[str], record: Of) -> None:
    came = record(*lines)
    left = subjects(came, around(EMPTY))
    assert {each.with_tag("650") for each in left} == {each.with_tag("650") for each in came}


# what is told


def test_each_mended_heading_is_an_issue_of_the_rule_about_it(record: Of) -> None:
    came = record(
        "650 #7 $a kissaeläimet $2 ysa", f"650 #7 $a hevoiset $2 yso/fin $0 {YSO}p900020", "653 ## $a laulelmat"
    )
    told = [(each.rule, each.path, each.fixed, dict(each.args)["situation"]) for each in mended(came, around(), RULES)]
    assert told == [
        ("J05", "650[0]$2", True, "withdrawn"),
        ("J08", "650[1]$0", True, "replaced"),
        ("J12", "653[0]$a", True, "keyword"),
    ]


def test_moved_headings_and_foreign_uris_are_told(record: Of) -> None:
    came = record(
        "650 #7 $a Keksilä $2 yso/fin", "650 #7 $a laulelmat $2 slm/fin", f"650 #7 $a kissat $2 yso/fin $0 {SLM}s975"
    )
    assert [each.rule for each in mended(came, around(), RULES)] == ["J10", "J09", "I20"]


def test_a_second_id_that_lies_elsewhere_and_one_of_another_vocabulary_are_told(record: Of) -> None:
    two = record(f"650 #7 $a kissat $2 yso/fin $0 {CATS.uri} $0 {SLM}s975")
    other = record(f"650 #7 $a visor $2 cilla $0 {CATS.uri}")
    assert [each.rule for each in mended(two, around(), RULES)] == ["I20"]
    assert [each.rule for each in mended(other, around(), RULES)] == ["J05", "J09", "I20"]


def test_years_of_a_withdrawn_thesaurus_are_told_once_and_not_again(record: Of) -> None:
    came = record("648 #7 $a 1939-1945 $2 ysa")
    assert [each.rule for each in mended(came, around(), RULES)] == ["J05"]
    assert not mended(subjects(came, around()), around(), RULES)


def test_another_form_of_a_uri_is_told_as_one(record: Of) -> None:
    (told,) = mended(record("650 #7 $a koirat $2 yso/fin $0 yso:p900002"), around(), RULES)
    assert (told.rule, told.path, told.value) == ("I21", "650[0]$0", "yso:p900002")


def test_a_question_comes_with_its_candidates(record: Of) -> None:
    asked = Issue("J12", "keyword-is-concept", Level.INFO, "653[0]$a", "pankit", stage="enr")
    (told,) = with_doubts([asked], record("653 ## $a pankit"), around())
    doubt = doubt_of(told.args)
    assert doubt is not None and doubt.situation == "qualified-several"
    assert [(each.uri, each.label) for each in doubt.candidates] == [
        (f"{YSO}p900003", "pankit (laitokset)"),
        (f"{YSO}p900004", "pankit (matalikot)"),
    ]


def doubt_about(rule: str, path: str, value: str, came: Record) -> Doubt | None:
    """What a person is told about an open issue of a rule."""
    (told,) = with_doubts([Issue(rule, RULES[rule].slug, Level.WARNING, path, value, stage="enr")], came, around())
    return doubt_of(told.args)


@pytest.mark.parametrize("word", ["Keksilä", "keksilä", "Hittby"])
def test_a_keyword_that_a_heading_says_already_is_no_question(word: str, record: Of) -> None:
    alone = record(f"653 ## $a {word}")
    beside = record(*pair("651", "Keksilä", "Hittby", f"{YSO}p900010"), f"653 ## $a {word}")
    assert doubt_about("J12", "653[0]$a", word, alone) is not None
    assert doubt_about("J12", "653[0]$a", word, beside) is None


def test_an_unknown_uri_is_asked_about_with_whoever_has_the_label(record: Of) -> None:
    came = record(f"650 #7 $a kissat $2 yso/fin $0 {YSO}p999999")
    assert subjects(came, around()) is came
    doubt = doubt_about("J08", "650[0]$0", f"{YSO}p999999", came)
    assert doubt is not None and doubt.heading == "yso/fin kissat"
    assert [each.uri for each in doubt.candidates] == [CATS.uri]


def test_two_ids_that_contradict_are_a_question(record: Of) -> None:
    came = record(f"650 #7 $a lintuset $2 yso/fin $0 {CATS.uri} $0 {YSO}p900002")
    assert has_label_of_uri(came.fields[0].value, WHOLE) is False
    doubt = doubt_about("J06", "650[0]$a", "lintuset", came)
    assert doubt is not None and [each.uri for each in doubt.candidates] == [CATS.uri, f"{YSO}p900002"]


def test_candidates_are_told_as_they_would_be_written(record: Of) -> None:
    asked = Issue("J12", "keyword-is-concept", Level.INFO, "653[0]$a", "KISSAT", stage="enr")
    came = record("040 ## $b swe", "653 ## $a KISSAT")
    (told,) = with_doubts([asked], came, Context(Profile(), "ebook", replace(TABLES, vocabulary=WHOLE)))
    doubt = doubt_of(told.args)
    assert doubt is not None
    assert [(each.label, each.source) for each in doubt.candidates] == [("katter", "yso/swe")]
    english_first = CATS._replace(labels={"eng": "cats", "swe": "katter", "fin": "kissat"})
    assert candidate(english_first, "", WHOLE).label == "kissat"


# laws

LABELS = sorted({name for each in EVERYTHING for language in ("fin", "swe") for name in each.names(language)})
WORDS = st.sampled_from(
    [*LABELS, "pankit", "sormukset", "Kissat", "kissat--koirat", "1800-luku", "cafet", "sana", "Sana."]
)
SOURCES = st.sampled_from(["yso/fin", "yso/swe", "yso", "slm/fin", "slm/swe", "ysa", "allars", "YSO//fi", "sao", ""])
URIS = st.sampled_from(["", "", "", *[each.uri for each in EVERYTHING], f"{YSO}p999999"])
FIELDS = st.one_of(
    st.builds(
        lambda tag, ind, label, place, source, uri: Field.data(
            tag, f" {ind}", "a", label, "z", place, "2", source, "0", uri
        ),
        st.sampled_from(sorted(HEADINGS)),
        st.sampled_from("74"),
        WORDS,
        st.sampled_from(["", "", "", "Keksilän pitäjä", "sana"]),  # a subdivision
        SOURCES,
        URIS,
    ),
    st.builds(
        lambda ind, words: Field("653", f" {ind}").with_subfields(("a", word) for word in words),
        st.sampled_from(" 01456"),
        st.lists(WORDS, min_size=1, max_size=3),
    ),
)
RECORDS = st.lists(FIELDS, max_size=7).map(lambda fields: Record.of(*sorted(fields, key=lambda each: each.tag)))


@pytest.mark.parametrize("vocabulary", [WHOLE, PART, EMPTY], ids=["whole", "part", "empty"])
@given(came=RECORDS)
def test_done_twice_is_done_once(vocabulary: Vocabulary, came: Record) -> None:
    once = subjects(came, around(vocabulary))
    assert subjects(once, around(vocabulary)) == once


@example(fields=[Field.data("650", " 7", "a", "kissat", "2", "yso/fin"), Field.data("653", "  ", "a", "katter")])
@given(fields=st.lists(FIELDS, max_size=7))
def test_the_order_of_the_fields_decides_nothing(fields: list[Field]) -> None:
    one, other = (subjects(Record.of(*each).sorted(), around()) for each in (fields, fields[::-1]))
    assert set(one.fields) == set(other.fields)


@given(came=RECORDS)
def test_no_heading_is_lost(came: Record) -> None:
    """Each label is still there, or its concept is."""
    left = subjects(came, around())
    labels = {plain(text) for each in left.all("6XX") for text in each.all("a")}
    uris = {heading_of(each.value).uri for each in left}
    for change in changes_of(came, around()):
        concept = change.answer.concept
        assert change.text in labels or f"{change.text}." in labels or (concept is not None and concept.uri in uris)


@given(came=RECORDS)
def test_fields_of_another_owner_stay(came: Record) -> None:
    owned = came.map(lambda each: each.add("5", "FI-XXX"))
    assert subjects(owned, around()) is owned
