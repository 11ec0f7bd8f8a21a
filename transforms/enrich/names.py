"""Names: $0 of KANTO where the policy (name_policy) is sure, or where a person has chosen; the rest stays as it came.

What is not sure is found again by the rule A17 and asked of a person; ids that KANTO gave up are the matter of I24.
"""

from __future__ import annotations

from transforms.enrich.chosen import key_of
from transforms.enrich.name_forms import TAGS, in_form, is_asked, is_dated, life_in, life_of
from transforms.enrich.name_policy import Asked, Verdict, decided, judge, kanto_id
from transforms.normalise.context import Context
from transforms.protection import is_protected
from transforms.record import Field, Record
from transforms.tables import Tables

ASTERI = "asteri"  # value of the switch authority_id_form


def names(record: Record, context: Context) -> Record:
    """Add $0 to the names that KANTO knows beyond doubt; those that have one keep it, unless a person chose another.

    A subject (600, 610) keeps its second indicator 4, without $2: the union catalogue takes no KANTO there.
    All are in the form that the vendor's profile asks for: a rule sees no profile when it mends (I26). What another
    owner put in, and what a person marked to keep, stays as it came.
    """
    found = [
        (place, each)
        for place, each in enumerate(record.fields)
        if each.tag in TAGS and is_asked(each) and not is_protected(each)
    ]
    if not found:
        return record
    fields = list(record.fields)
    for place, each in found:
        fields[place] = _named(Asked(each, record, context.tables), context)
    named = tuple(fields)
    return record if named == record.fields else Record(record.leader, named)


def _named(asked: Asked, context: Context) -> Field:
    form = context.profile.switches.get("authority_id_form", "")
    chosen = context.chosen.get(key_of(asked.field)) if context.chosen else None
    if chosen is not None:
        return settled(asked, decided(asked, chosen), form)
    if kanto_id(asked.field, asked.tables):
        return _as_asteri(asked.field, asked.tables) if form == ASTERI else asked.field
    return settled(asked, judge(asked), form)


def settled(asked: Asked, verdict: Verdict, form: str) -> Field:
    """The field with what a verdict makes certain: the id of KANTO, and with years the form of name that KANTO prefers.

    `form` is the switch authority_id_form. An id that does not hold is left out.
    """
    each = asked.field
    if verdict.concept is None:
        return _without_id(each, asked.tables) if verdict.lost or verdict.situation == "name-none-of-these" else each
    each = _with_id(_without_id(each, asked.tables), verdict.concept.uri, form, asked.tables)
    label = verdict.concept.label_in()
    return in_form(each, label) if is_dated(each) and life_of(each).agrees(life_in(label)) else each


def _as_asteri(each: Field, tables: Tables) -> Field:
    """The field with its ids of KANTO in the form of the union catalogue."""
    kanto = tables.identifiers["kanto"]

    def written(code: str, value: str) -> str:
        number = kanto.parse_marked(value) if code == "0" else None
        return kanto.control_of(number) if number else value

    return each.map(written)


def _without_id(each: Field, tables: Tables) -> Field:
    """The field without the ids of KANTO."""
    kanto = tables.identifiers["kanto"]
    pairs = each.subfields
    kept = [(code, value) for code, value in pairs if code != "0" or not kanto.parse_marked(value)]
    return each if len(kept) == len(pairs) else each.with_subfields(kept)


def _with_id(each: Field, uri: str, form: str, tables: Tables) -> Field:
    """The field with $0 behind $4, in the form that the vendor's profile asks for."""
    kanto = tables.identifiers["kanto"]
    number = kanto.parse_marked(uri)
    value = kanto.control_of(number) if form == ASTERI and number else uri
    pairs = each.subfields
    place = max((place for place, (code, _) in enumerate(pairs) if code not in "1589"), default=len(pairs) - 1) + 1
    return each.with_subfields([*pairs[:place], ("0", value), *pairs[place:]])
