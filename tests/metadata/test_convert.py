"""What convert promises to its callers in Python; the contract of the command line is in tests/metadata/cli."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest

from metadata.convert import Conversion, convert_files, neutral_house
from metadata.errors import ConfigError
from metadata.garbage import SELDOM
from transforms.record import Field, Outcome, Record
from transforms.refine import Refined, refine

SAMPLES = Path(__file__).parents[2] / "sample_records"
ONE = SAMPLES / "marc-aggregator" / "mojibake" / "input.mrc"


def test_a_record_too_long_for_iso_2709_is_quarantined_there_only(tmp_path: Path) -> None:
    long = Record.of(
        Field("001", "1"),
        Field.data("245", "10", "a", "Valot"),
        *(Field.data("500", "  ", "a", f"x{number:02}" * 3_000) for number in range(12)),
    )
    house = neutral_house()
    (tmp_path / "in.json").write_bytes(json.dumps(_marc_in_json(long)).encode() + b"\n")
    for target, converted in (("marc21", 0), ("marcxml", 1)):
        done = convert_files(
            Conversion([tmp_path / "in.json"], "json", target, house), tmp_path / "out", tmp_path / "rejects"
        )
        assert (done.counts["converted"], done.counts["quarantined"]) == (converted, 1 - converted)
    convert_files(Conversion([tmp_path / "in.json"], "json", "marc21", house), tmp_path / "out", tmp_path / "rejects")
    assert json.loads((tmp_path / "rejects").read_text())["rule"] == "S20"


def _marc_in_json(record: Record) -> object:
    fields = [
        {each.tag: each.value}
        if each.is_control
        else {each.tag: {"ind1": each.ind1, "ind2": each.ind2, "subfields": [{c: v} for c, v in each.subfields]}}
        for each in record
    ]
    return {"leader": record.leader, "fields": fields}


def test_rejects_are_not_written_over_the_input(tmp_path: Path) -> None:
    given = tmp_path / "in.mrc"
    given.write_bytes(ONE.read_bytes())
    with pytest.raises(ConfigError, match="over the input"):
        convert_files(Conversion([given], "auto", "json", neutral_house()), tmp_path / "out", given)
    assert given.stat().st_size


def test_every_read_record_has_one_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = iter(Outcome)

    def end(raw: bytes, envelope: object, house: object) -> Refined:
        return Refined(next(each for each in ends if each != Outcome.UNCHANGED), reason="as told")

    monkeypatch.setattr("metadata.convert.refine", end)
    (tmp_path / "in.mrc").write_bytes(ONE.read_bytes() * 4)
    done = convert_files(Conversion([tmp_path / "in.mrc"], "auto", "json", neutral_house()), tmp_path / "out", None)
    assert done.counts == {"read": 4, "converted": 1, "deleted": 1, "filtered": 1, "quarantined": 1}


def test_garbage_is_looked_for_seldom_while_it_converts_and_as_before_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, inside = gc.get_threshold(), list[int]()

    def refined(*given: Any) -> Refined:
        inside.append(gc.get_threshold()[0])
        return refine(*given)

    monkeypatch.setattr("metadata.convert.refine", refined)
    convert_files(Conversion([ONE], "auto", "json", neutral_house()), tmp_path / "out", None)
    assert inside
    assert set(inside) == {SELDOM}
    assert gc.get_threshold() == before


def test_schemas_may_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAT_SCHEMAS", str(tmp_path))
    with pytest.raises(FileNotFoundError):
        neutral_house()


def test_a_vendors_house_selects_as_its_file_says() -> None:
    profile = neutral_house("film-service").profile
    assert (profile.vendor, profile.isil, profile.media) == ("film-service", "FI-EMAT", {"film"})
