"""Expressions and works over nights: their ids stick, titles tell each other and their work."""

from __future__ import annotations

import pytest
from feeds import ISBN, book, deliver, gone, night, title_of
from sqlalchemy import event, select

from metadata import pipeline
from metadata.home import Home
from metadata.store import works
from metadata.store.tables import title_event
from metadata.store.tables import work as work_table
from metadata.store.works import Place
from metadata.story import explain
from transforms.record import Field, Record

MANIFESTS = "http://rdaregistry.info/Elements/m/"


def place(home: Home, label: str) -> Place:
    """Where the title of a record stands."""
    title_id = title_of(home, *label.split(":"))
    with home.store.read() as connection:
        return works.places(connection, [title_id])[title_id]


def told(home: Home, label: str, tag: str) -> list[str]:
    """The fields of a tag as they are published."""
    view = home.catalogue().view("all")
    assert view is not None
    record = view.record(title_of(home, *label.split(":")))
    assert record is not None
    return [str(each)[6:] for each in record.all(tag)]


def events(home: Home, level: str, since: int = 0) -> list[tuple[str, str, str]]:
    """(kind, id, other) of what befell expressions (E) or works (W) in publications after one."""
    c = title_event.c
    query = select(c.kind, c.title_id, c.other_id).where(c.level == level, c.seq > since).order_by(c.id)
    with home.store.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def translated(record: Record, original: str) -> Record:
    """The record with the title of its original."""
    return record.add(Field.data("240", "10", "a", f"{original}.", "l", "ruotsi"))


def noted(record: Record) -> Record:
    """The same in another file: one that has come before is left alone."""
    return record.add(Field.data("500", "  ", "a", "Uusi."))


def several(home: Home) -> None:
    """A book in Finnish, its audiobook, and its Swedish translation."""
    deliver(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0]), book("b2", isbn=ISBN[1], audio=True)])
    night(home, "gamma", "1.mrc", translated(book("g1", "Katten", ISBN[2], language="swe"), "Kissa"))


def test_one_work_has_an_expression_for_each_language_and_voice(home: Home) -> None:
    several(home)
    text, audio, swedish = (place(home, each) for each in ("beta:b1", "beta:b2", "gamma:g1"))
    assert text.work_id == audio.work_id == swedish.work_id
    assert len({text.expression_id, audio.expression_id, swedish.expression_id}) == 3
    assert [kind for kind, *_ in events(home, "E")] == ["mint"] * 3
    assert events(home, "W") == [("mint", text.work_id, "")]


def test_titles_of_other_media_link_each_other_within_a_language(home: Home) -> None:
    several(home)
    book_id, audio_id = title_of(home, "beta", "b1"), title_of(home, "beta", "b2")
    assert told(home, "beta:b1", "776") == [f"08$iE-äänikirja:$z978-952-7999-02-8$w(FI-EMAT){audio_id}"]
    assert told(home, "beta:b2", "776") == [f"08$iE-kirja:$z978-952-7999-01-1$w(FI-EMAT){book_id}"]
    assert told(home, "gamma:g1", "776") == []
    (link,) = explain(home, "beta:b1")["links"]
    assert (link["title"], link["number"], link["because"], link["said_by"]) == (audio_id, "", "work", "beta:b2")


def test_the_story_tells_work_expression_and_sisters(home: Home) -> None:
    several(home)
    family = explain(home, "beta:b1")["work"]
    assert (family["work"], family["expression"]) == tuple(place(home, "beta:b1"))[::-1]
    assert {(each["name"], each["media"], each["language"]) for each in family["sisters"]} == {
        ("Kissa", "eaudiobook", "fin"),
        ("Katten", "ebook", "swe"),
    }
    assert not any(each["same_expression"] for each in family["sisters"])


def test_758_is_by_switch(home: Home) -> None:
    several(home)
    assert told(home, "beta:b1", "758") == []
    file = home.settings.schemas / "consortium.yml"
    file.write_text(file.read_text("utf-8").replace('work_links: "none"', 'work_links: "758"'), "utf-8")
    again = Home(home.settings, clock=home.clock)
    again.mint = home.mint
    try:
        pipeline.publish(again)
        here = place(again, "beta:b1")
        assert told(again, "beta:b1", "758") == [
            f"\\\\$iManifestoitu teos:$4{MANIFESTS}P30135$1https://ematerial.example.org/works/{here.work_id}",
            f"\\\\$iManifestoitu ekspressio:$4{MANIFESTS}P30139"
            f"$1https://ematerial.example.org/expressions/{here.expression_id}",
        ]
        night(again, "beta", "9.mrc", book("b1", "Hevonen", ISBN[0]))
        younger = place(again, "beta:b1").work_id
        assert younger != here.work_id == place(again, "beta:b2").work_id
        assert told(again, "beta:b1", "758")[0].endswith(f"/works/{younger}")
    finally:
        again.close()


def test_works_that_become_one_keep_the_older_id_and_redirect_the_other(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen", ISBN[1], audio=True))
    older, younger = place(home, "beta:b1"), place(home, "gamma:g1")
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[1], audio=True))
    assert place(home, "gamma:g1") == Place(younger.expression_id, older.work_id)
    assert events(home, "W", 2) == [("merge", younger.work_id, older.work_id)]
    with home.store.read() as connection:
        assert works.states(connection, "W", [younger.work_id])[younger.work_id].redirect_to == older.work_id
    night(home, "gamma", "3.mrc", noted(book("g1", "Hevonen", ISBN[1], audio=True)))
    parted = place(home, "gamma:g1").work_id
    assert parted not in {older.work_id, younger.work_id}, "an id is not used again"
    assert place(home, "beta:b1") == older
    assert ("split", parted, older.work_id) in events(home, "W", 3)
    assert told(home, "beta:b1", "776") == []


def test_a_work_ends_with_its_last_title_and_lives_again_with_it(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    here = place(home, "beta:b1")
    night(home, "beta", "2.mrc", gone("b1"))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen", ISBN[1]))
    night(home, "beta", "3.mrc", noted(book("b1", isbn=ISBN[0])))
    assert place(home, "beta:b1") == here
    for level in ("E", "W"):
        own = getattr(here, "work_id" if level == "W" else "expression_id")
        assert [kind for kind, one, _ in events(home, level) if one == own] == ["mint", "delete", "revive"]


def test_a_title_that_is_merged_takes_its_work_along(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen"))
    older, younger = place(home, "beta:b1"), place(home, "gamma:g1")
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    assert place(home, "gamma:g1") == older
    assert events(home, "E", 2) == [("merge", younger.expression_id, older.expression_id)]
    assert events(home, "W", 2) == [("merge", younger.work_id, older.work_id)]


@pytest.mark.parametrize("what", ["nothing", "a work elsewhere"])
def test_what_does_not_change_is_not_looked_at(home: Home, what: str) -> None:
    several(home)
    if what == "a work elsewhere":
        deliver(home, "gamma", "2.mrc", book("g2", "Hevonen", ISBN[3]))
    asked: list[str] = []
    event.listen(home.store.engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    done = pipeline.run(home)
    writes = [each for each in asked if each.startswith(("INSERT INTO work", "UPDATE work", "UPDATE expression"))]
    assert len(writes) == (0 if what == "nothing" else 2), done
    with home.store.read() as connection:
        assert len(connection.execute(select(work_table)).all()) == (1 if what == "nothing" else 2)
