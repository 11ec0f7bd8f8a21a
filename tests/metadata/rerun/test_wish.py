"""What a form may say: every fault is named by its field, with its value and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from metadata.cli.rerun import Start, What
from metadata.errors import ConfigError
from metadata.rerun.wish import OWNED, STAGES, TITLES, WHATS, Wish, wish_of

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "what": ({"what": "x"}, "What: 'x' is not among newest"),
    "start": ({"start": "x"}, "Begin with: 'x' is not among refine"),
    "vendor": ({"vendor": "all"}, "Vendor: the newest delivery is that of one vendor"),
    "empty": ({"what": "rule"}, "Rule: it is empty; fill it in for the choice"),
    "of another choice": ({"what": "newest", "since": "2026-11-01"}, "Day: it is filled in, but What says"),
    "ids twice": ({"what": "ids", "ids": ["a"], "ids_file": "b"}, "Ids, File of ids: both are filled in"),
    "no ids": ({"what": "ids", "ids": [" "]}, "Ids, File of ids: both are empty"),
    "day": ({"what": "since", "since": "1.11.2026"}, "Day: '1.11.2026' is none; write it as 2026-11-01"),
    "version": ({"what": "mapping", "version": "x"}, "Version: 'x' is none"),
    "no reason": ({"dry_run": False, "reason": "  "}, "Reason: it is empty; a run that is not dry"),
    "override": ({"override": True}, "Reason: it is empty; to let pass"),
    "list by ids": ({"vendor": "FI-X.shop", "what": "quarantine"}, "What: of a list of acquisitions"),
    "list from matching": ({"vendor": "FI-X.shop", "start": "match"}, "What: of a list of acquisitions"),
    "quarantine from matching": ({"what": "quarantine", "start": "merge"}, "Begin with: what is in quarantine"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_is_named_with_what_to_do(fault: str) -> None:
    values, told = WRONG[fault]
    with pytest.raises(ConfigError) as refused:
        wish_of({"vendor": "beta", **values})
    assert str(refused.value).startswith(told)


def test_empty_fields_of_a_form_say_nothing() -> None:
    form = {"vendor": "beta", "what": "ids", "ids": [" a ", "", "b"], "since": None, "rule": " ", "unknown": 1}
    assert wish_of(form) == Wish("beta", "ids", ids=("a", "b"))


def test_a_wish_goes_through_plain_values_and_back() -> None:
    wish = Wish("beta", "ids", ids=("a", "b"), dry_run=False, reason="to see")
    assert wish_of(wish.asdict()) == wish


def test_the_command_line_and_the_form_have_the_same_choices() -> None:
    assert [str(each) for each in What] == list(WHATS)
    assert [str(each) for each in Start] == list(STAGES)
    assert {name for names in OWNED.values() for name in names} == TITLES.keys()
