"""Validation: the rules of schemas/rules, compiled once and run on every record; the doors are here."""

from __future__ import annotations

from transforms.validate.engine import EVERY, SOURCE, RuleSet
from transforms.validate.rules import load_rules

__all__ = ["EVERY", "SOURCE", "RuleSet", "load_rules"]
