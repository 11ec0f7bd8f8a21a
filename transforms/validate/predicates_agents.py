"""Predicates about names and KANTO: whether it is clear who is meant, and whether an id is one that counts."""

from __future__ import annotations

from transforms.enrich.name_forms import is_asked, kind_of, name_of
from transforms.enrich.name_policy import LANGUAGES, judge, looked_up
from transforms.enrich.name_policy import Asked as AskedName
from transforms.record import SUBFIELD, Field
from transforms.tables import Tables
from transforms.validate.asked import Asked, Made, Verdict, is_true
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

    return Asked(ask, is_local=False, unless=lambda value: may_be_known(value, lists.tables()))


def may_be_known(value: str, tables: Tables) -> bool:
    """A first look at a name field, whatever its tag: False where it has no id, and KANTO nobody of its name."""
    if f"{SUBFIELD}t" in value:
        return False
    if f"{SUBFIELD}0" in value or f"{SUBFIELD}1" in value:
        return True
    fields = (Field("100", value), Field("110", value))
    names = {form for each in fields for form in looked_up(name_of(each), kind_of(each.tag))}
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
