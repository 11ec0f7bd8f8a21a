"""Titles in several forms link each other across vendors, night by night as from scratch."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from feeds import ISBN, Make, book, deliver, gone, home_in, night, title_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from postgresql import BOTH_IN_FULL
from sqlalchemy import event, select
from stdnum import ean

from metadata import curation, pipeline
from metadata.home import Home
from metadata.publish.policies import policies
from metadata.review import Word
from metadata.store import other_forms
from metadata.store.tables import source_record, title_link, title_number
from metadata.story import explain
from transforms.identifiers import hyphenate
from transforms.record import Field, Record

DATABASES = BOTH_IN_FULL
PRINTED, SET = "9789527999509", "9789527999516"
EBOOK, PRINT = "E-kirja:", "Painettu:"


def naming(record: Record, *numbers: str, form: str = PRINT) -> Record:
    """The record with numbers of other forms."""
    return record.add(*(Field.data("776", "08", "i", form, "z", hyphenate(each)) for each in numbers))


def strange(record: Record) -> Record:
    """The same by another author: nothing but numbers makes it a form of the others."""
    return record.drop("100").add(Field.data("100", "1 ", "a", "Vieras, Tiina,", "e", "kirjoittaja."))


def links(home: Home, vendor: str, vendor_id: str) -> list[str]:
    """The 776 of the title of a record as it is published."""
    view = home.catalogue().view("all")
    assert view is not None
    record = view.record(title_of(home, vendor, vendor_id))
    assert record is not None
    return [str(each)[6:] for each in record.all("776")]


def book_and_audiobook(home: Home) -> None:
    """b1 is an e-book that knows its print; the audiobook g1 of another vendor names the e-book."""
    deliver(home, "beta", "1.mrc", naming(book("b1", isbn=ISBN[0]), PRINTED))
    deliver(home, "gamma", "1.mrc", naming(book("g1", isbn=ISBN[1], audio=True), ISBN[0], form=EBOOK))
    pipeline.run(home)


def expected(home: Home) -> tuple[list[str], list[str]]:
    to_audio, to_book = title_of(home, "gamma", "g1"), title_of(home, "beta", "b1")
    return (
        ["08$iPainettu:$z978-952-7999-50-9", f"08$iE-äänikirja:$z978-952-7999-02-8$w(FI-EMAT){to_audio}"],
        [f"08$iE-kirja:$z978-952-7999-01-1$w(FI-EMAT){to_book}", "08$iPainettu:$z978-952-7999-50-9"],
    )


def test_what_one_vendor_says_both_titles_say(home: Home) -> None:
    book_and_audiobook(home)
    assert (links(home, "beta", "b1"), links(home, "gamma", "g1")) == expected(home)


def test_the_title_that_was_there_first_is_made_anew(home: Home) -> None:
    night(home, "gamma", "1.mrc", naming(book("g1", isbn=ISBN[1], audio=True), ISBN[0], form=EBOOK))
    assert links(home, "gamma", "g1") == ["08$iE-kirja:$z978-952-7999-01-1"]
    done = night(home, "beta", "1.mrc", naming(book("b1", isbn=ISBN[0]), PRINTED))
    assert done.published.counts == {"refused": 0, "new": 1, "changed": 1}
    assert (links(home, "beta", "b1"), links(home, "gamma", "g1")) == expected(home)


def test_links_go_when_the_other_form_goes_and_come_back_with_it(home: Home) -> None:
    book_and_audiobook(home)
    night(home, "gamma", "2.mrc", gone("g1"))
    assert links(home, "beta", "b1") == ["08$iPainettu:$z978-952-7999-50-9"]
    night(home, "gamma", "3.mrc", naming(book("g1", "Kissa!", ISBN[1], audio=True), ISBN[0], form=EBOOK))
    assert (links(home, "beta", "b1"), links(home, "gamma", "g1")) == expected(home)
    night(home, "beta", "2.mrc", gone("b1"))
    assert links(home, "gamma", "g1") == ["08$iE-kirja:$z978-952-7999-01-1"]


def test_a_link_that_nobody_names_any_more_is_withdrawn(home: Home) -> None:
    book_and_audiobook(home)
    night(home, "gamma", "2.mrc", strange(book("g1", isbn=ISBN[1], audio=True)))
    assert (links(home, "beta", "b1"), links(home, "gamma", "g1")) == (["08$iPainettu:$z978-952-7999-50-9"], [])


def test_a_changed_title_that_parts_two_works_parts_the_links(home: Home) -> None:
    book_and_audiobook(home)
    night(home, "beta", "2.mrc", naming(book("b1", "Aivan muu teos", ISBN[0]), PRINTED))
    assert links(home, "gamma", "g1") == ["08$iE-kirja:$z978-952-7999-01-1"]
    assert links(home, "beta", "b1") == ["08$iPainettu:$z978-952-7999-50-9"]


def test_a_link_follows_a_title_that_is_merged_into_another(home: Home) -> None:
    night(home, "alpha", "1.mrc", book("a1", "Hevonen", ISBN[2]))
    book_and_audiobook(home)
    before, survivor = title_of(home, "beta", "b1"), title_of(home, "alpha", "a1")
    night(home, "alpha", "2.mrc", book("a1", isbn=ISBN[2]))
    assert title_of(home, "beta", "b1") == survivor != before
    assert links(home, "gamma", "g1")[0].endswith(f"$w(FI-EMAT){survivor}")


def test_the_print_of_several_forms_links_them(home: Home) -> None:
    deliver(home, "beta", "1.mrc", naming(book("b1", isbn=ISBN[0]), PRINTED))
    night(home, "gamma", "1.mrc", naming(book("g1", isbn=ISBN[1], audio=True), PRINTED))
    assert links(home, "beta", "b1") == expected(home)[0]


def test_the_number_of_a_set_links_nothing(home: Home) -> None:
    whole = book("b1", "Kissat", ISBN[0]).add(Field.data("020", "  ", "a", SET, "q", "koko teos"))
    deliver(home, "beta", "1.mrc", whole)
    night(home, "gamma", "1.mrc", naming(strange(book("g1", "Kissat", ISBN[1], audio=True)), SET))
    assert links(home, "beta", "b1") == []
    assert links(home, "gamma", "g1") == ["08$iPainettu:$z978-952-7999-51-6"]


def test_a_number_of_too_many_titles_is_a_poor_key_until_it_is_not(home: Home) -> None:
    most = policies(home).links.max_titles
    records = [naming(book(f"b{place}", isbn=isbn), PRINTED) for place, isbn in enumerate(several(most))]
    night(home, "beta", "1.mrc", records)
    assert all(len(links(home, "beta", f"b{place}")) == most for place in range(most))
    night(home, "gamma", "1.mrc", naming(strange(book("g1", isbn=ISBN[1], audio=True)), PRINTED))
    assert all(len(links(home, "beta", f"b{place}")) == 1 for place in range(most))
    night(home, "gamma", "2.mrc", gone("g1"))
    assert all(len(links(home, "beta", f"b{place}")) == most for place in range(most))


def several(count: int) -> list[str]:
    """ISBNs of titles that are to stay apart."""
    first = [f"9789527997{place:02}" for place in range(count)]
    return [each + ean.calc_check_digit(each) for each in first]


def test_the_story_of_a_title_tells_who_says_so(home: Home) -> None:
    book_and_audiobook(home)
    (link,) = explain(home, "beta:b1")["links"]
    assert link == {
        "title": title_of(home, "gamma", "g1"),
        "number": "978-952-7999-01-1",
        "because": "named-by",
        "said_by": "gamma:g1",
    }
    back, passed = explain(home, "gamma:g1")["links"][::-1]
    assert (back["because"], back["said_by"]) == ("named", "gamma:g1")
    assert passed == {"title": "", "number": "978-952-7999-50-9", "because": "passed", "said_by": "beta:b1"}
    fields = {each["field"][6:]: each["from"] for each in explain(home, "gamma:g1")["record"]}
    assert fields["08$iPainettu:$z978-952-7999-50-9"] == "beta"


def test_a_night_without_changes_asks_for_no_links(home: Home) -> None:
    book_and_audiobook(home)
    asked: list[str] = []
    event.listen(home.store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert pipeline.run(home).published.counts == {}
    assert asked
    assert not [each for each in asked if title_number.name in each or title_link.name in each]


def test_numbers_of_melinda_come_with_any_vendor(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", book("a1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]).add(Field.data("035", "  ", "a", "FCC000123456")))
    view = home.catalogue().view("all")
    assert view is not None
    record = view.record(title_of(home, "alpha", "a1"))
    assert record is not None
    assert [each["a"] for each in record.all("035")] == ["(ALPHA)a1", "(FI-MELINDA)000123456", "(GAMMA)g1"]


# What a record may be: its vendor and id, then each of its states, the last of which is that it is gone.
STATES: dict[tuple[str, str], list[Record]] = {
    ("beta", "b1"): [
        naming(book("b1", "Kissa", ISBN[0]), PRINTED),
        book("b1", "Koira", ISBN[0]),
        naming(book("b1", "Kissa", ISBN[2]), ISBN[1], form=EBOOK),
        gone("b1"),
    ],
    ("beta", "b2"): [naming(book("b2", "Kissa", ISBN[3]), PRINTED, ISBN[1]), book("b2", "Kissa", ISBN[0]), gone("b2")],
    ("gamma", "g1"): [
        naming(book("g1", "Kissa", ISBN[1], audio=True), ISBN[0], form=EBOOK),
        naming(book("g1", "Kissa", ISBN[1], audio=True), PRINTED),
        naming(book("g1", "Kissa", ISBN[1], audio=True, language="swe"), PRINTED),
        gone("g1"),
    ],
    ("gamma", "g2"): [naming(book("g2", "Kissa", ISBN[4]), PRINTED, ISBN[3]), naming(book("g2"), ISBN[0]), gone("g2")],
}
Step = tuple[tuple[str, str], int]
STEPS = st.lists(
    st.sampled_from([(key, place) for key, states in STATES.items() for place in range(len(states))]),
    min_size=2,
    max_size=7,
)


def played(steps: list[Step], nightly: bool, folder: Path, schemas: Path, max_titles: int) -> dict[str, list[str]]:
    """What is linked after these steps, published after each or once; ids of titles in the words of their members."""
    text = (schemas / "merge.yml").read_text("utf-8")
    assert f"max_titles: {max_titles} " in text
    home = home_in(folder, schemas)
    for place, ((vendor, vendor_id), state) in enumerate(steps):
        deliver(home, vendor, f"{place}.mrc", STATES[vendor, vendor_id][state])
        pipeline.harvest(home, vendor)
        if nightly:
            pipeline.publish(home)
    pipeline.publish(home)
    told = linked(home)
    home.close()
    return told


def linked(home: Home) -> dict[str, list[str]]:
    with home.store.read() as connection:
        rows = connection.execute(select(source_record).where(source_record.c.deleted.is_(False))).all()
        numbers = other_forms.numbers_of(connection, {row.title_id for row in rows})
    names: dict[str, str] = {}
    for row in sorted(rows, key=lambda each: (each.vendor, each.vendor_id)):
        names[row.title_id] = f"{names.get(row.title_id, '')} {row.vendor}:{row.vendor_id}"
    found = {}
    for row in rows:
        told = links(home, row.vendor, row.vendor_id)
        for title_id, name in names.items():
            told = [each.replace(title_id, name) for each in told]
        found[f"{row.vendor}:{row.vendor_id}"] = [*told, str(sorted(numbers.get(row.title_id, {}).items()))]
    return found


@pytest.fixture(scope="module")
def two_at_most(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Path:
    """The schemas, but a number of three titles is a poor key."""
    schemas = Path(shutil.copytree(synthetic, tmp_path_factory.mktemp("two") / "schemas"))
    file = schemas / "merge.yml"
    file.write_text(file.read_text("utf-8").replace("max_titles: 6 ", "max_titles: 2 "), "utf-8")
    return schemas


def test_a_print_is_passed_on_as_long_as_its_number_is_no_poor_key(open_home: Make, two_at_most: Path) -> None:
    home = open_home(schemas=two_at_most)
    book_and_audiobook(home)
    passed = "08$iPainettu:$z978-952-7999-50-9"
    assert passed in links(home, "gamma", "g1")
    others = [naming(book(f"b{place}", isbn=ISBN[place]), PRINTED) for place in (2, 3)]
    night(home, "beta", "2.mrc", others)
    assert passed not in links(home, "gamma", "g1")
    night(home, "beta", "3.mrc", gone("b3"))
    assert passed in links(home, "gamma", "g1")


@pytest.mark.long
@given(steps=STEPS)
@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@pytest.mark.parametrize("most", [pytest.param(6, marks=pytest.mark.long), 2])
def test_night_by_night_gives_the_same_as_from_scratch(
    synthetic: Path, two_at_most: Path, most: int, steps: list[Step]
) -> None:
    schemas = synthetic if most == 6 else two_at_most
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        at_once = played(steps, False, Path(one), schemas, most)
        assert played(steps, True, Path(other), schemas, most) == at_once


def told_back(home: Home, vendor: str, vendor_id: str) -> list[str]:
    """What B08 says of the title of a record."""
    issues = explain(home, title_of(home, vendor, vendor_id))["quality"]["issues"]
    return [each["before"] for each in issues if each["rule"] == "B08"]


def test_a_link_that_only_the_other_side_tells_is_added_and_told(home: Home) -> None:
    book_and_audiobook(home)
    assert told_back(home, "beta", "b1") == [f"(FI-EMAT){title_of(home, 'gamma', 'g1')}"]
    assert told_back(home, "gamma", "g1") == []


def test_a_link_that_a_veto_forbids_is_told(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0], language="swe"))
    night(home, "gamma", "1.mrc", naming(book("g1", isbn=ISBN[1], audio=True), ISBN[0], form=EBOOK))
    issues = explain(home, title_of(home, "gamma", "g1"))["quality"]["issues"]
    (told,) = [each["message"] for each in issues if each["rule"] == "B19"]
    assert title_of(home, "beta", "b1") in told
    assert "978-952-7999-01-1" in told
    assert "swe" in told


def test_a_suppressed_title_is_not_linked_to(home: Home) -> None:
    book_and_audiobook(home)
    before = expected(home)
    assert (links(home, "beta", "b1"), links(home, "gamma", "g1")) == before
    number = curation.suppress_title(home, "beta:b1", Word("pulled", "Maija"))
    pipeline.publish(home)
    assert not any("(FI-EMAT)" in each for each in links(home, "gamma", "g1"))
    night(
        home,
        "gamma",
        "2.mrc",
        naming(book("g1", title="Kissa ja koira", isbn=ISBN[1], audio=True), ISBN[0], form=EBOOK),
    )
    assert not any("(FI-EMAT)" in each for each in links(home, "gamma", "g1"))
    night(home, "gamma", "3.mrc", naming(book("g1", isbn=ISBN[1], audio=True), ISBN[0], form=EBOOK))
    curation.undo(home, number, Word("back", "Maija"))
    pipeline.publish(home)
    assert (links(home, "beta", "b1"), links(home, "gamma", "g1")) == before


def test_nothing_is_told_where_both_sides_link_each_other(home: Home) -> None:
    deliver(home, "beta", "1.mrc", naming(book("b1", isbn=ISBN[0]), ISBN[1], form="E-äänikirja:"))
    night(home, "gamma", "1.mrc", naming(book("g1", isbn=ISBN[1], audio=True), ISBN[0], form=EBOOK))
    assert told_back(home, "beta", "b1") == told_back(home, "gamma", "g1") == []
