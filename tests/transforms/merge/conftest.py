"""What the tests of merging share: the shipped policy, and members in example lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from transforms.merge.members import Member
from transforms.merge.policy import MergePolicy, load_merge_policy
from transforms.validate.examples import example_record

MakeMember = Callable[..., Member]


@pytest.fixture(scope="session")
def policy() -> MergePolicy:
    return load_merge_policy(Path(__file__).parents[3] / "schemas")


@pytest.fixture(scope="session")
def member() -> MakeMember:
    """`member(60, "245 10 $a Valot", vendor="publisher")`: a member by rank and fields."""

    def make(rank: int, *lines: str, vendor: str = "") -> Member:
        return Member(vendor or f"vendor-{rank}", f"id-{rank}", rank, example_record(lines))

    return make
