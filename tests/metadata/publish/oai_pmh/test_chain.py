"""Fifty publications, and harvesters that follow them in three ways: each ends with what the view shows."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from oai_assertions import holds
from oai_chain import NO_SUMMARIES, Chain
from oai_followers import ByDay, ByMonth, ByResponseDate, Follower

from metadata.home import Home

VIEWS = ("all", "FI-One", "FI-Two")
GROUPS: tuple[dict[str, str], ...] = ({}, {"set": "collection:beta"}, {"set": "lang"}, {"set": "type:ebook"})
KINDS: tuple[type[Follower], ...] = (ByResponseDate, ByDay, ByMonth)


def assert_equal(chain: Chain, follower: Follower) -> None:
    wanted = chain.shown(follower.door.name, follower.wanted.get("set", ""))
    assert follower.state() == wanted


def followed(chain: Chain, publications: int, chance: random.Random) -> None:
    """Diligent harvesters come after every publication, lazy ones now and then, and while others are published."""
    diligent = [kind(chain.door(view), **group) for kind in KINDS[:2] for view in VIEWS for group in GROUPS]
    lazy = [kind(chain.door(view), **group) for kind in KINDS for view in VIEWS for group in GROUPS]

    def between() -> None:
        if chance.random() < 0.5 and chain.catalogue.current() < publications:
            chain.publish(within=3_600)  # a walk takes hours at most: its token lives
            chain.wait(60)

    chain.fill(titles=4)
    chain.select("FI-Two", '["beta", "gamma"]', "two", NO_SUMMARIES)
    while chain.catalogue.current() < publications:
        chain.publish()
        if (still := chain.without_summaries()) and chance.random() < 0.5:
            chain.praise()
            assert chain.without_summaries() == still
        for each in diligent:
            each.harvest()
            assert_equal(chain, each)
        for each in chance.sample(lazy, 3):
            each.harvest(between)
        chain.wait(chance.choice([0, 0, 30, 86_400]))
    chain.wait(2 * 86_400)
    for each in (*diligent, *lazy):
        each.harvest()
        assert_equal(chain, each)
    assert len(chain.shown("all")) > 3
    last = chain.catalogue.view("all")
    assert last is not None
    assert {each.deleted for each in last.entries()} == {True, False}
    assert any(each.left for each in last.entries())


@pytest.mark.long
@holds("L5", "L10", "L12", "T6")
def test_harvesters_follow_a_chain_of_publications(home_of_chain: Callable[[int], Chain]) -> None:
    followed(home_of_chain(7), 16, random.Random(7))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_harvesters_follow_fifty_publications(home_of_chain: Callable[[int], Chain], seed: int) -> None:
    followed(home_of_chain(seed), 50, random.Random(seed))


@pytest.fixture
def home_of_chain(open_home: Callable[..., Home], own_schemas: Path) -> Callable[[int], Chain]:
    """A chain by its seed."""
    return lambda seed: Chain(open_home(schemas=own_schemas), own_schemas, seed)
