"""The rules stage alone: records that are held, with their media, against the rules of the house or some more of them.

The goals are those of the house: what all rules cost a record, and that rules on absent tags cost nothing.
"""

from __future__ import annotations

import gc
import shutil
from dataclasses import replace
from itertools import islice
from pathlib import Path

from metadata.convert import neutral_house
from metadata.settings import shipped
from tests.bench.corpus import ENVELOPE
from transforms.formats import marc21
from transforms.record import Record
from transforms.refine import refine
from transforms.validate import SOURCE, RuleSet, load_rules

__all__ = ["SOURCE", "held", "rule_set", "warm"]

Held = list[tuple[Record, str]]  # normalised records with their media
FIRST = 500  # records after which every plan is made and the MARC 21 schema is read
# Each kind of rule that a tag can find: on a field, on a subfield, with a guard, on an indicator, on the whole record.
SHAPES = (
    'select: "{tag}$a"\n    assert: {{matches: "^[0-9]+$"}}',
    'select: "{tag}"\n    when: {{path: "$a", exists: true}}\n    assert: {{path: "$b", exists: true}}',
    'select: "{tag}^1"\n    assert: {{in: ["0", "1"]}}',
    'when: {{path: "{tag}$a", exists: true}}\n    assert: {{path: "{tag}$2", exists: true}}',
    'assert: {{path: "{tag}$a", matches: "^[A-Z]"}}',
)
RULE = """\
  - id: "W{number:02}"
    slug: "bench-{number}"
    level: "warning"
    stage: "norm"
    {shape}
    message: {{fi: "{{value}}", sv: "{{value}}", en: "{{value}}"}}
    source: ["bench"]
"""


def held(path: Path) -> Held:
    """The records of a file of the corpus as the rules meet them: normalised, with the media that was voted."""
    house = replace(neutral_house(), upto="normalise")
    found = []
    with path.open("rb") as stream:
        for frame in marc21.frames(stream, ENVELOPE):
            done = refine(frame.raw, ENVELOPE, house)
            if done.record is not None:
                found.append((done.record, done.media))
    return found


def rule_set(records: Held, more: int, folder: Path) -> RuleSet:
    """The rules of the house, from a copy of their folder in which there may be more about tags that no record has."""
    schemas = folder / f"schemas-{more}"
    if not schemas.exists():
        shutil.copytree(shipped("schemas"), schemas)
        if more:
            (schemas / "rules" / "bench.yml").write_text(_rules(records, more), "utf-8")
    made, house = load_rules(schemas / "rules"), load_rules(shipped("schemas") / "rules")
    if made.errors or len(made.rules) != len(house.rules) + more:
        raise SystemExit(f"the rules of the benchmark do not load: {made.errors}")
    return made


def warm(rules: RuleSet, records: Held) -> None:
    """Let the plans be made: a feed pays for them once, not for each record.

    What is held is out of the collector's sight: a feed that streams has no such heap to walk over.
    """
    for record, media in islice(records, FIRST):
        rules.check(record, media, SOURCE)
    gc.collect()
    gc.freeze()


def _rules(records: Held, more: int) -> str:
    present = {field.tag for record, _ in records for field in record.fields}
    absent = [tag for tag in map(str, range(900, 1000)) if tag not in present][:more]
    if len(absent) < more:
        raise SystemExit("the corpus has nearly every tag: there is none left to make rules about")
    shapes = [SHAPES[number % len(SHAPES)].format(tag=tag) for number, tag in enumerate(absent)]
    return "rules:\n" + "".join(RULE.format(number=number, shape=shape) for number, shape in enumerate(shapes))
