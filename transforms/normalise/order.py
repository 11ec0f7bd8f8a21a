"""Order of fields: ascending by tag, fields of one tag as they stood. The last step, nothing after it."""

from __future__ import annotations

from transforms.normalise.context import Context
from transforms.record import Record


def order(record: Record, _: Context) -> Record:
    """Sort the fields by tag: 245, 100 becomes 100, 245."""
    tags = [each.tag for each in record.fields]
    return record if tags == sorted(tags) else record.sorted()
