"""Makes the modules beside the tests importable, and gives the schemas that answers are validated with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lxml import etree

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

SCHEMAS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "schemas"
_PARTS = {
    "http://www.openarchives.org/OAI/2.0/": "oai-marc/OAI-PMH.xsd",
    "http://www.openarchives.org/OAI/2.0/oai-identifier": "oai-marc/oai-identifier.xsd",
    "http://www.openarchives.org/OAI/2.0/friends/": "oai-guidelines/friends.xsd",
    "http://www.openarchives.org/OAI/2.0/oai_dc/": "oai-marc/oai_dc.xsd",
    "http://www.loc.gov/MARC21/slim": "oai-marc/MARC21slim.xsd",
}


@pytest.fixture(scope="session")
def oai_schema() -> etree.XMLSchema:
    if not SCHEMAS.is_dir():
        pytest.skip(f"the OAI-PMH schemas are not at {SCHEMAS}")
    imports = "".join(
        f'<import namespace="{namespace}" schemaLocation="{(SCHEMAS / path).as_uri()}"/>'
        for namespace, path in _PARTS.items()
    )
    whole = f'<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:whole">{imports}</schema>'
    return etree.XMLSchema(etree.fromstring(whole))
