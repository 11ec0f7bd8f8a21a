"""schemas/match.yml for the pipeline: what is wrong in it stops, with words for the person who edits it."""

from __future__ import annotations

from pathlib import Path

from metadata.errors import ConfigError
from metadata.house_files import house_file
from transforms.match.keys import isbn13
from transforms.match.policy import MatchPolicy, load_match_policy
from transforms.match.vetoes import VETOES


def match_policy(schemas: Path) -> MatchPolicy:
    """The policy of matching. Raises ConfigError that names the file, its keys and what is wrong with them."""
    with house_file(schemas, "match.yml"):
        policy = load_match_policy(schemas)
    wrong = [f"vetoes: there is no {each}" for each in policy.vetoes if each not in VETOES]
    wrong += [f"isbn_stop: {each.isbn} is no ISBN" for each in sorted(policy.stops) if not isbn13(each.isbn)]
    if wrong:
        raise ConfigError(f"match.yml: {'; '.join(wrong)}")
    return policy
