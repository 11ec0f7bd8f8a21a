from __future__ import annotations

from pathlib import Path

import pytest

from tests.metadata.cli.conftest import SAMPLES, Emat
from transforms.formats import WRITERS
from transforms.record import Field, Record

ONIX = SAMPLES / "onix-publisher" / "sami-poetry-pair" / "input.xml"


def write(path: Path, *fields: Field, format_name: str = "marcxml") -> Path:
    writer = WRITERS[format_name]
    piece = writer.write(Record.of(*fields))
    assert isinstance(piece, bytes)
    path.write_bytes(writer.head + piece + writer.tail)
    return path


def valot(
    path: Path, *more: Field, isbn: str = "9789527999127", title: str = "Valot", format_name: str = "json"
) -> Path:
    fields = (Field.data("020", "  ", "a", isbn), *more, Field.data("245", "10", "a", title))
    return write(path, *fields, format_name=format_name)


@pytest.mark.parametrize("format_name", ["marc21", "marcxml", "json"])
def test_fragments_of_one_title_match(format_name: str, emat: Emat, tmp_path: Path) -> None:
    ran = emat("match", valot(tmp_path / "a"), valot(tmp_path / "b", format_name=format_name), "--format", "json")
    assert ran.code == 0
    assert (ran.json["decision"], ran.json["score"], ran.json["vetoes"]) == ("match", 1.0, [])
    assert set(ran.json) == {"decision", "level", "tier", "score", "evidence", "vetoes", "profile"}
    assert set(ran.json["evidence"][0]) == {"field", "reason", "score"}


def test_a_fragment_does_not_speak_against_the_media_of_a_whole_record(emat: Emat, tmp_path: Path) -> None:
    fragment = write(
        tmp_path / "fragment",
        Field.data("020", "  ", "a", "9789527999356"),
        Field.data("245", "10", "a", "Beaivváš čuohká gaba"),
    )
    assert emat("match", ONIX, fragment, "--format", "json").json["decision"] == "match"


def test_one_number_on_an_e_book_and_an_audiobook_is_for_a_person(emat: Emat, tmp_path: Path) -> None:
    online = Field.data("338", "  ", "b", "cr", "2", "rdacarrier")
    book = valot(tmp_path / "a", Field.data("336", "  ", "b", "txt", "2", "rdacontent"), online)
    audio = valot(tmp_path / "b", Field.data("336", "  ", "b", "spw", "2", "rdacontent"), online)
    ran = emat("match", book, audio, "--format", "json")
    assert ran.json["decision"] == "review"
    assert ran.json["vetoes"] == [{"field": "media", "reason": "media", "left": "ebook", "right": "eaudiobook"}]


def test_text_says_the_same(emat: Emat, tmp_path: Path) -> None:
    ran = emat("match", valot(tmp_path / "a"), valot(tmp_path / "b", title="Kissan kosto"))
    assert ran.out.splitlines()[0] == "review (K1, score 0.3529)"
    assert "  veto title-floor: 'valot' against 'kissan kosto'" in ran.out.splitlines()


def test_no_shared_number_is_no(emat: Emat, tmp_path: Path) -> None:
    ran = emat("match", valot(tmp_path / "a"), valot(tmp_path / "b", isbn="9789527999257"))
    assert (ran.code, ran.out.splitlines()[0]) == (0, "no (K4, score 1.0)")


def test_a_file_without_a_record_is_told(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "junk").write_text("hei")
    ran = emat("match", ONIX, tmp_path / "junk")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("emat: junk: ")
