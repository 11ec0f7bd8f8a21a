"""Makes the modules beside the tests importable, and gives the schemas that answers are validated with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lxml import etree

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from oai_schema import SCHEMAS, schema


@pytest.fixture(scope="session")
def oai_schema() -> etree.XMLSchema:
    found = schema()
    if found is None:
        pytest.skip(f"the OAI-PMH schemas are not at {SCHEMAS}")
    return found
