"""Querysets that vary by their values alone: Django builds and compiles them once a process, and each asking only sends them.

To build and compile a queryset costs several times what it takes to send it and to read its rows. What a page asks each time
it is opened is therefore kept compiled; the values are parameters of the statement, as in every queryset.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesListIterable,
    get_related_populators,
)

from tat.models.lookups import written
from tat.statements import ask
from tat.vault import SealedText

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
        made = self._compiled
        if not made.sql:
            return []
        known = {name: value for name, value in values.items() if isinstance(value, Model)}
        plain = values | {name: value.pk for name, value in known.items()} if known else values
        params = [written(plain[each.name]) if isinstance(each, Given) else each for each in made.params]
        return made.read(made.converted(ask(made.sql, params, made.database)), known)

    def first(self, **values: Any) -> Row | None:
        """The first of the rows. Build it with a limit where there may be many."""
        return next(iter(self(**values)), None)

    @cached_property
    def _compiled(self) -> "_Compiled":
        return _Compiled(self.build())


class _Compiled:
    """A queryset's statement, the values that are fixed in it, and how its rows are read: as Django's own iterables do."""

    def __init__(self, rows: Any) -> None:
        self.database, self.model = rows.db, rows.model
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:  # built so that nothing can be found
            self.sql, self.params = "", ()
            return
        self.count = compiler.col_count if compiler.has_extra_select else None
        self.converters = [
            (place, convert, expression) for place, (converters, expression) in self._converted(compiler, rows) for convert in converters
        ]
        self.read: Callable[[Any, Mapping[str, Model]], list[Any]] = getattr(self, READ_AS[rows._iterable_class])
        if compiler.klass_info:
            self._of_model(compiler)
        if rows._iterable_class is NamedValuesListIterable:
            self.named: Any = namedtuple("Row", rows._fields)  # type: ignore[misc]

    def _converted(self, compiler: Any, rows: Any) -> list[Any]:
        """What turns a column's values into Python's, by its place. Sealed texts of a model are opened where they are read."""
        found = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        if rows._iterable_class is not ModelIterable:
            return list(found.items())
        return [(place, each) for place, each in found.items() if not isinstance(each[1].output_field, SealedText)]

    def _of_model(self, compiler: Any) -> None:
        columns = compiler.klass_info["select_fields"]
        self.span = slice(columns[0], columns[-1] + 1)
        self.names = [column.target.attname for column, *_ in compiler.select[self.span]]
        self.related = get_related_populators(compiler.klass_info, compiler.select, self.database)  # type: ignore[call-arg]
        self.annotations = list((compiler.annotation_col_map or {}).items())

    def converted(self, rows: Sequence[Any]) -> Sequence[Any]:
        if self.count:
            rows = [row[: self.count] for row in rows]
        if not self.converters:
            return rows
        connection = connections[self.database]
        found = [list(row) for row in rows]
        for place, convert, expression in self.converters:
            for row in found:
                row[place] = convert(row[place], expression, connection)
        return found

    def models(self, rows: Any, known: Mapping[str, Model]) -> list[Any]:
        fields = [(self.model._meta.get_field(name).cache_name, row) for name, row in known.items()]  # type: ignore[union-attr]
        found, shared = [], dict[Any, Model]()
        for row in rows:
            one = _loaded(self.model, self.database, self.names, row[self.span])
            for related in self.related:
                _populate(related, row, one, shared)
            for name, place in self.annotations:
                setattr(one, name, row[place])
            for name, value in fields:
                one._state.fields_cache.setdefault(name, value)
            found.append(one)
        return found

    def tuples(self, rows: Any, _known: Any) -> list[Any]:
        return list(map(tuple, rows))

    def named_tuples(self, rows: Any, _known: Any) -> list[Any]:
        return [self.named._make(row) for row in rows]

    def singles(self, rows: Any, _known: Any) -> list[Any]:
        return [row[0] for row in rows]


def _loaded(model: type[Model], database: str, names: Sequence[str], values: Sequence[Any]) -> Model:
    """A row as `Model.from_db` makes it, without asking each field and sending signals, of which the house has none."""
    one, state = model.__new__(model), ModelState()
    state.adding, state.db = False, database
    one.__dict__.update(zip(names, values, strict=True), _state=state)
    return one


def _populate(related: Any, row: Sequence[Any], one: Model, shared: dict[Any, Model]) -> None:
    """The row that `one` points at, as Django's own populator finds it; rows of one reading that point at the same share it."""
    number = row[related.cols_start + related.pk_idx]
    if number is None:
        related.local_setter(one, None)
        return
    other = shared.get((related.cols_start, number))
    if other is None:
        values = row[related.cols_start : related.cols_end]
        other = shared[related.cols_start, number] = _loaded(related.model_cls, related.db, related.init_list, values)
        for further in related.related_populators:
            _populate(further, row, other, shared)
    related.local_setter(one, other)
    related.remote_setter(other, one)


READ_AS: Mapping[Any, str] = {
    ModelIterable: "models",
    ValuesListIterable: "tuples",
    NamedValuesListIterable: "named_tuples",
    FlatValuesListIterable: "singles",
}


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
