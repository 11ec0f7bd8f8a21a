"""Rules of the house that no linter knows: what may lie where, and that it all travels with the package."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml

import metadata
import transforms

ROOT = Path(__file__).parents[1]
ROOMS = ("dags", "metadata", "transforms")
MODULES = sorted(path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py"))
OURS = [path for path in MODULES if path.relative_to(ROOT).parts[0] in ROOMS]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def rooms_of(path: Path) -> set[str]:
    """The packages that a module imports from, by their first name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("room", [metadata, transforms], ids=["metadata", "transforms"])
def test_rooms_are_those_of_this_checkout(room: object) -> None:
    """Their names are general: another package of this name must not answer."""
    assert Path(str(room.__file__)).is_relative_to(ROOT)  # type: ignore[attr-defined]


def test_every_module_says_what_it_is_for() -> None:
    assert not [name(path) for path in OURS if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


def test_no_module_is_too_long_to_read() -> None:
    assert not [name(path) for path in OURS if len(path.read_text("utf-8").splitlines()) > 400]


def imported_at_once(body: list[ast.stmt]) -> Iterator[str]:
    """What a module names in imports that run when it is imported itself."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.If | ast.Try) and "TYPE_CHECKING" not in ast.unparse(node):
            yield from imported_at_once(node.body)


def with_packages(module: str) -> set[str]:
    """A module and the packages that are imported before it."""
    return {module.rsplit(".", depth)[0] for depth in range(module.count(".") + 1)}


def test_no_module_waits_for_itself() -> None:
    """Each can be imported first: tests, which begin elsewhere, do not see a circle that a command runs into."""
    paths = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in OURS}
    told = {module: imported_at_once(ast.parse(path.read_text("utf-8")).body) for module, path in paths.items()}
    waits = {
        module: {before for each in names for before in with_packages(each)} & paths.keys() - with_packages(module)
        for module, names in told.items()
    }
    assert list(TopologicalSorter(waits).static_order())


def test_only_dags_say_airflow() -> None:
    others = [path for path in MODULES if "dags" not in path.relative_to(ROOT).parts]
    assert not [name(path) for path in others if "airflow" in rooms_of(path)]


def test_transforms_import_from_transforms_only() -> None:
    inner = [path for path in OURS if path.is_relative_to(ROOT / "transforms")]
    assert not [name(path) for path in inner if rooms_of(path) & {"dags", "metadata", "tests"}]


def test_schemas_hold_data_only() -> None:
    assert not list((ROOT / "schemas").rglob("*.py"))


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").rglob("*.csv")), ids=name)
def test_table_names_its_source(path: Path) -> None:
    first, header, *rows = path.read_text("utf-8").splitlines()
    assert first.startswith("# ")
    assert "ource" in first
    assert rows, "a table has rows"
    assert not header.startswith("#")


def test_yaml_files_end_in_yml() -> None:
    found = [path for room in ("schemas", "sample_records", *ROOMS) for path in (ROOT / room).rglob("*.yaml")]
    assert not found


@pytest.mark.parametrize(
    "path",
    sorted(path for room in ("schemas", "sample_records") for path in (ROOT / room).rglob("*.yml")),
    ids=name,
)
def test_yaml_is_read_and_begins_with_a_comment_or_title(path: Path) -> None:
    text = path.read_text("utf-8")
    assert yaml.safe_load(text)
    assert text.startswith(("#", "title:", "yaml-language-server"))


def test_tests_have_no_init() -> None:
    """With one, tests/metadata would be imported as metadata (style.md §8)."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_has_a_vague_name() -> None:
    vague = {"utils", "helpers", "common", "base", "core", "manager"}
    assert not [name(path) for path in MODULES if path.stem in vague or vague & set(path.relative_to(ROOT).parts)]


@pytest.mark.long
def test_the_wheel_carries_the_data_that_the_code_reads(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = [each.split(".data/data/")[-1] for each in archive.namelist()]
    tracked = subprocess.run(
        ["git", "ls-files", "schemas", "sample_records"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert tracked
    assert not {f"share/ematerial/{each}" for each in tracked if (ROOT / each).exists()} - set(inside)
    assert {"metadata/cli/__init__.py", "transforms/record.py"} <= set(inside)
    assert not [each for each in inside if each.startswith(("tests/", "airflow"))]
