"""The index answers as the excerpt does, and however it was brought up to date."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refreshing import NOW, SHIPPED, SLM

from metadata.vocabularies.build import Amendment, Arrived, Dumps, amend_part, assemble, build_part
from metadata.vocabularies.changes import changes_of
from metadata.vocabularies.declared import load_declared
from metadata.vocabularies.fact import CONCEPT, Fact
from metadata.vocabularies.index import Index
from transforms.vocabulary import LANGUAGES, Concept, Excerpt

GENRE = load_declared(SHIPPED)["slm"]
WORDS = st.sampled_from(["romaanit", "runot", "sadut", "novellit", "sota (genre)", "häme", "Hame"])
NUMBERS = st.integers(1, 6)
CONCEPTS = st.dictionaries(
    NUMBERS, st.tuples(WORDS, st.sets(WORDS, max_size=2), st.sets(NUMBERS, max_size=2)), max_size=5
)
Drawn = dict[int, tuple[str, set[str], set[int]]]
FEW = settings(max_examples=40, deadline=None)


@contextmanager
def opened(path: Path) -> Iterator[Index]:
    with closing(Index(path)) as index:
        yield index


@pytest.fixture(scope="module")
def excerpts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of what is shipped."""
    path = tmp_path_factory.mktemp("excerpts") / "index.sqlite"
    assemble(path, {}, SHIPPED / "vocabularies", None)
    with opened(path) as index:
        yield index


def whole(each: Concept) -> tuple[object, ...]:
    """A concept but for the order of its labels, and what only one side tells."""
    others = {language: frozenset(labels) for language, labels in each.others.items()}
    return each.uri, each.vocabulary, each.kind, each.labels, others, frozenset(each.matches), each.is_current


def test_it_answers_as_the_excerpt_does(excerpts: Index) -> None:
    shipped = Excerpt(SHIPPED / "vocabularies")
    asked = 0
    for each in shipped._concepts:
        if each.uri:
            found = excerpts.concept(each.uri)
            assert found is not None
            assert whole(found) == whole(each)
        for language in LANGUAGES:
            for label in each.names(language):
                asked += 1
                ours = {one.uri for one in excerpts.named(each.vocabulary, language, label)}
                assert ours == {one.uri for one in shipped.named(each.vocabulary, language, label)}, label
        for uri in each.matches:
            ours = {one.uri for one in excerpts.matching(uri, each.vocabulary)}
            assert ours == {one.uri for one in shipped.matching(uri, each.vocabulary)}
    assert asked > 3_000


def facts(drawn: Drawn) -> dict[str, tuple[Fact, ...]]:
    told = {}
    for number, (label, others, matches) in drawn.items():
        uri = f"{SLM}s{number}"
        found = [Fact(uri, "type", CONCEPT), Fact(uri, "pref", label, "fin")]
        found += [Fact(uri, "alt", each, "fin") for each in sorted(others)]
        told[uri] = (*found, *(Fact(uri, "close", f"http://www.yso.fi/onto/yso/p{each}") for each in sorted(matches)))
    return told


def part(folder: Path, name: str, drawn: Drawn) -> Path:
    """The index of a dump with these concepts."""
    lines = []
    for several in facts(drawn).values():
        labels = {"fin": "", **{each.language: each.value for each in several if each.field == "pref"}}
        columns = {field: "|".join(each.value for each in several if each.field == field) for field in ("alt", "close")}
        lines.append(",".join((several[0].uri, labels["fin"], columns["alt"], columns["close"])))
    (dump := folder / f"{name}.csv").write_text("\n".join(["uri,fin,fin_other,match", *lines, ""]), "utf-8")
    build_part(folder / name, Dumps(GENRE, (Arrived(dump, dump.name, ""),), "", NOW))
    return folder / name


def rows(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """All that an index says of concepts."""
    with closing(sqlite3.connect(path)) as connection:
        tables = ("concept", "label", "named", "matching")
        return {table: set(connection.execute(f"SELECT * FROM {table}")) for table in tables}


@FEW
@given(CONCEPTS, CONCEPTS)
def test_single_concepts_put_in_make_the_index_that_the_new_dump_makes(old: Drawn, new: Drawn) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before, after = part(folder, "before", old), part(folder, "after", new)
        changed = {number for number in {*old, *new} if old.get(number) != new.get(number)}
        told = {f"{SLM}s{number}": facts(new).get(f"{SLM}s{number}", ()) for number in changed}
        built = amend_part(folder / "amended", Amendment(GENRE, told, NOW), before)
        assert built.concepts == len(new)
        assert rows(folder / "amended") == rows(after)


@FEW
@given(CONCEPTS, CONCEPTS)
def test_changes_are_what_is_told_otherwise(old: Drawn, new: Drawn) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = changes_of(part(folder, "before", old), part(folder, "after", new), "slm")
        back = changes_of(folder / "after", folder / "before", "slm")
    assert found.added.total == back.gone.total == len(new.keys() - old.keys())
    assert found.gone.total == back.added.total == len(old.keys() - new.keys())
    kept = old.keys() & new.keys()
    assert found.relabelled.total == len([each for each in kept if old[each][0] != new[each][0]])
    assert found.changed.total == back.changed.total == len([each for each in kept if old[each] != new[each]])


def test_many_questions_leave_no_more_than_a_few_thousand_answers(excerpts: Index) -> None:
    for number in range(20_000):
        excerpts.named("yso", "fin", f"ei ole {number}")
    assert excerpts._by_label.cache_info().currsize <= 8_192
