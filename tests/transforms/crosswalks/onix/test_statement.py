"""Who did what in words: 245 $c and 511, in both languages of cataloguing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import (
    AUDIO,
    FILM,
    FORM,
    PROFILE,
    contributor,
    converted,
    language,
    tables,
)

MUSIC = AUDIO + "<ProductContentType>03</ProductContentType>"
SWEDISH = replace(PROFILE, language="swe")
UNNAMED = "<UnnamedPersons>{}</UnnamedPersons>"


def people(*told: tuple[str, str]) -> str:
    """Contributors of (roles joined by +, name or code of list 19)."""
    return "".join(
        contributor(role, UNNAMED.format(name) if name.isdecimal() else name, place).replace(
            f">{role}<", ">" + role.replace("+", "</ContributorRole><ContributorRole>") + "<"
        )
        for place, (role, name) in enumerate(told, 1)
    )


@pytest.mark.parametrize(
    ("told", "finnish", "swedish"),
    [
        ([("A01", "A, A"), ("A05", "B, B")], "A A ; sanat: B B.", "A A ; text: B B."),
        ([("A06", "A, A"), ("A01", "B, B")], "A A ; kirjoittanut B B.", "A A ; text: B B."),
        ([("A01", "A, A"), ("A14", "B, B")], "A A, B B.", "A A, B B."),
        ([("A01+A12", "A, A")], "kirjoittanut ja kuvittanut A A.", "text och bild: A A."),
        ([("A12+A01", "A, A"), ("A01", "B, B")], "A A, B B ; kuvittanut A A.", "A A, B B ; illustrationer: A A."),
        ([("A01+E07", "A, A")], "A A ; lukija: A A.", "A A ; inläsare: A A."),
        ([("A36", "C, C"), ("B06", "B, B"), ("A01", "A, A")], "A A ; suomentanut B B ; kansi: C C.", ""),
        ([("B01", "A, A"), ("B01", "03")], "toimittaneet A A ja muita.", "redaktörer: A A med flera."),
        ([("B10", "A, A")], "toimittanut ja suomentanut A A.", "redigering och översättning: A A."),
        ([("B01+B06", "A, A")], "toimittanut ja suomentanut A A.", "redigering och översättning: A A."),
        ([("A01", "01")], "tekijä tuntematon.", "okänd upphovsperson."),
        ([("A01", "02")], "anonyymi.", "anonym."),
        ([("A01", "03")], "useita tekijöitä.", "flera upphovspersoner."),
        ([("A01", "A, A"), ("Z98", "03")], "A A ja muita.", "A A med flera."),
        ([("A01", "A, A"), ("B06", "01")], "A A ; kääntäjä: tuntematon.", "A A ; översättning: okänd."),
        ([("A01", "A, A"), ("E07", "04")], "A A ; lukijat: useita.", "A A ; inläsare: flera."),
        ([("A01", "A, A"), ("B06", "09")], "A A.", "A A."),
        ([("A01", "A, A"), ("E07", "05")], "A A.", "A A."),
        ([("A01", "A, A"), ("B09", "B, B"), ("Z02", "C, C")], "A A.", "A A."),
    ],
)
def test_statement_in_both_languages(told: list[tuple[str, str]], finnish: str, swedish: str) -> None:
    assert converted(people(*told)).record.value("245", "c") == finnish
    if swedish:
        assert converted(people(*told), SWEDISH).record.value("245", "c") == swedish


@pytest.mark.parametrize(
    ("form", "told", "statement", "lines"),
    [
        (
            AUDIO,
            [("E07", "A, A"), ("E03", "B, B")],
            "lukija: A A ; kertoja: B B.",
            ["0\\$aLukija: A A ; kertoja: B B."],
        ),
        (AUDIO, [("E01", "A, A"), ("E01", "B, B")], "", ["1\\$aA A, B B."]),
        (FILM, [("A03", "A, A"), ("E01", "B, B")], "käsikirjoitus: A A.", ["1\\$aB B."]),
        (MUSIC, [("A06", "A, A"), ("E05", "B, B"), ("D03", "C, C")], "A A.", ["0\\$aLaulu: B B ; johtaja: C C."]),
        (MUSIC, [("E99", "A, A")], "A A.", []),
        (AUDIO, [("E11", "A, A")], "johdannon lukija: A A.", []),
        (AUDIO, [("E07", "06")], "", []),
        (FORM, [("A01", "A, A")], "A A.", []),
    ],
)
def test_who_reads_or_plays_is_in_511(form: str, told: list[tuple[str, str]], statement: str, lines: list[str]) -> None:
    made = converted(people(*told), form=form)
    assert (made.record.value("245", "c"), made.lines("511")) == (statement, lines)


def test_a_cast_list_stands_for_actors_that_are_no_contributors() -> None:
    text = (
        "<TextContent><TextType>28</TextType><ContentAudience>00</ContentAudience><Text>A A, B B</Text></TextContent>"
    )
    assert converted(form=FILM, collateral=text).lines("511") == ["1\\$aA A, B B."]
    actor = people(("E01", "Malli, Matti"))
    assert converted(actor, form=FILM, collateral=text).lines("511") == ["1\\$aMatti Malli."]


def test_a_translation_is_told_by_its_language() -> None:
    told = people(("B06", "A, A"))
    found = [converted(told, language=language(code)).record.value("245", "c") for code in ("fin", "swe", "ger")]
    assert found == ["suomentanut A A.", "ruotsintanut A A.", "kääntänyt A A."]


def test_every_role_of_list_17_has_terms_and_wording() -> None:
    roles = {role for role, language in tables().onix_names.statements if not language and "+" not in role}
    assert roles == tables().onix_names.relators.keys()
    for row in tables().onix_names.statements.values():
        assert row.places <= {"245", "511"}
        assert not row.places or (all(row.one.values()) and all(row.many.values()))


roles = st.sampled_from(sorted(tables().onix_names.relators))
names = st.sampled_from(["A, A", "B, B", "01", "03", "04", "09", "Malli Oy"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(roles, names), max_size=5), st.sampled_from([FORM, AUDIO, FILM, MUSIC]))
def test_any_roles_give_a_statement_without_gaps(told: list[tuple[str, str]], form: str) -> None:
    made = converted(people(*told), form=form)
    for text in (made.record.value("245", "c"), made.record.value("511", "a")):
        assert (
            "{}" not in text
            and "  " not in text
            and " ;." not in text
            and ": ;" not in text
            and not text.startswith(" ")
        )


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("By Anna Exempel, illustrated by Kalle Konst", "by Anna Exempel ; illustrated by Kalle Konst."),
        ("Anna Esimerkki; suomentanut K. Kääntäjä", "Anna Esimerkki ; suomentanut K. Kääntäjä."),
        ("Anna Esimerkki. Kuvitus: Kalle Kuvittaja", "Anna Esimerkki ; kuvitus: Kalle Kuvittaja."),
        ("J. R. R. Tolkien, Anna Esimerkki ja Y. Z", "J. R. R. Tolkien, Anna Esimerkki ja Y. Z."),
        ("toimittanut Anna Esimerkki ; kuvat Kalle", "toimittanut Anna Esimerkki ; kuvat Kalle."),
        ("Anna Exempel ; översättning: Malin Modell.", "Anna Exempel ; översättning: Malin Modell."),
        ("Byström, Avaste", "Byström, Avaste."),
        (" ; , ", ""),
    ],
)
def test_a_stated_responsibility_is_parted_as_isbd_parts_it(stated: str, text: str) -> None:
    made = converted(f"<ContributorStatement>{stated}</ContributorStatement>")
    assert made.record.value("245", "c").split() == text.split()
