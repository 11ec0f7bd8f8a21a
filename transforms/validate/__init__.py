"""Validation: the rules of schemas/rules, compiled once and run on every record; the doors are here.

The engine in a page. A rule is either about a field (what it says depends on that field alone) or about the record.

1. Load (rules.py): YAML entries and code lists. rule.py makes a Rule of an entry; compile.py makes one closure of its
   `select`, `when` and `assert`: paths.py and, in a field, parts.py say where it looks, predicates*.py and
   conditions.py what must hold, derive/ what should stand there, structure/ what MARC 21 defines. reach.py says how
   far it looks, fixers.py how it is mended.
2. Plan (plan.py): the rules for one media, stage, day and vendor. `look` says what fires on a record, and which rules
   had something to judge: one bit for each rule.
3. Fields (verdicts.py): a verdict on a field is remembered, for fields of a feed come again. Of a field that is new
   the outline (tag, indicators, subfield codes: outline.py) is mostly known, and with it which rules may say something
   and where their values stand (shapes.py). Only their tests are run.
4. Signs (signs.py): what rules about the record want to know of single fields ("a 020 $a that is no ISBN of thirteen
   digits") is looked for in the same go and remembered with the verdict. A rule that asks for signs alone is answered
   once for all records that show the same. Any other waits for its hint (hints.py): where no field shows what it waits
   for, it is not asked. due.py leaves out what no tag of the record concerns.
5. Mending (engine.py, mend.py): the fixers of what fired run in their order; then only those rules look again that read
   a field that has changed.

Each of these may only save work. Asked alone and anew a rule says the same: test_plan.py holds every example against
that. A rule that stumbles is an issue (R00), and a sign that could not be looked for counts as shown.
"""

from __future__ import annotations

from transforms.validate.engine import EVERY, SOURCE, Report, RuleSet
from transforms.validate.rules import load_rules
from transforms.validate.terms import FREE, Terms

__all__ = ["EVERY", "FREE", "SOURCE", "Report", "RuleSet", "Terms", "load_rules"]
