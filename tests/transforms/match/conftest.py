"""What the tests of matching share: the shipped policy, and one side of a comparison in a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import shipped
from transforms.match.decision import Compared
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

ISBN = "9789527999127"


@pytest.fixture(scope="session")
def policy() -> MatchPolicy:
    return shipped.match_policy()


@pytest.fixture(scope="session")
def side(policy: MatchPolicy) -> Callable[..., Compared]:
    """`side("Sarja", n="Osa 2", isbn="", media="ebook", language="fin", series=("Sarja", "2"))`."""

    def make(
        title: str,
        *,
        rest: str = "",
        n: str = "",
        isbn: str = ISBN,
        media: str = "ebook",
        language: str = "fin",
        series: tuple[str, str] | None = None,
    ) -> Compared:
        fields = [
            Field.data("020", "  ", "a", isbn),
            Field.data("041", "0 ", "a", language),
            Field.data("245", "10", "a", title, "n", n, "b", rest),
        ]
        if series:
            fields.append(Field.data("490", "0 ", "a", series[0], "v", series[1]))
        return Compared.of(Record.of(*fields), media, policy)

    return make
