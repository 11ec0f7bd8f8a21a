"""What the values of match.yml must be for matching to work: a slip there joins or parts a whole catalogue.

Whether there are such vetoes, and the ISBNs that people stopped, is asked by who has their registries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

_RISING = (("title_unrelated", "title_floor", "title_print"), ("review", "match"))  # thresholds: each at most the next
_LEAST = {"members": 2, "block": 2}  # of caps; of the others 1
_TEXTS = ("version",)
_MAPPINGS = ("thresholds", "weights", "caps", "genres", "roles")
_ROUNDED = 1e-6


def faults(content: Mapping[str, Any], names: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with the values of match.yml, each "key: what"; `names`: the keys of its groups of numbers.

    The keys at the top are known to be those that are expected.
    """
    wrong_shape = [f"{each}: must be keys with values" for each in _MAPPINGS if not isinstance(content[each], Mapping)]
    if wrong_shape:
        return wrong_shape
    differing = [
        f"{group}: keys differ from the expected ones: {', '.join(sorted(set(content[group]) ^ set(keys)))}"
        for group, keys in names.items()
        if set(content[group]) != set(keys)
    ]
    if differing:
        return differing
    return [*_of_thresholds(content), *_of_weights(content["weights"]), *_of_caps(content["caps"]), *_of_words(content)]


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _is_count(value: object, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _of_thresholds(content: Mapping[str, Any]) -> Iterator[str]:
    told = content["thresholds"]
    bad = [each for each, value in told.items() if each != "features" and not _is_share(value)]
    yield from (f"thresholds.{each}: {told[each]!r} is no number from 0 to 1" for each in bad)
    for order in _RISING:
        for low, high in pairwise(each for each in order if each not in bad):
            if told[low] > told[high]:
                yield f"thresholds.{low}: {told[low]} is more than {high} ({told[high]})"
    if not _is_count(told["features"]) or told["features"] > len(content["weights"]):
        yield f"thresholds.features: {told['features']!r} is no number from 1 to {len(content['weights'])}, of weights"
    if not _is_share(content["main_title"]):
        yield f"main_title: {content['main_title']!r} is no number from 0 to 1"
    if not _is_count(content["word_letters"]):
        yield f"word_letters: {content['word_letters']!r} is no number of letters"


def _of_weights(weights: Mapping[str, Any]) -> Iterator[str]:
    bad = [each for each, value in weights.items() if not _is_share(value)]
    yield from (f"weights.{each}: {weights[each]!r} is no number from 0 to 1" for each in bad)
    if not bad and abs((total := sum(weights.values())) - 1) > _ROUNDED:
        yield f"weights: they add up to {total:g}, and should to 1"


def _of_caps(caps: Mapping[str, Any]) -> Iterator[str]:
    bad = [each for each, value in caps.items() if not _is_count(value, _LEAST.get(each, 1))]
    for each in bad:
        yield f"caps.{each}: {caps[each]!r} is no whole number from {_LEAST.get(each, 1)} on"
    if bad:
        return
    if caps["block"] <= caps["comparisons"]:
        yield (
            f"caps.block: {caps['block']} is not more than comparisons ({caps['comparisons']}): that the records of a "
            "block which was too large can be compared again would not be noticed"
        )
    if caps["holders"] <= caps["unrelated"]:
        yield f"caps.holders: {caps['holders']} is not more than unrelated ({caps['unrelated']})"


def _of_words(content: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(content["version"], str) or not content["version"]:
        yield "version: is missing"
    for key, value in content.items():
        if key in (*_TEXTS, *_MAPPINGS, "main_title", "word_letters", "isbn_stop"):
            continue
        if not isinstance(value, list):
            yield f"{key}: must be a list"
        else:
            yield from _of_list(key, value)
    for key, uris in content["genres"].items():
        yield from _of_list(f"genres.{key}", uris)
    for key, told in content["roles"].items():
        if not isinstance(told, Mapping):
            yield f"roles.{key}: must be lists by media"
        else:
            for media, codes in told.items():
                yield from _of_list(f"roles.{key}.{media}", codes)


def _of_list(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{key}: must be a list"
        return
    for each in value:
        if not isinstance(each, str):
            yield f"{key}: {each!r} is no text: put it in quotation marks"
