"""Makes short_tags.csv and code_lists.csv of schemas/onix from the installed XSDs: run it to make them anew."""

from __future__ import annotations

import csv
import io
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

TABLE = Path(__file__).parents[4] / "schemas" / "onix" / "short_tags.csv"
RELEASES = {
    "2.1": "xsd2.1/ONIX_BookProduct_Release2.1_reference.xsd",
    "3.0": "xsd3.0/ONIX_BookProduct_3.0_reference.xsd",
    "3.1": "xsd3.1/ONIX_BookProduct_3.1_reference.xsd",
}
SOURCE = (
    "# source: element names of the ONIX for Books XSDs 2.1, 3.0 and 3.1 of EDItEUR, as installed with onixcheck; "
    "made by tests/transforms/formats/onix/short_tags.py. Licence of this table: CC0-1.0 (facts)."
)
LISTS = TABLE.with_name("code_lists.csv")
LISTS_SOURCE = SOURCE.replace("element names of", "elements with the number of their code list in", 1)
_XS = "{http://www.w3.org/2001/XMLSchema}"
EXTENSION = f"{_XS}complexType/{_XS}simpleContent/{_XS}extension"


def schemas() -> Path:
    """The folder of XSDs in the onixcheck package, which is not imported for it."""
    spec = find_spec("onixcheck")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "schema"


def table() -> str:
    """Every short tag with its reference name and the releases that have the pair."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for release, file in RELEASES.items():
        for element in etree.parse(schemas() / file).getroot().findall(f"{_XS}element"):
            pairs.setdefault((_short(element), element.get("name") or ""), []).append(release)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("short", "reference", "release"))
    writer.writerows((*pair, " ".join(releases)) for pair, releases in sorted(pairs.items()))
    return f"{SOURCE}\n{out.getvalue()}"


def lists() -> str:
    """Every element whose text is a code, by its reference name, with the number of its list."""
    found: dict[str, str] = {}
    for _, file in sorted(RELEASES.items(), reverse=True):
        for element in etree.parse(schemas() / file).getroot().findall(f"{_XS}element"):
            base = next((each.get("base") or "" for each in element.iterfind(EXTENSION)), "")
            if base.startswith("List"):
                found.setdefault(element.get("name") or "", base.removeprefix("List"))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("element", "list"))
    writer.writerows(sorted(found.items()))
    return f"{LISTS_SOURCE}\n{out.getvalue()}"


def _short(element: etree._Element) -> str:
    attribute = next(each for each in element.iter(f"{_XS}attribute") if each.get("name") == "shortname")
    fixed = attribute.get("fixed") or next(each.get("value") for each in attribute.iter(f"{_XS}enumeration"))
    assert fixed
    return fixed


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
    LISTS.write_text(lists(), "utf-8")
