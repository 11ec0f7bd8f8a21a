"""Who stands in 1XX and 7XX of a MARC record: names in the order they are spoken, and their roles."""

from __future__ import annotations

from typing import NamedTuple

from transforms.formats.oai_dc import without_isbd
from transforms.record import Field, Record

TAGS = ("100", "110", "111", "700", "710", "711")


class Agent(NamedTuple):
    """A creator or contributor."""

    name: str  # "Maija Meikäläinen"
    relators: tuple[str, ...]  # MARC codes of $4: "aut"
    roles: tuple[str, ...]  # terms of $e, in the language of cataloguing
    field: Field

    @property
    def is_person(self) -> bool:
        """True for a person or family (X00)."""
        return self.field.tag[1:] == "00"

    @property
    def is_main(self) -> bool:
        """True for the main entry (1XX)."""
        return self.field.tag[0] == "1"


def agents(record: Record) -> list[Agent]:
    """Creators, then contributors, as they stand; without the works that 7XX may name ($t)."""
    fields = (each for each in record.all(*TAGS) if not each.has("t"))
    return [
        Agent(spoken(each), tuple(map(_code, each.all("4"))), tuple(map(without_isbd, each.all("e"))), each)
        for each in fields
    ]


def spoken(field: Field) -> str:
    """The name without its dates; the first indicator of X00 says whether it is inverted."""
    if field.tag[1:] != "00":
        return without_isbd(" ".join(map(without_isbd, field.all("a", "b", "n"))))
    name = without_isbd(field["a"])
    family, comma, given = name.partition(", ")
    natural = f"{given} {family}" if comma and field.ind1 == "1" else name
    return " ".join((natural, *map(without_isbd, field.all("b", "c"))))


def _code(relator: str) -> str:
    """The code of a relator; "aut" also of its address at the Library of Congress."""
    return relator.strip().rpartition("/")[2]
