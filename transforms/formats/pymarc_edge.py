"""The edge to pymarc: conversion for people who use it. Reading and writing never come here."""

from __future__ import annotations

import pymarc

from transforms.record import SUBFIELD, Field, Record


def to_pymarc(record: Record) -> pymarc.Record:
    """A `pymarc.Record` with the same leader and fields."""
    result = pymarc.Record(leader=record.leader)
    for each in record.fields:
        if each.is_control:
            result.add_field(pymarc.Field(tag=each.tag, data=each.value))
        else:
            parts = [pymarc.Subfield(code, value) for code, value in each.subfields]
            marks = pymarc.Indicators(each.ind1, each.ind2)
            result.add_field(pymarc.Field(tag=each.tag, indicators=marks, subfields=parts))
    return result


def from_pymarc(record: pymarc.Record) -> Record:
    """A Record with the leader and fields of a `pymarc.Record`; a missing indicator becomes a blank."""
    return Record(str(record.leader), tuple(map(_field, record.fields)))


def _field(each: pymarc.Field) -> Field:
    if each.control_field:
        return Field(each.tag, each.data or "")
    marks = "".join((mark or " ")[:1] for mark in each.indicators)
    return Field(each.tag, marks + "".join(f"{SUBFIELD}{code}{value}" for code, value in each.subfields))
