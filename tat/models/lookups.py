"""Lookups of our own."""

from typing import Any

from django.db.models import Lookup, UUIDField


@UUIDField.register_lookup
class AnyOf(Lookup):
    """`= any(array)`: one parameter for ids of any number. `in` takes one for each, and every page pays for all of them."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = any(%s)", (*params, list(self.rhs))
