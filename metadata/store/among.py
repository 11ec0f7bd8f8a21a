"""A condition that a column has one of very many values: one parameter, however many they are.

An IN list has a parameter for each value, and SQLAlchemy spends more on naming them than the store on finding the rows.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson
from sqlalchemy import ARRAY, Column, Text, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Values(TypeDecorator[Any]):
    """Values of one type: an array in PostgreSQL, a text of JSON in SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the database takes them."""
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """As the database takes them."""
        return list(value) if dialect.name == "postgresql" else orjson.dumps(list(value)).decode()


class _Among(FunctionElement[Any]):
    """`among`, as an element of a statement; without a type, so that no database compares it with a number."""

    inherit_cache = True


def among(column: Column[Any], values: Collection[Any]) -> _Among:
    """True for rows whose column has one of these values, numbers or texts."""
    return _Among(column, bindparam(None, values, type_=_Values(column.type)))


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, values = (compiler.process(each, **given) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are made by SQLAlchemy


@compiles(_Among, "postgresql")
def _in_postgresql(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, values = (compiler.process(each, **given) for each in element.clauses)
    return f"{column} = ANY({values})"
