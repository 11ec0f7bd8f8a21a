"""Validation: the rules of schemas/rules, compiled once and run on every record; the doors are here."""

from __future__ import annotations

from transforms.validate.engine import EVERY, SOURCE, Report, RuleSet
from transforms.validate.rules import load_rules
from transforms.validate.terms import FREE, Terms

__all__ = ["EVERY", "FREE", "SOURCE", "Report", "RuleSet", "Terms", "load_rules"]
