"""An expression or work from the graphs of its titles."""

from __future__ import annotations

from schema_org_titles import HERE, SITE, WORDS, title_record

from transforms.formats.graph import json_ld
from transforms.formats.schema_org import family_graph, graph
from transforms.record import Field

URI = f"{SITE}works/W1"


def test_a_work_has_the_names_of_its_titles_and_the_makers_of_the_first() -> None:
    maker = Field.data("100", "1 ", "a", "Meikäläinen, Maija,", "4", "aut")
    titles = [
        graph(title_record("ebook", maker, Field.data("520", "  ", "a", "Kuvaus")), SITE, WORDS),
        graph(title_record("film", Field.data("700", "1 ", "a", "Ohjaaja, O.", "4", "fmd")), SITE, WORDS),
    ]
    found = json_ld(family_graph(URI, titles))
    assert (found["@id"], found["@type"]) == (URI, "CreativeWork")
    assert found["name"] == {"@value": "Saari: tarina", "@language": "fi"}
    assert found["author"]["name"] == "Maija Meikäläinen"
    assert [each["@type"] for each in found["workExample"]] == ["Book", "Movie"]
    assert found["workExample"][0] == {
        "@id": HERE,
        "@type": "Book",
        "url": {"@id": HERE},
        "name": "Saari: tarina",
        "inLanguage": "fi",
        "bookFormat": {"@id": "http://schema.org/EBook"},
        "datePublished": "2024",
    }


def test_the_maker_of_a_film_is_the_creator_of_its_work() -> None:
    film = graph(title_record("film", Field.data("700", "1 ", "a", "Ohjaaja, O.", "4", "fmd")), SITE, WORDS)
    found = json_ld(family_graph(URI, [film]))
    assert "director" not in found
    assert found["creator"]["name"] == "O. Ohjaaja"


def test_an_expression_is_of_its_work_and_may_be_empty() -> None:
    assert json_ld(family_graph(f"{SITE}expressions/E1", [], URI))["exampleOfWork"] == {"@id": URI}
