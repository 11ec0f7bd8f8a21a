"""711: meetings whose papers a book holds."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import converted


def meeting(kind: str = "Conference", role: str = "02", **parts: str) -> str:
    told = "".join(f"<{kind}{name}>{text}</{kind}{name}>" for name, text in parts.items())
    role = role and f"<{kind}Role>{role}</{kind}Role>"
    return f"<{kind}>{role}{told}</{kind}>"


@pytest.mark.parametrize(
    ("xml", "line"),
    [
        (meeting(Name="Kirjapäivät", Number="5", Date="20250601", Place="Oulu"), "$aKirjapäivät$n(5. :$d2025 :$cOulu)"),
        (meeting("Event", Name="Kirjapäivät", Number="V", Place="Oulu"), "$aKirjapäivät$n(V :$cOulu)"),
        (meeting("Event", "03", Name="Kirjapäivät", Date="20250601"), "$aKirjapäivät$d(2025)"),
        (meeting(Name="Kirjapäivät"), "$aKirjapäivät."),
    ],
)
def test_a_meeting_is_a_heading(xml: str, line: str) -> None:
    made = converted(xml + xml)
    assert made.lines("711") == [rf"2\{line}"]
    assert made.found == []


@pytest.mark.parametrize("role", ["11", "22", "31"])
def test_games_and_festivals_have_none(role: str) -> None:
    made = converted(meeting("Event", role, Name="Messut"))
    assert (made.lines("711"), made.found) == ([], [])


def test_a_role_that_no_list_knows_is_told() -> None:
    made = converted(meeting(role="99", Name="Kirjapäivät"))
    assert (made.lines("711"), made.found) == ([], [("O06", "99")])
    assert converted(meeting(role="", Name="Kirjapäivät")).lines("711") == []
