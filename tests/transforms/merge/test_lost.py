"""What counts as lost: what the same records still say, and nothing accounts for."""

from __future__ import annotations

from transforms.merge.lost import issue_of, kept, lost
from transforms.merge.members import OURS, PERSON, Member, Source
from transforms.merge.provenance import Came, LeftOut, Merged, Part, Way
from transforms.record import Field, Level, Record

BASE = Way("base", "title")
TITLE, NOTE, NAME = (
    Field.data("245", "10", "a", "Kissa"),
    Field.data("520", "  ", "a", "Kertoo kissasta."),
    Field.data("100", "1 ", "a", "Malli, Matti"),
)
SOURCE = Source("beta", "b1", "0123456789abcdef", 1)


def member(*fields: Field, version: str = SOURCE.version) -> Member:
    return Member("beta", "b1", 1, Record.of(*fields), "ebook", version=version, delivery=1)


def merged(*fields: Field, source: Source = SOURCE, left_out: tuple[LeftOut, ...] = ()) -> Merged:
    return Merged(Record.of(*fields), tuple(Came(source, BASE) for _ in fields), left_out=left_out)


WHOLE, POORER, MEMBER = merged(TITLE, NOTE), merged(TITLE), member(TITLE, NOTE)


def test_a_field_that_its_record_still_has_is_lost() -> None:
    (found,) = lost(WHOLE, POORER, [MEMBER])
    assert (found.field, found.came) == (NOTE, Came(SOURCE, BASE))
    issue = issue_of(found)
    assert (issue.rule, issue.level, issue.path, issue.args) == ("P05", Level.ERROR, "520", (("vendor", "beta"),))


def test_it_is_kept_in_its_place_with_where_it_comes_from() -> None:
    subject = Field.data("650", " 7", "a", "kissa")
    done = kept(merged(TITLE, subject), lost(WHOLE, POORER, [MEMBER]))
    assert done.record.fields == (TITLE, NOTE, subject)
    assert done.came == (Came(SOURCE, BASE),) * 3


def test_nothing_is_lost_where_all_is_there() -> None:
    assert lost(WHOLE, WHOLE, [MEMBER]) == []


def test_a_record_that_says_it_no_more_has_lost_nothing() -> None:
    assert lost(WHOLE, POORER, [member(TITLE)]) == []


def test_another_version_of_the_record_is_a_change() -> None:
    newer = SOURCE._replace(version="f" * 16)
    assert lost(WHOLE, merged(TITLE, source=newer), [member(TITLE, NOTE, version=newer.version)]) == []


def test_another_record_in_the_title_is_a_change() -> None:
    other = Came(Source("gamma", "g1", "e" * 16, 2), BASE)
    joined = POORER._replace(record=Record.of(TITLE, NAME), came=(Came(SOURCE, BASE), other))
    assert lost(WHOLE, joined, [MEMBER]) == []


def test_what_was_left_out_for_a_reason_is_accounted_for() -> None:
    left = LeftOut(SOURCE, NOTE, BASE, "heard-before")
    assert lost(WHOLE, merged(TITLE, left_out=(left,)), [MEMBER]) == []


def test_what_stands_in_another_field_is_not_lost() -> None:
    added = Field.data("700", "1 ", "a", "Malli, Matti")
    assert lost(merged(NAME, TITLE), merged(TITLE, added), [member(NAME, TITLE)]) == []


def test_what_is_ours_or_a_persons_may_go() -> None:
    for source in (OURS, Source(PERSON, "7")):
        before = WHOLE._replace(came=(Came(SOURCE, BASE), Came(source, BASE)))
        assert lost(before, POORER, [MEMBER]) == []


READER = Field.data("700", "1 ", "a", "Malli, Matti,", "e", "kirjoittaja,", "e", "lukija.", "4", "aut", "4", "nrt")
BARER = Field.data("700", "1 ", "a", "Malli, Matti,", "e", "kirjoittaja.", "4", "aut")


def test_subfields_are_lost_that_a_field_had() -> None:
    (found,) = lost(merged(TITLE, READER), merged(TITLE, BARER), [member(TITLE, READER)])
    assert (found.parts, found.text, found.stands) == ((2, 4), "lukija. nrt", BARER)
    issue = issue_of(found)
    assert (issue.path, issue.value) == ("700$e[1]", "lukija. nrt")


def test_they_are_kept_where_they_stood_with_where_they_come_from() -> None:
    before, after = merged(TITLE, READER), merged(TITLE, BARER)
    done = kept(after, lost(before, after, [member(TITLE, READER)]))
    assert str(done.record.all("700")[0]) == "=700  1\\$aMalli, Matti,$ekirjoittaja.$elukija.$4aut$4nrt"
    assert done.came == (Came(SOURCE, BASE),) * 2


def test_what_another_record_had_lent_is_kept_as_its_own() -> None:
    other = Source("gamma", "g1", "e" * 16, 2)
    way = Way("names", "names")
    came = Came(SOURCE, way, (Part("$e[1]", other, way), Part("$4[1]", other, way)), (other,))
    before = merged(TITLE, READER)._replace(came=(Came(SOURCE, BASE), came))
    after = merged(TITLE, BARER)._replace(came=(Came(SOURCE, BASE), Came(SOURCE, way, (), (other,))))
    second = Member("gamma", "g1", 1, Record.of(TITLE, READER), "ebook", version=other.version, delivery=2)
    done = kept(after, lost(before, after, [member(TITLE, BARER), second]))
    assert done.came[1] == came


def test_one_of_several_fields_of_a_tag_is_lost() -> None:
    cats, dogs = (
        Field.data("650", " 7", "a", "kissat", "2", "yso/fin"),
        Field.data("650", " 7", "a", "koirat", "2", "yso/fin"),
    )
    (found,) = lost(merged(cats, dogs), merged(cats), [member(cats, dogs)])
    assert (found.field, found.parts) == (dogs, ())


def test_another_punctuation_is_no_loss() -> None:
    after = merged(TITLE, Field.data("520", "  ", "a", "Kertoo kissasta"))
    assert lost(WHOLE, after, [MEMBER]) == []


def test_a_subfield_that_was_left_out_for_a_reason_is_accounted_for() -> None:
    part = LeftOut(
        SOURCE, Field.data("700", "1 ", "e", "lukija.", "4", "nrt"), Way("rule", "A07"), "mended", is_part=True
    )
    assert lost(merged(READER), merged(BARER, left_out=(part,)), [member(READER)]) == []


def test_the_only_field_of_its_tag_is_not_put_beside_another() -> None:
    other = Field.data("245", "10", "a", "Koira")
    assert lost(merged(TITLE), merged(other), [member(TITLE)]) == []
