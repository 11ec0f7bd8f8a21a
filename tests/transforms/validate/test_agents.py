"""Rules about names and KANTO (A14, A17, I24, I26 together), with the entries that are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import shipped
from transforms.profile import Profile
from transforms.record import Record
from transforms.validate import Terms, load_rules
from transforms.validate.examples import example_record

SCHEMAS = Path(__file__).parents[3] / "schemas"
TABLES = shipped.tables()
RULES = load_rules(SCHEMAS / "rules", tables=lambda: TABLES)
KANTO = "http://urn.fi/URN:NBN:fi:au:finaf:"


def mended(line: str, profile: Profile = Profile()) -> tuple[str, set[str]]:  # noqa: B008  # immutable
    """The one name of a record, and the rules that mended something."""
    record, issues, _ = RULES.fix(example_record([line]), "ebook", terms=Terms(profile=profile))
    (each,) = record.all("100")
    assert RULES.fix(record, "ebook", terms=Terms(profile=profile)).record == record
    return str(each), {issue.rule for issue in issues if issue.fixed}


@pytest.mark.parametrize(
    ("given_id", "wanted", "rule"),
    [
        (f"{KANTO}000074580", f"{KANTO}000074580", ""),
        (f"{KANTO}000116898", f"{KANTO}000071760", "I24"),  # merged
        ("(FIN11)000116898", f"{KANTO}000071760", "I24"),
        (f"{KANTO}000086446", f"{KANTO}000074580", "A14"),  # another person: the name with its years is sure
        ("(FI-ASTERI-N)000086446", f"{KANTO}000074580", "A14"),
        (f"{KANTO}999999999", f"{KANTO}999999999", ""),  # an excerpt knows not all
    ],
)
def test_an_id_that_does_not_hold_makes_way(given_id: str, wanted: str, rule: str) -> None:
    line, rules = mended(f"100 1# $a Airila, Martti, $d 1878-1953, $e kirjoittaja. $0 {given_id}")
    assert line == rf"=100  1\$aAirila, Martti,$d1878-1953,$ekirjoittaja.$0{wanted}"
    assert not rule or rule in rules


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "100 1# $a Otto Wilhelm Klinckowström, $e kirjoittaja.",
            r"=100  1\$aKlinckowström, Otto Wilhelm,$ekirjoittaja.",
        ),
        ("100 1# $a Johan von Bonsdorff", r"=100  1\$aBonsdorff, Johan von."),
        ("100 1# $a Martti Airila Malli", r"=100  1\$aMartti Airila Malli."),
        ("100 1# $a E. J. Toivonen", r"=100  1\$aToivonen, E. J."),
        ("100 0# $a Martti Airila", r"=100  0\$aMartti Airila."),  # the indicator says so, and it fits
    ],
)
def test_a_name_is_put_in_the_order_that_kanto_has(line: str, wanted: str) -> None:
    assert mended(line)[0] == wanted


def test_the_form_of_ids_is_that_of_the_profile() -> None:
    asteri = Profile(switches={"authority_id_form": "asteri"})
    line, _ = mended("100 1# $a Airila, Martti $0 (FI-ASTERI-N)000116898", asteri)
    assert line.endswith("$0(FI-ASTERI-N)000071760")


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("100 1# $a Airila, Martti, $d 1878-1953 $1 https://isni.org/isni/0000000484501346", False),
        ("100 1# $a Airila, Martti $1 https://isni.org/isni/0000000484501346", False),
        (f"100 1# $a Airila, Martti $0 {KANTO}000086446", False),
        ("100 1# $a Airila, Martti, $d 1878-1953", True),
        ("100 1# $a Airila, Martti", None),
        ("100 1# $a Esimerkki, Anna", None),
        (f"100 1# $a Esimerkki, Anna. $t Saaren valot. $0 {KANTO}000074580", None),
    ],
)
def test_a_name_that_points_to_different_agents_is_left_to_a_person(line: str, verdict: bool | None) -> None:
    assert RULES.judge("A17", example_record([line])) is verdict


def test_a_title_that_the_entry_cites_settles_the_name() -> None:
    record: Record = example_record(["100 1# $a Runeberg, Lorenzo", "245 10 $a Trappan : $b hundra dikter"])
    assert RULES.judge("A17", record) is True
