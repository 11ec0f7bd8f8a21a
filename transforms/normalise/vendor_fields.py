"""What the vendor file says about its own records: remove, change, look up (early), and add (late)."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.normalise.context import Context
from transforms.normalise.relators import with_roles
from transforms.record import Field, Record
from transforms.vendor_changes import added, removed_and_changed
from transforms.vocabulary import Concept

Lookup = Mapping[str, str]

_SUBJECTS = frozenset(("650", "653", "655"))
_NAMES = frozenset(("100", "110", "700", "710"))
_TAGS = {"place": "651", "time": "648", "genre": "655"}  # kind of concept → tag; else 650
_ENDS = " .,;:/"


def vendor_fields(record: Record, context: Context) -> Record:
    """Leave out and rewrite what `normalise: {remove, change}` of the vendor file names."""
    changes = context.profile.changes
    return removed_and_changed(record, changes) if changes.remove or changes.change else record


def vendor_added(record: Record, context: Context) -> Record:
    """Add what `normalise: {add}` of the vendor file says."""
    return added(record, context.profile.changes) if context.profile.changes.add else record


def lookups(record: Record, context: Context) -> Record:
    """The vendor's own values as standard ones: `normalise: {lookups: {genre: {"Drama": "http://urn.fi/…"}}}`."""
    if not context.profile.lookups:
        return record
    tables = {name: each for name, each in context.profile.lookups.items() if each}
    fields: list[Field] = []
    for each in record.fields:
        fields += _looked_up(each, tables, record, context)
    made = tuple(dict.fromkeys(fields))
    return (
        record if made == record.fields or made == tuple(dict.fromkeys(record.fields)) else Record(record.leader, made)
    )


def _looked_up(each: Field, tables: Mapping[str, Lookup], record: Record, context: Context) -> list[Field]:
    if each.tag == "008" and len(each.value) == 40:
        return [_fixed(each, tables)]
    if each.tag == "041" and "language" in tables and not each.has("2"):
        known = tables["language"]
        return [each.map(lambda _, value: known.get(value, value))]
    if each.tag in _NAMES and "relator" in tables:
        return [_with_relator(each, tables["relator"], record, context)]
    if each.tag in _SUBJECTS and ("subject" in tables or "genre" in tables):
        return _heading(each, {**tables.get("subject", {}), **tables.get("genre", {})}, record, context)
    if each.tag == "385" and "audience" in tables:
        return _audience(each, tables["audience"], context)
    return [each]


def _fixed(each: Field, tables: Mapping[str, Lookup]) -> Field:
    """008 with language and country looked up; a key stands for the three characters, with or without blanks."""
    value = each.value
    for name, start in (("language", 35), ("country", 15)):
        known, code = tables.get(name, {}), value[start : start + 3]
        wanted = known.get(code, known.get(code.strip()))
        if wanted is not None:
            value = f"{value[:start]}{wanted:<3}{value[start + 3 :]}"
    return Field("008", value)


def _with_relator(each: Field, known: Lookup, record: Record, context: Context) -> Field:
    """$e and $4 of the vendor as MARC's codes, with their terms in the language of cataloguing."""
    found = [known.get(value.strip(_ENDS)) for value in each.all("e", "4")]
    if not any(found):
        return each
    labels, language = context.tables.cataloguing.roles.labels, context.language(record)
    terms: dict[str, None] = {}
    codes: dict[str, None] = {}
    for code, value in each.subfields:
        if code not in "e4":
            continue
        wanted = known.get(value.strip(_ENDS))
        if wanted is not None:
            codes[wanted] = None
            terms[labels.get(wanted, {}).get(language, "") or value] = None
        else:
            (terms if code == "e" else codes)[value] = None
    return with_roles(each, list(terms), list(codes))


def _heading(each: Field, known: Lookup, record: Record, context: Context) -> list[Field]:
    """The headings of the concepts that the vendor file names, in the language of cataloguing; rules add the twins."""
    found = _concepts(each, known, context)
    own = context.language(record)
    headings = []
    for concept in found:
        language = concept.spoken(own)
        tag, source = _TAGS.get(concept.kind, "650"), f"{concept.vocabulary}/{language}"
        headings.append(Field.data(tag, " 7", "a", concept.labels[language], "2", source, "0", concept.uri))
    return headings or [each]


def _audience(each: Field, known: Lookup, context: Context) -> list[Field]:
    """385 in both languages."""
    made = [
        Field.data("385", "  ", "a", one.labels[language], "2", f"{one.vocabulary}/{language}", "0", one.uri)
        for one in _concepts(each, known, context)
        for language in ("fin", "swe")
        if language in one.labels
    ]
    return made or [each]


def _concepts(each: Field, known: Lookup, context: Context) -> list[Concept]:
    """What the word of a field stands for: "71 http://…|D1 http://…" or a URI alone; nothing for what is not known."""
    told = known.get(each["a"].strip(_ENDS), "")
    uris = (part.strip().rpartition(" ")[2] for part in told.split("|")) if told else ()
    found = (context.tables.vocabulary.concept(uri) for uri in uris if uri.startswith("http"))
    return [one for one in found if one is not None and one.labels]
