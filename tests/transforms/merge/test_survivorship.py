"""Each row of the policy: what becomes of fields on which records of one title differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from transforms.merge.decisions import Decided, Forbidden, SetField
from transforms.merge.members import Member
from transforms.merge.merge import merge
from transforms.merge.policy import MergePolicy
from transforms.merge.provenance import Came, Merged, paths_of
from transforms.record import Field

MakeMember = Callable[..., Member]
BOOK = "008 261122s2026    fi |||||o|||||||||1|fin||"
LONG, LONGER = (
    "Kissa lähtee metsään ja ei löydä sieltä kotiin ennen kuin on syksy ja yö.",
    "Kissa on se, joka ei tule. " * 8,
)


def lines(merged: Merged, *tags: str) -> list[str]:
    return [str(each)[6:] for each in merged.record.all(*tags)]


def came(merged: Merged, tag: str, place: int = 0) -> Came:
    found = [each for field, each in zip(merged.record.fields, merged.came, strict=True) if field.tag == tag]
    return found[place]


def why(merged: Merged, tag: str) -> list[str]:
    return [each.why for each in merged.left_out if each.field.tag == tag]


@pytest.mark.parametrize("flaw", [("T01", "warning"), ("T03", "warning"), ("X99", "fatal")])
def test_a_record_with_such_a_finding_is_no_base(
    policy: MergePolicy, member: MakeMember, flaw: tuple[str, str]
) -> None:
    high = member(60, "245 00 $a VALOT")._replace(flaws=(flaw,))
    low = member(40, "245 00 $a Valot")
    assert lines(merge([high, low], policy), "245") == ["00$aValot"]
    assert lines(merge([high._replace(flaws=(("T02", "warning"),)), low], policy), "245") == ["00$aVALOT"]


def test_of_one_rank_the_score_then_the_older_title_then_the_name_decides(
    policy: MergePolicy, member: MakeMember
) -> None:
    a, b = member(40, "500 ## $a A", vendor="a"), member(40, "500 ## $a B", vendor="b")
    assert lines(merge([a, b], policy), "500") == ["\\\\$aA"]
    assert lines(merge([a._replace(oldest="T2"), b._replace(oldest="T1")], policy), "500") == ["\\\\$aB"]
    assert lines(merge([a, b._replace(oldest="T1")], policy), "500") == ["\\\\$aB"]
    scored = [a._replace(oldest="T1", score=50.0), b._replace(oldest="T2", score=70.0)]
    assert lines(merge(scored, policy), "500") == ["\\\\$aB"]


def test_the_form_is_computed_from_the_media_and_not_copied(policy: MergePolicy, member: MakeMember) -> None:
    high = member(
        60, "LDR 00000nam a2200000 i 4500", "007 cr", BOOK, "040 ## $a FI-XXX $b fin $e rda", "245 00 $a Valot"
    )
    low = member(40, "LDR 00000nam a2200000 i 4500", BOOK, "336 ## $a tal $b spw $2 rdacontent", "347 ## $a x $b MP3")
    merged = merge([each._replace(media="eaudiobook") for each in (high, low)], policy)
    assert merged.record.at("LDR", 6) == "i"
    assert [each.value[:2] for each in merged.record.all("007")] == ["sr", "cr"]
    assert lines(merged, "336", "338") == ["\\\\$apuhe$bspw$2rdacontent", "\\\\$averkkoaineisto$bcr$2rdacarrier"]
    assert lines(merged, "347") == ["\\\\$aäänitiedosto$bMP3"]
    assert came(merged, "336").way == ("coded", "terms_33x")
    assert came(merged, "347").source.vendor == "vendor-40"
    assert [(part.path, part.source.vendor) for part in came(merged, "347").parts] == [("$a", "ematerial")]
    assert [(part.path, part.way.rule) for part in merged.leader.parts] == [("/06", "form")]


def test_the_best_encoding_level_counts(policy: MergePolicy, member: MakeMember) -> None:
    members = [member(60 - n, f"LDR 00000nam a22{'0' * 5}{level}i 4500") for n, level in enumerate("u824z")]
    merged = merge(members, policy)
    assert merged.record.leader[17] == "4"
    assert [(part.path, part.source.vendor) for part in merged.leader.parts] == [("/17", "vendor-57")]
    assert merge([*members, member(10, "LDR 00000nam a2200000 i 4500")], policy).record.leader[17] == " "


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        pytest.param(["e", "j", ""], "e", id="the highest rank that says something"),
        pytest.param(["|", "j", ""], "j", id="a blank and a fill character say nothing"),
        pytest.param(["e", "j", "j"], "j", id="two agree against one"),
        pytest.param(["e", "e", "j", "j"], "e", id="two against two"),
        pytest.param(["e", "j", "d"], "e", id="two that do not agree"),
    ],
)
def test_audience_of_008(policy: MergePolicy, member: MakeMember, codes: list[str], expected: str) -> None:
    members = [member(60 - n, f"{BOOK[:26]}{code or ' '}{BOOK[27:]}") for n, code in enumerate(codes)]
    merged = merge(members, policy)
    assert merged.record.at("008", 22) == expected
    giver = f"vendor-{60 - codes.index(expected)}"
    parts = [(part.path, part.source.vendor) for part in came(merged, "008").parts]
    assert parts == ([] if giver == "vendor-60" else [("/22", giver)])


def test_two_records_of_one_vendor_are_one_voice(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, f"{BOOK[:26]}e{BOOK[27:]}")
    low = [member(40, f"{BOOK[:26]}j{BOOK[27:]}", vendor="v")._replace(vendor_id=each) for each in "12"]
    assert merge([high, *low], policy).record.at("008", 22) == "e"


def test_languages_come_from_the_record_that_tells_the_language(policy: MergePolicy, member: MakeMember) -> None:
    swedish = BOOK.replace("fin", "swe")
    members = [
        member(60, BOOK, "041 0# $a fin"),
        member(50, swedish, "041 1# $a swe $h fin"),
        member(40, swedish, "546 ## $a x"),
    ]
    assert lines(merge(members, policy), "041") == ["1\\$aswe$hfin"]


@pytest.mark.parametrize(
    ("high", "low", "expected"),
    [
        pytest.param(
            "020 ## $a 978-952-7999-12-8",
            "020 ## $a 978-952-7999-12-7",
            ["$z978-952-7999-12-8", "$a978-952-7999-12-7"],
            id="a wrong number goes to $z",
        ),
        pytest.param(
            "020 ## $z 978-952-7999-12-7", "020 ## $a 9789527999127 $q EPUB", ["$a9789527999127$qEPUB"],
            id="a number that another record knows as right",
        ),
        pytest.param("022 0# $a 1234-5670", "500 ## $a x", ["$y1234-5670"], id="a wrong ISSN"),
        pytest.param("024 1# $a 602400000002", "024 1# $a 602400000002", ["$a602400000002"], id="one GTIN"),
    ],
)  # fmt: skip
def test_numbers(policy: MergePolicy, member: MakeMember, high: str, low: str, expected: list[str]) -> None:
    merged = merge([member(60, high), member(40, low)], policy)
    assert [each[2:] for each in lines(merged, high[:3])] == expected


def test_a_number_that_another_record_gives_as_the_printed_books(policy: MergePolicy, member: MakeMember) -> None:
    number = "978-952-7999-12-7"
    low = member(40, f"776 08 $i Painettu: $z {number}")
    merged = merge([member(60, f"020 ## $a {number}"), low], policy)
    assert lines(merged, "020") == []
    assert why(merged, "020") == ["printed"]
    sure = merge([member(60, f"020 ## $a {number} $q EPUB"), low], policy)
    assert lines(sure, "020") == [f"\\\\$a{number}$qEPUB"]


def test_control_numbers_of_all_and_of_titles_that_were_merged(policy: MergePolicy, member: MakeMember) -> None:
    merged = merge([member(60, "035 ## $a (A)1"), member(40, "035 ## $a (B)2")], policy, former=["(FI-X)T0"])
    assert lines(merged, "035") == ["\\\\$a(A)1", "\\\\$a(B)2", "\\\\$z(FI-X)T0"]
    assert came(merged, "035", 2).source.vendor == "ematerial"
    assert lines(merge([member(60, "245 00 $a x")], policy, former=["(FI-X)T0"]), "035") == ["\\\\$z(FI-X)T0"]


def test_agencies_are_a_chain(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "040 ## $a FI-A $b fin $e rda")
    merged = merge(
        [high, member(40, "040 ## $a FI-B $b swe $e rda $d FI-A"), member(30, "040 ## $a FI-A $b fin")], policy
    )
    assert lines(merged, "040") == ["\\\\$aFI-A$bfin$erda$dFI-B"]
    assert [(part.path, part.source.vendor) for part in came(merged, "040").parts] == [("$d", "vendor-40")]


@pytest.mark.parametrize(
    ("high", "low", "expected"),
    [
        pytest.param("$a Malli, Matti", "$a Matti Malli", 1, id="two orders of a name"),
        pytest.param("$a Virtaniemi, Johannes", "$a Virtaniemi, Johanes", 1, id="a misspelling"),
        pytest.param("$a Virtaniemi, Säde", "$a Virtaniemi, Sade", 2, id="ä is a letter"),
        pytest.param("$a Virtaniemi, Marjaana", "$a Virtaniemi, Tarjaana", 2, id="other initials"),
        pytest.param("$a Malli, Matti, $d 1950-", "$a Malli, Matti, $d 1980-", 2, id="other dates"),
        pytest.param("$a Malli, Matti, $d 1950-", "$a Malli, Matti", 1, id="dates on one side"),
        pytest.param(
            "$a Malli, Matti $0 (FI-ASTERI-N)000000001",
            "$a Salanimi $0 http://urn.fi/URN:NBN:fi:au:finaf:000000001",
            1,
            id="one id of KANTO",
        ),
        pytest.param(
            "$a Malli, Matti $0 (FI-ASTERI-N)000000001",
            "$a Malli, Matti $0 (FI-ASTERI-N)000000002",
            2,
            id="two ids of KANTO",
        ),
        pytest.param(
            "$a Malli, M. $1 https://isni.org/isni/0000000121032683",
            "$a Malli, Matti $1 https://isni.org/isni/0000000121032683",
            1,
            id="one ISNI",
        ),
        pytest.param("$a Malli, Matti $t Valot", "$a Malli, Matti $t Varjot", 2, id="two works"),
    ],
)
def test_when_two_names_are_one(policy: MergePolicy, member: MakeMember, high: str, low: str, expected: int) -> None:
    merged = merge([member(60, f"700 1# {high}"), member(40, f"700 1# {low}")], policy)
    assert len(lines(merged, "700")) == expected


def test_an_id_of_a_lower_rank_joins_the_name_and_the_heading(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "650 #7 $a koirat $2 yso/fin", "700 1# $a Malli, Anna, $e lukija. $4 nrt")
    low = member(40, "650 #7 $a koirat $2 yso/fin $0 http://x/p1", "700 1# $a Malli, Anna $0 (FI-ASTERI-N)000000001")
    merged = merge([high, low], policy)
    assert lines(merged, "650", "700") == [
        "\\7$akoirat$2yso/fin$0http://x/p1",
        "1\\$aMalli, Anna,$elukija.$4nrt$0(FI-ASTERI-N)000000001",
    ]
    assert [part.path for part in came(merged, "700").parts] == ["$0"]
    assert came(merged, "700").also == (low.source,)


def test_whom_another_record_puts_first_is_a_name_like_others(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "245 00 $a Valot", "700 1# $a Muu, Eino")
    merged = merge([high, member(40, "100 1# $a Malli, Anna, $e kirjoittaja. $4 aut", "245 10 $a Valot")], policy)
    assert lines(merged, "100") == []
    assert lines(merged, "700") == ["1\\$aMuu, Eino", "1\\$aMalli, Anna,$ekirjoittaja.$4aut"]
    assert came(merged, "700", 1).source.vendor == "vendor-40"


def test_headings_are_one_by_id_and_forms_of_a_concept_stand_together(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "650 #7 $a koirat $2 yso/fin $0 http://x/p1", "650 #7 $a kissat $2 yso/fin $0 http://x/p2")
    low = member(40, "650 #7 $a koira $2 yso/fin $0 http://x/p1", "650 #7 $a hundar $2 yso/swe $0 http://x/p1")
    assert [each.split("$")[1] for each in lines(merge([high, low], policy), "650")] == [
        "akoirat",
        "ahundar",
        "akissat",
    ]


def test_what_a_machine_made_gives_way_and_its_marks_go_with_it(policy: MergePolicy, member: MakeMember) -> None:
    made = ("655 #7 $8 1\\p $a runot $2 slm/fin", "655 #7 $8 2\\p $a romaanit $2 slm/fin")
    marks = ("883 0# $8 1\\p $a kone", "883 0# $8 2\\p $a kone")
    high = member(60, *made, *marks)
    merged = merge([high, member(40, "655 #7 $a runot $2 slm/fin")], policy)
    assert lines(merged, "655", "883") == [
        "\\7$arunot$2slm/fin",
        "\\7$82\\p$aromaanit$2slm/fin",
        "0\\$82\\p$akone",
    ]
    assert why(merged, "883") == ["alone"]


def test_links_within_a_record_never_lead_into_another(policy: MergePolicy, member: MakeMember) -> None:
    high = member(
        60, "245 00 $6 880-01 $a Valot", "880 00 $6 245-01 $a Огни", "655 #7 $8 1\\p $a a $2 x", "883 0# $8 1\\p $a k"
    )
    low = member(
        40, "700 1# $6 880-01 $a Malli", "880 1# $6 700-01 $a Малли", "655 #7 $8 1\\p $a b $2 x", "883 0# $8 1\\p $a k"
    )
    merged = merge([high, low], policy)
    assert lines(merged, "700", "880") == ["1\\$6880-02$aMalli", "00$6245-01$aОгни", "1\\$6700-02$aМалли"]
    assert lines(merged, "655", "883") == ["\\7$81\\p$aa$2x", "\\7$82\\p$ab$2x", "0\\$81\\p$ak", "0\\$82\\p$ak"]


def test_there_are_not_too_many_headings(policy: MergePolicy, member: MakeMember) -> None:
    free = [f"653 ## $a sana{n}" for n in range(10)]
    pairs = [
        f"650 #7 $a {word}{n} $2 yso/{lang} $0 http://x/p{n}"
        for n in range(20)
        for lang, word in (("fin", "a"), ("swe", "b"))
    ]
    merged = merge([member(60, *free), member(40, *pairs)], policy)
    assert len(lines(merged, "650")) == 40
    assert len(lines(merged, "653")) == 5
    assert why(merged, "653") == ["too-many"] * 5


def test_words_that_say_nothing_are_left_out(policy: MergePolicy, member: MakeMember) -> None:
    merged = merge(
        [member(60, "653 ## $a Muut", "650 #7 $a General $2 bisacsh"), member(40, "653 ## $a kissat")], policy
    )
    assert lines(merged, "650", "653") == ["\\\\$akissat"]
    assert [each.why for each in merged.left_out] == ["says-nothing"] * 2


@pytest.mark.parametrize(
    ("high", "low", "expected"),
    [
        pytest.param(LONG, LONGER, LONGER, id="the longer one"),
        pytest.param("Lyhyt.", LONG, LONG, id="one that is too short"),
        pytest.param(LONGER.upper(), LONG, LONG, id="capitals"),
        pytest.param(LONG, LONG * 40, LONG, id="one that is too long"),
        pytest.param("Lyhyt.", "Muu.", "Lyhyt.", id="none that is sound: the highest rank"),
    ],
)
def test_summary(policy: MergePolicy, member: MakeMember, high: str, low: str, expected: str) -> None:
    merged = merge([member(60, BOOK, f"520 ## $a {high}"), member(40, BOOK, f"520 ## $a {low}")], policy)
    assert [each["a"] for each in merged.record.all("520")] == [expected]


def test_summaries_of_two_languages_stand_both(policy: MergePolicy, member: MakeMember) -> None:
    swedish = "Katten går till skogen och hittar inte hem innan det är höst och natt, men den är inte rädd."
    merged = merge([member(60, BOOK, f"520 ## $a {LONG}"), member(40, BOOK, f"520 ## $a {swedish}")], policy)
    assert [each["a"] for each in merged.record.all("520")] == [LONG, swedish]


def test_one_cover_and_no_link_to_a_resource(policy: MergePolicy, member: MakeMember) -> None:
    high = member(
        60, "856 40 $u https://a/1", "856 42 $3 Kansikuva $u https://a/c.jpg", "856 42 $3 Näyte $u https://a/n"
    )
    low = member(
        40, "856 42 $3 Pärmbild (1200 x 1800) $u https://b/c.jpg $q image/jpeg", "856 42 $3 Näyte $u https://b/n"
    )
    merged = merge([high, low], policy)
    assert [each["u"] for each in merged.record.all("856")] == ["https://b/c.jpg", "https://a/n", "https://b/n"]
    assert why(merged, "856") == ["vendors-own", "one-cover"]


def test_terms_of_one_vendor_are_not_those_of_the_title(policy: MergePolicy, member: MakeMember) -> None:
    high = member(60, "037 ## $a 1 $b Vendor", "540 ## $a Ehto", "506 1# $a Lainattavissa.")
    merged = merge([high, member(40, "540 ## $a Ehto", "506 1# $a Muu.")], policy)
    assert lines(merged, "037", "506", "540") == ["1\\$aLainattavissa.", "\\\\$aEhto"]
    assert why(merged, "037") == ["vendors-own"]


@pytest.mark.parametrize("others", [(), ("245 00 $a Valot",)])
def test_what_has_no_place_in_a_shared_record(policy: MergePolicy, member: MakeMember, others: tuple[str, ...]) -> None:
    high = member(
        60, "538 ## $a Reader 4", "650 #7 $a koirat $2 yso/fin $9 FENNI", "949 ## $a x", "SID ## $a 1", "CAT ## $a 1"
    )
    merged = merge([high, *([member(40, *others)] if others else [])], policy)
    assert lines(merged, "650", "538", "949", "SID", "CAT") == ["\\7$akoirat$2yso/fin"]
    assert [(each.field.tag, each.is_part) for each in merged.left_out] == [
        ("650", True), ("538", False), ("949", False), ("SID", False), ("CAT", False),
    ]  # fmt: skip


class TestDecisions:
    def test_a_field_that_a_person_set_stands_above_all(self, policy: MergePolicy, member: MakeMember) -> None:
        decided = Decided(set=(SetField("7", "250", ("  \x1faToinen.",)),))
        merged = merge([member(60, "250 ## $a Ensimmäinen."), member(40, "250 ## $a Muu.")], policy, decided)
        assert lines(merged, "250") == ["\\\\$aToinen."]
        assert came(merged, "250").source[:2] == ("person", "7")
        assert came(merged, "250").way == ("set", "7")
        assert [(each.field["a"], each.why) for each in merged.left_out] == [
            ("Muu.", "heard-before"),
            ("Ensimmäinen.", "decision"),
        ]

    def test_one_occurrence_is_set_where_it_stands(self, policy: MergePolicy, member: MakeMember) -> None:
        record = member(60, "500 ## $a A", "500 ## $a B", "500 ## $a C")
        decided = Decided(set=(SetField("7", "500", ("  \x1fab",), "  \x1faB"),))
        merged = merge([record], policy, decided)
        assert lines(merged, "500") == ["\\\\$aA", "\\\\$ab", "\\\\$aC"]
        assert not merged.outdated

    def test_a_field_is_taken_out(self, policy: MergePolicy, member: MakeMember) -> None:
        merged = merge([member(60, "250 ## $a A", "500 ## $a B")], policy, Decided(set=(SetField("7", "250", ()),)))
        assert lines(merged, "250", "500") == ["\\\\$aB"]

    @pytest.mark.parametrize(("tag", "expected"), [("500", 2), ("240", 1)])
    def test_it_stays_when_the_sources_change_beneath_it_and_is_told(
        self, policy: MergePolicy, member: MakeMember, tag: str, expected: int
    ) -> None:
        decided = Decided(set=(SetField("7", tag, ("  \x1faMine",), "  \x1faOld"),))
        merged = merge([member(60, f"{tag} ## $a New")], policy, decided)
        assert "\\\\$aMine" in lines(merged, tag)
        assert len(lines(merged, tag)) == expected
        assert merged.outdated == ("7",)
        now = merge([member(60, f"{tag} ## $a Mine")], policy, decided)
        assert lines(now, tag) == ["\\\\$aMine"]
        assert not now.outdated

    def test_a_field_that_is_forbidden_is_taken_from_the_next(self, policy: MergePolicy, member: MakeMember) -> None:
        decided = Decided(forbidden=(Forbidden("8", "vendor-60", "520"), Forbidden("9", "vendor-60", "6XX", "0")))
        high = member(60, "520 ## $a A", "650 #7 $a koirat $2 x $0 y")
        merged = merge([high, member(40, "520 ## $a B")], policy, decided)
        assert lines(merged, "520", "650") == ["\\\\$aB", "\\7$akoirat$2x"]
        assert [(each.way.strategy, each.way.rule, each.is_part) for each in merged.left_out] == [
            ("forbidden", "8", False),
            ("forbidden", "9", True),
        ]

    @pytest.mark.parametrize("path", [("245", ""), ("245", "a"), ("2XX", "")])
    def test_a_title_keeps_what_it_is_called(
        self, path: tuple[str, str], policy: MergePolicy, member: MakeMember
    ) -> None:
        decided = Decided(forbidden=(Forbidden("8", "vendor-60", *path),))
        high = member(60, "245 10 $a Kissa", "250 ## $a 2. painos")
        assert lines(merge([high, member(40, "245 10 $a Kissat")], policy, decided), "245") == ["10$aKissat"]
        alone = merge([high, member(40, "500 ## $a Kissa")], policy, decided)
        assert lines(alone, "245", "250") == ["10$aKissa", "\\\\$a2. painos"][: 1 if path[0] == "2XX" else 2]


def test_paths_count_subfields_of_one_code() -> None:
    assert paths_of(Field.data("700", "1 ", "a", "x", "e", "y", "e", "z", "4", "q")) == ["$a", "$e", "$e[1]", "$4"]


def test_a_title_without_records_is_refused(policy: MergePolicy) -> None:
    with pytest.raises(ValueError, match="at least one"):
        merge([], policy)


def test_every_strategy_and_reason_has_words(policy: MergePolicy) -> None:
    for group in policy.groups:
        for language in ("fi", "sv", "en"):
            told = policy.words_of(group.strategy, group.name, language)
            assert all(told)
            assert replace(policy, groups=()).words_of("nothing", "none", language) == ("nothing", "none")
