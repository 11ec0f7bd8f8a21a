"""What the tests of the command line share: `emat` in this process, and data folders with the demo played into them."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from metadata.cli import main

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "sample_records"
EMAT = Path(sys.executable).with_name("emat")


class Ran(NamedTuple):
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Emat = Callable[..., Ran]


@pytest.fixture
def emat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Emat:
    """`emat("convert", path, "--to", "json")`, in a terminal wide enough for every message."""
    for name in ("EMAT_DATA_DIR", "EMAT_SCHEMAS", "EMAT_SAMPLES", "EMAT_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["emat", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return Ran(int(left.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def own_demo(demo: Path, tmp_path: Path) -> Path:
    """A copy of the played demo that a test may change."""
    return Path(shutil.copytree(demo, tmp_path / "data"))
