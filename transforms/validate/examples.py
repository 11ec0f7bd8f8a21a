"""The examples of a rule as records: "020 ## $a 978-951-0-12345-7"; for LDR and 00X a tag and the raw value.

In indicators # is blank. One blank on either side of a subfield code belongs to the notation, further ones
to the value. {900x text } is the text, nine hundred times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.record import LEADER, Field, Record

_CONTROL = re.compile(r"(00[0-9]) (.*)", re.DOTALL)
_DATA = re.compile(r"([0-9A-Z]{3}) (..) ?(.*)", re.DOTALL)
_CODE = re.compile(r"(?:^| )\$([a-z0-9]) ")
_TIMES = re.compile(r"\{([0-9]{1,4})x ([^{}]*)\}")


def example_record(lines: Iterable[str]) -> Record:
    """The record that the lines show, upon a new RDA leader; ValueError for a line that shows no field."""
    leader, fields = LEADER, []
    for line in lines:
        if line.startswith("LDR "):
            leader = line[4:]
        else:
            fields.append(_field(line))
    return Record.of(*fields, leader=leader)


def _field(line: str) -> Field:
    if control := _CONTROL.fullmatch(line):
        return Field(control[1], control[2])
    found = _DATA.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} is no example of a field")
    tag, indicators, body = found.groups()
    body = _TIMES.sub(lambda times: times[2] * int(times[1]), body)
    _, *parts = _CODE.split(body)
    each = Field(tag, indicators.replace("#", " "))
    return each.with_subfields(zip(parts[::2], parts[1::2], strict=True))
