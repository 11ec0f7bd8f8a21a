"""Names: $0 of KANTO by the exact name with its dates, or by an ISNI that KANTO knows (identifiers.md §6).

A bare name says too little: even where KANTO has one such person today it may have two tomorrow. It is left for people.
"""

from __future__ import annotations

from transforms.normalise.context import Context
from transforms.record import Field, Record
from transforms.score.names import is_kanto
from transforms.vocabulary import KANTO, Concept, Vocabulary, folded

TAGS = frozenset(("100", "110", "111", "600", "610", "611", "700", "710", "711"))
NAMING = {"0": "abcdq", "1": "abcdn"}  # subfields of a name as KANTO writes it, of persons and of bodies
LANGUAGES = ("fin", "swe", "eng")


def names(record: Record, context: Context) -> Record:
    """Add $0 to the names that KANTO knows beyond doubt; names that have one keep it."""
    vocabulary, changed = context.tables.vocabulary, False
    fields = list(record.fields)
    for place, each in enumerate(fields):
        if each.tag in TAGS and not is_kanto(each.value):
            concept = known(each, vocabulary)
            if concept is not None:
                fields[place] = _with_id(each, concept.uri, context)
                changed = True
    return Record(record.leader, tuple(fields)) if changed else record


def known(each: Field, vocabulary: Vocabulary) -> Concept | None:
    """The one entry of KANTO that a name field stands for; None where there is none, or doubt."""
    by_id = {concept.uri: concept for uri in each.all("1") for concept in vocabulary.matching(uri, KANTO)}
    if by_id:
        return next(iter(by_id.values())) if len(by_id) == 1 else None
    if not each.has("d"):
        return None
    name = name_of(each)
    found = {
        concept.uri: concept
        for language in LANGUAGES
        for concept in vocabulary.named(KANTO, language, name)
        if folded(name) in map(folded, concept.names(language))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def name_of(each: Field) -> str:
    """A name as KANTO writes it: "Canth, Minna, 1844-1897" of $a Canth, Minna, $d 1844-1897, $e kirjoittaja."""
    wanted = NAMING["0" if each.tag[1:] == "00" else "1"]
    parts = [value.strip(" ,." if code == "d" else " ,") for code, value in each.subfields if code in wanted]
    return ", ".join(filter(None, parts))


def _with_id(each: Field, uri: str, context: Context) -> Field:
    """The field with $0 behind $4, in the form that the vendor's profile asks for."""
    if context.profile.switches.get("authority_id_form") == "asteri":
        uri = f"(FI-ASTERI-N){uri.rpartition(':')[2]}"
    pairs = each.subfields
    place = max((number for number, (code, _) in enumerate(pairs) if code not in "1589"), default=len(pairs) - 1) + 1
    return each.with_subfields([*pairs[:place], ("0", uri), *pairs[place:]])
