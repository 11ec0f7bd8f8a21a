"""One answer of an OAI-PMH 2.0 repository, read and written down again. No network. One bad record stops nothing.

A harvest is kept as one OAI-PMH/ListRecords document of its own making: its envelope has the prefix `oai`, its MARC
records have none, so that they can be cut out by their bytes and an unchanged record has unchanged bytes.
A deleted header becomes a MARC record with LDR/05 `d` and the vendor's id, which is all that deleting needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from metadata.errors import ConfigError, SourceError
from metadata.fetch.budget import PassingError
from transforms.formats.oai_identifier import local_id
from transforms.formats.xml_repair import mended

OAI = "http://www.openarchives.org/OAI/2.0/"
MARC = "http://www.loc.gov/MARC21/slim"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<oai:OAI-PMH xmlns:oai="{OAI}" xmlns="{MARC}">\n<oai:ListRecords>\n'
TAIL = "</oai:ListRecords>\n</oai:OAI-PMH>\n"
_EMPTY = "<record></record>"  # not <record/>, which no reader counts
_ENCODING = re.compile(r"^\ufeff?<\?xml.*?\?>", re.DOTALL)
_DELETED = "00000dam a2200000 a 4500"  # the leader of a record of which only the id is known


class Page(NamedTuple):
    """What one answer to ListRecords says."""

    records: tuple[etree._Element, ...]
    token: str  # "": it was the last
    error: str = ""  # an OAI-PMH error code
    words: str = ""  # the server's, of that error


def parse_page(content: bytes, where: str) -> etree._Element:
    """The root of an answer, mended where only a parser minds (control characters, HTML entities).

    Raises PassingError for what is not well-formed, SourceError for what is not OAI-PMH.
    """
    try:
        root = _root(content)
    except etree.XMLSyntaxError as error:
        found = _mended_root(content)
        if found is None:
            raise PassingError(f"{where}: the answer is not well-formed XML: {error.msg}") from None
        root = found
    if root.getroottree().docinfo.internalDTD is not None:
        raise SourceError(f"{where}: the answer has a document type declaration, which is never loaded")
    if root.tag != f"{{{OAI}}}OAI-PMH":
        raise SourceError(f"{where}: the answer is not OAI-PMH but <{etree.QName(root).localname}>")
    return root


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)


def _mended_root(content: bytes) -> etree._Element | None:
    """The root of an answer that a parser refused; None where it is not certain what was meant."""
    sound = mended(content, "utf-8") if b"\0" not in content[:4] else None  # OAI-PMH is UTF-8 (§3.2)
    try:
        return _root(_ENCODING.sub("", sound.text, count=1).encode()) if sound else None
    except etree.XMLSyntaxError:
        return None


def page_of(root: etree._Element) -> Page:
    """Records, resumption token and error of an answer to ListRecords."""
    error = root.find(f"{{{OAI}}}error")
    if error is not None:
        return Page((), "", error.get("code") or "unknown", " ".join((error.text or "").split())[:200])
    listed = root.find(f"{{{OAI}}}ListRecords")
    if listed is None:
        return Page((), "", "unknown", "neither ListRecords nor an error")
    token = listed.findtext(f"{{{OAI}}}resumptionToken") or ""
    return Page(tuple(listed.iterfind(f"{{{OAI}}}record")), token.strip())


class Writer:
    """Writes records down, and sees to it that deletes name the records that they mean."""

    def __init__(self, identifier: str, identity: str) -> None:
        """`identifier`: fetch.identifier; `identity`: the vendor's, "001" or "035$a"."""
        self._before, _, self._behind = identifier.partition("{id}")
        self._tag, _, self._code = identity.partition("$")
        self._marc = self._deletes = self._fitting = self._strangers = 0  # how many; strangers have another id
        self._stranger = self._alien = ""  # the first one; aliens are not MARC

    def write(self, record: etree._Element) -> str:
        """One OAI-PMH record as XML text; one that is no good as it is, so that its reader sets it aside."""
        found = record.find(f"{{{OAI}}}header")
        header = etree.Element("header") if found is None else found
        identifier = (header.findtext(f"{{{OAI}}}identifier") or "").strip()
        deleted = header.get("status") == "deleted"
        marc = self._delete(identifier) if deleted else self._live(record, identifier)
        status = ' status="deleted"' if deleted else ""
        stamp = escape(header.findtext(f"{{{OAI}}}datestamp") or "")
        return (
            f"<oai:record><oai:header{status}><oai:identifier>{escape(identifier)}</oai:identifier>"
            f"<oai:datestamp>{stamp}</oai:datestamp></oai:header>\n<oai:metadata>{marc}</oai:metadata></oai:record>\n"
        )

    def finish(self) -> None:
        """Judge the harvest as a whole. Raises ConfigError where it is not one record that is wrong."""
        if self._alien and not self._marc:
            raise ConfigError(f"the metadata of {self._alien}, not MARCXML: see fetch.prefix")
        if self._deletes and self._strangers > self._fitting:  # they would be passed over in silence
            raise ConfigError(f"deletes cannot be told to their records: {self._stranger}; see fetch.identifier")

    def _live(self, record: etree._Element, identifier: str) -> str:
        found = record.find(f"{{{OAI}}}metadata/*")
        if found is None:
            return _EMPTY
        for each in found.iter("{*}*"):
            each.tag = etree.QName(each).localname  # the envelope declares the namespace for all of them
        alone = deepcopy(found)  # without what its surroundings declare
        etree.cleanup_namespaces(alone)
        text = etree.tostring(alone, encoding="unicode", with_tail=False)
        if found.tag != "record":
            self._alien = self._alien or f"{identifier} is <{found.tag}>"
            return f"<record>{text}</record>"
        self._marc += 1
        self._compare(self._id_in(found), identifier)
        return text if len(found) else _EMPTY

    def _compare(self, own: str, identifier: str) -> None:
        if own and own == self._id_of(identifier):
            self._fitting += 1
        elif own:
            self._strangers += 1
            self._stranger = self._stranger or f"{identifier} is the identifier of {self._tag} {own!r}"

    def _delete(self, identifier: str) -> str:
        self._deletes += 1
        value = escape(self._id_of(identifier))
        tag = quoteattr(self._tag)
        if not self._code:
            return f"<record><leader>{_DELETED}</leader><controlfield tag={tag}>{value}</controlfield></record>"
        inner = f'<subfield code="{self._code}">{value}</subfield>'
        field = f'<datafield tag={tag} ind1=" " ind2=" ">{inner}</datafield>'
        return f"<record><leader>{_DELETED}</leader>{field}</record>"

    def _id_of(self, identifier: str) -> str:
        """The vendor's id in an identifier: as fetch.identifier says, else what stands behind its second colon.

        "" for one that does not fit.
        """
        if self._before or self._behind:
            if not (identifier.startswith(self._before) and identifier.endswith(self._behind)):
                return ""
            return identifier[len(self._before) : len(identifier) - len(self._behind)].strip()
        return local_id(identifier)

    def _id_in(self, record: etree._Element) -> str:
        """The vendor's id in a record without namespaces."""
        if not self._code:
            found: Iterator[etree._Element] = record.iterfind(f"controlfield[@tag='{self._tag}']")
        else:
            found = record.iterfind(f"datafield[@tag='{self._tag}']/subfield[@code='{self._code}']")
        first = next(found, None)
        return "".join(map(str, first.itertext())).strip() if first is not None else ""
