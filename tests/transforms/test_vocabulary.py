"""The excerpt of vocabularies: look-ups by URI, label and match; it agrees with the vocabularies themselves."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from transforms.vocabulary import LANGUAGES, YKL_URI, Concept, Excerpt, bare, canonical, folded, is_class

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "schemas" / "vocabularies"
EXCERPT = Excerpt(FOLDER)
LOVE = "http://www.yso.fi/onto/yso/p5131"
NOVELS = "http://urn.fi/URN:NBN:fi:au:slm:s518"
THIRD_PARTY = ROOT.parent / "shared" / "data" / "vocab"
KINDS = {"yso": {"concept", "place"}, "slm": {"genre"}, "ykl": {"class"}}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        return list(csv.DictReader(lines))


def test_concept_has_its_labels_in_every_written_form_of_its_uri() -> None:
    for uri in (LOVE, LOVE.replace("http:", "https:"), f" {LOVE} "):
        concept = EXCERPT.concept(uri)
        assert concept is not None
        assert (concept.vocabulary, concept.kind) == ("yso", "concept")
        assert concept.labels == {"fin": "rakkaus", "swe": "kärlek", "eng": "love"}


def test_what_is_not_held_is_not_known() -> None:
    assert EXCERPT.concept("http://www.yso.fi/onto/yso/p0") is None
    assert EXCERPT.concept("") is None
    assert EXCERPT.named("yso", "fin", "sanajotaeiole") == ()
    assert EXCERPT.named("yso", "swe", "rakkaus") == ()
    assert EXCERPT.named("ei-sanasto", "fin", "rakkaus") == ()
    assert EXCERPT.matching(LOVE, "slm") == ()


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    for name in ("yso", "slm"):
        (tmp_path / f"{name}.csv").write_bytes((FOLDER / f"{name}.csv").read_bytes())
    (tmp_path / "ykl.csv").write_text("# broken\nno such columns\n1\n", "utf-8")
    excerpt = Excerpt(tmp_path)
    assert [each.uri for each in excerpt.named("yso", "fin", "rakkaus")] == [LOVE]
    assert excerpt.named("allars", "swe", "kärlek") == excerpt.named("yso", "deu", "Liebe") == ()
    with pytest.raises(KeyError):
        excerpt.named("ykl", "fin", "luokka")


def test_labels_are_found_whatever_their_case_but_letters_count() -> None:
    assert [each.uri for each in EXCERPT.named("yso", "fin", "RAKKAUS")] == [LOVE]
    assert EXCERPT.named("yso", "swe", "kärlek") and not EXCERPT.named("yso", "swe", "karlek")
    decomposed = "ka\u0308rlek"
    assert EXCERPT.named("yso", "swe", decomposed) == EXCERPT.named("yso", "swe", "kärlek")


def test_alternative_labels_are_labels() -> None:
    assert [each.labels["fin"] for each in EXCERPT.named("slm", "fin", "sähkökirjat")] == ["e-kirjat"]


def test_a_label_is_told_in_the_language_that_is_asked_for_or_in_finnish_before_others() -> None:
    concept = Concept("u", "yso", "concept", {"eng": "cats", "swe": "katter", "fin": "kissat"}, {})
    assert [concept.label_in(each) for each in ("swe", "", "sme")] == ["katter", "kissat", "kissat"]
    assert concept._replace(labels={"eng": "cats"}).spoken("swe") == "eng"
    assert concept._replace(labels={}).label_in("fin") == ""


def test_namesakes_show_that_a_label_is_ambiguous() -> None:
    assert {each.labels["fin"] for each in EXCERPT.named("yso", "fin", "lapset")} == {
        "lapset (ikäryhmät)",
        "lapset (perheenjäsenet)",
    }
    assert {each.kind for each in EXCERPT.named("yso", "swe", "kemi")} == {"concept", "place"}


def test_genre_is_found_by_the_concept_it_is_close_to() -> None:
    (found,) = EXCERPT.matching("http://www.yso.fi/onto/yso/p1896", "slm")
    assert found.uri == NOVELS


def test_withdrawn_label_leads_to_the_concept_it_matches() -> None:
    (found,) = EXCERPT.named("ysa", "fin", "modernismi")
    assert [each.labels["fin"] for uri in found.matches if (each := EXCERPT.concept(uri))] == ["modernismi"]


@pytest.mark.parametrize(
    ("notation", "known"),
    [
        ("84.2", True),
        ("85.22", True),
        ("77", True),
        ("84.2999", False),  # all of 84 is listed
        ("13", False),  # all main classes are listed
        ("84.2 SAA", False),
        ("38.1", None),  # 38 is not listed whole
        ("84.209", None),  # auxiliary numbers begin with 0
        ("X", None),
        ("", None),
    ],
)
def test_notation_of_ykl_is_known_unknown_or_not_judged(notation: str, known: bool | None) -> None:
    assert is_class(EXCERPT, notation) is known


@pytest.mark.parametrize(
    ("label", "without"), [("sota (toiminta)", "sota"), ("rakkaus", "rakkaus"), ("(alku) loppu", "(alku) loppu")]
)
def test_qualifier_is_no_part_of_the_bare_label(label: str, without: str) -> None:
    assert bare(label) == without


def test_forms_of_uri_and_label() -> None:
    assert canonical("https://www.yso.fi/onto/yso/p1 ") == "http://www.yso.fi/onto/yso/p1"
    assert folded("Äiti") == "äiti" != folded("Aiti")


@pytest.mark.parametrize("name", ["yso", "slm", "ykl", "ysa", "allars"])
def test_file_names_source_and_licence_and_holds_each_uri_once(name: str) -> None:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as lines:
        first = next(lines)
    assert first.startswith("# source: ") and re.search(r"Licence: CC(0-1\.0| BY 4\.0)\.", first)
    uris = [row["uri"] for row in rows(name) if row["uri"]]
    assert len(uris) == len(set(uris))
    assert {row["kind"] for row in rows(name)} <= KINDS.get(name, {"concept", "place", "genre"})


def test_links_between_vocabularies_lead_somewhere() -> None:
    for name in ("ysa", "allars"):
        for row in rows(name):
            assert EXCERPT.concept(row["match"]) is not None, row
    for row in rows("yso"):
        assert not row["replaced_by"] or EXCERPT.concept(row["replaced_by"]) is not None


def test_every_genre_of_the_form_of_e_material_is_held_with_its_labels() -> None:
    with (ROOT / "schemas" / "codes" / "form_genres.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        for row in csv.DictReader(lines):
            concept = EXCERPT.concept(row["uri"])
            assert concept is not None
            assert (concept.labels["fin"], concept.labels["swe"]) == (row["fin"], row["swe"])


def test_labels_are_trimmed_and_composed() -> None:
    for name in ("yso", "slm", "ykl", "ysa", "allars"):
        for row in rows(name):
            for language in LANGUAGES:
                assert row[language] == row[language].strip()
                assert "\u0308" not in row[language]


def test_labels_of_yso_are_those_of_the_published_list() -> None:
    path = THIRD_PARTY / "yso-ysoplaces-2019.3-cicero-sv.tsv"
    if not path.is_file():
        pytest.skip("shared/data/vocab is not present: the third-party test data is not part of the project")
    published = dict(line.rstrip("\n").split("\t") for line in path.read_text("utf-8").splitlines())
    held = {row["uri"]: row["swe"] for row in rows("yso") if not row["all_labels"] and not row["replaced_by"]}
    assert held == {uri: published.get(f"<{uri}>", "") for uri in held}


def test_classes_of_fiction_are_all_there() -> None:
    path = THIRD_PARTY / "ykl-skos-2021-12-01.ttl"
    if not path.is_file():
        pytest.skip("shared/data/vocab is not present: the third-party test data is not part of the project")
    notations = re.findall(r"^ykl:([0-9.]+) a skos:Concept", path.read_text("utf-8"), re.MULTILINE)
    wanted = {each for each in notations if len(each) <= 2 or each[:2] in ("80", "81", "82", "83", "84", "85")}
    assert {each for each in wanted if EXCERPT.concept(YKL_URI + each) is None} == set()
