"""Predicates about names and KANTO: whether it is clear who is meant, and whether an id is one that counts."""

from __future__ import annotations

from transforms.enrich.name_forms import is_asked, kind_of, name_of
from transforms.enrich.name_policy import LANGUAGES, judge, looked_up
from transforms.enrich.name_policy import Asked as AskedName
from transforms.record import SUBFIELD, Field
from transforms.tables import Tables
from transforms.validate.asked import Asked, Made, Test, Verdict, is_true
from transforms.validate.lists import Lists
from transforms.validate.view import FieldView, View
from transforms.vocabulary import KANTO


def settled_agent(wanted: object, lists: Lists) -> Asked:
    """A name of which nothing is left for a person to decide; NA for one that KANTO says nothing of."""
    is_true(wanted, "settled_agent")

    def ask(_: list[str], view: View | None, each: FieldView | None) -> Verdict:
        if view is None or each is None or not is_asked(each.field):
            return None
        tables = lists.tables()
        verdict = judge(AskedName(each.field, view.record, tables))
        result = tables.subjects.situations[verdict.situation].result
        return None if result == "none" else result == "auto"

    def may_be_known(tag: str) -> Test:
        return lambda value: is_perhaps_known(Field(tag, value), lists.tables())

    return Asked(ask, is_local=False, unless_of=may_be_known)


def is_perhaps_known(each: Field, tables: Tables) -> bool:
    """A first look at a name: False where it has no id, and KANTO nobody of that name."""
    if not is_asked(each):
        return False
    if f"{SUBFIELD}0" in each.value or f"{SUBFIELD}1" in each.value:
        return True
    names = looked_up(name_of(each), kind_of(each.tag))
    return any(tables.vocabulary.named(KANTO, language, name) for name in names for language in LANGUAGES)


def is_current_agent(value: str, tables: Tables) -> Verdict:
    """Whether an id of KANTO, in any of its forms, is of an entry that counts; None where that is not known."""
    kanto = tables.identifiers["kanto"]
    number = kanto.parse_marked(value)
    entry = tables.vocabulary.concept(kanto.uri_of(number)) if number else None
    if entry is not None:
        return entry.is_current
    return False if number and tables.vocabulary.is_whole(KANTO) else None


AGENTS: dict[str, Made] = {"settled_agent": settled_agent}
