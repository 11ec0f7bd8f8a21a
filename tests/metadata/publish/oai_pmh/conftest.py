"""What the tests of OAI-PMH share: a door to the sample catalogue."""

from __future__ import annotations

import pytest
from fake_catalogue import sample_catalogue
from oai_door import Door


@pytest.fixture
def door() -> Door:
    return Door(sample_catalogue())
