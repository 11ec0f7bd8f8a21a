"""When a vendor's records are made anew: for what may make them come out differently, and for nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from metadata.vendors import load_vendor
from metadata.versions import made_with

VENDOR = "beta"


@pytest.fixture
def version(own_schemas: Path, forget: Callable[[], None]) -> Callable[[Callable[[str], str]], str]:
    """The version after the vendor file is changed."""
    path = own_schemas / "vendors" / f"{VENDOR}.yml"

    def changed(change: Callable[[str], str]) -> str:
        path.write_text(change(path.read_text("utf-8")), "utf-8")
        forget()
        return made_with(own_schemas, VENDOR)

    return changed


def about(text: str) -> str:
    return text + 'about: {fi: "Kustantaja", sv: "Ett förlag", en: "A publisher"}\n'


def test_words_about_a_vendor_make_no_record_anew(version: Callable[[Callable[[str], str]], str]) -> None:
    before = version(lambda text: text)
    assert version(lambda text: text + "# looked at in November\n") == before
    assert version(about) == before


@pytest.mark.parametrize("more", ["rank: 7\n", "sender: 'Another'\n", 'normalise: {add: ["500 ## $a Note"]}\n'])
def test_everything_else_does(version: Callable[[Callable[[str], str]], str], own_schemas: Path, more: str) -> None:
    before = version(lambda text: text)
    key = more.partition(":")[0]
    assert (
        version(lambda text: "".join(each for each in text.splitlines(True) if not each.startswith(key)) + more)
        != before
    )
    assert load_vendor(own_schemas / "vendors" / f"{VENDOR}.yml").id == VENDOR


def test_every_process_finds_the_same_version(own_schemas: Path) -> None:
    code = "from pathlib import Path; from metadata.versions import made_with; "
    code += f"print(made_with(Path({str(own_schemas)!r}), {VENDOR!r}))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
