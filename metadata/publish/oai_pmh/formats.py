"""The metadata formats that are disseminated, in a visible table: prefix → schema, namespace, form in a view.

In a library's view `marc21` is that library's own record, with its links and holdings: library systems replace the
whole record by what they harvest. `marc21_local` is the same record there, under the name that says so; the view of
every title has nothing local, and does not know the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from metadata.publish.catalogue import ALL
from transforms.formats import oai_dc


class Format(NamedTuple):
    """One metadata format; `form` is what views call it."""

    schema: str
    namespace: str
    form: str
    local: bool = False  # in views of libraries alone


_MARC = Format(
    "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim", "marcxml"
)

FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(oai_dc.SCHEMA, oai_dc.NAMESPACE, "oai_dc"),
    "marc21": _MARC,
    "marcxml": _MARC,  # the name that other repositories use, for harvesters set up by habit
    "marc21_local": _MARC._replace(local=True),
}


def formats_of(view: str) -> Mapping[str, Format]:
    """The formats of a view."""
    return FORMATS if view != ALL else {prefix: each for prefix, each in FORMATS.items() if not each.local}
