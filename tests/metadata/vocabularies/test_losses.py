"""A concept that a new version has no more stays for that version, with its id, and then goes."""

from __future__ import annotations

from pathlib import Path

from refreshing import PREFIXES, SLM, look, many, opened, slm

from metadata.vocabularies.shelf import Shelf
from transforms.enrich.lookups import keys_of_texts

TALES = 'slm:s{} a skos:Concept ; skos:prefLabel "{}"@fi .\n'


def asked(shelf: Shelf, dumps: Path, turtle: str) -> set[int]:
    (dumps / "slm-skos.ttl").write_text(turtle, "utf-8")
    return set(look(shelf, dumps, "slm", agreed=True).asked)


def labels(shelf: Shelf, label: str) -> list[str]:
    with opened(shelf) as index:
        return [each.uri.removeprefix(SLM) for each in index.named("slm", "fin", label)]


def test_it_is_known_for_one_version_more_and_nobody_is_refined_anew_for_it(shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, many(5))
    done = slm(shelf, dumps, many(5, s4="", s0="laji nolla"))
    assert done.changes.gone == (1, ((f"{SLM}s4", "laji 4"),))
    assert labels(shelf, "laji 4") == ["s4"]
    with opened(shelf) as index:
        kept = index.concept(f"{SLM}s4")
        assert kept is not None
        assert (kept.labels, kept.is_current) == ({"fin": "laji 4"}, True)
        assert index.versions()["slm"].concepts == 4, "what is kept is not counted"
    done = slm(shelf, dumps, many(5, s4="", s0="laji nolla", s1="laji yksi"))
    assert (done.changes.gone.total, done.changes.dropped.first) == (0, ((f"{SLM}s4", "laji 4"),))
    assert labels(shelf, "laji 4") == []


def test_records_are_refined_anew_when_it_goes_and_not_before(shelf: Shelf, dumps: Path) -> None:
    lost = keys_of_texts((f"{SLM}s4", "laji 4"))
    asked(shelf, dumps, many(5))
    assert not lost & asked(shelf, dumps, many(5, s4="", s0="laji nolla"))
    assert lost <= asked(shelf, dumps, many(5, s4="", s0="laji nolla", s1="laji yksi"))


def test_it_comes_back_as_if_nothing_had_been(shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, many(5))
    slm(shelf, dumps, many(5, s4=""))
    done = slm(shelf, dumps, many(5, s0="laji nolla"))
    assert (done.changes.gone.total, done.changes.dropped.total) == (0, 0)
    slm(shelf, dumps, many(5, s0="laji nolla", s1="laji yksi"))
    assert labels(shelf, "laji 4") == ["s4"]


def test_its_label_finds_what_has_it_now(shelf: Shelf, dumps: Path) -> None:
    slm(shelf, dumps, PREFIXES + TALES.format(1, "sadut") + TALES.format(2, "runot"))
    slm(shelf, dumps, PREFIXES + TALES.format(9, "sadut") + TALES.format(2, "runot"))
    assert labels(shelf, "sadut") == ["s9"], "a heading without $0 is not ambiguous"
    with opened(shelf) as index:
        assert index.concept(f"{SLM}s1") is not None, "one with $0 keeps it"


def test_what_moves_to_another_vocabulary_is_not_lost(shelf: Shelf, dumps: Path) -> None:
    yso = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix yso: <http://www.yso.fi/onto/yso/> .\n"
    there, moving = (
        f'yso:{name} a skos:Concept ; skos:prefLabel "{label}"@fi .\n'
        for name, label in (("p1", "meri"), ("p2", "Oulu"))
    )
    (dumps / "yso-skos.ttl").write_text(yso + there + moving, "utf-8")
    look(shelf, dumps)
    (dumps / "yso-skos.ttl").write_text(yso + there, "utf-8")
    (dumps / "yso-paikat-skos.ttl").write_text(yso + moving, "utf-8")
    look(shelf, dumps, agreed=True)
    with opened(shelf) as index:
        (found,) = index.named("yso", "fin", "Oulu")
        assert found.kind == "place"
