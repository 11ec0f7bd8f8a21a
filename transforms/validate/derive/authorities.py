"""$0 and $1: identifiers of persons and bodies in their canonical form, one authority, URIs of the named vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stdnum import isni

from transforms.record import SUBFIELD, Field
from transforms.tables import Tables
from transforms.validate.view import FieldView

PERSON_ID = re.compile(
    r"\s*(?:\(?(?P<name>isni|orcid)\)?[: ]*|https?://(?:www\.)?(?P<host>isni|orcid)\.org/(?:isni/)?)"
    r"(?P<digits>(?:[0-9]{4}[- ]?){3}[0-9]{3}[0-9Xx])/?\s*$",
    re.IGNORECASE,
)
KANTO = re.compile(r"http://urn\.fi/URN:NBN:fi:au:finaf:[0-9]{9}|\(FI-ASTERI-N\)[0-9]{9}|\(FIN11\)[0-9]{9}")
SCHEMES = ("http://", "https://")
URIS = {  # prefix of $0 → where its URIs begin
    "(DE-588)": "https://d-nb.info/gnd/",
    "(VIAF)": "https://viaf.org/viaf/",
    "(isni)": "https://isni.org/isni/",
    "(orcid)": "https://orcid.org/",
}


def person_id(value: str) -> str | None:
    """The canonical URI of an ISNI or ORCID in any form; None for other text and for a wrong check character."""
    found = PERSON_ID.match(value)
    if found is None:
        return None
    digits = found["digits"].replace("-", "").replace(" ", "").upper()
    if not isni.is_valid(digits):
        return None
    if (found["name"] or found["host"]).lower() == "isni":
        return f"https://isni.org/isni/{digits}"
    return "https://orcid.org/" + "-".join(re.findall("....", digits))


def person_ids(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """$1 (isni)0000 0001 2103 2683 becomes $1 https://isni.org/isni/0000000121032683."""
    codes = "a" if each.tag == "024" else "01"
    return (each.field.map(lambda code, value: (person_id(value) or value) if code in codes else value),)


def one_authority(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """With a $0 of KANTO the others that have a URI become $1; None without KANTO."""
    if each.value.count(f"{SUBFIELD}0") < 2:
        return None
    pairs = each.field.subfields
    if not any(code == "0" and KANTO.fullmatch(value) for code, value in pairs):
        return None
    moved = [
        ("1", uri) if code == "0" and not KANTO.fullmatch(value) and (uri := _uri(value)) else (code, value)
        for code, value in pairs
    ]
    return (each.field.with_subfields(dict.fromkeys(moved)),) if moved != pairs else (each.field,)


def _uri(value: str) -> str:
    """The URI that $0 is or stands for; "" where it stands for none."""
    if value.startswith(SCHEMES):
        return person_id(value) or value
    if found := person_id(value):
        return found
    return next((start + value[len(prefix) :] for prefix, start in URIS.items() if value.startswith(prefix)), "")


def uri_of_vocabulary(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """Without the $0 whose URI is of another vocabulary than $2 names; None where the vocabulary is not known."""
    namespaces = tables.cataloguing.namespaces
    source = next((part[1:] for part in each.parts if part[:1] == "2"), "").partition("/")[0].strip().lower()
    own = namespaces.get(source)
    if own is None or not any(part.startswith(("0http://", "0https://")) for part in each.parts):
        return None
    is_own_tag = not own.tags or each.tag in own.tags or each.tag == "650"  # of a genre in 650 another rule speaks

    def is_kept(code: str, value: str) -> bool:
        if code != "0" or not value.startswith(SCHEMES):
            return True
        path = value.partition("://")[2].strip().lower()
        return is_own_tag and (path if path.startswith(("www.", "urn.")) else f"www.{path}").startswith(own.start)

    kept = [pair for pair in each.field.subfields if is_kept(*pair)]
    return (each.field.with_subfields(kept),) if len(kept) < len(each.parts) else (each.field,)
