"""Spreadsheets, read back: no formula, no link, no control character, every finding in its cells."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from shelf import Shelf, fill, issue

from metadata.feedback.package import write_package
from metadata.feedback.sheet import COLUMNS, COUNT_COLUMNS
from transforms.record import Level

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HOSTILE = (
    '=HYPERLINK("http://a.example","x")',
    "+1",
    "-1",
    "@x",
    "\t=1",
    '"=1',
    "https://a.example/",
    "_x003D_1",
    "\x0b\ufffe",
    "12345",
    "a" * 40_000,
)


def sheets(path: Path) -> list[list[list[str]]]:
    """Every cell of a workbook as text, read from its XML."""
    with zipfile.ZipFile(path) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [_cells(ElementTree.fromstring(book.read(name))) for name in names]


def _cells(sheet: ElementTree.Element) -> list[list[str]]:
    return [_row(row) for row in sheet.iterfind("m:sheetData/m:row", NS)]


def _row(row: ElementTree.Element) -> list[str]:
    """The cells of a row of up to 26, with "" for those that are not there."""
    texts = [""] * 26
    for each in row:
        texts[ord(each.attrib["r"][0]) - ord("A")] = "".join(
            part.text or "" for part in each.iter() if part.tag.endswith(("}t", "}v"))
        )
    return texts


def csv_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


@pytest.fixture
def hostile(shelf: Shelf, tmp_path: Path) -> Path:
    number = shelf.delivery("=1+1.mrc")
    shelf.counted(number, "I02", 1)
    for at, value in enumerate(HOSTILE):
        shelf.record(f"k{at:02}", number, issue(value=value), title=f"x{value[:50]}", record="")
    shelf.record("=id", number, issue("D05", value="=x", after="=y", fixed=True))
    return write_package(shelf.home, "alpha", tmp_path / "out").folder


def test_csv_has_no_cell_that_begins_a_formula(hostile: Path) -> None:
    for name in ("feedback.csv", "counts.csv"):
        rows = csv_of(hostile / name)
        assert len(rows) > 1
        assert not [each for row in rows for each in row if re.match(r"""[\s"]*[=+\-@]""", each)]
        assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f]", (hostile / name).read_text("utf-8"))


def test_workbook_has_text_only(hostile: Path) -> None:
    with zipfile.ZipFile(hostile / "feedback.xlsx") as book:
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    every = "".join(text for name, text in parts.items() if "worksheets/" in name)
    assert not re.search(r"<f[ >]", every)
    assert "<hyperlink" not in every
    findings = sheets(hostile / "feedback.xlsx")[0]
    assert not [each for row in findings for each in row if re.match(r"""[\s"]*[=+\-@]""", each)]


def test_workbook_and_csv_hold_the_same_findings(hostile: Path) -> None:
    wanted = csv_of(hostile / "feedback.csv")[1:]
    found = [
        [re.sub(r"_x005F(_x[0-9A-F]{4}_)", r"\1", each) for each in row[: len(COLUMNS)]]
        for row in sheets(hostile / "feedback.xlsx")[0][1:]
    ]
    assert len(found) == len(HOSTILE) + 1
    assert found == wanted
    assert max(len(each) for row in found for each in row) == 32_767


def test_escape_of_excel_is_no_way_in(hostile: Path) -> None:
    """Excel reads "_x003D_" as "=": what looks so is escaped once more."""
    with zipfile.ZipFile(hostile / "feedback.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x003D_1" in sheet
    assert not re.search(r"(?<!_x005F)_x003D_", sheet)


def test_rows_tell_what_was_done(shelf: Shelf, tmp_path: Path) -> None:
    number = shelf.delivery("a.mrc")
    shelf.record(
        "k1", number, issue(), issue("S13", "a\u00a0b", fixed=True, after="a b", level=Level.WARNING, path="245$a")
    )
    shelf.record(
        "k2", number, issue("D08", "22 cm", fixed=True, path="300$c", stage="norm"), issue("D05", "x", suppressed=True)
    )
    folder = write_package(shelf.home, "alpha", tmp_path / "out", "en").folder
    head, *rows = csv_of(folder / "feedback.csv")
    assert head == list(COLUMNS)
    assert [dict(zip(head, row, strict=True))["fixed"] for row in rows] == ["no", "yes", "yes", "accepted exception"]
    assert rows[1] == [
        "k1", "Kissa", "S13", "forbidden-character", "warning", rows[1][5], "245$a",
        "a⟨U+00A0⟩b", "a⟨U+00A0⟩b", "a b", "yes",
    ]  # fmt: skip
    assert rows[2][8:10] == ["22 cm", "(no longer here)"]


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("fi", "Havainnot Säännöt Lue ensin"),
        ("sv", "Anmärkningar Regler Läs först"),
        ("en", "Findings Rules Read first"),
    ],
)
def test_workbook_speaks_the_language(shelf: Shelf, tmp_path: Path, lang: str, names: str) -> None:
    fill(shelf, 2, 5)
    folder = write_package(shelf.home, "alpha", tmp_path / "out", lang).folder
    with zipfile.ZipFile(folder / "feedback.xlsx") as book:
        found = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert " ".join(found) == names


def test_workbook_says_when_it_does_not_hold_all(shelf: Shelf, tmp_path: Path) -> None:
    path = shelf.home.settings.schemas / "feedback.yml"
    assert path.is_file()
    shelf.home.settings = type(shelf.home.settings)(
        shelf.home.settings.data_dir, _fewer(path, tmp_path), shelf.home.settings.samples, shelf.home.settings.database
    )
    fill(shelf, 2, 20)
    folder = write_package(shelf.home, "alpha", tmp_path / "out", "en").folder
    findings, _, about = sheets(folder / "feedback.xlsx")
    assert len(findings) == 1 + 7
    assert len(csv_of(folder / "feedback.csv")) > 20
    assert "The workbook has the first 7 findings; all are in the file feedback.csv." in [row[0] for row in about]


def _fewer(path: Path, tmp_path: Path) -> Path:
    """The schemas, with a workbook of seven findings."""
    import shutil

    target = Path(shutil.copytree(path.parent, tmp_path / "fewer"))
    (target / "feedback.yml").write_text(path.read_text("utf-8").replace("sheet: 50000", "sheet: 7"), "utf-8")
    return target


def test_counts_are_one_line_for_each_rule_and_delivery(shelf: Shelf, tmp_path: Path) -> None:
    for name in ("a.mrc", "b.mrc"):
        number = shelf.delivery(name)
        shelf.counted(number, "I02", 5, fixed=2, suppressed=1)
        shelf.counted(number, "ZZZ", 1)
    head, *rows = csv_of(write_package(shelf.home, "alpha", tmp_path / "out").folder / "counts.csv")
    assert head == list(COUNT_COLUMNS)
    assert rows[0] == [
        "alpha",
        "1",
        "a.mrc",
        "file",
        "2026-11-01T00:15:00Z",
        "I02",
        "isbn-check-digit",
        "error",
        "5",
        "2",
        "1",
        "5",
        "7",
        "3",
    ]
    assert [(row[2], row[5]) for row in rows] == [
        ("a.mrc", "I02"),
        ("a.mrc", "ZZZ"),
        ("b.mrc", "I02"),
        ("b.mrc", "ZZZ"),
    ]
    assert rows[1][6:8] == ["", ""]  # a rule that is no more in the catalogue
