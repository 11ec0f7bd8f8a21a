"""YAML files of people: what is wrong is named with file, line and the nearest key."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from feeds import SHIPPED, vendor_yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata.errors import ConfigError
from metadata.libraries import Library, load_libraries
from metadata.vendors import Vendor, load_vendor, load_vendors
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
    assert set(load_libraries(SHIPPED)[0]) == {"FI-Exempel", "FI-Mallila", "FI-Saarela", "FI-Tunturi"}


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
    assert refused(tmp_path, text) == "alpha.yml:1: source: it is missing"


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
        ("a: !!python/object/apply:os.system ['true']\n", "alpha.yml:1: tags (!) are not read"),
        ("a: \x07\n", "alpha.yml:1: not YAML"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert message in refused(tmp_path, content)


PLAIN = {  # what is written: line, and what is said of it
    "alias": ("a: &x [1]\nb: *x\n", 1, "anchors (&) and aliases (*) are not read"),
    "merge key": ("<<: {a: 1}\n", 1, "merge keys (<<) are not read"),
    "key twice": ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice, first in line 1"),
    "key twice, deep": ("a:\n  b: 1\n  b: 2\n", 3, "the key 'b' stands twice, first in line 2"),
    "tab": ("a:\n\tb: 1\n", 2, "a tab: indent with blanks"),
    "octal": ("a: 1\nb: 010\n", 2, "010 would be read as another number: quote it"),
    "minutes": ("a: 1:30\n", 1, "1:30 would be read as another number: quote it"),
    "country": ("a: no\n", 1, "no would be read as yes or no"),
    "infinite": ("a: .inf\n", 1, ".inf is not a plain number"),
    "no such day": ("a: 2027-13-31\n", 1, "2027-13-31 is no date: write 2027-03-31"),
    "list as key": ("? [a]\n: 1\n", 1, "a key must be a plain word"),
    "deep": ("a: " + "[" * 5000 + "\n", 1, "more than 20 levels inside each other"),
    "two documents": ("a: 1\n---\na: 2\n", 2, "another document"),
    "no character": ('a: "\\ud800"\n', 1, "no character"),
    "no character, as key": ('"\\ud800": 1\n', 1, "no character"),
    "far escape": ('a: "\\U7fffffff"\n', 1, "not YAML"),
}


@pytest.mark.parametrize("case", PLAIN)
def test_what_yaml_would_read_as_something_else_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    text, line, message = PLAIN[case]
    told = refused(tmp_path, text)
    assert told.startswith(f"alpha.yml:{line}: ")
    assert message in told


def test_a_billion_laughs_stay_small(tmp_path: Path) -> None:
    bomb = 'a: &a ["lol"]\n' + "".join(f"{b}: &{b} [{', '.join(9 * [f'*{a}'])}]\n" for a, b in pairwise("abcdefghij"))
    assert "aliases" in refused(tmp_path, bomb)


def test_a_file_that_no_person_wrote_is_not_read_to_its_end(tmp_path: Path) -> None:
    assert "more than 256 KiB" in refused(tmp_path, "a: " + "x" * 300_000)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    text = vendor_yaml("alpha")
    (tmp_path / "alpha.yml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_vendor(tmp_path / "alpha.yml").source == "ALPHA"
    assert "alpha.yml:2: " in refused(tmp_path, text.replace("contact:", "kontakt:").replace("\n", "\r\n"))


FAULTS = {  # key of the file, what is written for it, and what is said of it
    "kind of source": ("fetch", "{kind: fpt, path: x}", "fetch.kind: no such kind: 'fpt'; did you mean 'ftp'?"),
    "no kind of source": ("fetch", "{path: x}", "fetch: it needs the key 'kind'"),
    "key inside a kind": ("fetch", "{kind: sftp, hots: x}", "fetch.hots: no such key; did you mean 'host'?"),
    "deep inside a kind": (
        "fetch",
        "{kind: http, url: 'https://x.example/', limits: {per_secnd: 1}}",
        "fetch.limits.per_secnd: no such key; did you mean 'per_second'?",
    ),
    "value inside a kind": (
        "fetch",
        "{kind: http, url: 'https://x.example/', listing: lnks}",
        "fetch.listing: 'lnks' is not one of none, links, json; did you mean 'links'?",
    ),
    "list for a part": ("select", "[ebook]", "select: it holds keys and values"),
    "part for a list": ("select", "{media: ebook}", "select.media: it holds a list"),
    "item of a list": ("select", "{media: [ebok]}", "select.media.0: 'ebok' is not one of"),
    "number for text": ("source", "12", "source: 12 is a number or a truth value: quote it"),
    "text for number": ("rank", '"high"', "rank: 'high' is no number"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_told_in_plain_words(tmp_path: Path, case: str) -> None:
    key, value, message = FAULTS[case]
    lines = [f"{key}: {value}" if each.startswith(f"{key}:") else each for each in vendor_yaml("alpha").splitlines()]
    line = next(number for number, each in enumerate(lines, 1) if each.startswith(f"{key}:"))
    assert refused(tmp_path, "\n".join(lines)).startswith(f"alpha.yml:{line}: {message}")


SCALARS = (
    st.sampled_from(["", "x", "1", "0x1F", "1e400", "~", "2027-02-30", "on", "&a", "*a", "!!int x", "'", '"\\x'])
    | st.text()
)
KEYS = st.sampled_from([*Vendor.model_fields, "kind", "media", "fi", "<<", "? [", "-", "\t"]) | st.text(max_size=5)


@st.composite
def yaml_like(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.tuples(st.integers(0, 3), KEYS, SCALARS), max_size=12))
    return "\n".join(f"{'  ' * depth}{key}: {value}" for depth, key, value in lines)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text().map(str.encode) | yaml_like().map(str.encode))
def test_whatever_is_in_the_file_is_a_vendor_or_a_config_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "alpha.yml").write_bytes(content)
    with suppress(ConfigError):
        load_vendor(tmp_path / "alpha.yml")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(sorted(Vendor.model_fields)), value=SCALARS | yaml_like())
def test_whatever_one_key_says_is_a_vendor_or_a_config_error(tmp_path: Path, key: str, value: str) -> None:
    kept = [each for each in vendor_yaml("alpha").splitlines() if not each.startswith(f"{key}:")]
    (tmp_path / "alpha.yml").write_bytes("\n".join([*kept, f"{key}: {value}"]).encode())
    with suppress(ConfigError):
        load_vendor(tmp_path / "alpha.yml")


def test_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no vendor file alpha; there are none"):
        load_vendor(tmp_path / "alpha.yml")


def test_a_suggestion_is_the_key_as_it_is_written_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "FI-One.yml"
    path.write_text((SHIPPED / "libraries" / "FI-Exempel.yml").read_text("utf-8").replace("except:", "exept:"), "utf-8")
    with pytest.raises(ConfigError, match=r"acquires\.exept: no such key; did you mean 'except'\?"):
        load_model(path, Library)
