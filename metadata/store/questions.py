"""What is asked for every page of a list: a select that is written once, and then put to the driver itself.

SQLAlchemy writes the statement and says what a value of a column becomes; it does not see the question again. Some
microseconds instead of some dozens, where a page takes a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError


class _Written(NamedTuple):
    """The statement in the words of one kind of database."""

    text: str
    names: Sequence[str]  # of its values, in order
    values: Mapping[str, Any]  # those that the select has itself
    columns: Sequence[tuple[int, Callable[[Any], Any]]]  # what has to be made of the values of a column


class Question:
    """A select whose parameters are numbers and ids, which every database takes as they are."""

    def __init__(self, query: Select[Any]) -> None:
        self.query = query
        self._written: dict[str, _Written] = {}  # by kind of database

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """The rows, in the transaction of the connection. Raises DBAPIError."""
        if not connection.in_transaction():
            connection.begin()
        dialect = connection.dialect
        written = self._written.get(dialect.name) or self._written.setdefault(dialect.name, _write(self.query, dialect))
        given = {**written.values, **values}
        rows = put(connection, written.text, tuple([given[each] for each in written.names]), fetch=True)
        return [_read(row, written.columns) for row in rows] if written.columns else rows


def put(
    connection: Connection, statement: str, values: Sequence[Any] = (), fetch: bool = False
) -> Sequence[tuple[Any, ...]]:
    """Put a statement in the words of its driver to a database; `fetch` its rows. Raises DBAPIError."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, values)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall() if fetch else ()
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error
    finally:
        cursor.close()
    return rows


def _write(query: Select[Any], dialect: Dialect) -> _Written:
    compiled = query.compile(dialect=dialect)
    makers = (each.type.dialect_impl(dialect).result_processor(dialect, None) for each in query.selected_columns)
    columns = [(place, make) for place, make in enumerate(makers) if make]
    return _Written(compiled.string, compiled.positiontup or (), compiled.params, columns)


def _read(row: Sequence[Any], columns: Sequence[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    values = list(row)
    for place, make in columns:
        values[place] = make(values[place])
    return tuple(values)
