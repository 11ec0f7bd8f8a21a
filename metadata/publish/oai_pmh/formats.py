"""The metadata formats that are disseminated, in a visible table: prefix → schema, namespace, renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from metadata.publish.catalogue import View
from transforms.formats import oai_dc


class Format(NamedTuple):
    """One metadata format; `render` gives the XML of each of the titles, which are live."""

    schema: str
    namespace: str
    render: Callable[[View, Sequence[str]], Mapping[str, bytes]]


def _marcxml(view: View, title_ids: Sequence[str]) -> Mapping[str, bytes]:
    return view.marcxml(title_ids)


def _dublin_core(view: View, title_ids: Sequence[str]) -> Mapping[str, bytes]:
    records = ((each, view.record(each)) for each in title_ids)
    return {title_id: oai_dc.oai_dc(record) for title_id, record in records if record is not None}


_MARC = Format("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim", _marcxml)

FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(oai_dc.SCHEMA, oai_dc.NAMESPACE, _dublin_core),
    "marc21": _MARC,
    "marcxml": _MARC,  # the name that other repositories use, for harvesters set up by habit
}
