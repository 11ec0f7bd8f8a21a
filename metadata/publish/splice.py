"""Puts a view's own control fields, links and local fields between the pieces of a rendered record.

The same as `stamp`, `with_links` and `show` do to a Record, done to its XML: some microseconds a record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from metadata.publish.catalogue import Metadata
from metadata.publish.rendering import SWEDISH, pieces
from transforms.formats.marcxml import to_marcxml
from transforms.formats.oai_dc import xml_text
from transforms.merge.stamp import NEW, Link, with_links
from transforms.publish.showing import Showing
from transforms.record import Field, Record

_LINK = b"856"
_PLAIN_IN_ADDRESS = "/:@!$'()*,;="  # beside letters, digits and -._~: not what begins another part of it, as ? & # do
_PLAIN = re.compile(r"[\w.:/-]*", re.ASCII).fullmatch  # as most ids of vendors are: nothing to escape
_VENDOR_ID = "\ue000"  # stands for the vendor's id in a rendered link
_HERE = re.compile(rb'\n<(?:data|control)field tag="(...)"')
_CONTROL = '\n<controlfield tag="{}">{}</controlfield>'
_STATUS = to_marcxml(Record.of()).index("<leader>") + len("<leader>") + 5  # where LDR/05 stands
_TITLE = _CONTROL.format("001", "%b").encode()
_DESCRIPTION = re.compile(rb"\n<dc:description>[^<]*</dc:description>")

Offered = Sequence[tuple[str, str]]  # (vendor, vendor's id) of each link, in order


class _Template(NamedTuple):
    """A vendor's link in the view, cut where the vendor's id goes."""

    finnish: Sequence[bytes]
    swedish: Sequence[bytes]
    address: Sequence[str]


class Splicer:
    """The hand of one view at one publication. May be shared by threads."""

    def __init__(self, isil: str, library: str, links: Mapping[str, Sequence[str]], showing: Showing) -> None:
        """`isil`: of the consortium; `library`: the ISIL that links carry, "" in the view of every title."""
        self._templates = {vendor: _template(vendor, each, library) for vendor, each in links.items()}
        self._agency = _CONTROL.format("003", xml_text(showing.agency or isil)).encode()
        self._own = [(each.tag.encode(), _fields(Record.of(each))) for each in showing.fields]
        self._unwanted = [_unwanted(each) for each in showing.without]
        self._modifying = _subfield("d", showing.modifying) if showing.modifying else b""
        self._without_description = Record.of(Field.data("520", "  ", "a", "")).drop(*showing.without).fields == ()
        self._plain = not (self._own or self._unwanted or self._modifying)

    def marcxml(self, packed: bytes, title_id: str, datestamp: str, offered: Offered, *, new: bool = False) -> Metadata:
        """The `record` element of a live title; `datestamp` as in OAI-PMH, `new`: since it is first in the view."""
        head, low, high, language, about = pieces(packed)
        if new:
            head = head[:_STATUS] + NEW.encode() + head[_STATUS + 1 :]
        links = b"".join(self._links(offered, language == SWEDISH))
        if not self._plain:
            low, links, high = self._shown(low, links, high)
        control = _TITLE % title_id.encode(), self._agency, _changed(datestamp)
        return Metadata(b"".join((head, *control, low, links, high)), about)

    def oai_dc(self, packed: bytes, offered: Offered) -> Metadata:
        """The `oai_dc:dc` element of a live title."""
        low, high, about = pieces(packed)
        if self._without_description:
            low = _DESCRIPTION.sub(b"", low)
        found = (
            vendor_id.join(template.address).strip()
            for vendor, vendor_id in offered
            if (template := self._templates.get(vendor))
        )
        new = (f"\n<dc:identifier>{xml_text(each)}</dc:identifier>".encode() for each in dict.fromkeys(found) if each)
        return Metadata(b"".join((low, *new, high)), about)

    def _links(self, offered: Offered, swedish: bool) -> Sequence[bytes]:
        return [
            (vendor_id if _PLAIN(vendor_id) else xml_text(vendor_id))
            .encode()
            .join(template.swedish if swedish else template.finnish)
            for vendor, vendor_id in offered
            if (template := self._templates.get(vendor))
        ]

    def _shown(self, low: bytes, links: bytes, high: bytes) -> tuple[bytes, bytes, bytes]:
        """As `show` does it: without, 040 $d, then the fields of the library's own."""
        for beginning, whole in self._unwanted:
            low, links, high = (whole.sub(b"", each) if beginning in each else each for each in (low, links, high))
        if self._modifying:
            low = _modified(low, self._modifying)
        for tag, field in self._own:
            if field in low or field in links or field in high:
                continue
            if tag == _LINK and _behind(high, tag) is None:
                links += field
            elif tag >= _LINK:
                place = _behind(high, tag) or 0
                high = high[:place] + field + high[place:]
            else:
                place = _behind(low, tag) or 0
                low = low[:place] + field + low[place:]
        return low, links, high


@lru_cache(maxsize=1024)  # a publication has one datestamp
def _changed(datestamp: str) -> bytes:
    """005 of a datestamp."""
    digits = re.sub(r"\D", "", datestamp)
    return _CONTROL.format("005", f"{digits}.0").encode()


def link_of(vendor: str, vendor_id: str, template: Sequence[str], swedish: bool, library: str) -> Link:
    """A vendor's link as a view has it; `template`: address with placeholders, text in Finnish, text in Swedish."""
    address, finnish, other = template
    address = address.replace("{vendor}", vendor).replace("{library}", library)
    return Link(address.replace("{vendor_id}", vendor_id), other if swedish else finnish, library)


def in_address(vendor_id: str) -> str:
    """A vendor's id as an address has it."""
    return quote(vendor_id, safe=_PLAIN_IN_ADDRESS)


def public_address(vendor: str, vendor_id: str, template: str) -> str:
    """Where the link of a vendor's title leads in the view of all titles."""
    return link_of(vendor, in_address(vendor_id), (template, "", ""), False, "").url.strip()


def _template(vendor: str, template: Sequence[str], library: str) -> _Template:
    both = (link_of(vendor, _VENDOR_ID, template, each, library) for each in (False, True))
    fin, swe = (_fields(with_links(Record.of(), [each])).split(_VENDOR_ID.encode()) for each in both)
    return _Template(fin, swe, link_of(vendor, _VENDOR_ID, template, False, library).url.split(_VENDOR_ID))


def _fields(record: Record) -> bytes:
    """The fields of a record in MARCXML, beginning with a line feed each."""
    text = to_marcxml(record)
    return text[text.index("</leader>") + len("</leader>") : text.rindex("\n</record>")].encode()


def _subfield(code: str, value: str) -> bytes:
    return f'\n<subfield code="{code}">{xml_text(value)}</subfield>'.encode()


def _unwanted(tag: str) -> tuple[bytes, re.Pattern[bytes]]:
    """How fields of a tag begin, and the whole of them; an X at its end is any character, as in `Record.drop`."""
    beginning = f'field tag="{tag.rstrip("X")}'
    rest = "." * (len(tag) - len(tag.rstrip("X")))
    whole = rf'\n<(data|control){re.escape(beginning)}{rest}".*?</\1field>'
    return beginning.encode(), re.compile(whole.encode(), re.DOTALL)


def _behind(fields: bytes, tag: bytes) -> int | None:
    """Where the last field of this or a lower tag ends; None where there is none."""
    found = list(_HERE.finditer(fields))
    for place in range(len(found) - 1, -1, -1):
        if found[place][1] <= tag:
            end = fields.rfind(b"\n</record>") if fields.endswith(b"\n</record>") else len(fields)
            return found[place + 1].start() if place + 1 < len(found) else end
    return None


def _modified(fields: bytes, modifying: bytes) -> bytes:
    """The fields with another last $d of 040."""
    start = fields.find(b'\n<datafield tag="040"')
    if start < 0:
        return fields
    end = fields.index(b"\n</datafield>", start)
    last = fields.rfind(b'\n<subfield code="d">', start, end)
    if last >= 0 and fields.startswith(modifying, last):
        return fields
    return fields[:end] + modifying + fields[end:]
