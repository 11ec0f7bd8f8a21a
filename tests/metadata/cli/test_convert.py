from __future__ import annotations

import base64
import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pymarc
import pytest

from tests.metadata.cli.conftest import EMAT, SAMPLES, Emat
from transforms.formats.marc21 import to_iso2709
from transforms.record import Field, Record

AGGREGATOR = SAMPLES / "marc-aggregator" / "night-1" / "aggregator-20261101.mrc"
ONIX = SAMPLES / "onix-publisher" / "night-1" / "revontuli-20261101.xml"
ONE = SAMPLES / "marc-aggregator" / "mojibake" / "input.mrc"
SHARED = Path(__file__).resolve().parents[3].parent / "shared/data/marc/_aggregate/shared_distinct_bibs_utf8.mrc"
PRINTED = Record.of(
    Field("001", "1"),
    Field("008", "260101s2020    fi |||||||||||||||||||fin||"),
    Field.data("245", "10", "a", "Painettu kirja"),
    Field.data("300", "  ", "a", "200 sivua"),
    Field.data("336", "  ", "a", "teksti", "b", "txt", "2", "rdacontent"),
    Field.data("337", "  ", "a", "käytettävissä ilman laitetta", "b", "n", "2", "rdamedia"),
    Field.data("338", "  ", "a", "nide", "b", "nc", "2", "rdacarrier"),
)


def counts(path: Path) -> dict[str, int]:
    return dict(json.loads(path.read_text()))


def write(path: Path, record: Record) -> Path:
    content = to_iso2709(record)
    assert isinstance(content, bytes)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("source", ["marc21", "marcxml", "json", "onix"])
@pytest.mark.parametrize("target", ["marc21", "marcxml", "json", "line"])
def test_every_format_to_every_format(source: str, target: str, emat: Emat, tmp_path: Path) -> None:
    given = ONIX if source == "onix" else ONE
    if source in ("marcxml", "json"):
        given = tmp_path / f"given.{source}"
        assert emat("convert", ONE, "--to", source, "--upto", "read", "-o", given).code == 0
    ran = emat("convert", given, "--from", source, "--to", target, "-o", tmp_path / "out", "--counts", tmp_path / "c")
    assert (ran.code, ran.out) == (0, "")
    told = counts(tmp_path / "c")
    assert told["read"] == sum(told.values()) - told["read"] > 0
    assert told["converted"] == (42 if source == "onix" else 1)
    assert (tmp_path / "out").stat().st_size > 500


def test_a_record_is_the_same_by_way_of_every_format(emat: Emat, tmp_path: Path) -> None:
    direct = emat("convert", ONE, "--to", "line").out
    for target in ("marc21", "marcxml", "json"):
        way = tmp_path / target
        emat("convert", ONE, "--to", target, "--upto", "read", "-o", way)
        assert emat("convert", way, "--to", "line").out.splitlines()[1:] == direct.splitlines()[1:]


def test_json_is_one_record_a_line(emat: Emat) -> None:
    lines = emat("convert", AGGREGATOR, "--to", "json", "--vendor", "marc-aggregator").out.splitlines()
    assert all(isinstance(json.loads(line)["fields"], list) for line in lines)
    assert len(lines) == 42


def test_counts_are_flat_integers_in_order(emat: Emat, tmp_path: Path) -> None:
    ran = emat("convert", AGGREGATOR, "--to", "json", "--vendor", "marc-aggregator", "--counts", tmp_path / "c")
    told = counts(tmp_path / "c")
    assert told == {"read": 44, "converted": 42, "deleted": 0, "filtered": 1, "quarantined": 1}
    assert list(told) == ["read", "converted", "deleted", "filtered", "quarantined"]
    assert ran.err.splitlines()[-1] == "read 44, converted 42, deleted 0, filtered 1, quarantined 1"


def test_quiet_says_nothing(emat: Emat, tmp_path: Path) -> None:
    assert emat("convert", ONE, "--to", "json", "-q", "-o", tmp_path / "out") == (0, "", "")


def test_deletes_of_a_vendor_are_counted_and_not_written(emat: Emat, tmp_path: Path) -> None:
    stub = SAMPLES / "film-service" / "delete-by-leader" / "input.mrc"
    ran = emat("convert", stub, "--to", "line", "--vendor", "film-service", "--counts", tmp_path / "c")
    assert (ran.code, ran.out, counts(tmp_path / "c")["deleted"]) == (0, "", 1)


def test_deleted_records_of_oai_pmh_are_counted_as_deletes(emat: Emat, tmp_path: Path) -> None:
    given = SAMPLES / "nordic-platform" / "night-2" / "nordhyllan-20261102.xml"
    emat("convert", given, "--to", "line", "--vendor", "nordic-platform", "--counts", tmp_path / "c")
    told = counts(tmp_path / "c")
    assert (told["read"], told["converted"], told["deleted"], told["quarantined"]) == (8, 6, 2, 0)


def test_rejects_hold_the_payload_and_the_rule(emat: Emat, tmp_path: Path) -> None:
    where = ("-o", tmp_path / "o", "--rejects", tmp_path / "r")
    ran = emat("convert", AGGREGATOR, "--to", "json", "--vendor", "marc-aggregator", *where)
    assert ran.code == 0  # one unreadable record among others is no broken file
    (reject,) = map(json.loads, (tmp_path / "r").read_text().splitlines())
    assert list(reject) == ["vendor", "delivery", "position", "rule", "slug", "message", "payload"]
    assert (reject["vendor"], reject["delivery"]) == ("marc-aggregator", AGGREGATOR.name)
    assert (reject["rule"], reject["slug"]) == ("S01", "unparsable-record")
    assert base64.b64decode(reject["payload"]) in AGGREGATOR.read_bytes()


@pytest.mark.parametrize("given", [AGGREGATOR, ONIX], ids=["marc", "onix"])
def test_of_a_broken_off_file_every_complete_record_is_written(given: Path, emat: Emat, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(given.read_bytes()[:12_000])
    ran = emat(
        "convert",
        cut,
        "--to",
        "json",
        "-o",
        tmp_path / "o",
        "--rejects",
        tmp_path / "r",
        "--counts",
        tmp_path / "c",
    )
    told = counts(tmp_path / "c")
    *_, last = map(json.loads, (tmp_path / "r").read_text().splitlines())
    assert ran.code == 1
    assert "breaks off" in ran.err
    assert told["read"] == told["converted"] + told["filtered"] + told["quarantined"]
    assert told["converted"] == len((tmp_path / "o").read_text().splitlines()) > 1
    assert (last["rule"], last["position"]) == ("S01", told["read"] - 1)
    assert cut.read_bytes().endswith(base64.b64decode(last["payload"]))


def test_a_refused_file_still_leaves_counts_and_does_not_stop_the_others(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Hei, tässä aineisto.")
    ran = emat("convert", tmp_path / "letter.txt", ONE, "--to", "json", "--counts", tmp_path / "c")
    assert ran.code == 1
    assert ran.err.startswith("emat: letter.txt: the file is not MARC or ONIX")
    assert counts(tmp_path / "c") == {
        "read": 1,
        "converted": 1,
        "deleted": 0,
        "filtered": 0,
        "quarantined": 0,
    }


def test_a_unimarc_file_is_refused(emat: Emat, tmp_path: Path) -> None:
    fields = (Field.data("100", "  ", "a", "19961119d1996"), Field.data("200", "1 ", "a", "Titolo"))
    given = write(tmp_path / "unimarc.mrc", Record.of(*fields))
    ran = emat("convert", given, "--to", "json", "--counts", tmp_path / "c")
    assert (ran.code, "UNIMARC, not MARC 21" in ran.err, counts(tmp_path / "c")["read"]) == (1, True, 0)


def test_a_file_that_is_not_what_was_named_is_refused(emat: Emat) -> None:
    ran = emat("convert", ONE, "--from", "onix", "--to", "json")
    assert (ran.code, "not onix" in ran.err) == (1, True)


def test_gzip_is_unpacked(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "feed.mrc.gz").write_bytes(gzip.compress(ONE.read_bytes()))
    assert emat("convert", tmp_path / "feed.mrc.gz", "--to", "line").out == emat("convert", ONE, "--to", "line").out


def test_without_a_vendor_print_marc_stays_print(emat: Emat, tmp_path: Path) -> None:
    given = write(tmp_path / "print.mrc", PRINTED)
    out = emat("convert", given, "--to", "line").out
    assert "=300  \\\\$a200 sivua" in out
    assert "$bnc$2rdacarrier" in out
    assert "verkkoaineisto" not in out
    assert "=001  1" in out


def test_with_a_vendor_print_is_filtered(emat: Emat, tmp_path: Path) -> None:
    given = write(tmp_path / "print.mrc", PRINTED)
    emat("convert", given, "--to", "line", "--vendor", "marc-aggregator", "--counts", tmp_path / "c")
    assert counts(tmp_path / "c")["filtered"] == 1


def test_converted_record_keeps_its_own_number(emat: Emat) -> None:
    assert "=001  urn:isbn:9789527999721" in emat("convert", ONE, "--to", "line").out


@pytest.mark.parametrize("stage", ["read", "convert", "normalise", "enrich", "validate"])
def test_upto_a_stage(stage: str, emat: Emat) -> None:
    assert emat("convert", ONE, "--to", "line", "--upto", stage).code == 0


def test_upto_read_changes_nothing(emat: Emat, tmp_path: Path) -> None:
    emat("convert", ONE, "--to", "marc21", "--upto", "read", "-o", tmp_path / "o")
    (here,) = pymarc.MARCReader((tmp_path / "o").read_bytes())
    (there,) = pymarc.MARCReader(ONE.read_bytes(), force_utf8=True)
    assert [str(each) for each in here.fields] == [str(each) for each in there.fields]


def test_a_dash_is_standard_output(emat: Emat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert emat("convert", ONE, "--to", "line", "-o", "-").out == emat("convert", ONE, "--to", "line").out != ""
    assert list(tmp_path.iterdir()) == []


def test_output_is_never_written_over_the_input(emat: Emat, tmp_path: Path) -> None:
    given = tmp_path / "feed.mrc"
    given.write_bytes(ONE.read_bytes())
    ran = emat("convert", given, "--to", "marc21", "-o", given)
    assert (ran.code, "over the input" in ran.err) == (2, True)
    assert given.read_bytes() == ONE.read_bytes()


@pytest.mark.parametrize("option", ["--rejects", "--counts"])
def test_no_output_is_written_over_the_input_or_another_one(option: str, emat: Emat, tmp_path: Path) -> None:
    given = tmp_path / "feed.mrc"
    given.write_bytes(ONE.read_bytes())
    ran = emat("convert", given, "--to", "json", "-o", tmp_path / "o", option, given)
    assert (ran.code, ran.err) == (2, f"emat: {given}: the output would be written over the input\n")
    assert given.read_bytes() == ONE.read_bytes()
    ran = emat("convert", given, "--to", "json", "-o", tmp_path / "o", option, tmp_path / "o")
    assert (ran.code, ran.err) == (2, f"emat: {tmp_path / 'o'}: the output would be written over another output\n")
    ran = emat("convert", given, "--to", "json", "-q", "-o", "/dev/null", option, "/dev/null")
    assert (ran.code, ran.err) == (0, "")


def test_counts_of_an_earlier_run_do_not_outlive_a_failure(emat: Emat, tmp_path: Path) -> None:
    (tmp_path / "c").write_text('{"read": 7}')
    assert emat("convert", ONE, "--to", "json", "-o", "/dev/full", "--counts", tmp_path / "c").code == 1
    assert (tmp_path / "c").read_text() == ""


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_pipe_is_read_to_its_end(name: str, pack: Callable[[bytes], bytes]) -> None:
    """It can be read only once, so that each look at its beginning takes from it."""
    feed = AGGREGATOR.read_bytes() * 9
    ran = subprocess.run([EMAT, "convert", name, "--to", "json"], input=pack(feed), capture_output=True)
    assert (ran.returncode, len(ran.stdout.splitlines())) == (0, 9 * 43)
    assert ran.stderr.splitlines()[-1] == b"read 396, converted 387, deleted 0, filtered 0, quarantined 9"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["convert"], id="no input"),
        pytest.param(["convert", "no-such-file", "--to", "json"], id="no such file"),
        pytest.param(["convert", ONE], id="no target"),
        pytest.param(["convert", ONE, "--to", "pica"], id="unknown target"),
        pytest.param(["convert", ONE, "--to", "json", "--upto", "print"], id="unknown stage"),
        pytest.param(["convert", ONE, "--to", "json", "--vendor", "nobody"], id="unknown vendor"),
        pytest.param(["convert", ONE, "--to", "json", "-o", "/no/such/folder/x"], id="no such folder"),
        pytest.param(["convert", ONE, "--to", "json", "--nonsense"], id="unknown option"),
        pytest.param(["nonsense"], id="unknown command"),
        pytest.param([], id="nothing"),
    ],
)
def test_wrong_use_exits_2_with_a_message(arguments: list[object], emat: Emat) -> None:
    ran = emat(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.err or ran.out


def test_result_goes_to_stdout_and_the_rest_to_stderr() -> None:
    ran = subprocess.run([EMAT, "convert", ONE, "--to", "marc21"], capture_output=True, check=True)
    (record,) = pymarc.MARCReader(ran.stdout)
    assert record["245"]["a"] == "Häräntappoase /"
    assert ran.stderr.decode().startswith("read 1, converted 1")


def test_marcxml_is_read_back_by_pymarc(emat: Emat, tmp_path: Path) -> None:
    for target in ("marcxml", "marc21"):
        where = ("-o", tmp_path / f"o.{target}")
        emat("convert", AGGREGATOR, "--to", target, "--vendor", "marc-aggregator", *where)
    of_xml = pymarc.parse_xml_to_array(str(tmp_path / "o.marcxml"))
    of_marc = list(pymarc.MARCReader((tmp_path / "o.marc21").read_bytes()))
    assert [str(each).splitlines()[1:] for each in of_xml] == [str(each).splitlines()[1:] for each in of_marc]


@pytest.mark.long
@pytest.mark.skipif(not SHARED.exists(), reason="the shared test data are not here")
def test_all_of_the_shared_marc_is_accounted_for(emat: Emat, tmp_path: Path) -> None:
    """pymarc reads 6,841; in one of them it takes the ends of fields for text, and that is not written."""
    ran = emat("convert", SHARED, "--to", "marcxml", "-o", tmp_path / "o.xml", "--counts", tmp_path / "c")
    told, seen = counts(tmp_path / "c"), 0

    def see(_: object) -> None:
        nonlocal seen
        seen += 1

    pymarc.map_xml(see, str(tmp_path / "o.xml"))
    assert (ran.code, told["read"], told["deleted"], told["filtered"]) == (0, 6841, 0, 0)
    assert told["converted"] == seen == 6841
    assert told["converted"] + told["quarantined"] == told["read"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("form", ["line", "marc21"])
def test_a_result_that_cannot_be_written_is_told_plainly(form: str) -> None:
    sample = SAMPLES / "film-service" / "night-1" / "films-20261101.mrc"
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [EMAT, "convert", sample, "--to", form], check=False, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == "emat: the result cannot be written: No space left on device"
    assert "Traceback" not in ran.stderr


def test_a_reader_that_has_gone_is_no_trouble() -> None:
    sample = SAMPLES / "film-service" / "night-1" / "films-20261101.mrc"
    with subprocess.Popen(
        [EMAT, "convert", sample, "--to", "line"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        said = ran.stderr.read()
    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_an_empty_file_and_an_unknown_vendor_are_told(emat: Emat, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mrc"
    empty.touch()
    ran = emat("convert", empty, "--to", "line")
    assert (ran.code, ran.err.splitlines()[0]) == (1, "emat: empty.mrc: the file is empty")
    ran = emat("convert", empty, "--to", "line", "--vendor", "nobody")
    assert (ran.code, ran.err[:58]) == (2, "emat: there is no vendor file nobody; there are film-servi")
