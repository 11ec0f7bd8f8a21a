"""YAML files of people: what is wrong is named with file, line and the nearest key."""

from __future__ import annotations

from pathlib import Path

import pytest
from feeds import SHIPPED, vendor_yaml

from metadata.errors import ConfigError
from metadata.libraries import Library, load_libraries
from metadata.vendors import load_vendor, load_vendors
from metadata.yaml_files import load_model


def refused(folder: Path, text: str | bytes) -> str:
    path = folder / "alpha.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as error:
        load_vendor(path)
    return str(error.value)


def test_the_shipped_files_are_sound() -> None:
    vendors, bad = load_vendors(SHIPPED)
    assert bad == {}
    assert set(vendors) >= {"film-service", "marc-aggregator", "onix-publisher"}
    assert set(load_libraries(SHIPPED)) == {"FI-Exempel", "FI-Mallila"}


def test_an_unknown_key_gets_its_line_and_the_nearest_one(tmp_path: Path) -> None:
    text = vendor_yaml("alpha").replace("delivery:", "delivry:")
    line = next(number for number, each in enumerate(text.splitlines(), 1) if each.startswith("delivry"))
    assert f"alpha.yml:{line}: delivry: no such key; did you mean 'delivery'?" in refused(tmp_path, text)


def test_an_unknown_key_inside_another_gets_its_own_line(tmp_path: Path) -> None:
    text = vendor_yaml("alpha").split("expect:")[0] + "expect:\n  max_drop: 0.1\n  max_dletes: 0.1\n"
    message = refused(tmp_path, text)
    assert message.startswith(f"alpha.yml:{len(text.splitlines())}: expect.max_dletes: no such key")
    assert "'max_deletes'" in message


def test_every_fault_has_its_own_line(tmp_path: Path) -> None:
    text = vendor_yaml("alpha").replace("delivery: delta", "delivery: weekly").replace("rank: 50", "rank: high")
    message = refused(tmp_path, text)
    assert ["delivery" in message.splitlines()[0], "rank" in message.splitlines()[1]] == [True, True]


def test_a_key_without_any_like_it_has_no_suggestion(tmp_path: Path) -> None:
    assert "zzzzzz: no such key" in refused(tmp_path, vendor_yaml("alpha") + "zzzzzz: 1\n")
    assert "did you mean" not in refused(tmp_path, vendor_yaml("alpha") + "zzzzzz: 1\n")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    text = "\n".join(each for each in vendor_yaml("alpha").splitlines() if not each.startswith("source"))
    assert refused(tmp_path, text) == "alpha.yml:1: source: Field required"


def test_absence_needs_a_full_feed(tmp_path: Path) -> None:
    text = vendor_yaml("alpha", absence="delete")
    assert "absence_means: delete needs delivery: full" in refused(tmp_path, text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [1\nb: 2\n", "not YAML"),
        ("- a\n- b\n", "alpha.yml:1: the file must hold keys and values"),
        ("", "alpha.yml:1: the file must hold keys and values"),
        (b"\xff\xfe\x00", "cannot be read"),
        ("a: !!python/object/apply:os.system ['true']\n", "alpha.yml:1: not YAML"),
        ("a: \x07\n", "alpha.yml:1: not YAML"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert message in refused(tmp_path, content)


def test_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"alpha\.yml: cannot be read"):
        load_vendor(tmp_path / "alpha.yml")


def test_a_suggestion_is_the_key_as_it_is_written_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "FI-One.yml"
    path.write_text((SHIPPED / "libraries" / "FI-Exempel.yml").read_text("utf-8").replace("except:", "exept:"), "utf-8")
    with pytest.raises(ConfigError, match=r"acquires\.exept: no such key; did you mean 'except'\?"):
        load_model(path, Library)
