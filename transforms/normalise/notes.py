"""037, 380, 385, 5XX: what speaks of vendors, copies and programs goes, what is said of the audience gets its concept.

The vendor's own record keeps what the shared one loses (finnish-marc.md §1, point 15, and §3.1, step 12).
"""

from __future__ import annotations

import re

from transforms.headings import own_term
from transforms.normalise.context import Context
from transforms.normalise.control_001 import written
from transforms.record import Field, Record

_READ = frozenset(("037", "380", "385", "500", "506", "516", "520", "530", "533", "538", "588"))
_LOUD = frozenset(("380", "538"))  # make Finna say OverDrive, and tell what a program needs
_TERMS = " .,;:/"
_SERIALS = frozenset(("magazine", "audiomagazine"))
_ISSUE = re.compile(
    r"(?:description based on|latest issue consulted|kuvailun perusta|beskrivning baserad på):? [^(;]*[0-9]",
    re.IGNORECASE,
)


def notes(record: Record, context: Context) -> Record:
    """538 and 380 go, "Title from: Title details screen." too; 037 $b OverDrive becomes an 035, 385 a term of YSO."""
    if _READ.isdisjoint([each.tag for each in record.fields]):
        return record
    kept: list[Field] = []
    came: list[Field] = []
    for each in record.fields:
        if each.tag not in _READ:
            kept.append(each)
        elif each.tag == "037":
            came += _number(each, record, context)
        elif each.tag == "385":
            kept += _audience(each, context)
        elif each.tag == "500" and (edition := _edition(each, record, context)) is not None:
            came.append(edition)
        elif context.media in _SERIALS and each.tag in ("500", "588") and _ISSUE.match(each["a"]):
            (kept if each.tag == "588" else came).append(each.with_tag("588"))
        elif not _is_dropped(each, context):
            kept.append(each)
    made = tuple(dict.fromkeys(kept)) if len(kept) > 1 else tuple(kept)
    if made == record.fields and not came:
        return record
    return Record(record.leader, made).add(*came)


def _is_dropped(each: Field, context: Context) -> bool:
    if each.tag in _LOUD:
        return True
    if each.tag == "520":
        return not context.profile.has_summary
    if each.tag == "506":
        return not each.has("f") and not each.has("u") and context.tables.lists.vendor_words(each.text) is not None
    beginnings = context.tables.steps.dropped_notes.get(each.tag)
    if beginnings is None or each.has("5"):
        return False
    return f"{each['a'].lower().rstrip(' .')}.".startswith(beginnings)


def _edition(each: Field, record: Record, context: Context) -> Field | None:
    """250 of a note that is nothing but a statement of edition, where there is no 250."""
    key = context.tables.lists.editions.get(each["a"].strip(" ()[].").casefold())
    if key is None or each.codes != "a" or any(other.tag == "250" for other in record.fields):
        return None
    return Field.data("250", "  ", "a", context.tables.words[context.language(record)][key])


def _number(each: Field, record: Record, context: Context) -> list[Field]:
    """035 of a stock number, with the name before its first comma as source; none where a number of 035 is the same."""
    number = each["a"].strip()
    known = {value.rpartition(")")[2] for other in record.fields if other.tag == "035" for value in other.all("a")}
    if not number or number in known:
        return []
    name = "".join(filter(str.isalnum, each["b"].partition(",")[0])).upper()
    control = written(f"({name or context.profile.source}){number}", context.tables.identifiers)
    return (
        [] if any(control in other.all("a") for other in record.all("035")) else [Field.data("035", "  ", "a", control)]
    )


def _audience(each: Field, context: Context) -> list[Field]:
    """385 in Finnish and Swedish with the URI of YSO; what is no known word stays."""
    if each.has("0"):
        return [each]
    found = [context.tables.steps.audience.get(value.strip(_TERMS).lower()) for value in each.all("a")]
    if not found or not all(found):
        return [each]
    return [
        own_term("385", term.uri, language, term.label[language], context.tables.vocabulary)
        for term in found
        if term is not None
        for language in ("fin", "swe")
    ]
