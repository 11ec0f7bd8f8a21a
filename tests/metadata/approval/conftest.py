"""Installations in which something is held: played once, and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from feeds import book, gone, home_in, night

from metadata.home import Home

VENDOR = ("vendors/alpha.yml", "max_drop: 1.0", "max_drop: 0.2")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Path:
    """Beside their schemas two data folders: in `delivery` a file is held, in `publication` that.

    Alpha, which is whole every time, had four titles, and then a file with one of them changed and a new one. Beta had
    sixty, and withdraws twenty-five of them at once.
    """
    folder = tmp_path_factory.mktemp("held")
    file = Path(shutil.copytree(synthetic, folder / "schemas")) / VENDOR[0]
    file.write_text(file.read_text("utf-8").replace(*VENDOR[1:]), "utf-8")
    with closing(home_in(folder / "delivery", folder / "schemas")) as home:
        night(home, "alpha", "1.mrc", [book(f"a{number}", f"Kissa {number}") for number in range(4)])
        night(home, "alpha", "2.mrc", [book("a0", "Muuttunut | [x](https://evil.example)"), book("a9", "Uusi")])
    with closing(home_in(folder / "publication", folder / "schemas")) as home:
        night(home, "beta", "1.mrc", [book(f"b{number:02}", f"Kirja {number}") for number in range(60)])
        night(home, "beta", "2.mrc", [gone(f"b{number:02}") for number in range(25)])
    return folder


@pytest.fixture
def copied(played: Path, tmp_path: Path) -> Iterator[Callable[[str], Home]]:
    """Opens a copy of one of the data folders."""
    homes = []

    def make(name: str) -> Home:
        for each in (name, "schemas"):
            shutil.copytree(played / each, tmp_path / each)
        homes.append(home_in(tmp_path / name, tmp_path / "schemas"))
        return homes[-1]

    yield make
    for each in homes:
        each.close()


@pytest.fixture
def held_home(copied: Callable[[str], Home]) -> Home:
    """A held delivery of alpha's."""
    return copied("delivery")


@pytest.fixture
def held_publication(copied: Callable[[str], Home]) -> Home:
    """A held publication, for what beta withdraws."""
    return copied("publication")
