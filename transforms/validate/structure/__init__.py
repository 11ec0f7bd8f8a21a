"""MARC 21 structure: whether tags, indicators, subfields and coded positions are those that schemas/marc21 defines.

The doors are here: `Schema.load` and the checks by name. They say what is wrong and mend nothing.
"""

from __future__ import annotations

from transforms.validate.parts import Hit
from transforms.validate.structure.checks import CHECKS, RECORD_CHECKS
from transforms.validate.structure.fields import allowed
from transforms.validate.structure.schema import Schema
from transforms.validate.structure.shape import SHAPE_CHECKS, ShapeVerdict, hits

__all__ = ["CHECKS", "RECORD_CHECKS", "SHAPE_CHECKS", "Hit", "Schema", "ShapeVerdict", "allowed", "hits"]
