"""The numbers by which titles in several forms find each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests import shipped
from transforms.match.policy import MatchPolicy, Stop
from transforms.merge.numbers import Number, Numbers, numbers_of
from transforms.validate.examples import example_record

E_BOOK, PRINTED = Number("isbn", "9789527999011"), Number("isbn", "9789527999509")
PRINTED_MAGAZINE, ONLINE = Number("issn", "0039-5552"), Number("issn", "2345-6787")


@pytest.fixture(scope="module")
def match() -> MatchPolicy:
    return shipped.match_policy()


@pytest.mark.parametrize(
    ("lines", "own", "other"),
    [
        pytest.param(["020 ## $a 978-952-7999-01-1 $q EPUB"], {E_BOOK}, set(), id="own"),
        pytest.param(["776 08 $i Painettu: $z 978-952-7999-50-9"], set(), {PRINTED}, id="printed"),
        pytest.param(["776 08 $i Painettu: $t Kuvalehti $x 0039-5552"], set(), {PRINTED_MAGAZINE}, id="magazine"),
        pytest.param(["022 ## $a 0039-5552"], {PRINTED_MAGAZINE}, set(), id="issn"),
        pytest.param(["022 ## $a 2345-6787 $l 0039-5552"], {ONLINE}, {PRINTED_MAGAZINE}, id="issn-l"),
        pytest.param(["022 ## $a 0039-5552 $l 0039-5552"], {PRINTED_MAGAZINE}, set(), id="its-own-issn-l"),
        pytest.param(["020 ## $a 978-952-7999-01-1 $q koko teos"], set(), set(), id="set"),
        pytest.param(["020 ## $a 978-952-7999-01-1 $q (Set)"], set(), set(), id="set-in-brackets"),
        pytest.param(["020 ## $a 978-952-7999-01-2", "776 08 $z 978-952-7999-50-8"], set(), set(), id="check-digit"),
        pytest.param(["020 ## $z 978-952-7999-50-9 $q nid."], set(), set(), id="cancelled"),
        pytest.param(
            ["020 ## $a 978-952-7999-01-1", "776 08 $z 978-952-7999-01-1 $z 978-952-7999-50-9"],
            {E_BOOK},
            {PRINTED},
            id="its-own-in-776",
        ),
        pytest.param(["773 0# $z 978-952-7999-50-9"], set(), set(), id="another-relation"),
    ],
)
def test_numbers_are_own_or_of_other_forms(
    match: MatchPolicy, lines: list[str], own: set[Number], other: set[Number]
) -> None:
    assert numbers_of(example_record(lines), match) == Numbers(frozenset(own), frozenset(other))


def test_a_number_that_people_stopped_is_none(match: MatchPolicy) -> None:
    record = example_record(["020 ## $a 978-952-7999-01-1", "776 08 $z 978-952-7999-50-9"])
    stopped = replace(match, stops=frozenset({Stop(E_BOOK.value), Stop(PRINTED.value)}))
    assert numbers_of(record, stopped) == Numbers(frozenset(), frozenset())


def test_a_number_is_written_as_776_has_it() -> None:
    assert E_BOOK.subfield == ("z", "978-952-7999-01-1")
    assert PRINTED_MAGAZINE.subfield == ("x", "0039-5552")
