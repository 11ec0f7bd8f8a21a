"""Puts a view's own control fields, links and local fields between the pieces of a rendered record.

The same as `stamp`, `with_links` and `show` do to a Record, done to its XML: some microseconds a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote

from metadata.publish.catalogue import Metadata
from metadata.publish.rendering import SWEDISH, pieces
from metadata.publish.standing import SEPARATOR
from transforms.formats.marcxml import to_marcxml
from transforms.formats.oai_dc import xml_text
from transforms.merge.stamp import NEW, Link, with_links
from transforms.publish.showing import Showing
from transforms.record import Field, Record

_LINK = b"856"
_IN_ADDRESS = "/:@!$'()*,;="  # beside letters, digits and -._~: not what begins another part of it, as ? & # do
_PLAIN = re.compile(rf"[\w.~{_IN_ADDRESS}{SEPARATOR}-]*", re.ASCII).fullmatch
_VENDOR_ID = "\ue000"  # stands for the vendor's id in a rendered link
_HERE = re.compile(rb'\n<(?:data|control)field tag="(...)"')
_CONTROL = '\n<controlfield tag="{}">{}</controlfield>'
_ID = b'\n<controlfield tag="001">'
_NEW = NEW.encode()
_NO_SIGNS = str.maketrans("", "", "-:TZ")  # of a datestamp
_STATUS = to_marcxml(Record.of()).index("<leader>") + len("<leader>") + 5  # where LDR/05 stands
_BETWEEN = SEPARATOR.encode()
_DESCRIPTION = re.compile(rb"\n<dc:description>[^<]*</dc:description>")
_KEPT_LINKS = 256  # a view's; most have some dozens

Offers = tuple[tuple[str, int], ...]  # (vendor, place of its id among the title's) of each link, in order


class _Template(NamedTuple):
    """A vendor's link in the view, cut where the vendor's id goes."""

    finnish: Sequence[bytes]
    swedish: Sequence[bytes]
    address: Sequence[str]


class _Links(NamedTuple):
    """The links of titles with the same offers; a `%b` is for the vendor's id that `pick` picks."""

    finnish: bytes
    swedish: bytes
    pick: Callable[[Sequence[bytes]], object]
    addresses: Sequence[tuple[int, Sequence[str]]]  # the number of the vendor's id, and what stands around it


class Way(NamedTuple):
    """How titles are spliced that stand alike: with the same offers, moved by the same publication.

    `marcxml` and `oai_dc` take what is kept of a title, its id, and its vendors' ids as standings have them.
    """

    splicer: Splicer
    links: _Links
    control: bytes  # the end of 001, 003, 005
    new: bool

    def marcxml(self, packed: bytes, title_id: str, vendor_ids: str) -> Metadata:
        """The `record` element of a live title."""
        head, low, high, language, about = pieces(packed)
        _, (finnish, swedish, pick, _), control, new = self
        links = (swedish if language == SWEDISH else finnish) % pick(addressed(vendor_ids).encode().split(_BETWEEN))
        if new:
            head = head[:_STATUS] + _NEW + head[_STATUS + 1 :]
        if not self.splicer.plain:
            low, links, high = self.splicer.shown(low, links, high)
        return Metadata(b"".join((head, _ID, title_id.encode(), control, low, links, high)), about)

    def oai_dc(self, packed: bytes, title_id: str, vendor_ids: str) -> Metadata:
        """The `oai_dc:dc` element of a live title."""
        low, high, about = pieces(packed)
        if self.splicer.without_description:
            low = _DESCRIPTION.sub(b"", low)
        ids = addressed(vendor_ids).split(SEPARATOR)
        found = (ids[number].join(address).strip() for number, address in self.links.addresses)
        new = (f"\n<dc:identifier>{xml_text(each)}</dc:identifier>".encode() for each in dict.fromkeys(found) if each)
        return Metadata(b"".join((low, *new, high)), about)


class Splicer:
    """The hand of one view at one publication. May be shared by threads."""

    def __init__(self, isil: str, library: str, links: Mapping[str, Sequence[str]], showing: Showing) -> None:
        """`isil`: of the consortium; `library`: the ISIL that links carry, "" in the view of every title."""
        self._templates = {vendor: _template(vendor, each, library) for vendor, each in links.items()}
        self._control = f"</controlfield>{_CONTROL.format('003', xml_text(showing.agency or isil))}"
        self._own = [(each.tag.encode(), _fields(Record.of(each))) for each in showing.fields]
        self._unwanted = [_unwanted(each) for each in showing.without]
        self._modifying = _subfield("d", showing.modifying) if showing.modifying else b""
        self._linked = _numbered(isil), _numbered(showing.agency or isil)
        self.without_description = Record.of(Field.data("520", "  ", "a", "")).drop(*showing.without).fields == ()
        self.plain = not (self._own or self._unwanted or self._modifying or showing.agency)
        self._links = lru_cache(maxsize=_KEPT_LINKS)(self._made_links)

    def way(self, offers: Offers, datestamp: str, *, new: bool = False) -> Way:
        """For live titles; `datestamp` as in OAI-PMH, `new`: since it they are first in the view."""
        changed = _CONTROL.format("005", f"{datestamp.translate(_NO_SIGNS)}.0")
        return Way(self, self._links(offers), f"{self._control}{changed}".encode(), new)

    def _made_links(self, offers: Offers) -> _Links:
        found = [(each, number) for vendor, number in offers if (each := self._templates.get(vendor))]
        numbers = [number for each, number in found for _ in each.finnish[1:]]
        return _Links(
            b"".join(_open(each.finnish) for each, _ in found),
            b"".join(_open(each.swedish) for each, _ in found),
            itemgetter(*numbers) if numbers else lambda _: (),
            [(number, each.address) for each, number in found],
        )

    def shown(self, low: bytes, links: bytes, high: bytes) -> tuple[bytes, bytes, bytes]:
        """As `show` does it: without, $w, 040 $d, then the fields of the library's own."""
        for beginning, whole in self._unwanted:
            low, links, high = (whole.sub(b"", each) if beginning in each else each for each in (low, links, high))
        low, high = (each.replace(*self._linked) for each in (low, high))
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


def addressed(vendor_ids: str) -> str:
    """The vendors' ids of a title as they may stand in an address (RFC 3986 §2.1); those of most are so already.

    There is nothing left in them to be escaped in XML.
    """
    return vendor_ids if _PLAIN(vendor_ids) else quote(vendor_ids, safe=_IN_ADDRESS + SEPARATOR)


def _open(parts: Sequence[bytes]) -> bytes:
    """Parts with a `%b` between them."""
    return b"%b".join(each.replace(b"%", b"%%") for each in parts)


def link_of(vendor: str, vendor_id: str, template: Sequence[str], swedish: bool, library: str) -> Link:
    """A vendor's link as a view has it; `template`: address with placeholders, text in Finnish, text in Swedish."""
    address, finnish, other = template
    address = address.replace("{vendor}", vendor).replace("{library}", library)
    return Link(address.replace("{vendor_id}", vendor_id), other if swedish else finnish, library)


def public_address(vendor: str, vendor_id: str, template: str) -> str:
    """Where the link of a vendor's title leads in the view of all titles."""
    return link_of(vendor, addressed(vendor_id), (template, "", ""), False, "").url.strip()


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


def _numbered(isil: str) -> bytes:
    """How a $w begins that holds a control number of this agency."""
    return f'\n<subfield code="w">({xml_text(isil)})'.encode()


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
