"""The policy for names, row by row. Everybody here is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.enrich.conftest import SCHEMAS, TABLES, Agents
from transforms.enrich.chosen import key_of
from transforms.enrich.name_forms import is_asked
from transforms.enrich.name_policy import Asked, Verdict, decided, judge, kanto_id
from transforms.enrich.names import names
from transforms.normalise import Context
from transforms.profile import Profile
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate import load_rules
from transforms.validate.examples import example_record
from transforms.vocabulary import Concept

FINAF = "http://urn.fi/URN:NBN:fi:au:finaf:"
ISNI = "https://isni.org/isni/0000000799900018"


def agent(number: int, name: str, *others: str, kind: str = "person", swe: str = "", **more: Any) -> Concept:
    labels = {"fin": name} | ({"swe": swe} if swe else {})
    return Concept(f"{FINAF}99{number:07}", "finaf", kind, labels, {"fin": others}, **more)


def uri(number: int) -> str:
    return f"{FINAF}99{number:07}"


ANNA = agent(1, "Esimerkki, Anna, 1970-", "Esimerkki, A., 1970-", matches=(ISNI.replace("https", "http"),))
POET = agent(2, "Esimerkki, Anna (runoilija)", titles=("Saaren valot",))
ELDER = agent(3, "Esimerkki, Anna, 1901-1985")
ALONE = agent(4, "Malli, Matti, 1957-2020", matches=("http://www.wikidata.org/entity/Q999999904",))
BOARD = agent(5, "Esimerkin lautakunta. Jaosto", kind="body", swe="Exempelnämnden. Sektionen")
FIRM = agent(6, "Otos (yhtiö)", kind="body")
BAND = agent(7, "Otos (yhtye)", kind="body")
MERGED = agent(8, "Esimerkki, Annika", replaced_by=uri(1), deprecated=True)
TWICE = agent(9, "Esimerkki, Annukka", replaced_by=uri(8), deprecated=True)
GONE = agent(10, "Otos, Olli, 1930-", deprecated=True)
SPLIT = agent(11, "Esimerkki, A.", successors=(uri(1), uri(3)), deprecated=True)
ROUND = agent(12, "Kehä, Kaisa", replaced_by=uri(13), deprecated=True)
AND_ROUND = agent(13, "Kehä, Kerttu", replaced_by=uri(12), deprecated=True)
SINGLE = agent(14, "Sola, Olga")
TOWN = agent(15, "Malli", kind="body")
INC = agent(16, "Otos Inc.", kind="body")
KNOWN = (ANNA, POET, ELDER, ALONE, BOARD, FIRM, BAND, MERGED, TWICE, GONE, SPLIT, ROUND, AND_ROUND, SINGLE, TOWN, INC)


def tables(*concepts: Concept) -> Tables:
    return replace(TABLES, vocabulary=Agents(*concepts))


def judged(line: str, *titles: str, concepts: Sequence[Concept] = KNOWN) -> Verdict:
    (field,) = example_record([line]).fields
    return judge(Asked(field, example_record([f"245 10 $a {each}" for each in titles]), tables(*concepts)))


CASES = [
    ("100 1# $a Esimerkki, Anna, $d 1970-", "name-preferred", 1),
    ("100 1# $a ESIMERKKI, ANNA, $d s. 1970.", "name-preferred", 1),
    ("100 1# $a Esimerkki, A., $d 1970-", "name-alternative", 1),
    ("100 1# $a Malli, Matti, $d 1957-", "name-preferred", 4),  # KANTO knows more than the vendor
    ("100 1# $a Esimerkki, Anna, $d 1971-", "name-no-match", 0),
    ("100 1# $a Esimerkki, Anna", "name-several", 0),
    ("100 1# $a Esimerkki, Anna, $d 1800-luku", "name-no-match", 0),
    ("100 1# $a Sola, Olga", "name-one", 0),
    ("100 1# $a Tuntematon, Tiina", "name-no-match", 0),
    (f"100 1# $a Esimerkki, Anna $1 {ISNI}", "name-identifier", 1),
    ("100 1# $a Esimerkki, Anna $1 (isni)0000 0007 9990 0018", "name-identifier", 1),
    ("100 1# $a Malli, Matti $1 https://www.wikidata.org/wiki/Q999999904", "name-identifier", 4),
    (f"100 1# $a Esimerkki, Anna, $d 1901-1985 $1 {ISNI}", "name-contradiction", 0),
    (f"100 1# $a Esimerkki, Anna, $d 1950- $1 {ISNI}", "name-contradiction", 0),
    (f"100 1# $a Tuntematon, Tiina $1 {ISNI}", "name-contradiction", 0),
    (f"100 1# $a Esimerkki, Anna $1 {ISNI} $1 https://www.wikidata.org/wiki/Q999999904", "name-contradiction", 0),
    ("100 1# $a Sola, Olga $1 https://isni.org/isni/0000000799900026", "name-one", 0),
    ("110 1# $a Esimerkin lautakunta. $b Jaosto", "name-preferred", 5),
    ("710 1# $a Exempelnämnden. $b Sektionen.", "name-preferred", 5),
    ("110 2# $a Otos", "name-several", 0),
    ("110 2# $a Otos (yhtiö)", "name-preferred", 6),
    ("110 2# $a Malli", "name-preferred", 15),
    ("710 2# $a Otos Inc., $e kustantaja.", "name-preferred", 16),
    ("710 2# $a Otos Inc", "name-preferred", 16),
    ("100 0# $a Malli", "name-no-match", 0),  # a body is no person
    (f"100 1# $a Esimerkki, Anna $0 {uri(1)}", "name-same", 0),
    ("100 1# $a Esimerkki, Anna $0 (FI-ASTERI-N)990000001", "name-same", 0),
    ("100 1# $a Esimerkki, Annika $0 (FIN11)990000008", "name-replaced", 1),
    (f"100 1# $a Esimerkki, Annukka $0 {uri(9)}", "name-replaced", 1),
    (f"100 1# $a Esimerkki, A. $0 {uri(11)}", "name-replaced-several", 0),
    (f"100 1# $a Kehä, Kaisa $0 {uri(12)}", "name-removed", 0),
    (f"100 1# $a Otos, Olli $0 {uri(10)}", "name-removed", 0),
    (f"100 1# $a Sola, Olga $0 {uri(99)}", "name-unknown", 0),
    (f"100 1# $a Esimerkki, Anna, $d 1970- $0 {uri(99)}", "name-unknown", 1),
    (f"100 1# $a Esimerkki, Anna, $d 1970- $0 {uri(3)}", "name-other-years", 1),
    (f"100 1# $a Tuntematon, Tiina $0 {uri(1)}", "name-not-of-id", 0),
]


@pytest.mark.parametrize(("line", "situation", "number"), CASES)
def test_every_row_of_the_policy(line: str, situation: str, number: int) -> None:
    verdict = judged(line)
    assert (verdict.situation, verdict.concept) == (situation, KNOWN[number - 1] if number else None)


def test_a_title_that_the_entry_cites_tells_namesakes_apart() -> None:
    assert judged("100 1# $a Esimerkki, Anna", "Saaren valot").concept == POET
    assert judged("100 1# $a Esimerkki, Anna", "Saaren varjot").situation == "name-several"


def test_a_title_of_one_short_word_tells_nobody_apart() -> None:
    poems = POET._replace(titles=("Runoja",))
    assert judged("100 1# $a Esimerkki, Anna", "Runoja", concepts=(ANNA, poems)).situation == "name-several"


def test_what_a_person_is_offered_are_the_namesakes() -> None:
    assert {each.uri for each in judged("100 1# $a Esimerkki, Anna").candidates} == {uri(1), uri(2), uri(3)}
    assert judged("100 1# $a Esimerkki, A. $0 " + uri(11)).candidates == (ANNA, ELDER)


def test_without_all_of_kanto_an_unknown_id_is_no_wrong_one() -> None:
    assert judged(f"100 1# $a Sola, Olga $0 {uri(99)}", concepts=()).situation == "not-ours"


def test_a_decision_goes_before_the_policy_and_follows_merged_entries() -> None:
    (field,) = example_record(["100 1# $a Esimerkki, Anna"]).fields
    asked = Asked(field, Record.of(field), tables(*KNOWN))
    assert decided(asked, uri(3)) == Verdict("name-chosen", ELDER)
    assert decided(asked, uri(9)) == Verdict("name-chosen", ANNA)
    assert decided(asked, "") == Verdict("name-none-of-these")
    assert decided(asked, uri(10)).situation == "name-several", "the one that was chosen is gone: it is asked again"


RULES = load_rules(SCHEMAS / "rules", tables=lambda: tables(*KNOWN))
NAMES = st.sampled_from([each for concept in KNOWN for each in concept.labels.values()] + ["Tuntematon, Tiina"])
IDS = st.sampled_from(["", ISNI, uri(1), uri(9), uri(12), uri(99), "(FIN11)990000010", "https://viaf.org/viaf/1"])
FIELDS = st.builds(
    lambda tag, name, dates, first, second: Field.data(
        tag, "1 ", "a", name, "d", dates, "e", "kirjoittaja.", "0", first, "1", second
    ),
    st.sampled_from(["100", "110", "600", "700", "711"]),
    NAMES,
    st.sampled_from(["", "1970-", "1901-1985.", "1800-luku"]),
    IDS,
    IDS,
)


def context(concepts: Sequence[Concept]) -> Context:
    return Context(Profile(vendor="aggregator", isil="FI-XXX"), "ebook", tables(*concepts))


@given(st.lists(FIELDS, max_size=4), st.permutations(KNOWN))
def test_the_step_is_idempotent_and_the_order_of_entries_means_nothing(
    fields: list[Field], shuffled: list[Concept]
) -> None:
    before = Record.of(*fields)
    after = names(before, context(KNOWN))
    assert names(after, context(KNOWN)) == after
    assert names(before, context(shuffled)) == after


@given(FIELDS, st.sampled_from(["", uri(3), uri(9), uri(10), uri(99)]))
def test_a_choice_is_written_once_and_stays(field: Field, chosen: str) -> None:
    around = replace(context(KNOWN), chosen={key_of(field): chosen})
    after = names(Record.of(field), around)
    assert names(after, around) == after
    if chosen == uri(3) and is_asked(field):
        assert after.fields[0].all("0").count(uri(3)) == 1
    if not chosen and is_asked(field):
        assert not kanto_id(after.fields[0], around.tables)


@given(FIELDS.map(lambda each: [each]))
@settings(max_examples=50)
def test_rules_and_step_together_come_to_rest(fields: list[Field]) -> None:
    mended = RULES.fix(names(Record.of(*fields), context(KNOWN)), "ebook").record
    assert RULES.fix(mended, "ebook").record == mended
    lost = {uri(9), uri(12), uri(99), "(FIN11)990000010"}
    assert not any(lost & set(each.all("0")) for each in mended.fields if is_asked(each))


@given(st.lists(FIELDS, max_size=4))
def test_nothing_of_a_field_is_lost(fields: list[Field]) -> None:
    after = names(Record.of(*fields), context(KNOWN))
    kept = [[(code, text) for code, text in each.subfields if code not in "ad"] for each in after.fields]
    for was, now in zip(fields, kept, strict=True):
        assert [each for each in was.subfields if each[0] not in "ad"] == [
            each for each in now if each in was.subfields
        ]
        assert all(each["a"] for each in after.fields)
