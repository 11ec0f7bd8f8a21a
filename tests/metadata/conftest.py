"""Makes the helpers beside the tests importable, and gives installations with synthetic vendors."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

import postgresql
from feeds import SHIPPED, home_in, vendor_yaml

from metadata import convert, references, refine, versions
from metadata.feedback import package
from metadata.home import Home
from metadata.house_files import whole_tables
from metadata.review import deciding
from metadata.vendors import draft
from transforms.tables import Tables
from transforms.validate import RuleSet, load_rules
from transforms.vocabulary import Excerpt, Vocabulary

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


Looks = dict[str, tuple[int, int]]
Own = tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]


def looks(schemas: Path) -> Looks:
    """Size and time of each file that rules and code lists are made of, by name: of vendors and libraries none is."""
    found: Looks = {}
    for folder, folders, files in os.walk(schemas):
        if folder == str(schemas):
            folders[:] = [each for each in folders if each not in ("vendors", "libraries")]
        for path in (Path(folder, each) for each in files):
            stat = path.stat()
            found[str(path.relative_to(schemas))] = (stat.st_size, stat.st_mtime_ns)
    return found


@pytest.fixture(scope="session", autouse=True)
def _rules_are_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Reading rules and code lists is a third of what a test of a night costs: what is the same is read once.

    The same is what has the same files: as shipped, but for those that a test wrote or took away. What is read later is
    read in a copy, which outlives the test.
    """
    as_shipped = looks(SHIPPED)
    copies: dict[Own, Path] = {((), ()): SHIPPED}

    @cache
    def rules_in(folder: Path, allow: tuple[str, ...], whole: bool) -> RuleSet:
        return load_rules(folder, allow, tables=(lambda: tables_in(folder.parent)) if whole else None)

    @cache
    def tables_in(schemas: Path) -> Tables:
        return whole_tables(schemas, None)

    def copy_of(schemas: Path) -> Path:
        found = looks(schemas)
        written = sorted(name for name, look in found.items() if as_shipped.get(name) != look)
        lost = tuple(sorted(as_shipped.keys() - found.keys()))
        own = tuple((name, (schemas / name).read_bytes()) for name in written), lost
        if own not in copies:
            copies[own] = Path(shutil.copytree(schemas, tmp_path_factory.mktemp("schemas") / "schemas"))
        return copies[own]

    def load(folder: Path, allow: tuple[str, ...] = (), tables: Callable[[], Tables] | None = None) -> RuleSet:
        if tables is not None and not isinstance(tables().vocabulary, Excerpt):
            return load_rules(folder, allow, tables=tables)
        return rules_in(copy_of(folder.parent) / folder.name, allow, tables is not None)

    def whole(schemas: Path, vocabulary: Vocabulary | None) -> Tables:
        return whole_tables(schemas, vocabulary) if vocabulary is not None else tables_in(copy_of(schemas))

    with pytest.MonkeyPatch.context() as patch:
        for module in (references, convert, draft, package, deciding):
            patch.setattr(module, "load_rules", load)
        patch.setattr(references, "whole_tables", whole)
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo played into it, not to be changed: played once, and copied for every worker."""
    own, base = tmp_path_factory.mktemp("demo") / "data", tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-played"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            command = [Path(sys.executable).with_name("emat"), "demo", "-q", "--data-dir", shared / "data"]
            subprocess.run(command, check=True, capture_output=True, cwd=shared)
            (shared / "done").touch()
    return Path(shutil.copytree(shared / "data", own))


@pytest.fixture
def own_schemas(tmp_path: Path) -> Path:
    """The schemas of the synthetic vendors for one test, which may change them."""
    return make_schemas(tmp_path / "schemas")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that says `DATABASES = BOTH` runs each test that opens a store on both, unless the test names one."""
    wanted: Sequence[Any] = getattr(metafunc.module, "DATABASES", ())
    named = any(each.args[0] == "database" for each in metafunc.definition.iter_markers("parametrize"))
    if wanted and "database" in metafunc.fixturenames and not named:
        metafunc.parametrize("database", wanted, indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server, shared; every test takes a database of its own from it."""
    with ExitStack() as stack:
        try:
            made = stack.enter_context(postgresql.running())
        except (OSError, SubprocessError) as error:
            pytest.skip(f"no PostgreSQL server can be had: {error}")
        yield made


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], str]]:
    """Folder → address of its store, the same one for the same folder: SQLite, or as the test is parametrised."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield lambda folder: f"sqlite:///{folder / 'ematerial.db'}"
        return
    made: postgresql.Server = request.getfixturevalue("server")
    lent: defaultdict[Path, str] = defaultdict(made.lend)
    yield lent.__getitem__
    for each in lent.values():
        refine.store_of(each).close()
        made.give_back(each)


@pytest.fixture
def open_home(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[Callable[..., Home]]:
    """Opens installations by name and closes them."""
    homes: list[Home] = []

    def make(name: str = "data", schemas: Path = SHIPPED, workers: int = 1) -> Home:
        homes.append(home_in(tmp_path / name, schemas, workers, database(tmp_path / name)))
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
        references.house_of.cache_clear()
        references.rules_of.cache_clear()
        references.tables_of.cache_clear()
        references.measures_of.cache_clear()
        versions.made_with.cache_clear()
        versions._of_files.cache_clear()

    return clear


@pytest.fixture(autouse=True)
def _close_readers() -> Iterator[None]:
    """The stores that refine opened for reading; SQLite files of a test must not stay open behind it."""
    yield
    refine.store_of.cache_clear()


@pytest.fixture
def browser() -> Iterator[Any]:
    """Debian's chromium; it ends with the test."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium here")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
