"""KBART lines, column by column as NISO RP-9-2014 §6.6 asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schema_org_titles import ID, title_record

from transforms.formats.kbart import COLUMNS, Holding, alphabetical, header, line
from transforms.record import Field, Record

_LABELS = """
publication_title print_identifier online_identifier date_first_issue_online num_first_vol_online num_first_issue_online
date_last_issue_online num_last_vol_online num_last_issue_online title_url first_author title_id embargo_info
coverage_depth notes publisher_name publication_type date_monograph_published_print date_monograph_published_online
monograph_volume monograph_edition first_editor parent_publication_title_id preceding_publication_title_id access_type
"""
LABELS = _LABELS.split()  # as §6.6.1 lists them
PRINTED = frozenset(("painettu:", "tryckt:"))
PAGE = f"https://kirjasto.example/titles/{ID}"
LINK = Field.data("856", "40", "u", "https://lainaa.example/1", "y", "Lainaa")


def row(media: str, *fields: Field, fixed: str = "s2024    ") -> dict[str, str]:
    return told(title_record(media, *fields, fixed=fixed))


def told(record: Record) -> dict[str, str]:
    holding = Holding(record, PAGE, "FI-EMAT", PRINTED)
    return dict(zip(LABELS, line(holding).decode().removesuffix("\n").split("\t"), strict=True))


def test_the_header_has_the_25_labels_in_order() -> None:
    assert header().decode() == "\t".join(LABELS) + "\n"
    assert len(COLUMNS) == 25


def test_a_book() -> None:
    found = row(
        "ebook",
        Field.data("020", "  ", "a", "978-951-1-23456-3"),  # the check digit is wrong
        Field.data("020", "  ", "a", "978-951-1-23456-2"),
        Field.data("100", "1 ", "a", "Meikäläinen, Maija,", "e", "kirjoittaja.", "4", "aut"),
        Field.data("250", "  ", "a", "2. painos."),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Kustantaja,", "c", "2024."),
        Field.data("700", "1 ", "a", "Toimittaja, Topi,", "e", "toimittaja.", "4", "edt"),
        Field.data("776", "08", "i", "E-äänikirja:", "z", "978-952-7999-01-1"),
        Field.data("776", "08", "i", "Painettu:", "z", "978-952-10-8321-1"),
        LINK,
    )
    assert {name: value for name, value in found.items() if value} == {
        "publication_title": "Saari: tarina",
        "print_identifier": "9789521083211",
        "online_identifier": "9789511234562",
        "title_url": "https://lainaa.example/1",
        "first_author": "Meikäläinen",
        "title_id": ID,
        "coverage_depth": "fulltext",
        "publisher_name": "Kustantaja",
        "publication_type": "monograph",
        "date_monograph_published_online": "2024",
        "monograph_edition": "2. painos",
        "first_editor": "Toimittaja",
        "access_type": "P",
    }


def test_a_magazine_that_goes_on_has_a_first_issue_and_no_last() -> None:
    found = row(
        "magazine",
        Field.data("022", "  ", "a", "0317-8471"),
        Field.data("710", "2 ", "a", "Seura.", "4", "edt"),
        Field.data("776", "08", "i", "Painettu:", "x", "2049-3630"),
        Field.data("780", "00", "t", "Vanha", "w", "(FI-EMAT)01M8GWBQN1E6STGFW9XTD1ZR22X"),
        fixed="c19999999",
    )
    assert (found["publication_type"], found["online_identifier"], found["print_identifier"]) == (
        "serial",
        "0317-8471",
        "2049-3630",
    )
    assert (found["date_first_issue_online"], found["date_last_issue_online"]) == ("1999", "")
    assert found["preceding_publication_title_id"] == "01M8GWBQN1E6STGFW9XTD1ZR22X"
    monograph = [found[each] for each in LABELS if "monograph" in each or each in ("first_author", "first_editor")]
    assert not any(monograph)


def test_a_view_with_its_own_003_names_what_a_magazine_continues() -> None:
    links = Field.data("780", "00", "w", "(FI-EMAT)1", "w", "(FI-Oma)01M8GWBQN1E6STGFW9XTD1ZR22X")
    found = told(title_record("magazine", links, fixed="c19999999").put(Field("003", "FI-Oma")))
    assert found["preceding_publication_title_id"] == "01M8GWBQN1E6STGFW9XTD1ZR22X"


def test_a_magazine_that_has_ceased_has_a_last_issue() -> None:
    found = row("magazine", fixed="d19992011")
    assert (found["date_first_issue_online"], found["date_last_issue_online"]) == ("1999", "2011")


def test_a_part_of_a_work_has_its_volume() -> None:
    title = Field.data("245", "10", "a", "Saari.", "n", "2,", "p", "Myrsky.")
    holding = Holding(title_record("ebook").put(title), PAGE, "FI-EMAT", PRINTED)
    assert line(holding).decode().split("\t")[LABELS.index("monograph_volume")] == "2"


def test_what_everyone_may_read_is_free() -> None:
    assert row("ebook", Field.data("506", "0 ", "a", "Open access"))["access_type"] == "F"
    assert row("ebook", Field.data("506", "1 ", "a", "Lainausoikeus"))["access_type"] == "P"


def test_without_a_link_the_page_of_the_title_is_its_address() -> None:
    assert row("ebook", Field.data("856", "40", "u", "javascript:alert(1)"))["title_url"] == PAGE


def test_the_name_of_a_body_is_told_whole() -> None:
    body = Field.data("110", "2 ", "a", "Suomen kirjailijat, yhdistys.", "4", "aut")
    assert row("ebook", body)["first_author"] == "Suomen kirjailijat, yhdistys"


@pytest.mark.parametrize(("indicators", "first"), [("14", "end"), ("10", "the end")])
def test_articles_do_not_count_in_the_alphabet(indicators: str, first: str) -> None:
    record = title_record("ebook").put(Field.data("245", indicators, "a", "The End /"))
    assert alphabetical(record) == first


@given(st.text())
def test_any_text_stays_in_its_line_and_column(text: str) -> None:
    found = row("ebook", Field.data("250", "  ", "a", f"x{text}x"), LINK)
    assert found["title_url"] == "https://lainaa.example/1"
    assert not set("\t\r\n") & set("".join(found.values()))
