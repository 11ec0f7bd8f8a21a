"""Makes the helpers beside these tests, and those of the tests of metadata, importable."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
for each in (HERE, HERE.parent / "metadata", HERE.parent / "metadata/fetch"):  # importlib mode adds nothing to the path
    if str(each) not in sys.path:
        sys.path.insert(0, str(each))
