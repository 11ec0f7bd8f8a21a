"""Dumps → index: what is read, what is refused, and that what counts stays when a refresh fails."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from refreshing import GENRES, PREFIXES, SLM, look, many, opened

from metadata.errors import ConfigError, SourceError
from metadata.vocabularies.index import Index
from metadata.vocabularies.shelf import Shelf
from transforms.enrich.lookups import keys_of_texts

YSO_ALONE = f"""{PREFIXES}
<http://www.yso.fi/onto/yso/p900001> a skos:Concept ; skos:prefLabel "keksinnöt"@fi .
"""


def test_a_dump_becomes_concepts_with_labels_matches_and_successors(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    done = look(shelf, dumps)
    assert {name: each.state for name, each in done.vocabularies.items() if each.state != "absent"} == {"slm": "new"}
    with opened(shelf) as index:
        novels = index.concept("https://urn.fi/URN:NBN:fi:au:slm:s1")
        assert novels is not None
        assert novels.labels == {"fin": "romaanit", "swe": "romaner"}
        assert novels.others == {"fin": ("pitkät kertomukset", "romaanikirjallisuus")}, "two blocks are one concept"
        assert (novels.vocabulary, novels.kind, novels.all_labels) == ("slm", "genre", True)
        assert [each.uri for each in index.matching("http://www.yso.fi/onto/yso/p1", "slm")] == [novels.uri]
        assert index.named("slm", "fin", "Romaanikirjallisuus") == (novels,)
        assert index.named("slm", "swe", "romaanit") == ()
        old = index.concept("http://urn.fi/URN:NBN:fi:au:slm:s2")
        assert old is not None
        assert (old.deprecated, old.replaced_by) == (True, novels.uri), "through the one in between"
        assert index.concept("http://urn.fi/URN:NBN:fi:au:slm:s861") is None, "a scheme is no concept"


def test_what_no_dump_has_is_that_of_the_shipped_excerpts(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    look(shelf, dumps)
    with opened(shelf) as index:
        love = index.concept("http://www.yso.fi/onto/yso/p5131")
        assert love is not None
        assert love.labels["swe"] == "kärlek"
        assert index.named("ysa", "fin", "antiikki")


def test_a_vocabulary_is_whole_for_the_kinds_that_its_dumps_brought(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    (dumps / "yso-skos.ttl").write_text(YSO_ALONE, "utf-8")
    look(shelf, dumps)
    with opened(shelf) as index:
        assert index.is_whole("slm", "genre")
        assert (index.is_whole("yso"), index.is_whole("yso", "concept")) == (True, True)
        assert not index.is_whole("yso", "place"), "those of the excerpt are but some"
    (dumps / "yso-paikat-skos.ttl").write_text(YSO_ALONE.replace("p900001", "p900002"), "utf-8")
    look(shelf, dumps)
    with opened(shelf) as index:
        assert (index.is_whole("yso", "place"), index.is_whole("yso", "time")) == (True, False)


def test_the_same_dump_again_changes_nothing(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    first = look(shelf, dumps)
    again = look(shelf, dumps)
    assert again.vocabularies["slm"].state == "unchanged"
    assert (again.path, len(again.asked)) == (first.path, 0)


def test_a_changed_label_is_told_and_what_may_have_been_asked_is_known(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    look(shelf, dumps)
    (dumps / "slm-skos.ttl").write_text(GENRES.replace('"prosa"@sv', '"prosalitteratur"@sv'), "utf-8")
    done = look(shelf, dumps, agreed=True)
    prose = "http://urn.fi/URN:NBN:fi:au:slm:s3"
    assert done.vocabularies["slm"].changes.relabelled == (1, ((prose, "swe", "prosa", "prosalitteratur"),))
    assert keys_of_texts((prose, "prosa", "prosalitteratur", "proosa")) <= set(done.asked)
    assert not keys_of_texts(("romaanit",)) & set(done.asked)


def test_what_replaced_a_concept_is_asked_of_the_replaced_one_as_well(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    look(shelf, dumps)
    (dumps / "slm-skos.ttl").write_text(GENRES.replace('"romaner"@sv', '"romaner (prosa)"@sv'), "utf-8")
    asked = set(look(shelf, dumps, agreed=True).asked)
    wider = (f"{SLM}s4", "romaanikirjat", f"{SLM}s2", "romaani", "http://www.yso.fi/onto/yso/p1")
    assert keys_of_texts(wider) <= asked, "through a chain, and what matches it"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("slm-skos.ttl", GENRES[: GENRES.rindex(";")], "slm-skos.ttl: not Turtle"),
        ("slm-skos.rdf", "<!DOCTYPE x [<!ENTITY a 'b'>]><rdf", "slm-skos.rdf: not RDF/XML"),
        ("slm-skos.doc", "word", "slm-skos.doc: .doc: a vocabulary is .ttl"),
        ("slm-skos.ttl", PREFIXES, "no concept in it"),
    ],
)
def test_a_broken_dump_is_told_and_the_index_before_counts_on(
    name: str, content: str, told: str, shelf: Shelf, dumps: Path
) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    before = look(shelf, dumps).path
    (dumps / "slm-skos.ttl").unlink()
    (dumps / name).write_text(content, "utf-8")
    done = look(shelf, dumps)
    assert done.vocabularies["slm"].state in ("failed", "refused")
    assert told in done.vocabularies["slm"].reason
    assert done.path == before == shelf.current()


@pytest.mark.parametrize(("count", "state"), [(985, "refused"), (995, "new"), (500, "refused"), (1200, "new")])
def test_a_shrunken_vocabulary_waits_for_a_person(count: int, state: str, shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(many(1000), "utf-8")
    look(shelf, dumps, agreed=True)
    (dumps / "slm-skos.ttl").write_text(many(count), "utf-8")
    done = look(shelf, dumps)
    assert done.vocabularies["slm"].state == state, done.vocabularies["slm"].reason
    assert look(shelf, dumps, agreed=True).vocabularies["slm"].state in ("new", "unchanged")


def test_lists_of_labels_in_several_languages_are_one_vocabulary(shelf: Shelf, dumps: Path) -> None:
    for language, label in (("fi", "Oulu"), ("sv", "Uleåborg")):
        line = f"<http://www.yso.fi/onto/yso/p94137>\t{label}\n"
        (dumps / f"yso-ysoplaces-2019.3-{language}.tsv").write_text(line, "utf-8")
    look(shelf, dumps)
    with opened(shelf) as index:
        place = index.concept("http://www.yso.fi/onto/yso/p94137")
        assert place is not None
        assert (place.kind, place.labels) == ("place", {"fin": "Oulu", "swe": "Uleåborg"})


def test_an_unknown_vocabulary_is_refused_by_name(shelf: Shelf, dumps: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no ysoo; it has yso, "):
        look(shelf, dumps, "ysoo")


def test_an_index_that_is_gone_or_none_of_ours_is_told(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    path = look(shelf, dumps).path
    assert path is not None
    path.unlink()
    with pytest.raises(ConfigError, match="emat vocabularies refresh"):
        shelf.current()
    path.write_text("no database", "utf-8")
    with pytest.raises(ConfigError, match="no index of vocabularies"):
        Index(path)


def test_an_index_that_is_gone_or_of_another_release_is_made_anew(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    path = look(shelf, dumps).path
    assert path is not None
    path.unlink()
    assert look(shelf, dumps).vocabularies["slm"].state == "new"
    path = shelf.current()
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=1")
    with pytest.raises(ConfigError, match="another release: run emat vocabularies refresh"):
        Index(path)
    assert look(shelf, dumps).vocabularies["slm"].state == "new"
    with opened(shelf) as index:
        assert index.named("slm", "fin", "romaanit")


def test_the_last_few_indexes_stay_for_runs_that_began_with_them(shelf: Shelf, dumps: Path) -> None:
    made = []
    for n in range(5):
        (dumps / "slm-skos.ttl").write_text(GENRES.replace("proosa", f"proosa {n}"), "utf-8")
        made.append(look(shelf, dumps, agreed=True).path)
    assert len(set(made)) == 5
    assert sorted(shelf.folder.glob("index-*")) == sorted(each for each in made[-3:] if each)
    assert not list(shelf.folder.glob(".arriving*"))


def test_two_refreshes_are_not_at_work_at_once_and_what_a_killed_one_left_goes(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    with shelf.work(), pytest.raises(SourceError, match="another refresh"):
        look(shelf, dumps)
    (left := shelf.folder / ".arriving-killed").mkdir()
    (left / "slm.part").write_bytes(b"half of it")
    assert look(shelf, dumps).vocabularies["slm"].state == "new"
    assert not left.exists()


def test_a_thesaurus_that_has_another_name_in_swedish_is_asked_by_either(shelf: Shelf, dumps: Path) -> None:
    musa = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix musa: <http://www.yso.fi/onto/musa/> .\n"
    told = 'musa:p22 a skos:Concept ; skos:prefLabel "elegiat"@fi, "elegier"@sv .'
    (dumps / "musa-skos.ttl").write_text(musa + told, "utf-8")
    look(shelf, dumps)
    with opened(shelf) as index:
        (found,) = index.named("musa", "fin", "elegiat")
        assert index.named("cilla", "swe", "elegier") == (found,)
        assert index.named("musa", "swe", "elegier") == ()
        assert found.vocabulary == "musa"
