"""What is plainly right is taken as it is written, and all as typer takes it; nothing heavy is imported for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperCommand

from metadata.cli.convert import convert, match, validate
from metadata.cli.plain import PlainCommand
from tests.metadata.cli.conftest import SAMPLES, Emat

ONE = SAMPLES / "marc-aggregator" / "mojibake" / "input.mrc"
ONIX = SAMPLES / "onix-publisher" / "editions" / "input.xml"
STORE = ("sqlalchemy", "alembic", "airflow")
NETWORK = ("requests", "asyncssh", "botocore", "http.client", "email", "socket", "ssl")
OTHERS = ("pydantic", "rich", "stdnum", "rapidfuzz", "rdflib", "pymarc", "jinja2", "xlsxwriter", "starlette")


def told(cls: type[TyperCommand], command: Any, *arguments: object) -> object:
    """What a command would be called with, or why it would not."""
    app = typer.Typer()
    app.command(cls=cls)(command)
    try:
        return typer.main.get_command(app).make_context("emat", [str(each) for each in arguments]).params
    except typer.BadParameter as error:
        return error.format_message()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mrc").write_bytes(b"a")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (convert, "a.mrc --to json"),
        (convert, "a.mrc a.mrc --to line --upto read -q -o new.txt --counts a.mrc --vendor=x --from onix"),
        (convert, "a.mrc --to=marc21 -o folder"),
        (convert, "a.mrc --to=marc21 -o link --vendor "),
        (convert, "a.mrc --to JSON"),
        (convert, "a.mrc --to json --upto publish"),
        (convert, "a.mrc"),
        (convert, "--to json"),
        (convert, "a.mrc missing.mrc --to json"),
        (convert, "folder --to json"),
        (convert, "link --to json"),
        (match, "- a.mrc"),
        (validate, "a.mrc --format ndjson --fix -o out"),
        (validate, "a.mrc --lang sv"),
        (validate, "a.mrc --lang de"),
        (match, "a.mrc a.mrc --format json"),
        (match, "a.mrc"),
        (match, "a.mrc folder"),
    ],
)
def test_is_read_as_typer_reads_it(command: Any, arguments: str, files: Path) -> None:
    ours = told(PlainCommand, command, *arguments.split(" "))
    typers = told(TyperCommand, command, *arguments.split(" "))
    assert ours == typers
    if isinstance(ours, dict) and isinstance(typers, dict):
        assert list(map(repr, ours.values())) == list(map(repr, typers.values()))  # an enum is no text


def test_a_dash_is_standard_input_where_files_are_read_once(files: Path) -> None:
    (files / "-").touch()
    for arguments in (("-", "a.mrc", "--to", "json"), ("a.mrc", "-", "--to", "json")):
        read = told(PlainCommand, convert, *arguments)
        assert isinstance(read, dict)
        assert read["inputs"] == [Path(each.replace("-", "/dev/stdin")) for each in arguments[:2]]
    assert told(PlainCommand, match, "-", "a.mrc") == told(TyperCommand, match, "-", "a.mrc")


def test_a_file_that_may_not_be_read_is_told(files: Path) -> None:
    (files / "a.mrc").chmod(0)
    if os.access(files / "a.mrc", os.R_OK):
        pytest.skip("this user may read everything")
    assert "not readable" in str(told(PlainCommand, convert, "a.mrc", "--to", "json"))


@pytest.mark.parametrize("arguments", [("convert", ONE, "--to", "marcxml"), ("convert", ONIX, "--to", "marc21")])
def test_a_small_file_waits_for_nothing_heavy(arguments: tuple[object, ...]) -> None:
    code = (
        "import json, sys\nfrom metadata.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    json.dump([end.code, sorted(sys.modules)], sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments), "-q", "-o", os.devnull], capture_output=True, check=True
    )
    status, modules = json.loads(ran.stderr)
    assert status == 0
    assert not {*STORE, *NETWORK, *OTHERS}.intersection(modules)


def test_marc_waits_for_no_onix() -> None:
    code = "import sys, metadata.convert; print([each for each in sys.modules if 'crosswalks' in each])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize("arguments", [("status", "--format", "foo"), ("convert", ONE, "--to", "foo")])
def test_a_value_that_is_none_of_its_kind_is_told_in_plain_words(emat: Emat, arguments: tuple[object, ...]) -> None:
    ran = emat(*arguments)
    assert ran.code == 2
    assert ": 'foo' is not one of '" in ran.err
    assert "Value error" not in ran.err


def test_the_version_is_told(emat: Emat) -> None:
    assert emat("--version").out == f"emat {version('ematerial')}\n"


def test_names_of_arguments_stand_once_in_the_help(emat: Emat) -> None:
    assert "emat report coverage [OPTIONS] [VENDOR]... " in emat("report", "coverage", "--help").out
