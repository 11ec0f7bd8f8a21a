"""The edge to pymarc: conversion for people who use it, and its lenient reading of malformed records.

The pipeline reads and writes without it.
"""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stderr

import pymarc
from pymarc.exceptions import PymarcException

from transforms.record import SUBFIELD, Field, Record

MUCH = 1.05  # times the length of the data: beyond that a directory does not belong to them


def to_pymarc(record: Record) -> pymarc.Record:
    """A `pymarc.Record` with the same leader and fields."""
    result = pymarc.Record(leader=record.leader)
    result.fields.extend(map(_pymarc_field, record.fields))
    return result


def _pymarc_field(each: Field) -> pymarc.Field:
    if each.is_control:
        field = pymarc.Field(tag=each.tag, data=each.value)
        field.control_field, field.data = True, each.value  # pymarc takes "00A" for a data field, and drops its value
        return field
    parts = [pymarc.Subfield(code, value) for code, value in each.subfields]
    return pymarc.Field(tag=each.tag, indicators=pymarc.Indicators(each.ind1, each.ind2), subfields=parts)


def from_pymarc(record: pymarc.Record) -> Record:
    """A Record with the leader and fields of a `pymarc.Record`; a missing indicator becomes a blank."""
    return Record(str(record.leader), tuple(map(_field, record.fields)))


def _field(each: pymarc.Field) -> Field:
    if each.control_field:
        return Field(each.tag, each.data or "")
    marks = "".join((mark or " ")[:1] for mark in each.indicators or (" ", " "))
    return Field(each.tag, marks + "".join(f"{SUBFIELD}{code}{value}" for code, value in each.subfields))


def read_lenient(raw: bytes) -> Record | None:
    """What pymarc reads of a malformed ISO 2709 record, following even a wrong directory; None if it fails.

    A directory that leads far past the end belongs to a record that was cut off: that counts as failed.
    """
    base = int(raw[12:17]) if raw[12:17].isdigit() else 0
    entries = [raw[at : at + 12] for at in range(24, base - 1, 12)]
    ends = [int(each[3:7]) + int(each[7:]) for each in entries if each[3:].isdigit() and len(each) == 12]
    if not ends or max(ends) > MUCH * (len(raw) - base):
        return None
    try:
        with redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return from_pymarc(pymarc.Record(data=raw, to_unicode=True, utf8_handling="strict"))
    except (PymarcException, ValueError, IndexError, KeyError):
        return None
