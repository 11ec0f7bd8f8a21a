"""The metadata formats that are disseminated, in a visible table: prefix → schema, namespace, form in a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from transforms.formats import oai_dc


class Format(NamedTuple):
    """One metadata format; `form` is what views call it."""

    schema: str
    namespace: str
    form: str


_MARC = Format(
    "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim", "marcxml"
)

FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(oai_dc.SCHEMA, oai_dc.NAMESPACE, "oai_dc"),
    "marc21": _MARC,
    "marcxml": _MARC,  # the name that other repositories use, for harvesters set up by habit
}
