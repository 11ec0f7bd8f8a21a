"""A delivered list: what each line says, what cannot be used and why, and that no line is lost."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.acquisitions.forms import KBART, Known
from metadata.acquisitions.read import Listed, read_list
from metadata.store.acquisitions import Line
from metadata.unpack import RefusedFileError

KNOWN = Known(frozenset({"alpha", "beta"}), frozenset({"alpha", "beta-films"}))
OF_ALPHA = KNOWN._replace(vendor="alpha")
HEAD = "vendor,collection,identifier,from,until"
ISBN = "9789527999011"


def listed(tmp_path: Path, text: str | bytes, form: str = "csv", known: Known = KNOWN) -> Listed:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_list(path, tmp_path / "work", form, known)


def only(tmp_path: Path, line: str, known: Known = KNOWN) -> Line:
    found = listed(tmp_path, f"{HEAD}\n{line}\n", known=known)
    assert not found.faults
    return found.lines[0]


@pytest.mark.parametrize(
    ("line", "collection", "vendor", "names"),
    [
        (",alpha,,,", "alpha", "", ()),
        ("beta,,b1,,", "", "beta", ("beta:b1",)),
        (f"beta,,{ISBN},,", "", "beta", (f"beta:{ISBN}", f"isbn:{ISBN}")),
        (",,978-952-7999-01-1,,", "", "", (f"isbn:{ISBN}",)),
        (f",beta-films,{ISBN},,", "beta-films", "", (f"isbn:{ISBN}",)),
        (",,alpha:a1,,", "", "", ("alpha:a1",)),
        ("alpha,,alpha:a1,,", "", "alpha", ("alpha:a1",)),
        ('alpha,,"a,1",,', "", "alpha", ("alpha:a,1",)),
    ],
)
def test_a_line_names_a_collection_or_a_title(
    tmp_path: Path, line: str, collection: str, vendor: str, names: tuple[str, ...]
) -> None:
    found = only(tmp_path, line)
    assert (found.collection, found.vendor, found.names) == (collection, vendor, names)


def test_a_list_of_one_vendor_need_not_name_it(tmp_path: Path) -> None:
    assert listed(tmp_path, "identifier\na1\n", known=OF_ALPHA).lines[0].names == ("alpha:a1",)


@pytest.mark.parametrize("days", ["2026-01-01,2026-12-31", "1.1.2026,31.12.2026"])
def test_days_are_written_in_two_ways(tmp_path: Path, days: str) -> None:
    found = only(tmp_path, f",alpha,,{days}")
    assert (found.starts, found.ends) == ("2026-01-01", "2026-12-31")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_first_line(tmp_path: Path, separator: str) -> None:
    text = "\ufeffVendor,Identifier,Until\r\nalpha,a1,2026-12-31\r\n\r\nalpha,a2,\r\n".replace(",", separator)
    assert [each.names for each in listed(tmp_path, text).lines] == [("alpha:a1",), ("alpha:a2",)]


def test_further_columns_say_nothing(tmp_path: Path) -> None:
    assert listed(tmp_path, "title,identifier,price\nKissa,alpha:a1,12\n").lines[0].names == ("alpha:a1",)


def test_a_packed_list_is_read(tmp_path: Path) -> None:
    assert listed(tmp_path, gzip.compress(f"{HEAD}\n,alpha,,,\n".encode())).read == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (",,,2026-01-01,", "neither an identifier nor a collection"),
        ("gamma,,g1,,", "no such vendor: gamma; there are alpha, beta"),
        (",alpah,,,", "no such collection: alpah; did you mean 'alpha'?"),
        ("alpha,,,,", "a vendor without an identifier"),
        (",,9.78953E+12,,", "rounded: make the column text"),
        (",,9789527999012,,", "names no title: name its vendor"),
        (",alpha,,2026-02-30,", "'2026-02-30' is no day: write 2026-12-31"),
        (",alpha,,31.2.2026,", "is no day"),
        (",alpha,,2026-12-31,2026-01-01", "until 2026-01-01 is before from 2026-12-31"),
        ('alpha,,"a1,,', "a quotation mark is not closed"),
        ("alpha,,a1,,,x", "6 cells, but there are 5 columns"),
        ("alpha,,a\x071,,", "no printable text"),
        (f"alpha,,{'a' * 301},,", "too long"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_with_its_number(tmp_path: Path, line: str, told: str) -> None:
    found = listed(tmp_path, f"{HEAD}\n,alpha,,,\n{line}\nbeta,,b1,,\n")
    assert found.counts == {"read": 3, "taken": 2, "repeated": 0, "unusable": 1}
    assert found.faults[0].line == 3
    assert told in found.faults[0].message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there are no lines in it"),
        ("\n ;;\n", "there are no lines in it"),
        ("isbn\n9789527999011\n", "the first line must name its columns: vendor, collection, identifier, from, until"),
        ("identifier,untill\na1,2026-12-31\n", "column 'untill': did you mean 'until'?"),
        ("identifier,identifier\na1,a2\n", "column 'identifier' stands twice"),
        (f"{HEAD}\nbeta,,k\xe4ki,,\n".encode("latin-1"), "not in UTF-8 at byte 47"),
        ('"identifier\na1\n', "the names of the columns cannot be told apart"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(RefusedFileError) as error:
        listed(tmp_path, text)
    assert told in str(error.value)


def test_empty_lines_do_not_count(tmp_path: Path) -> None:
    assert listed(tmp_path, f"{HEAD}\n\n,,,,\n,alpha,,,\n").counts["read"] == 1


def test_what_is_said_twice_counts_once(tmp_path: Path) -> None:
    found = listed(tmp_path, f"{HEAD}\nalpha,,a1,,\nalpha,,a1,,\nalpha,,a1,,2026-12-31\n")
    assert found.counts == {"read": 3, "taken": 2, "repeated": 1, "unusable": 0}


# --- KBART ---------------------------------------------------------------------------------------------------------


def kbart(*lines: dict[str, str], more: tuple[str, ...] = ()) -> str:
    columns = (*KBART, *more)
    rows = ["\t".join(columns), *("\t".join(each.get(name, "") for name in columns) for each in lines)]
    return "\n".join(rows) + "\n"


def test_kbart_has_25_columns() -> None:
    assert len(KBART) == len(set(KBART)) == 25


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ({"title_id": "a1"}, ("alpha:a1",)),
        ({"title_id": "a1", "online_identifier": ISBN}, ("alpha:a1", f"isbn:{ISBN}")),
        ({"online_identifier": "0039-5552", "publication_type": "serial"}, ("issn:0039-5552",)),
        ({"print_identifier": "978-952-10-8321-1"}, ("print:9789521083211",)),
        ({"print_identifier": "978-952-10-8321-1", "online_identifier": ISBN}, (f"isbn:{ISBN}",)),
        ({"title_id": "a1", "online_identifier": "e-book"}, ("alpha:a1",)),
    ],
)
def test_kbart_names_a_title_by_its_surest_identifier(
    tmp_path: Path, line: dict[str, str], names: tuple[str, ...]
) -> None:
    text = kbart({"publication_title": 'Kissa "ja" koira', **line})
    assert listed(tmp_path, text, "kbart", OF_ALPHA).lines[0].names == names


def test_kbart_may_have_the_days_of_access(tmp_path: Path) -> None:
    days = {"access_start_date": "2026-01-01", "access_end_date": "2026-12-31"}
    (line,) = listed(tmp_path, kbart({"title_id": "a1", **days}, more=tuple(days)), "kbart", OF_ALPHA).lines
    assert (line.starts, line.ends) == ("2026-01-01", "2026-12-31")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({}, "no online_identifier, and no title_id: the title cannot be told"),
        ({"online_identifier": "9789527999012"}, "'9789527999012' is neither an ISBN nor an ISSN"),
    ],
)
def test_a_line_of_kbart_that_names_no_title_is_told(tmp_path: Path, line: dict[str, str], told: str) -> None:
    found = listed(tmp_path, kbart({"publication_title": "Kissa", **line}), "kbart", OF_ALPHA)
    assert told in found.faults[0].message


def test_what_is_not_kbart_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFileError, match="not KBART: its first line has no publication_title"):
        listed(tmp_path, f"{HEAD}\n,alpha,,,\n", "kbart", OF_ALPHA)


# --- laws ----------------------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=12)


@given(st.lists(st.lists(CELLS, max_size=7).map(",".join), max_size=8))
def test_law_every_line_counts_once(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    found = listed(tmp_path_factory.mktemp("law"), "\n".join([HEAD, *lines]))
    assert found.read == len([each for each in lines if each.strip(" \t;,")])
    assert found.read == len(found.lines) + found.repeated + len(found.faults)


@given(st.binary(max_size=200), st.sampled_from(("csv", "kbart")))
def test_law_whatever_comes_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes, form: str) -> None:
    try:
        listed(tmp_path_factory.mktemp("law"), raw, form, OF_ALPHA)
    except RefusedFileError as refused:
        assert str(refused)
