"""758: the work of the product, by switch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, converted, work

ON = replace(PROFILE, switches={"work_links": "758"}, lookups={"identifier": {"Vendor A": "VENDORA-W"}})
WORK, EXPRESSION = "http://rdaregistry.info/Elements/m/P30135", "http://rdaregistry.info/Elements/m/P30139"


@pytest.mark.parametrize(
    ("related", "lines"),
    [
        (work("01", ("06", "10.79952/W")), [f"\\\\$iManifestoitu teos:$4{WORK}$1https://doi.org/10.79952/w"]),
        (
            work("99", ("11", "A0220260001234AB")),
            [f"\\\\$iManifestoitu ekspressio:$4{EXPRESSION}$0(istc)A0220260001234AB"],
        ),
        (work("01", ("15", "9789527995013")), []),
        (work("01", ("01", "W-1")), []),
        (work("29", ("06", "10.79952/W")), []),
        (work("05", ("06", "10.79952/W")), []),
    ],
)
def test_work(related: str, lines: list[str]) -> None:
    assert converted(profile=ON, related=related).lines("758") == lines
    assert not converted(related=related).record.has("758")


def test_a_proprietary_work_needs_a_code_for_its_scheme() -> None:
    related = work("01", ("01", "W-1")).replace("</WorkIDType>", "</WorkIDType><IDTypeName>Vendor A</IDTypeName>")
    assert converted(profile=ON, related=related).lines("758") == [f"\\\\$iManifestoitu teos:$4{WORK}$0(VENDORA-W)W-1"]


def test_a_relation_that_no_list_knows_is_told() -> None:
    assert ("O06", "77") in converted(related=work("77", ("06", "10.79952/W"))).found
