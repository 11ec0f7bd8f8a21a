"""Which headings a person has chosen a concept or an agent for: by a key that is the same however often they come."""

from __future__ import annotations

from transforms.enrich.name_forms import TAGS, kind_of, name_of
from transforms.record import Field
from transforms.vocabulary import folded, plain


def key_of(each: Field) -> str:
    """What a field says, without regard to case and to what is said beside it: "person canth, minna".

    Two fields of one key stand for the same; of a subject the vocabulary that it names is a part of the key.
    """
    if each.tag in TAGS:
        return f"{kind_of(each.tag)} {folded(name_of(each))}"
    return key_of_label(each["2"].strip(), each["a"])


def key_of_label(source: str, label: str) -> str:
    """The key of a subject, or of a keyword (which has no source)."""
    return f"{source} {folded(plain(label))}"


def is_of_agent(key: str) -> bool:
    """True for the key of a name."""
    return key.partition(" ")[0] in ("person", "body")


def text_of(key: str) -> str:
    """The words of a key, as they are looked up: "canth, minna"."""
    return key.partition(" ")[2]
