"""`normalise:` of a vendor file: what people write, what they are told, and what it does to a record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from feeds import book, mrc, vendor_yaml

from metadata.connections import connections_of
from metadata.errors import ConfigError
from metadata.vendors import Vendor, load_vendor
from metadata.vendors.check import Known, check_files
from tests import shipped
from transforms.formats.frame import Envelope
from transforms.record import Field, Record
from transforms.refine import House, refine

RULES = shipped.rules()
TABLES = shipped.tables()
KNOWN = Known(
    {each.id: each.level for each in RULES.rules.values()}, connections_of({}), date(2026, 11, 1), lambda: TABLES
)
DRAMA = "http://urn.fi/URN:NBN:fi:au:slm:s627"


def written(folder: Path, normalise: str) -> Path:
    lines = [each for each in vendor_yaml("alpha").splitlines() if not each.startswith(("normalise", "texts"))]
    path = folder / "alpha.yml"
    path.write_text("\n".join([*lines, f"normalise: {normalise}"]) + "\n", "utf-8")
    return path


def loaded(folder: Path, normalise: str) -> Vendor:
    return load_vendor(written(folder, normalise))


def refined(folder: Path, normalise: str, *fields: Field) -> Record:
    vendor = loaded(folder, normalise)
    done = refine(mrc(book("a-1").add(*fields)), Envelope("marc21"), House(vendor.profile("FI-X"), TABLES, RULES))
    assert done.record is not None, done.reason
    return done.record


@pytest.mark.parametrize(
    ("normalise", "message"),
    [
        ('{add: ["590 x"]}', "normalise.add.0: '590 x' is not written as it must be"),
        ('{add: [{field: "590 x"}]}', "normalise.add.0.field: '590 x' is not written as it must be"),
        ('{remove: [{field: "245"}]}', "245 would drop 245, which every record needs"),
        ('{remove: [{feild: "500"}]}', "normalise.remove.0.feild: no such key; did you mean 'field'?"),
        ('{remove: [{field: "500", when: {subfield: "a"}}]}', "it needs one of equals, one_of, matches"),
        ('{remove: [{field: "500", when: {equals: "x", matches: "y"}}]}', "it needs one of equals, one_of, matches"),
        ('{remove: [{field: "500", when: {subfield: "a", matches: "("}}]}', "is not a regular expression"),
        ('{remove: [{field: "500", when: {subfield: "a", mathces: "x"}}]}', "did you mean 'matches'?"),
        ('{change: [{field: "500", subfield: "a"}]}', "it needs either to, a new value, or replace"),
        ('{change: [{field: "500", subfield: "a", replace: {pattern: "a", by: "\\\\9"}}]}', "is no replacement for"),
        ('{add: [{field: "500 ## $a X", when: {subfield: "a", equals: "x"}}]}', "its conditions say of which field"),
        ('{lookups: {genre: {"Drama": "drama"}}}', "normalise.lookups.genre.Drama: 'drama' is not written"),
        ('{lookups: {realtor: {}}}', "normalise.lookups.realtor: no such key; did you mean 'relator'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, normalise: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, normalise)
    assert message in str(error.value)
    assert str(error.value).startswith("alpha.yml:")


@pytest.mark.parametrize(
    ("normalise", "message"),
    [
        ('{drop: ["5XX"], remove: [{field: "500"}]}', "normalise.remove: 500 has no effect: drop leaves 5XX out"),
        ('{lookups: {relator: {"speaker": "nrx"}}}', "'nrx' is not a relator of MARC 21; did you mean"),
        ('{lookups: {country: {"FIN": "fin"}}}', "'fin' is not a country of MARC 21"),
        ('{lookups: {genre: {"X": "http://urn.fi/URN:NBN:fi:au:slm:s99999999"}}}', "our vocabularies do not know"),
    ],
)
def test_what_has_no_effect_is_a_warning(tmp_path: Path, normalise: str, message: str) -> None:
    path = written(tmp_path, normalise)
    (found,) = check_files([path], [path], KNOWN)
    assert found.faults == []
    assert any(message in each for each in found.warnings), found.warnings


def test_remove_change_and_add_are_done_to_a_record(tmp_path: Path) -> None:
    normalise = """
  remove:
    - {field: "500", when: {subfield: "a", matches: "^Batch"}}
    - {field: "500", when: {subfield: "5", not_equals: "FI-X"}}
  change: [{field: "246", subfield: "a", replace: {pattern: " \\\\(film\\\\)$", by: ""}}]
  add: ["500 ## $a Lisätty.", {field: "500 ## $a Ei lisätty.", when: {field: "999", subfield: "a", not_equals: "x"}}]
"""
    record = refined(
        tmp_path,
        normalise,
        Field.data("246", "3 ", "a", "Toinen nimi (film)"),
        Field.data("500", "  ", "a", "Batch 7."),
        Field.data("500", "  ", "a", "Kuvattu Turussa."),
        Field.data("500", "  ", "a", "Toisen kappale.", "5", "FI-Y"),
    )
    assert [each["a"] for each in record.all("500")] == ["Kuvattu Turussa.", "Lisätty."]
    assert record.value("246", "a") == "Toinen nimi"


def test_lookups_are_done_to_a_record(tmp_path: Path) -> None:
    normalise = f"""
  lookups:
    language: {{"fi": "fin"}}
    country: {{"zz": "sw"}}
    relator: {{"speaker": "nrt"}}
    genre: {{"Drama": "{DRAMA}"}}
    audience: {{"Kids": "http://www.yso.fi/onto/yso/p4354"}}
"""
    record = refined(
        tmp_path,
        normalise,
        Field.data("041", "0 ", "a", "fi"),
        Field.data("385", "  ", "a", "Kids"),
        Field.data("655", " 7", "a", "Drama", "2", "vendor"),
        Field.data("700", "1 ", "a", "Lukija, Liisa,", "e", "speaker."),
    )
    assert record.value("041", "a") == "fin"
    assert [each["a"] for each in record.all("385")] == ["lapset (ikäryhmät)", "barn (åldersgrupper)"]
    assert [each["a"] for each in record.all("655") if each["0"] == DRAMA] == ["draamaelokuvat", "dramafilmer"]
    assert str(record.first("700")) == r"=700  1\$aLukija, Liisa,$elukija.$4nrt"


@pytest.mark.parametrize(("texts", "kept"), [("{summary: true}", True), ("{summary: false}", False)])
def test_a_summary_of_marc_is_kept_where_the_licence_allows_it(tmp_path: Path, texts: str, kept: bool) -> None:
    path = written(tmp_path, "{}")
    path.write_text(path.read_text("utf-8") + f"texts: {texts}\n", "utf-8")
    told = Field.data("520", "  ", "a", "Saaren majakka syttyy joka ilta, mutta eräänä syksynä sen valo puuttuu.")
    house = House(load_vendor(path).profile("FI-X"), TABLES, RULES)
    done = refine(mrc(book("a-1").drop("520").add(told)), Envelope("marc21"), house)
    assert done.record is not None
    assert done.record.has("520") == kept
