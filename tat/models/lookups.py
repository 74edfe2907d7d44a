"""Lookups of our own."""

import uuid
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BinaryField, CharField, ForeignKey, IntegerField, Lookup, UUIDField

FEW = 10


def written(value: Any) -> Any:
    """A long list of ids in PostgreSQL's own writing; anything else as it is. psycopg writes each id of a list by itself."""
    if type(value) is not list or len(value) <= FEW:
        return value
    if type(value[0]) is uuid.UUID:
        return "{" + ",".join([each.hex for each in value]) + "}"
    return "{" + ",".join(map(str, value)) + "}" if type(value[0]) is int else value


@BinaryField.register_lookup
@CharField.register_lookup
@ForeignKey.register_lookup
@IntegerField.register_lookup
@UUIDField.register_lookup
class AnyOf(Lookup):
    """`= any(array)`: one parameter for ids of any number. `in` takes one for each, and every page pays for all of them."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):  # its place in a prepared statement
            values, of_values = compiler.compile(self.rhs)
            return f"{sql} = any({values})", (*params, *of_values)
        if not self.rhs:
            raise EmptyResultSet
        return f"{sql} = any(%s)", (*params, self.rhs if isinstance(self.rhs, str) else written(list(self.rhs)))
