"""Links to titles that a view does not have lose their control number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.merge.links_within import within
from transforms.record import Record
from transforms.validate.examples import example_record

PREFIX = "(FI-XXX)"
TITLE = "245 10 $a Valot"


def kept(*lines: str, titles: frozenset[str] = frozenset()) -> list[str]:
    """The links as they are seen beside these titles, as MARC lines without their tag."""
    record = within(example_record((TITLE, *lines)), titles, PREFIX)
    return [str(each)[6:] for each in record.fields if each.tag != "245"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("776 08 $i E-kirja: $z 978-952-7999-01-1 $w (FI-XXX)1B", ["08$iE-kirja:$z978-952-7999-01-1"]),
        ("776 08 $i E-kirja: $w (FI-XXX)1B", []),
        ("776 08 $i E-kirja: $t Valot $w (FI-XXX)1B", ["08$iE-kirja:$tValot"]),
        ("776 08 $i Painettu: $w (FI-MELINDA)000000001", ["08$iPainettu:$w(FI-MELINDA)000000001"]),
        ("776 08 $i Muu: $w (FI-MELINDA)1 $w (FI-XXX)1B", ["08$iMuu:$w(FI-MELINDA)1"]),
        ("758 ## $i Teos: $1 https://e.example/works/1B $w (FI-XXX)1B", ["\\\\$iTeos:$1https://e.example/works/1B"]),
        ("775 08 $i Laitos: $z 978-952-7999-01-1 $w (FI-XXX)1B", ["08$iLaitos:$z978-952-7999-01-1"]),
        ("035 ## $z (FI-XXX)1B", ["\\\\$z(FI-XXX)1B"]),
    ],
)
def test_a_title_outside_is_not_pointed_at(line: str, expected: list[str]) -> None:
    assert kept(line, titles=frozenset("1A")) == expected


def test_a_title_inside_is() -> None:
    line = "776 08 $i E-kirja: $z 978-952-7999-01-1 $w (FI-XXX)1A $w (FI-XXX)1B"
    assert kept(line, titles=frozenset({"1A"})) == ["08$iE-kirja:$z978-952-7999-01-1$w(FI-XXX)1A"]


@given(st.lists(st.sampled_from(["1A", "1B", "1C"]), max_size=4), st.frozensets(st.sampled_from(["1A", "1B"])))
def test_nothing_outside_is_named_and_doing_it_again_changes_nothing(ids: list[str], titles: frozenset[str]) -> None:
    record: Record = example_record(
        (TITLE, *(f"776 08 $i Muu: $z 978-952-7999-01-1 $w (FI-XXX){each}" for each in ids))
    )
    seen = within(record, titles, PREFIX)
    named = {value.removeprefix(PREFIX) for each in seen.all("776") for value in each.all("w")}
    assert named == titles & set(ids)
    assert within(seen, titles, PREFIX) is seen
