"""The schemas of OAI-PMH and of what stands in its containers, as one; None where the test data are absent."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "schemas"
_PARTS = {
    "http://www.openarchives.org/OAI/2.0/": "oai-marc/OAI-PMH.xsd",
    "http://www.openarchives.org/OAI/2.0/oai-identifier": "oai-marc/oai-identifier.xsd",
    "http://www.openarchives.org/OAI/2.0/friends/": "oai-guidelines/friends.xsd",
    "http://www.openarchives.org/OAI/2.0/provenance": "oai-guidelines/provenance.xsd",
    "http://www.openarchives.org/OAI/2.0/rights/": "oai-guidelines/rights.xsd",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai-marc/oai_dc.xsd",
    "http://www.loc.gov/MARC21/slim": "oai-marc/MARC21slim.xsd",
}


@cache
def schema() -> etree.XMLSchema | None:
    """Everything that a response may hold; what has no schema is refused by the schema of OAI-PMH."""
    if not SCHEMAS.is_dir():
        return None
    imports = "".join(
        f'<import namespace="{namespace}" schemaLocation="{(SCHEMAS / path).as_uri()}"/>'
        for namespace, path in _PARTS.items()
    )
    whole = f'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:whole">{imports}</schema>'
    return etree.XMLSchema(etree.fromstring(whole))
