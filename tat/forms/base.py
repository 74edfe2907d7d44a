"""The form that all ours are: its fields are those of its class until it changes one.

To copy all of them for each form, as Django does, costs more than to draw them.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.forms import DeclarativeFieldsMetaclass


class Fields(dict[str, forms.Field]):
    """The fields of one form. Who takes one by its name may change it, and gets a copy of the class's own to change."""

    def __init__(self, fields: Mapping[str, forms.Field], own: Iterable[str] = ()) -> None:
        super().__init__(fields)
        self.own = set(own)
        self.bound: dict[str, BoundField] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "Fields":
        return Fields(self)

    def __getitem__(self, name: str) -> forms.Field:
        if name not in self.own:
            self[name] = copy.deepcopy(super().__getitem__(name))
        return super().__getitem__(name)

    def __setitem__(self, name: str, field: forms.Field) -> None:
        self.own.add(name)
        self.bound.pop(name, None)
        super().__setitem__(name, field)

    def __ior__(self, more: Any) -> "Fields":  # type: ignore[override, misc]
        for name, field in dict(more).items():
            self[name] = field
        return self

    def to_read(self, name: str) -> forms.Field:
        """The field as it stands; nobody may change it, for it may be the class's."""
        return super().__getitem__(name)

    def in_order(self, names: Iterable[str]) -> "Fields":
        """These fields first, the others after them as they stand."""
        first = [name for name in names if name in self]
        found = Fields({name: self.to_read(name) for name in [*first, *(each for each in self if each not in first)]}, self.own)
        found.bound = self.bound
        return found


class _Meta(DeclarativeFieldsMetaclass):
    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        made: Any = super().__new__(cls, name, bases, attrs)
        made.base_fields = Fields(made.base_fields)
        return made


class Form(forms.Form, metaclass=_Meta):
    """Django's form with `Fields`."""

    fields: Fields

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.bound = self._bound_fields_cache

    def __getitem__(self, name: str) -> BoundField:
        """Raises KeyError for a field that the form has not."""
        if name not in self._bound_fields_cache:
            self._bound_fields_cache[name] = self.fields.to_read(name).get_bound_field(self, name)
        return self._bound_fields_cache[name]

    def order_fields(self, field_order: Iterable[str] | None) -> None:
        if field_order is not None:
            self.fields = self.fields.in_order(field_order)
