"""765: the work that was translated."""

from __future__ import annotations

from dataclasses import replace

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, contributor, converted, language, title


def work(relation: str, kind: str = "01", value: str = "W1") -> str:
    return (
        f"<RelatedWork><WorkRelationCode>{relation}</WorkRelationCode><WorkIdentifier><WorkIDType>{kind}</WorkIDType>"
        f"<IDValue>{value}</IDValue></WorkIdentifier></RelatedWork>"
    )


ORIGINAL = title("The lights", "03")
BOTH = language("fin") + language("eng", "02")
AUTHOR = contributor("A01", "Esimerkki, Anna")


def test_a_known_source_work_has_author_and_title_without_its_article() -> None:
    made = converted(ORIGINAL + AUTHOR, language=BOTH, related=work("29"))
    assert made.lines("765") == ["08$iKäännös teoksesta:$aEsimerkki, Anna.$tLights"]
    swedish = converted(ORIGINAL, replace(PROFILE, language="swe"), language=BOTH, related=work("29"))
    assert swedish.lines("765") == ["08$iÖversättning av:$tLights"]


def test_its_isbn_is_told_where_it_is_one() -> None:
    made = converted(ORIGINAL, language=BOTH, related=work("29", "15", "9789527999011") * 2 + work("29", "15", "1234"))
    assert made.lines("765") == ["08$iKäännös teoksesta:$tLights$z978-952-7999-01-1"]


def test_nothing_is_said_where_the_source_work_or_its_title_is_not_known() -> None:
    assert converted(ORIGINAL, language=BOTH).lines("765") == []
    assert converted(ORIGINAL, language=BOTH, related=work("01")).lines("765") == []
    assert converted(language=BOTH, related=work("29")).lines("765") == []


def test_a_source_work_known_by_its_isbn_alone_is_told_without_a_title() -> None:
    made = converted(AUTHOR, language=BOTH, related=work("29", "15", "9789527999011"))
    assert made.lines("765") == ["08$iKäännös teoksesta:$aEsimerkki, Anna.$z978-952-7999-01-1"]
    assert converted(AUTHOR, language=BOTH, related=work("29", "15", "1234")).lines("765") == []
