from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transforms.merge.lost import kept, lost
from transforms.merge.members import OURS, Member, Source
from transforms.merge.merge import merge
from transforms.merge.policy import MergePolicy, load_merge_policy
from transforms.merge.provenance import Merged, bare, packed, paths_of, unpacked
from transforms.record import LEADER, Field, Record

MakeMember = Callable[..., Member]


def lines(merged: Merged, *tags: str) -> list[str]:
    return [str(each)[6:] for each in merged.record.all(*tags)]


def test_base_is_the_record_of_the_highest_rank(policy: MergePolicy, member: MakeMember) -> None:
    low = member(40, "LDR 00000nam a22000008i 4500", "008 low", "500 ## $a Alempi.", "588 ## $a Vain alemmassa.")
    high = member(60, "LDR 00000nam a22000002i 4500", "008 high", "500 ## $a Ylempi.")
    merged = merge([low, high], policy)
    assert merged.record.leader == LEADER
    assert lines(merged, "008", "500", "588") == ["high", "\\\\$aYlempi."]


def test_of_one_rank_the_vendor_name_decides(policy: MergePolicy, member: MakeMember) -> None:
    first, second = member(40, "500 ## $a A", vendor="a"), member(40, "500 ## $a B", vendor="b")
    assert lines(merge([second, first], policy), "500") == ["\\\\$aA"]


def test_description_comes_whole_from_one_record(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "245 00 $a Valot", "264 #1 $b Yksi")
    low = member(40, "100 1# $a Malli, Anna", "240 10 $a Lights", "245 10 $a Valot :$b romaani", "264 #1 $a Oulu")
    merged = merge([low, high], policy)
    assert lines(merged, "100", "240", "245") == ["00$aValot"]
    assert lines(merged, "264") == ["\\1$bYksi"]


def test_a_group_that_the_base_lacks_is_filled_from_the_next_rank(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "245 00 $a Valot")
    middle = member(50, "300 ## $a 1 verkkoaineisto", "490 0# $a Sarja", "830 #0 $a Sarja")
    low = member(40, "300 ## $a muu", "306 ## $a 010000", "520 ## $a Teksti.")
    merged = merge([low, high, middle], policy)
    assert lines(merged, "300", "306", "490", "520", "830") == [
        "\\\\$a1 verkkoaineisto",
        "0\\$aSarja",
        "\\\\$aTeksti.",
        "\\0$aSarja",
    ]
    assert merged.vendors == ("vendor-60", "vendor-50", "vendor-50", "vendor-40", "vendor-50")


@pytest.mark.parametrize(
    ("high", "low", "expected"),
    [
        pytest.param(
            "650 #7 $a koirat $2 yso/fin",
            "650 #7 $a Koirat. $2 yso/fin",
            ["\\7$akoirat$2yso/fin"],
            id="same heading",
        ),
        pytest.param(
            "650 #7 $a koirat $2 yso/fin",
            "650 #7 $a hundar $2 yso/swe",
            ["\\7$akoirat$2yso/fin", "\\7$ahundar$2yso/swe"],
            id="its Swedish twin",
        ),
        pytest.param(
            "650 #0 $a Finland $x History",
            "650 #0 $a Finland $x Economy",
            ["\\0$aFinland$xHistory", "\\0$aFinland$xEconomy"],
            id="another subdivision",
        ),
        pytest.param(
            "600 17 $a Malli, Anna",
            "600 17 $a Malli, Anna, $c II",
            ["17$aMalli, Anna", "17$aMalli, Anna,$cII"],
            id="person as subject",
        ),
        pytest.param(
            "020 ## $a 978-952-7999-12-7 $q EPUB",
            "020 ## $a 9789527999127 $q PDF",
            ["\\\\$a978-952-7999-12-7$qEPUB$qPDF"],
            id="one ISBN with two formats",
        ),
        pytest.param(
            "020 ## $a 978-952-7999-12-7",
            "020 ## $a 9789527999257",
            ["\\\\$a978-952-7999-12-7", "\\\\$a9789527999257"],
            id="two ISBNs",
        ),
        pytest.param(
            "776 08 $i Painettu: $x 1234-5679",
            "776 08 $i Painettu: $x 2345-6787",
            ["08$iPainettu:$x1234-5679", "08$iPainettu:$x2345-6787"],
            id="776 by ISSN",
        ),
        pytest.param(
            "776 08 $i Painettu: $t Valot",
            "776 08 $i Äänikirja: $t Valot",
            ["08$iPainettu:$tValot", "08$iÄänikirja:$tValot"],
            id="fields without what tells them apart",
        ),
        pytest.param(
            "700 12 $a Bach, J. S. $t Sarja",
            "700 12 $a Bach, J. S. $t Fuuga",
            ["12$aBach, J. S.$tSarja", "12$aBach, J. S.$tFuuga"],
            id="two works of one name",
        ),
    ],
)
def test_union_keeps_each_once(
    high: str, low: str, expected: list[str], policy: MergePolicy, member: MakeMember
) -> None:
    assert lines(merge([member(40, low), member(60, high)], policy), high[:3]) == expected


def test_a_free_keyword_gives_way_to_a_controlled_heading(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "653 ## $a Koirat", "653 ## $a kissat", "653 ## $a koirat $a kissat")
    merged = merge([high, member(40, "650 #7 $a koirat $2 yso/fin")], policy)
    assert lines(merged, "653") == ["\\\\$akissat", "\\\\$akoirat$akissat"]


def test_main_entry_is_not_repeated_but_gets_its_other_roles(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "100 1# $a Malli, Anna, $e kirjoittaja. $4 aut", "245 10 $a Valot")
    low = member(40, "245 00 $a Valot", "700 1# $a Malli, Anna, $e lukija. $4 nrt", "700 1# $a Muu, Eino")
    merged = merge([high, low], policy)
    assert lines(merged, "100") == ["1\\$aMalli, Anna,$ekirjoittaja,$elukija.$4aut$4nrt"]
    assert lines(merged, "700") == ["1\\$aMuu, Eino"]


def test_work_of_the_main_entry_stays_an_added_entry(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "100 1# $a Malli, Anna", "245 10 $a Valot", "700 12 $a Malli, Anna. $t Varjot")
    assert lines(merge([high, member(40, "245 00 $a Valot")], policy), "700") == ["12$aMalli, Anna.$tVarjot"]


def test_reader_of_a_lower_rank_is_never_lost(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "700 1# $a Malli, Matti, $e kääntäjä. $4 trl")
    low = member(40, "700 1# $a Malli, Matti, $e lukija. $4 nrt", "700 1# $a Lukija, Liisa, $e lukija. $4 nrt")
    assert lines(merge([high, low], policy), "700") == [
        "1\\$aMalli, Matti,$ekääntäjä,$elukija.$4trl$4nrt",
        "1\\$aLukija, Liisa,$elukija.$4nrt",
    ]


def test_a_single_record_stays_as_it_is(policy: MergePolicy, member: MakeMember) -> None:
    alone = member(
        50,
        "245 00 $a Valot",
        "700 1# $a Niskanen, Mikko, $e ohjaaja.",
        "700 1# $a Niskanen, Mikko, $e näyttelijä.",
        "500 ## $a väärässä paikassa",
    )
    merged = merge([alone], policy)
    assert merged.record == alone.record
    assert merged.vendors == ("vendor-50",) * 4
    assert not merged.left_out


def words_of(field: Field) -> list[str]:
    """The subfields without code and punctuation: a number may move to another subfield."""
    return [bare(value) for _, value in field.subfields]


TAGS = (
    *("020", "035", "040", "041", "100", "245", "264", "336", "347", "490", "500", "520"),
    *("600", "650", "653", "700", "776", "856", "880", "883", "949"),
)
FIELDS = st.builds(
    lambda tag, a, code, value: Field.data(tag, "  ", "a", a, code, value),
    st.sampled_from(
        [
            "020",
            "035",
            "040",
            "041",
            "100",
            "245",
            "264",
            "336",
            "347",
            "490",
            "500",
            "520",
            "600",
            "650",
            "653",
            "700",
            "776",
            "856",
            "880",
            "883",
            "949",
        ]
    ),
    st.sampled_from(["x", "X.", "y", ""]),
    st.sampled_from("e4q2uz0689b"),
    st.sampled_from(["1", "2", ""]),
)
FIXED = st.builds(
    lambda place, audience, language: Field("008", f"261122s2026    {place} |||||{audience}o|||||||||1|{language}||"),
    st.sampled_from(["fi ", "   ", "xx "]),
    st.sampled_from("ej |"),
    st.sampled_from(["fin", "swe", "   "]),
)
RECORDS = st.tuples(st.lists(FIXED, max_size=1), st.lists(FIELDS, max_size=8)).map(
    lambda parts: Record.of(*sorted((*parts[0], *parts[1]), key=lambda each: each.tag))
)
MEMBERS = st.tuples(
    st.lists(st.tuples(st.sampled_from([40, 60]), RECORDS), min_size=1, max_size=4),
    st.sampled_from(["", "ebook", "eaudiobook"]),
).map(
    lambda found: [
        Member(f"v{n % 2}", str(n), rank, record, media=found[1]) for n, (rank, record) in enumerate(found[0])
    ]
)


@settings(max_examples=50, deadline=None)
@given(MEMBERS, st.randoms())
def test_order_of_members_does_not_matter(policy: MergePolicy, members: list[Member], random: Any) -> None:
    shuffled = list(members)
    random.shuffle(shuffled)
    assert merge(shuffled, policy) == merge(members, policy)


@settings(max_examples=50, deadline=None)
@given(MEMBERS)
def test_every_field_tells_where_it_comes_from_and_the_tags_ascend(policy: MergePolicy, members: list[Member]) -> None:
    merged = merge(members, policy)
    assert len(merged.came) == len(merged.record.fields)
    assert set(merged.vendors) <= {"ematerial", *(each.vendor for each in members)}
    tags = [each.tag for each in merged.record]
    assert tags == sorted(tags)


@settings(max_examples=200, deadline=None)
@given(MEMBERS)
def test_no_field_is_lost_without_a_rule_that_says_so(policy: MergePolicy, members: list[Member]) -> None:
    merged = merge(members, policy)
    had = Counter(each.source for each in members for _ in each.record)
    told = Counter(each.source for each in merged.came)
    told += Counter(source for each in merged.came for source in each.also)
    told += Counter(each.source for each in merged.left_out if not each.is_part)
    del told[OURS]  # what is made was nobody's
    assert told == had
    for each in merged.left_out:
        assert each.why in policy.reasons
        assert each.way.strategy in policy.strategies


@settings(max_examples=200, deadline=None)
@given(MEMBERS)
def test_no_subfield_is_lost_without_a_rule_that_says_so(policy: MergePolicy, members: list[Member]) -> None:
    merged = merge([each._replace(media="") for each in members], policy)
    told: dict[Source, set[str]] = {each.source: set() for each in members}
    for field, came in zip(merged.record.fields, merged.came, strict=True):
        for source in (came.source, *came.also):
            told.setdefault(source, set()).update(words_of(field))
    for each in merged.left_out:
        told[each.source].update(words_of(each.field))
    for each in members:
        said = [pair for field in each.record if not field.is_control for pair in field.subfields]
        assert {bare(value) for code, value in said if code not in "68"} <= told[each.source]


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(MEMBERS, st.randoms())
def test_nothing_is_lost_when_the_records_are_heard_in_another_order(
    policy: MergePolicy, members: list[Member], random: Any
) -> None:
    members = [each._replace(version=str(place), delivery=1) for place, each in enumerate(members)]
    before = merge(members, policy)
    again = [each._replace(rank=random.randrange(100)) for each in members]
    assert lost(before, merge(again, policy), again) == []


@settings(max_examples=200, deadline=None)
@given(MEMBERS, st.integers(0, 30))
def test_a_subfield_that_is_lost_comes_back_where_it_stood(
    policy: MergePolicy, members: list[Member], choice: int
) -> None:
    members = [each._replace(version=str(place), delivery=1, media="") for place, each in enumerate(members)]
    before = merge(members, policy)
    places = [
        (place, at)
        for place, field in enumerate(before.record.fields)
        for at in range(1, 0 if field.is_control else len(field.subfields))
        if before.record.fields.count(field) == 1
    ]
    assume(places)
    place, at = places[choice % len(places)]
    field = before.record.fields[place]
    code, value = field.subfields[at]
    poorer = field.with_subfields(pair for n, pair in enumerate(field.subfields) if n != at)
    assume(code not in "68" and bare(value) not in words_of(poorer) and poorer not in before.record.fields)
    fields = (*before.record.fields[:place], poorer, *before.record.fields[place + 1 :])
    after = before._replace(record=Record(before.record.leader, fields))
    found = lost(before, after, members)
    if found:  # else another field of the record says it, or a reason tells why not
        assert [(each.field, each.parts, each.stands) for each in found] == [(field, (at,), poorer)]
        assert kept(after, found).record == before.record


@settings(max_examples=100, deadline=None)
@given(MEMBERS)
def test_every_subfield_is_that_of_the_record_it_is_said_to_come_from(
    policy: MergePolicy, members: list[Member]
) -> None:
    merged = merge(members, policy)
    said: dict[Source, set[str]] = {
        each.source: {pair for field in each.record for pair in words_of(field)} for each in members
    }
    for field, came in zip(merged.record.fields, merged.came, strict=True):
        elsewhere = {each.path: each.source for each in came.parts}
        for path, pair in zip(paths_of(field), words_of(field), strict=True):
            source = elsewhere.get(path, came.source)
            is_number_of_link = path[1] in "68"  # kept apart from those of other records
            assert source == OURS or pair in said[source] or is_number_of_link


@settings(max_examples=100, deadline=None)
@given(MEMBERS)
def test_what_the_store_keeps_of_it_tells_the_same(policy: MergePolicy, members: list[Member]) -> None:
    merged = merge(members, policy)
    assert unpacked(merged.record, json.loads(json.dumps(packed(merged)))) == merged


def test_a_text_of_a_record_without_language_is_in_that_of_the_title(policy: MergePolicy) -> None:
    """It stood beside the other one, and went when the title was merged with itself."""
    without = Record.of(Field.data("520", "  ", "a", "x", "e", "1"))
    other = Record.of(Field("008", f"{'':35}fin||"), Field.data("520", "  ", "a", "x", "e", "2"))
    merged = merge([Member("v", "1", 40, without), Member("w", "2", 40, other)], policy).record
    assert [str(each) for each in merged.all("520")] == [str(without.fields[0])]


@settings(max_examples=50, deadline=None)
@given(MEMBERS)
def test_merging_what_was_merged_changes_nothing(policy: MergePolicy, members: list[Member]) -> None:
    members = [each._replace(media="") for each in members]  # what is computed comes to rest when it was refined
    merged = merge(members, policy).record
    twice = [Member("v", "1", 60, merged), Member("w", "2", 40, merged)]
    languages = {each.record.at("008", 35, 38).strip() for each in members} - {""}
    # a text too short to tell its language has that of its record; of merged ones there is one record
    dropped = {"520"} if len(languages) > 1 else set()
    if len(members) > 1:  # a single record may repeat itself
        again = merge(twice, policy).record
        assert again.drop(*dropped) == merged.drop(*dropped)


def test_policy_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "merge.yml").write_text('version: "g1"\nbest: []\n')
    with pytest.raises(ValueError, match="best"):
        load_merge_policy(tmp_path)


def test_no_tag_is_in_two_groups(policy: MergePolicy) -> None:
    tags = [tag for group in policy.groups for tag in group.tags]
    assert len(tags) == len(set(tags))
