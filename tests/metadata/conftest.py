"""Makes the helpers beside the tests importable, and gives installations with synthetic vendors."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from feeds import SHIPPED, home_in, vendor_yaml

from metadata import refine, versions
from metadata.home import Home

LIBRARY = """\
isil: "{isil}"
name: {{fi: "{isil}", sv: "{isil}", en: "{isil}"}}
acquires: {{collections: [{collections}]}}
links: {{alpha: "https://{isil}.example/{{vendor_id}}"}}
link_text: {{fi: "Lainaa", sv: "Låna", en: "Borrow"}}
"""


def make_schemas(target: Path) -> Path:
    """The shipped schemas, but with vendors alpha (full), beta and gamma (delta), and two libraries of them."""
    shutil.copytree(SHIPPED, target)
    for each in (*(target / "vendors").glob("*.yml"), *(target / "libraries").glob("*.yml")):
        each.unlink()
    full = vendor_yaml("alpha", delivery="full", absence="delete", rank=60)
    (target / "vendors" / "alpha.yml").write_text(full, "utf-8")
    for vendor_id, rank in (("beta", 50), ("gamma", 40)):
        (target / "vendors" / f"{vendor_id}.yml").write_text(vendor_yaml(vendor_id, rank=rank), "utf-8")
    for isil, collections in (("FI-One", '"alpha"'), ("FI-Two", '"beta", "gamma"')):
        text = LIBRARY.format(isil=isil, collections=collections)
        (target / "libraries" / f"{isil}.yml").write_text(text, "utf-8")
    return target


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schemas of the synthetic vendors, shared; not to be changed."""
    return make_schemas(tmp_path_factory.mktemp("schemas") / "schemas")


@pytest.fixture
def own_schemas(tmp_path: Path) -> Path:
    """The schemas of the synthetic vendors for one test, which may change them."""
    return make_schemas(tmp_path / "schemas")


@pytest.fixture
def open_home(tmp_path: Path) -> Iterator[Callable[..., Home]]:
    """Opens installations by name and closes them."""
    homes: list[Home] = []

    def make(name: str = "data", schemas: Path = SHIPPED, workers: int = 1) -> Home:
        homes.append(home_in(tmp_path / name, schemas, workers))
        return homes[-1]

    yield make
    for each in homes:
        each.close()


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path) -> Home:
    """An empty installation of the synthetic vendors."""
    return open_home(schemas=synthetic)


@pytest.fixture
def forget() -> Callable[[], None]:
    """What a new process does: read the schemas anew."""

    def clear() -> None:
        refine.house_of.cache_clear()
        versions.made_with.cache_clear()
        versions._of_files.cache_clear()

    return clear


@pytest.fixture(autouse=True)
def _close_readers() -> Iterator[None]:
    """The stores that refine opened for reading; SQLite files of a test must not stay open behind it."""
    yield
    refine._store.cache_clear()
