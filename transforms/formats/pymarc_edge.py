"""The edge to pymarc: conversion for people who use it. Reading and writing never come here."""

from __future__ import annotations

import pymarc

from transforms.record import SUBFIELD, Field, Record


def to_pymarc(record: Record) -> pymarc.Record:
    """A `pymarc.Record` with the same leader and fields."""
    result = pymarc.Record(leader=record.leader)
    result.fields.extend(map(_pymarc_field, record.fields))
    return result


def _pymarc_field(each: Field) -> pymarc.Field:
    if each.is_control:
        return pymarc.Field(tag=each.tag, data=each.value)
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
