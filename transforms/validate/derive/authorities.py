"""$0 and $1: identifiers of persons and bodies in their canonical form, one authority, URIs of the named vocabulary."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.identifiers import IdentifierType, IdentifierTypes
from transforms.record import SUBFIELD, Field
from transforms.tables import Tables
from transforms.validate.view import FieldView

KANTO = "kanto"
CHECKED = ("isni", "orcid")  # types whose check character tells a right one
SCHEMES = ("http://", "https://")


def person_id(value: str, types: IdentifierTypes) -> str | None:
    """The canonical URI of an ISNI or ORCID in any form; None for other text and for a wrong check character."""
    return next((uri for name in CHECKED if (uri := _uri_of(types[name], value))), None)


def person_ids(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """$1 (isni)0000 0001 2103 2683 becomes $1 https://isni.org/isni/0000000121032683."""
    codes, types = "a" if each.tag == "024" else "01", tables.identifiers
    return (each.field.map(lambda code, value: (person_id(value, types) or value) if code in codes else value),)


def one_authority(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """With a $0 of KANTO the others that have a URI become $1; None without KANTO."""
    if each.value.count(f"{SUBFIELD}0") < 2:
        return None
    pairs, kanto = each.field.subfields, tables.identifiers[KANTO]
    if not any(code == "0" and kanto.parse_marked(value) for code, value in pairs):
        return None
    moved = [
        ("1", uri) if code == "0" and not kanto.parse_marked(value) and (uri := _uri(value, tables)) else (code, value)
        for code, value in pairs
    ]
    return (each.field.with_subfields(dict.fromkeys(moved)),) if moved != pairs else (each.field,)


def _uri(value: str, tables: Tables) -> str:
    """The URI that $0 is or stands for; "" where it stands for none."""
    found = next((uri for kind in tables.identifiers.agents if (uri := _uri_of(kind, value))), "")
    return found or (value if value.startswith(SCHEMES) else "")


def _uri_of(kind: IdentifierType, value: str) -> str | None:
    canonical = kind.parse_marked(value)
    return kind.uri_of(canonical) if canonical is not None else None


def uri_of_vocabulary(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """Without the $0 whose URI is of another vocabulary than $2 names; None where the vocabulary is not known."""
    source = next((part[1:] for part in each.parts if part[:1] == "2"), "").partition("/")[0].strip().lower()
    own = tables.identifiers.vocabularies.get(source)
    if own is None or not any(part.startswith(("0http://", "0https://")) for part in each.parts):
        return None
    is_own_tag = not own.tags or each.tag in own.tags or each.tag == "650"  # of a genre in 650 another rule speaks

    def is_kept(code: str, value: str) -> bool:
        return code != "0" or not value.startswith(SCHEMES) or (is_own_tag and own.parse_marked(value) is not None)

    kept = [pair for pair in each.field.subfields if is_kept(*pair)]
    return (each.field.with_subfields(kept),) if len(kept) < len(each.parts) else (each.field,)
