"""What is odd in a dump: told with examples, left out or not followed, and never the end of the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refreshing import GENRES, PREFIXES, SLM, look, many, opened, slm

from metadata.vocabularies.build import _in_circles
from metadata.vocabularies.shelf import Shelf

BROKEN_LABEL = "a label that is empty or has control characters"


@pytest.mark.parametrize(
    ("turtle", "told"),
    [
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "kaksi"@fi, "nimeä"@fi .',
            {"two preferred labels in one language": "slm:s10 kaksi / nimeä"},
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "yksi"@fi, "eins"@de, "kein" .',
            {
                "a label in a language that is not kept: de": "slm:s10 eins",
                "a label in a language that is not kept: none": "slm:s10 kein",
            },
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "allein"@de .',
            {
                "a label in a language that is not kept: de": "slm:s10 allein",
                "a concept without a preferred label in a language that is kept": "slm:s10",
            },
        ),
        (
            '<http://elsewhere.example/s1> a skos:Concept ; skos:prefLabel "muualla"@fi .',
            {"a concept of another namespace": "http://elsewhere.example/s1"},
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "повесть"@fi, "berättelse"@sv .',
            {"a label that is not written in fin": "slm:s10 повесть"},
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "yksi"@fi ; skos:altLabel " "@fi, "a\\u001Fb"@fi .',
            {BROKEN_LABEL: "slm:s10 ' '"},
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "yksi"@fi ; skos:exactMatch "YSO", <http://a.example/a b> .',
            {"a concept is named by what is no URI": "slm:s10 YSO"},
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "yksi"@fi ; dct:isReplacedBy slm:s99, yso:p9 .',
            {"a concept is replaced by one that the dump does not have": "slm:s10 → slm:s99"},
        ),
        (
            'slm:s10 a skos:Concept ; skos:prefLabel "yksi"@fi ; owl:deprecated true ; dct:isReplacedBy slm:s10 .',
            {"concepts that replace each other in a circle": "slm:s10"},
        ),
    ],
)
def test_what_is_odd_is_told_with_an_example(turtle: str, told: dict[str, str], shelf: Shelf, dumps: Path) -> None:
    done = slm(shelf, dumps, GENRES + turtle)
    assert done.state == "new"
    assert done.built is not None
    found = {words: first[0].replace(SLM, "slm:") for words, (_, first) in done.built.troubles.items()}
    assert found == told
    with opened(shelf) as index:
        assert index.named("slm", "fin", "romaanit"), "the rest is there"
        assert index.concept("http://elsewhere.example/s1") is None


def test_troubles_are_counted_and_only_the_first_ones_kept(shelf: Shelf, dumps: Path) -> None:
    strangers = "".join(f"<http://elsewhere.example/s{n}> a skos:Concept .\n" for n in range(25))
    built = slm(shelf, dumps, GENRES + strangers).built
    assert built is not None
    (told,) = built.troubles.values()
    assert (told[0], len(told[1])) == (25, 10)


def test_a_label_in_the_wrong_script_is_left_out_but_a_symbol_is_one(shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, 'slm:s10 a skos:Concept ; skos:prefLabel "повесть"@fi, "π"@sv .')
    with opened(shelf) as index:
        found = index.concept(f"{SLM}s10")
        assert found is not None
        assert found.labels == {"swe": "π"}


def test_labels_come_into_the_form_that_records_have(shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, 'slm:s10 a skos:Concept ; skos:prefLabel " pitka\u0308t\\n kertomukset "@fi .')
    with opened(shelf) as index:
        found = index.concept(f"{SLM}s10")
        assert found is not None
        assert found.labels == {"fin": "pitkät kertomukset"}


def test_labels_that_changed_places_between_languages_are_told(shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, GENRES)
    swapped = GENRES.replace('"proosa"@fi, "prosa"@sv', '"prosa"@fi, "proosa"@sv')
    assert slm(shelf, dumps, swapped, agreed=False).state == "refused"
    assert slm(shelf, dumps, swapped).changes.swapped == (
        2,
        ((f"{SLM}s3", "fin", "prosa"), (f"{SLM}s3", "swe", "proosa")),
    )


def test_a_circle_is_never_followed(shelf: Shelf, dumps: Path) -> None:
    circle = "".join(
        f'slm:s{n} a skos:Concept ; owl:deprecated true ; skos:prefLabel "kehä {n}"@fi ; dct:isReplacedBy slm:s{m} .\n'
        for n, m in ((10, 11), (11, 12), (12, 11))
    )
    built = slm(shelf, dumps, GENRES + circle).built
    assert built is not None
    assert [count for count, _ in built.troubles.values()] == [1]
    with opened(shelf) as index:
        for n in (10, 11, 12):
            found = index.concept(f"{SLM}s{n}")
            assert found is not None
            assert (found.deprecated, found.replaced_by) == (True, "")


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)))
def test_every_circle_is_found_once(pairs: dict[int, int]) -> None:
    following = {str(one): str(other) for one, other in pairs.items()}

    def in_circle(start: str) -> frozenset[str]:
        at, seen = start, []
        while at in following and at not in seen:
            seen.append(at)
            at = following[at]
        return frozenset(seen) if at == start else frozenset()

    circles = {in_circle(each) for each in following} - {frozenset()}
    found = _in_circles(following)
    assert len(found) == len(circles)
    assert {in_circle(each) for each in found} == circles


@pytest.mark.parametrize("content", [PREFIXES, PREFIXES + 'slm:s861 a skos:ConceptScheme ; skos:prefLabel "SLM"@fi .'])
@pytest.mark.parametrize("agreed", [False, True])
def test_a_dump_without_a_concept_never_counts(content: str, agreed: bool, shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, GENRES)
    before = shelf.current()
    done = slm(shelf, dumps, content, agreed=agreed)
    assert (done.state, done.reason) == ("failed", "no concept in it")
    assert shelf.current() == before


def test_a_dump_of_half_characters_is_told(shelf: Shelf, dumps: Path) -> None:
    code = {"CodeValue": "F", "CodeDescription": "\ud83d"}
    (dumps / "thema-1.json").write_text(json.dumps({"CodeList": {"ThemaCodes": {"Code": [code]}}}), "utf-8")
    done = look(shelf, dumps).vocabularies["thema"]
    assert (done.state, "thema-1.json" in done.reason) == ("failed", True)


def test_one_vocabulary_that_fails_does_not_keep_the_others_from_being_taken(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(many(3), "utf-8")
    (dumps / "seko-skos.ttl").write_text("no Turtle", "utf-8")
    states = {name: each.state for name, each in look(shelf, dumps).vocabularies.items() if each.state != "absent"}
    assert states == {"slm": "new", "seko": "failed"}
