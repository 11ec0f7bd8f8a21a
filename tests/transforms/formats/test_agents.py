"""Names of 1XX and 7XX in the order they are spoken, and their roles."""

from __future__ import annotations

import pytest

from transforms.formats.agents import agents, spoken
from transforms.record import Field, Record


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field.data("100", "1 ", "a", "Kivi, Aleksis,", "d", "1834-1872,", "e", "kirjoittaja."), "Aleksis Kivi"),
        (Field.data("100", "0 ", "a", "Homeros,", "e", "kirjoittaja."), "Homeros"),
        (Field.data("700", "0 ", "a", "Kaarle", "b", "XII,", "c", "Ruotsin kuningas."), "Kaarle XII Ruotsin kuningas"),
        (Field.data("100", "1 ", "a", "Tolkien, J. R. R."), "J. R. R. Tolkien"),
        (Field.data("100", "3 ", "a", "Wallenberg, suku."), "Wallenberg, suku"),
        (Field.data("710", "2 ", "a", "Yleisradio.", "b", "Radioteatteri."), "Yleisradio Radioteatteri"),
        (Field.data("700", "1 "), ""),
    ],
)
def test_names_are_in_the_order_they_are_spoken(field: Field, expected: str) -> None:
    assert spoken(field) == expected


def test_agents_tell_their_roles_and_works_are_none() -> None:
    record = Record.of(
        Field.data("100", "1 ", "a", "Kivi, Aleksis,", "e", "kirjoittaja,", "e", "lukija.", "4", "aut", "4", "nrt"),
        Field.data("700", "12", "a", "Kivi, Aleksis.", "t", "Kullervo."),
        Field.data("710", "2 ", "a", "Otava,", "4", "http://id.loc.gov/vocabulary/relators/pbl"),
    )
    person, body = agents(record)
    assert (person.is_main, person.is_person, body.is_main, body.is_person) == (True, True, False, False)
    assert (person.roles, person.relators, body.relators) == (("kirjoittaja", "lukija"), ("aut", "nrt"), ("pbl",))
