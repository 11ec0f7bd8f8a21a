"""What is computed of a merged record and not copied: the steps of normalisation that make coded fields and terms.

They work in the language of cataloguing of the record that is there now (040 $b).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from transforms.merge.provenance import Merged, Way, followed
from transforms.normalise.context import Context, Run
from transforms.normalise.form import form
from transforms.normalise.languages_546 import languages_546
from transforms.normalise.terms_33x import terms_33x
from transforms.normalise.terms_34x import terms_34x
from transforms.profile import NEUTRAL
from transforms.tables import Tables

COMPUTED: Mapping[str, Run] = MappingProxyType(
    {"form": form, "terms_33x": terms_33x, "terms_34x": terms_34x, "languages_546": languages_546}
)


def computed(merged: Merged, media: str, steps: Iterable[str], tables: Tables) -> Merged:
    """The record with its form computed; a media that we know no form of stays as it is."""
    if media not in tables.forms:
        return merged
    context = Context(NEUTRAL, media, tables)
    for name in steps:
        way = Way("coded", name)
        merged = followed(merged, COMPUTED[name](merged.record, context), lambda _, way=way: way)  # type: ignore[misc]
    return merged
