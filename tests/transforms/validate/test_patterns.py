"""Patterns: those that may take for ever run in google-re2 or are refused; no value is slow."""

from __future__ import annotations

import time

import pytest

from transforms.validate.patterns import LONGEST, PatternError, is_linear, searcher, substituter

MATCH = ("(a+)+$", "^(a+)+$", "(?:a|a){22}")  # the text is looked at up to its cap
QUICK = [
    "^[0-9]{6}.{29}[a-z]{3}",
    r"^\([^()\s]+\)\S",
    "^(97[89]-)?[0-9]{1,5}-[0-9]{1,7}-[0-9]{1,6}-[0-9X]$",
    "^(?!.{18}$)",
    r"^[1-9][0-9]* (sivua?|sidor?)( \(.+\))?( [:;+])?$",
    "(?i)^[a-z]+-.*x",
]
SLOW = ["(a+)+$", "^(a+)+$", "(a|a)*b", ".*x.*y", ".{0,100}.{0,100}.{0,100}x", "(?:a|a){22}", "a*a*b"]
SLOW += ["^[a-z]*a.*x", "^[^c]*-.*x", "[a-c]*-.*x", "^.*-.*x", "^(?:a*-)*x"]


@pytest.mark.parametrize("text", QUICK)
def test_a_pattern_that_cannot_go_back_and_forth_is_pythons(text: str) -> None:
    assert is_linear(text)


@pytest.mark.parametrize("text", SLOW)
def test_a_pattern_that_may_go_back_and_forth_runs_in_linear_time(text: str) -> None:
    assert not is_linear(text)
    search, start = searcher(text), time.process_time()
    assert search("a" * 50_000 + "c") is (text in MATCH)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("text", ["(?=a+)(a+)+b", r"(a+)+\1"])
def test_a_pattern_without_a_linear_form_is_refused(text: str) -> None:
    with pytest.raises(PatternError, match="may take for ever"):
        searcher(text)


def test_what_is_no_pattern_is_refused() -> None:
    with pytest.raises(PatternError, match="is not a regular expression"):
        searcher("(")
    with pytest.raises(PatternError, match="is no replacement"):
        substituter("^(a)", r"\2")


def test_only_the_beginning_of_a_long_value_is_looked_at() -> None:
    for pattern in ("x$", "(x|y)+z"):
        assert not searcher(pattern)(" " * LONGEST + "xz")
    assert substituter("^a", "b")("a" * (LONGEST + 1)) == "a" * (LONGEST + 1)
    assert substituter("^a+", "b")("aac") == "bc"
