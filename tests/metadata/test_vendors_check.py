"""What `emat vendors check` finds in vendor files beyond their model."""

from __future__ import annotations

from pathlib import Path

import pytest
from feeds import SHIPPED
from vendor_files import KNOWN, with_keys, written

from metadata.errors import ConfigError
from metadata.vendors.check import Checked, check_files, files_of


def checked(folder: Path, **changed: str) -> Checked:
    (found,) = check_files([written(folder, **changed)], [], KNOWN)
    return found


def test_a_sound_file_has_neither_faults_nor_warnings(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert (found.faults, found.warnings) == ([], [])
    assert found.vendor is not None


def test_a_level_of_no_rule_is_a_fault_with_the_nearest_rule(tmp_path: Path) -> None:
    (told,) = checked(tmp_path, levels='{Q02: {level: info, reason: "x"}}').faults
    assert told.startswith("alpha.yml:14: levels.Q02: no such rule; did you mean '")


def test_a_lower_level_needs_a_last_day(tmp_path: Path) -> None:
    (told,) = checked(tmp_path, levels='{I02: {level: info, reason: "x"}}').faults
    assert told.startswith(f"alpha.yml:14: levels.I02: info is less than the rule's own {KNOWN.rules['I02']}")
    assert checked(tmp_path, levels='{I02: {level: fatal, reason: "x"}}').faults == []
    assert checked(tmp_path, levels='{I02: {level: info, reason: "x", until: 2027-01-01}}').faults == []


def test_an_expired_level_is_a_fault_so_that_somebody_looks_at_it(tmp_path: Path) -> None:
    found = checked(tmp_path, levels='{I02: {level: info, reason: "x", until: 2026-10-31}}')
    assert found.faults == ["alpha.yml:14: levels.I02.until: expired on 2026-10-31: the rule's own level counts"]


@pytest.mark.parametrize("rule", ["S01", "S04", "O01", "O14"])
def test_what_cannot_be_read_or_traced_is_not_lowered(tmp_path: Path, rule: str) -> None:
    (told,) = checked(tmp_path, levels=f'{{{rule}: {{level: warning, reason: "x", until: 2027-01-01}}}}').faults
    assert told.startswith(f"alpha.yml:14: levels.{rule}: warning is less than the rule's own fatal: without effect")


def test_a_connection_that_is_not_set_is_a_warning(tmp_path: Path) -> None:
    found = checked(tmp_path, fetch="{kind: sftp, connection: nowhere}")
    assert found.faults == []
    (told,) = found.warnings
    assert told.startswith("alpha.yml:13: warning: fetch.connection: the connection 'nowhere' is not set")


def test_keys_that_only_onix_is_asked_for_are_a_warning(tmp_path: Path) -> None:
    keys = {"sender": '"X"', "switches": "{unknown_date: national}", "select": "{territory: FI}"}
    found = checked(tmp_path, **keys)
    assert [each.split(": ")[2] for each in found.warnings] == ["sender", "select.territory", "switches.unknown_date"]
    assert checked(tmp_path, **keys, format="{kind: onix}", identity="RecordReference").warnings == []


def test_a_collection_is_one_vendors_only(tmp_path: Path) -> None:
    one, two = written(tmp_path, "one", collections='{default: "both"}'), written(tmp_path, "two")
    two.write_text(with_keys(collections='{default: "both"}', source="BETA"), "utf-8")
    first, second = check_files([one, two], [one, two], KNOWN)
    assert first.faults == ["one.yml:14: collections.default: 'both' is already that of two"]
    assert second.faults == ["two.yml:13: collections.default: 'both' is already that of one"]


def test_a_prefix_of_035_is_one_vendors_only(tmp_path: Path) -> None:
    one, two = written(tmp_path, "one", source="Beta"), written(tmp_path, "two", source="BETA")
    first, second = check_files([one, two], [one, two], KNOWN)
    assert first.faults == ["one.yml:13: source: 'Beta' is already the prefix of two"]
    assert second.faults == ["two.yml:13: source: 'BETA' is already the prefix of one"]


@pytest.mark.parametrize(
    ("source", "registered"),
    [("OVERDRIVE", "OverDrive"), ("FIN01", "FI-MELINDA"), ("fi-melinda", "FI-MELINDA"), ("OCOLC", "OCoLC")],
)
def test_a_registered_prefix_is_written_as_it_is_registered(tmp_path: Path, source: str, registered: str) -> None:
    (told,) = checked(tmp_path, source=source).faults
    assert told.startswith(f"alpha.yml:13: source: {source!r} is registered as {registered!r} (")
    assert checked(tmp_path, source=registered).faults == []
    lookups = f'{{lookups: {{identifier: {{"Number": "{source}"}}}}}}'
    (told,) = checked(tmp_path, normalise=lookups).faults
    assert told.startswith(f"alpha.yml:14: normalise.lookups.identifier.Number: {source!r} is registered as")


def test_files_are_named_by_vendor_or_path(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert files_of(SHIPPED, ["film-service", str(path)]) == [SHIPPED / "vendors" / "film-service.yml", path]
    with pytest.raises(ConfigError, match="there is no vendor file nobody; there are film-service, "):
        files_of(SHIPPED, ["nobody"])
