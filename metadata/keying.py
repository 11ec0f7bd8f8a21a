"""Keying: the match keys and features of a record, made once by whoever refines it and kept with their version."""

from __future__ import annotations

from typing import NamedTuple

from transforms.match.features import features_of, packed
from transforms.match.keys import Key, match_keys
from transforms.match.policy import MatchPolicy
from transforms.match.tagged import tagged
from transforms.record import Record


class Keyed(NamedTuple):
    """What matching knows a record by; `features` as transforms/match/features.py packs them."""

    keys: tuple[Key, ...] = ()
    features: str = ""
    version: str = ""  # metadata/versions.py `keyed_with`


class Keying(NamedTuple):
    """With what keys are made."""

    policy: MatchPolicy
    version: str

    def of(self, record: Record, media: str, vendor: str) -> Keyed:
        """Keys, in order, and features of a record of this vendor."""
        known = tagged(record)
        features = features_of(known, media, self.policy, vendor)
        return Keyed(tuple(sorted(match_keys(known, features, self.policy))), packed(features), self.version)
