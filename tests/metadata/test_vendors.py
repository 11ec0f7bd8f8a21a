"""The vendor file: what each key takes, and what it does to records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from feeds import SAMPLES, SHIPPED, book, mrc
from hypothesis import given, settings
from hypothesis import strategies as st
from vendor_files import written

from metadata.errors import ConfigError
from metadata.fill_marks import NAMES
from metadata.publish.splice import link_of
from metadata.vendors import Vendor, load_vendor
from metadata.vendors.schema import vendor_schema
from metadata.vendors.values import FILL_NAMES, PLACEHOLDERS
from tests import shipped
from transforms.formats.frame import Envelope
from transforms.profile import Profile
from transforms.record import Field, Level, Outcome, Record
from transforms.refine import House, Refined, refine

RULES = shipped.rules()
TABLES = shipped.tables()
FEEDS = sorted(
    path for path in SAMPLES.glob("*/night-1/*") if path.suffix in (".mrc", ".xml") and path.name != "expected.xml"
)


def loaded(folder: Path, **changed: str) -> Vendor:
    return load_vendor(written(folder, **changed))


def fault(folder: Path, **changed: str) -> str:
    with pytest.raises(ConfigError) as error:
        loaded(folder, **changed)
    return str(error.value)


# --- the schema ---------------------------------------------------------------------------------------------------


def test_the_schema_of_editors_is_that_of_the_model() -> None:
    assert (SHIPPED / "vendor.schema.json").read_text("utf-8") == vendor_schema(), "emat vendors schema > that file"


@pytest.mark.parametrize("path", sorted((SHIPPED / "vendors").glob("*.yml")), ids=lambda path: path.stem)
def test_shipped_files_fit_the_schema_and_name_it(path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("yaml")
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../vendor.schema.json\n")
    jsonschema.Draft202012Validator(json.loads(vendor_schema())).validate(yaml.safe_load(text))


@pytest.mark.parametrize(("key", "value"), [("max_bytes", "2GB"), ("max_bytes", 5), ("max_seconds", "12h")])
def test_the_schema_takes_amounts_as_they_are_written(key: str, value: object) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(vendor_schema())
    schema |= {"$ref": "#/$defs/Limits", "properties": {}, "required": [], "additionalProperties": True}
    jsonschema.Draft202012Validator(schema).validate({key: value})


def test_every_key_of_the_house_is_in_the_schema() -> None:
    named = (
        "title contact about trouble schedule timezone fetch format delivery absence_means sender identity "
        "cataloguing_language texts switches levels collections select normalise marc21 links expect rank"
    )
    assert set(named.split()) | {"source"} == set(json.loads(vendor_schema())["properties"])


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["15 2 * * *", "*/15 2-5 * jan,FEB mon-fri", "0 0 31 2 sun", "59 23 29 2 *", "5/15 * * * 7"]
)
def test_a_cron_expression_is_taken_as_it_is(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, schedule=f'"{text}"').schedule == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("at night", "it has five fields"),
        ("@daily", "it has five fields"),
        ("60 2 * * *", "the minute '60' is not within 0-59"),
        ("0 24 * * *", "the hour '24' is not within 0-23"),
        ("0 5-2 * * *", "the hour '5-2' is not within 0-23"),
        ("*/0 2 * * *", "the minute '*/0' is not within"),
        ("0 2 * * mo", "the weekday 'mo' is neither"),
        ("0 2 * mon *", "the month 'mon' is no name that cron knows"),
        ("0 2 30 feb *", "day 30 of month feb never comes"),
        ("0 2 31 4,6,9,11 *", "day 31 of month 4,6,9,11 never comes"),
    ],
)
def test_what_is_no_cron_expression_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert f"schedule: {message}" in fault(tmp_path, schedule=f'"{text}"')


_ITEMS = st.sampled_from(
    ["*", "0", "1", "7", "12", "31", "60", "1-5", "5-1", "*/15", "*/70", "1,2", "3-9/2", "5/15", "jan", "mon-fri", "?"]
)


@settings(max_examples=50, deadline=None)
@given(fields=st.lists(_ITEMS, min_size=4, max_size=6))
def test_airflow_takes_every_schedule_that_is_taken_here(fields: list[str]) -> None:
    croniter = pytest.importorskip("croniter").croniter
    raw = {"id": "x", "schedule": " ".join(fields)}
    wrong = _wrong_keys(raw)
    assert "schedule" in wrong or croniter.is_valid(raw["schedule"])


def _wrong_keys(raw: dict[str, Any]) -> set[str]:
    from pydantic import ValidationError

    with pytest.raises(ValidationError) as error:
        Vendor.model_validate(raw)  # most keys are missing
    return {str(each["loc"][0]) for each in error.value.errors()}


@pytest.mark.parametrize(("text", "seconds"), [("30m", 1800), ("12h", 43_200), ("1d", 86_400)])
def test_durations_are_kept_in_seconds(tmp_path: Path, text: str, seconds: int) -> None:
    assert loaded(tmp_path, expect=f"{{cadence: {text}}}").expect.cadence == seconds


@pytest.mark.parametrize("text", ["5", "1w", "1.5d", '"a day"', "true"])
def test_other_durations_are_refused(tmp_path: Path, text: str) -> None:
    assert "expect.grace: " in fault(tmp_path, expect=f"{{grace: {text}}}")
    assert "write 30m, 12h or 1d" in fault(tmp_path, expect=f"{{grace: {text}}}")


def link(template: str) -> str:
    return f"{{resource: {json.dumps(template)}, label: {{fi: a, sv: a, en: a}}}}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("http://x.example/{vendor_id}", "not an address"),
        ("javascript:alert({vendor_id})", "not an address"),
        ("https:///{vendor_id}", "not an address"),
        ("https://{vendor}.example/{vendor_id}", "not an address"),
        ("https://ada:pass@x.example/{vendor_id}", "not an address"),
        ("https://x.example/{vendor_id} x", "not an address"),
        ("https://x.example/{isbn}", "nothing fills {isbn}"),
        ("https://x.example/{}{vendor_id}", "nothing fills {}"),
        ("https://x.example/{vendor_id", "a brace stands alone"),
        ("https://x.example/{{vendor_id}}", "a brace stands alone"),
        ("https://x.example/", "without {vendor_id}"),
    ],
)
def test_a_link_that_would_lead_nowhere_is_refused(tmp_path: Path, template: str, message: str) -> None:
    assert f"links.resource: {message}" in fault(tmp_path, links=link(template))


def test_publication_fills_every_placeholder_that_a_link_may_hold() -> None:
    template = "https://a.example/" + "/".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
    url = link_of("alpha", "a1", (template, "", ""), False, "FI-X").url
    assert "{" not in url
    assert "a1" in url


@pytest.mark.parametrize("spec", ["938", "9XX", "59X", "FMT"])
def test_tags_and_classes_of_tags_may_be_dropped(tmp_path: Path, spec: str) -> None:
    assert loaded(tmp_path, normalise=f'{{drop: ["{spec}"]}}').normalise.drop == (spec,)


@pytest.mark.parametrize(
    ("spec", "message"),
    [("938", "quote it"), ('"9xx"', "not written as it must be"), ('"93"', "not written"), ('"2XX"', "would drop 245")],
)
def test_other_tags_are_refused(tmp_path: Path, spec: str, message: str) -> None:
    told = fault(tmp_path, normalise=f"{{drop: [{spec}]}}")
    assert "normalise.drop.0: " in told
    assert message in told


@pytest.mark.parametrize(
    ("kind", "identity", "message"),
    [
        ("onix", '"001"', "001 is not in onix: it is RecordReference"),
        ("marc21", '"RecordReference"', "RecordReference is not in marc21"),
        ("marc21", '"008"', "not written as it must be"),
        ("marc21", '"001$a"', "not written as it must be"),
        ("marcxml", "35", "quote it"),
    ],
)
def test_an_identity_that_the_format_has_not_is_refused(tmp_path: Path, kind: str, identity: str, message: str) -> None:
    told = fault(tmp_path, identity=identity, format=f"{{kind: {kind}}}")
    assert "identity: " in told
    assert message in told


def test_onix_needs_its_identity_written() -> None:
    assert "identity" in _wrong_keys({"id": "alpha", "format": {"kind": "onix"}})


OAI = '{kind: oai, url: "https://vendor.example/oai"%s}'


def test_a_harvest_of_changes_is_no_full_delivery(tmp_path: Path) -> None:
    keys = {"format": "{kind: marcxml}", "delivery": "full", "absence_means": "delete"}
    assert "delivery: a harvest brings only what changed" in fault(tmp_path, fetch=OAI % "", **keys)
    assert loaded(tmp_path, fetch=OAI % ", full: true", **keys).deletes_absent


def test_a_harvest_is_xml(tmp_path: Path) -> None:
    assert "format: OAI-PMH gives XML, not marc21" in fault(tmp_path, fetch=OAI % "", format="{kind: marc21}")


@pytest.mark.parametrize("name", ["isnb", "zzz"])
def test_a_fill_rate_that_nobody_counts_is_refused(tmp_path: Path, name: str) -> None:
    told = fault(tmp_path, expect=f"{{fill: {{{name}: 0.5}}}}")
    assert f"expect.fill.{name}: no such field is counted" in told
    assert ("did you mean 'isbn'?" if name == "isnb" else "there are isbn, vendor_id") in told


def test_the_fill_rates_are_those_that_the_gate_is_told() -> None:
    assert NAMES == FILL_NAMES


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        ("{unknown_dat: national}", "switches.unknown_dat: no such key; did you mean 'unknown_date'?"),
        ("{unknown_date: natoinal}", "switches.unknown_date: 'natoinal' is not one of n, national"),
        ("{encoding_confirmed: 8}", "switches.encoding_confirmed: 8 is not one of 2, 8, 5; quote it"),
    ],
)
def test_switches_are_a_closed_set(tmp_path: Path, switches: str, message: str) -> None:
    assert message in fault(tmp_path, switches=switches)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"timezone": "Europe/Helsinky"}, "no such time zone: Europe/Helsinky; did you mean 'Europe/Helsinki'?"),
        ({"timezone": '"../../etc/passwd"'}, "no such time zone"),
        ({"contact": "nobody"}, "contact: 'nobody' is not written"),
        ({"select": "{territory: Finland}"}, "select.territory: 'Finland' is not written"),
        ({"levels": "{I02: {level: info, until: 2027-03-31}}"}, "levels.I02.reason: it is missing"),
        ({"levels": "{I02: {level: info, reason: x, until: 20270331}}"}, "20270331 is no date: write 2027-03-31"),
        ({"normalise": '{add: ["590 x"]}'}, "normalise.add.0: '590 x' is not written"),
        (
            {"normalise": "{lookups: {langauge: {}}}"},
            "normalise.lookups.langauge: no such key; did you mean 'language'?",
        ),
        ({"texts": "{summary: 1}"}, "texts.summary: "),
    ],
)
def test_other_wrong_values_are_told(tmp_path: Path, changed: dict[str, str], message: str) -> None:
    assert message in fault(tmp_path, **changed)


# --- what it does to records ---------------------------------------------------------------------------------------


def test_the_profile_has_what_is_written_and_nothing_more(tmp_path: Path) -> None:
    vendor = loaded(
        tmp_path,
        switches="{unknown_date: national}",
        normalise='{drop: ["938"], lookups: {language: {"fin ": "fin"}}}',
        cataloguing_language="by_record",
        texts='{accessibility_not_of: ["Huoleton Oy"]}',
    )
    profile = vendor.profile("FI-X", "261101")
    assert profile.accessibility_not_of == {"huoleton oy"}
    assert profile.switches == {"unknown_date": "national"}
    assert profile.lookups == {"language": {"fin ": "fin"}}
    assert (profile.drop, profile.language, profile.levels) == (("938",), "by_record", {})


@pytest.mark.parametrize(
    ("entered", "levels"), [("270331", {"I02": Level.FATAL}), ("270401", {}), ("000000", {"I02": Level.FATAL})]
)
def test_a_level_holds_to_the_end_of_its_last_day(tmp_path: Path, entered: str, levels: dict[str, Level]) -> None:
    vendor = loaded(tmp_path, levels='{I02: {level: fatal, reason: "x", until: 2027-03-31}}')
    assert vendor.profile("FI-X", entered).levels == levels


def refined(record: Record, profile: Profile) -> Refined:
    return refine(mrc(record), Envelope("marc21"), House(profile, TABLES, RULES))


def test_a_level_of_the_vendor_file_withholds_a_record(tmp_path: Path) -> None:
    wrong = book("a-1").add(Field.data("041", "  ", "a", "xyz"))
    assert refined(wrong, loaded(tmp_path).profile("FI-X")).outcome == Outcome.CANDIDATE
    strict = loaded(tmp_path, levels='{F13: {level: fatal, reason: "codes are agreed upon"}}')
    done = refined(wrong, strict.profile("FI-X"))
    assert (done.outcome, done.rule) == (Outcome.QUARANTINED, "F13")


def test_what_was_found_in_reading_gets_the_level_of_the_vendor_file(tmp_path: Path) -> None:
    raw = bytearray(mrc(book("a-1", "Äiti")))
    raw[9:10] = b" "  # LDR/09 says MARC-8
    vendor = loaded(tmp_path, levels='{S02: {level: info, reason: "they know", until: 2027-03-31}}')
    done = refine(bytes(raw), Envelope("marc21"), House(vendor.profile("FI-X", "261101"), TABLES, RULES))
    assert {each.level for each in done.issues if each.rule == "S02"} == {Level.INFO}


@pytest.mark.parametrize(
    ("language", "stated", "expected"),
    [("swe", "", "swe"), ("fin", "", "fin"), ("eng", "", "fin"), ("eng", "swe", "swe"), ("swe", "eng", "swe")],
)
def test_by_record_catalogues_swedish_titles_in_swedish(
    tmp_path: Path, language: str, stated: str, expected: str
) -> None:
    record = book("a-1", language=language)
    record = record.add(Field.data("040", "  ", "a", "X", "b", stated)) if stated else record
    done = refined(record, loaded(tmp_path, cataloguing_language="by_record").profile("FI-X"))
    assert done.record is not None
    assert done.record.value("040", "b") == expected
    assert done.record.value("336", "a") == ("text" if expected == "swe" else "teksti")
