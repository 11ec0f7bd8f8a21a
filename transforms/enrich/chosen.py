"""Which headings a person has chosen a concept or an agent for: by a key that is the same however often they come."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.enrich.name_forms import TAGS, kind_of, name_of
from transforms.record import Field
from transforms.vocabulary import folded, plain

Chosen = Mapping[str, str]  # key of a heading → URI of what it means; "": none of those that were offered


def key_of(each: Field) -> str:
    """What a field says, without regard to case and to what is said beside it: "person canth, minna".

    Two fields of one key stand for the same; of a subject the vocabulary that it names is a part of the key.
    """
    if each.tag in TAGS:
        return f"{kind_of(each.tag)} {folded(name_of(each))}"
    return f"{each['2'].strip()} {folded(plain(each['a']))}"
