"""Which titles are one work in several forms, and how their records say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import shipped
from transforms.match.features import features_of
from transforms.merge.form_links import link_issues, with_forms
from transforms.merge.members import Source
from transforms.merge.numbers import OTHER_FORM, Number, numbers_of
from transforms.merge.other_forms import NOTHING, Because, Side, Teller, known_forms
from transforms.merge.policy import LinkPolicy, load_link_policy
from transforms.merge.provenance import Came, Merged, Way
from transforms.record import Record
from transforms.validate.examples import example_record

SCHEMAS = Path(__file__).parents[3] / "schemas"
E_BOOK, AUDIO, PRINTED = "978-952-7999-01-1", "978-952-7999-02-8", "978-952-7999-50-9"
OWN, NAMES_PRINT = f"020 ## $a {E_BOOK}", f"776 08 $i Painettu: $z {PRINTED}"
NAMES_EBOOK = f"776 08 $i E-kirja: $z {E_BOOK}"

MakeSide = Callable[..., Side]


@pytest.fixture(scope="module")
def policy() -> LinkPolicy:
    return load_link_policy(SCHEMAS, shipped.match_policy(), "FI-XXX")


@pytest.fixture(scope="module")
def side(policy: LinkPolicy) -> MakeSide:
    """`side("T1", "ebook", "020 ## $a …", title="Kissa", language="fin")`: a title of one record."""

    def make(
        title_id: str, media: str, *lines: str, title: str = "Kissa", language: str = "fin", written: str = "fin"
    ) -> Side:
        fields = (f"040 ## $a FI-XXX $b {written}", f"041 0# $a {language}", f"245 00 $a {title}")
        record = example_record([*fields, *lines])
        features, numbers = features_of(record, media, policy.match), numbers_of(record, policy.match)
        return Side.of(title_id, media, [Teller(1, f"vendor-{title_id}", "1", 50, record, features, numbers)])

    return make


def told_by(vendor: str, record: Record) -> Merged:
    """A record all of one vendor."""
    return Merged(record, (Came(Source(vendor), Way("only")),) * len(record.fields))


def told(side: Side, others: list[Side], policy: LinkPolicy, poor: frozenset[Number] = frozenset()) -> list[str]:
    """The 776 of a title with what others tell, and the vendor of each."""
    record = side.tellers[0].record
    merged = told_by(side.tellers[0].vendor, record)
    done = with_forms(merged, known_forms(side, others, poor, policy), (), policy)
    pairs = zip(done.record.fields, done.vendors, strict=True)
    return [f"{str(each)[6:]} {source}" for each, source in pairs if each.tag == OTHER_FORM]


def test_a_title_that_a_record_names_is_linked_and_links_back(side: MakeSide, policy: LinkPolicy) -> None:
    book, audio = side("T1", "ebook", OWN), side("T2", "eaudiobook", f"020 ## $a {AUDIO}", NAMES_EBOOK)
    assert told(book, [audio], policy) == [f"08$iE-äänikirja:$z{AUDIO}$w(FI-XXX)T2 vendor-T2"]
    assert told(audio, [book], policy) == [f"08$iE-kirja:$z{E_BOOK}$w(FI-XXX)T1 vendor-T2"]
    reasons = [known_forms(*each, (), policy).forms[0].proofs[0].because for each in ((book, [audio]), (audio, [book]))]
    assert reasons == [Because.NAMED_BY, Because.NAMED]


def test_one_printed_book_makes_two_forms_of_one_work(side: MakeSide, policy: LinkPolicy) -> None:
    book, audio = side("T1", "ebook", OWN, NAMES_PRINT), side("T2", "eaudiobook", f"020 ## $a {AUDIO}", NAMES_PRINT)
    assert told(book, [audio], policy) == [
        f"08$iPainettu:$z{PRINTED} vendor-T1",
        f"08$iE-äänikirja:$z{AUDIO}$w(FI-XXX)T2 vendor-T2",
    ]
    assert known_forms(book, [audio], (), policy).forms[0].proofs[0].because == Because.SHARED


def test_the_printed_book_is_passed_on_with_its_number_in_melinda(side: MakeSide, policy: LinkPolicy) -> None:
    book = side("T1", "ebook", OWN, f"776 08 $i Painettu: $z {PRINTED} $w (FI-MELINDA)000123456 $w (VENDOR)7")
    audio = side("T2", "eaudiobook", NAMES_EBOOK)
    assert told(audio, [book], policy)[1:] == [f"08$iPainettu:$z{PRINTED}$w(FI-MELINDA)000123456 vendor-T1"]


def test_a_link_is_headed_in_the_language_of_cataloguing(side: MakeSide, policy: LinkPolicy) -> None:
    book, audio = side("T1", "ebook", OWN, NAMES_PRINT), side("T2", "eaudiobook", NAMES_EBOOK, written="swe")
    assert told(audio, [book], policy) == [
        f"08$iE-bok:$z{E_BOOK}$w(FI-XXX)T1 vendor-T2",
        f"08$iTryckt:$z{PRINTED} vendor-T1",
    ]


def test_what_says_only_another_form_learns_which(side: MakeSide, policy: LinkPolicy) -> None:
    vague = side("T1", "ebook", OWN, f"776 08 $i Toisessa muodossa: $z {PRINTED}")
    audio = side("T2", "eaudiobook", f"020 ## $a {AUDIO}", NAMES_PRINT)
    assert told(vague, [audio], policy)[0] == f"08$iPainettu:$z{PRINTED} vendor-T1"


def test_words_of_the_vendors_own_stay(side: MakeSide, policy: LinkPolicy) -> None:
    audio = side("T2", "eaudiobook", f"776 08 $i Lue myös: $z {E_BOOK} $9 X")
    linked = f"08$iLue myös:$z{E_BOOK}$w(FI-XXX)T1$9X vendor-T2"
    assert told(audio, [side("T1", "ebook", OWN)], policy) == [linked]


def test_two_files_of_a_title_are_one_link(side: MakeSide, policy: LinkPolicy) -> None:
    book = side("T1", "ebook", OWN, "020 ## $a 978-952-7999-03-5 $q PDF")
    audio = side("T2", "eaudiobook", NAMES_EBOOK, "776 08 $i E-kirja: $z 978-952-7999-03-5")
    assert told(audio, [book], policy) == [f"08$iE-kirja:$z{E_BOOK}$z978-952-7999-03-5$w(FI-XXX)T1 vendor-T2"]


def test_what_a_person_set_stays(side: MakeSide, policy: LinkPolicy) -> None:
    audio, book = side("T2", "eaudiobook", NAMES_EBOOK), side("T1", "ebook", OWN)
    record = audio.tellers[0].record
    merged = told_by("v", record)
    kept = record.all(OTHER_FORM)
    assert with_forms(merged, known_forms(audio, [book], (), policy), kept, policy) == merged


@pytest.mark.parametrize(
    ("title", "other"),
    [
        pytest.param("Kissa", {"language": "swe"}, id="language"),
        pytest.param("Kissa", {"title": "Aivan toinen teos"}, id="title"),
        pytest.param("Kissa osa 1", {"title": "Kissa osa 2"}, id="volume"),
        pytest.param("Kissa 2026", {"title": "Kissa 2025"}, id="year"),
    ],
)
def test_a_veto_parts_two_forms(side: MakeSide, policy: LinkPolicy, title: str, other: dict[str, str]) -> None:
    book, audio = (
        side("T1", "ebook", OWN, title=title),
        side("T2", "eaudiobook", NAMES_EBOOK, **{"title": title, **other}),
    )
    assert known_forms(book, [audio], (), policy) == NOTHING
    known = known_forms(audio, [book], (), policy)
    assert known == NOTHING._replace(refused=known.refused)
    assert [(each.title_id, each.proof.because) for each in known.refused] == [("T1", Because.NAMED)]


def test_a_link_that_a_veto_forbids_is_told_where_it_is_named(side: MakeSide, policy: LinkPolicy) -> None:
    book = side("T1", "ebook", OWN, title="Kissa osa 1")
    audio = side("T2", "eaudiobook", NAMES_EBOOK, title="Kissa osa 2")
    record = audio.tellers[0].record
    (issue,) = link_issues(record, known_forms(audio, [book], (), policy), policy)
    assert (issue.rule, issue.path, dict(issue.args)["other"]) == ("B19", "776", "T1")
    assert issue.value in {each["z"] for each in record.all("776")}
    assert link_issues(book.tellers[0].record, known_forms(book, [audio], (), policy), policy) == ()


def test_a_poor_key_links_nothing_and_passes_nothing_on(side: MakeSide, policy: LinkPolicy) -> None:
    book, audio = side("T1", "ebook", NAMES_PRINT), side("T2", "eaudiobook", NAMES_PRINT)
    poor = frozenset({Number("isbn", PRINTED.replace("-", ""))})
    assert known_forms(book, [audio], poor, policy) == NOTHING
    passing = side("T1", "ebook", OWN, NAMES_PRINT)
    assert known_forms(side("T2", "eaudiobook", NAMES_EBOOK), [passing], poor, policy).prints == ()


def test_a_number_that_is_anothers_print_is_not_given_as_an_electronic_one(side: MakeSide, policy: LinkPolicy) -> None:
    wrong = side("T1", "ebook", f"020 ## $a {PRINTED}")
    audio = side("T2", "eaudiobook", NAMES_PRINT)
    assert told(audio, [wrong], policy) == [
        f"08$iPainettu:$z{PRINTED} vendor-T2",
        "08$iE-kirja:$w(FI-XXX)T1 vendor-T2",
    ]
    assert told(wrong, [audio], policy) == ["08$iE-äänikirja:$w(FI-XXX)T2 vendor-T2"]


def test_one_isbn_on_two_titles_is_a_mistake_and_links_nothing(side: MakeSide, policy: LinkPolicy) -> None:
    assert known_forms(side("T1", "ebook", OWN), [side("T2", "eaudiobook", OWN)], (), policy) == NOTHING


def test_a_magazine_is_linked_by_its_print(side: MakeSide, policy: LinkPolicy) -> None:
    printed = "776 08 $i Painettu: $x 0039-5552"
    read, heard = side("T1", "magazine", "022 ## $a 2345-6787", printed), side("T2", "audiomagazine", printed)
    assert told(heard, [read], policy)[1:] == ["08$iVerkkolehti:$x2345-6787$w(FI-XXX)T1 vendor-T1"]


def test_a_magazine_is_linked_by_its_issn_l(side: MakeSide, policy: LinkPolicy) -> None:
    read, heard = (
        side("T1", "magazine", "022 ## $a 2345-6787 $l 0039-5552"),
        side("T2", "audiomagazine", "022 ## $l 0039-5552"),
    )
    assert told(heard, [read], policy) == ["08$iVerkkolehti:$x2345-6787$w(FI-XXX)T1 vendor-T1"]
    assert told(read, [heard], policy) == ["08$iÄänilehti:$w(FI-XXX)T2 vendor-T2"]


def test_a_link_has_one_issn(side: MakeSide, policy: LinkPolicy) -> None:
    read = side("T1", "magazine", "022 ## $a 2345-6787", "022 ## $a 1234-5679")
    heard = side("T2", "audiomagazine", "776 08 $i Verkkolehti: $x 2345-6787")
    assert told(heard, [read], policy) == ["08$iVerkkolehti:$x2345-6787$w(FI-XXX)T1 vendor-T2"]
    two = side("T3", "audiomagazine", "776 08 $i Painettu: $x 0039-5552")
    online = side("T4", "magazine", "022 ## $a 2345-6787", "022 ## $a 1234-5679", "776 08 $x 0039-5552")
    assert told(two, [online], policy)[1:] == ["08$iVerkkolehti:$x1234-5679$w(FI-XXX)T4 vendor-T4"]


def test_one_magazine_of_two_vendors_is_no_other_form_of_itself(side: MakeSide, policy: LinkPolicy) -> None:
    printed = "776 08 $i Painettu: $x 0039-5552"
    assert known_forms(side("T1", "magazine", printed), [side("T2", "magazine", printed)], (), policy) == NOTHING


NUMBERS = (E_BOOK, AUDIO, PRINTED, "978-952-7999-03-5")


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    own = draw(st.lists(st.sampled_from(NUMBERS), max_size=2, unique=True))
    words = st.sampled_from(["Painettu:", "E-kirja:", "Toisessa muodossa:", "Lue myös:"])
    named = draw(st.lists(st.tuples(words, st.sampled_from(NUMBERS)), max_size=3, unique=True))
    return [f"020 ## $a {each}" for each in own] + [f"776 08 $i {word} $z {number}" for word, number in named]


@given(st.lists(lines(), min_size=2, max_size=4), st.randoms())
def test_links_go_both_ways_in_any_order(
    side: MakeSide, policy: LinkPolicy, titles: list[list[str]], random: object
) -> None:
    sides = [side(f"T{place}", "ebook", *each) for place, each in enumerate(titles)]
    linked = set()
    for each in sides:
        others = [other for other in sides if other is not each]
        known = known_forms(each, others, (), policy)
        assert known == known_forms(each, others[::-1], (), policy)
        linked.update((each.title_id, form.title_id) for form in known.forms)
    assert linked == {(b, a) for a, b in linked}


@given(st.lists(lines(), min_size=2, max_size=4))
def test_no_number_is_lost_and_every_form_has_one_control_number(
    side: MakeSide, policy: LinkPolicy, titles: list[list[str]]
) -> None:
    first, *others = [side(f"T{place}", "ebook", *each) for place, each in enumerate(titles)]
    record = first.tellers[0].record
    merged = told_by("v", record)
    known = known_forms(first, others, (), policy)
    done = with_forms(merged, known, (), policy)
    before = {number for each in record.all(OTHER_FORM) for number in each.all("z")}
    after = [number for each in done.record.all(OTHER_FORM) for number in each.all("z")]
    assert before <= set(after)
    assert done.record.drop(OTHER_FORM) == record.drop(OTHER_FORM)
    controls = [control for each in done.record.all(OTHER_FORM) for control in each.all("w")]
    assert sorted(controls) == sorted(f"(FI-XXX){form.title_id}" for form in known.forms)
