"""What the columns of all tables have in common: the catalogue of tables, and text that compares by its bytes."""

from __future__ import annotations

from sqlalchemy import MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData()


class _Bytewise(TypeDecorator[str]):
    """Text of PostgreSQL that compares by its bytes and holds NUL, which a vendor's record may and its text may not."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """NUL goes in as U+FFFF, which is no character and in no text."""
        return value.replace("\0", "\uffff") if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """And comes out as NUL."""
        return value.replace("\uffff", "\0") if value else value


class _LongBytewise(_Bytewise):
    """The same, of any length."""

    impl = Text


def text(length: int | None = None) -> TypeEngine[str]:
    """Text of any length, or up to a longest one."""
    if length is None:
        return Text().with_variant(_LongBytewise(collation="C"), "postgresql")
    return String(length).with_variant(_Bytewise(length, "C"), "postgresql")
