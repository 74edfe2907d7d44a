"""Querysets that vary by their values alone: Django builds and compiles them once a process, and each asking only sends them.

To build and compile a queryset costs several times what it takes to send it and to read its rows. What a page asks each time
it is opened is therefore kept compiled; the values are parameters of the statement, as in every queryset.
"""

import copy
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Model, QuerySet

Row = TypeVar("Row")


class Given(Expression):
    """The place of a value that each asking gives by this name; a list where the lookup is `any_of`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A queryset made by `build` from `Given` values, compiled at the first asking.

    It has to compile without them: a `Given` stands where a queryset sends its value as it is. Nothing is prefetched.
    """

    def __init__(self, build: Callable[[], "QuerySet[Any, Row]"]) -> None:
        self.build = build

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values, in one statement; KeyError when one is missing.

        A value that is itself a row stands for its key, and the rows found know it by that name, as those of a related set do.
        """
        rows, compiler, sql, params = self._compiled
        if not sql:
            return []
        known = {name: value for name, value in values.items() if isinstance(value, Model)}
        plain = values | {name: value.pk for name, value in known.items()}
        asked = copy.copy(compiler)
        asked.connection = connections[rows.db]
        asked.as_sql = lambda *_, **__: (sql, tuple([plain[each.name] if isinstance(each, Given) else each for each in params]))
        return list(rows._iterable_class(_Asked(rows, asked, known)))

    def first(self, **values: Any) -> Row | None:
        """The first of the rows. Build it with a limit where there may be many."""
        return next(iter(self(**values)), None)

    @cached_property
    def _compiled(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        rows: Any = self.build()
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # built so that nothing can be found
            return rows, compiler, "", ()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda _: converters
        return rows, compiler, sql, params


class Shaped(Generic[Row]):
    """Prepared querysets, one for each shape: an empty list, True and False are built in, since conditions fall away with them."""

    def __init__(self, build: Callable[[Mapping[str, Any]], "QuerySet[Any, Row]"]) -> None:
        self.build = build
        self.shapes: dict[tuple[Any, ...], Prepared[Row]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values, in one statement."""
        fixed = {name: value for name, value in values.items() if value == [] or isinstance(value, bool)}
        shape = tuple((name, bool(value)) for name, value in fixed.items())
        if shape not in self.shapes:
            given = {name: fixed.get(name, Given(name)) for name in values}
            self.shapes[shape] = Prepared(partial(self.build, given))
        return self.shapes[shape](**values)


class _Asked:
    """Stands where Django's iterables expect a queryset and its query, and gives them the compiler that has its SQL already."""

    def __init__(self, rows: Any, compiler: Any, known: Mapping[str, Model]) -> None:
        self.db, self.model, self._fields = rows.db, rows.model, rows._fields
        self._known_related_objects = {rows.model._meta.get_field(name): {row.pk: row} for name, row in known.items()}
        self.query = self
        self.compiler = compiler

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler.query, name)
