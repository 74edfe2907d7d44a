"""Choices as rows whose whole width is the target, each with its hint."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy as _

NOT_LISTED = forms.ModelChoiceField.default_error_messages["invalid_choice"]


class Offered(BaseChoiceIterator):
    """Choices of one page, made once for all of its fields: Django looks through a list anew for each field and widget."""

    def __init__(self, pairs: Callable[[], Iterable[tuple[Any, Any]]]) -> None:
        self.read = pairs
        self.drawn: dict[str, str] = {}

    @cached_property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Read when somebody looks: who sends a form without a choice from a long list does not wait for it."""
        return list(self.read())

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __copy__(self) -> "Offered":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Offered":
        return self


class Cards:
    """What radio and check rows share: `hints` by value stand under the row, `reveals` name what a ticked row opens."""

    def __init__(
        self, *args: Any, hints: Mapping[str, Any] | None = None, reveals: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.hints, self.reveals = dict(hints or {}), dict(reveals or {})

    def __deepcopy__(self, memo: dict[int, Any]) -> "Cards":
        twin = super().__deepcopy__(memo)  # type: ignore[misc]
        twin.hints, twin.reveals = dict(self.hints), dict(self.reveals)
        return twin

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """Django's option with its hint, tied to the input for screen readers."""
        option = super().create_option(name, value, *args, **options)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        if option["hint"] and option["attrs"].get("id"):
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        if str(value) in self.reveals:
            option["attrs"]["data-reveals"] = self.reveals[str(value)]
        return option


class ChoiceCards(Cards, forms.RadioSelect):
    """One of several rows."""


class CheckCards(Cards, forms.CheckboxSelectMultiple):
    """Any of several rows."""


class YesNoField(forms.TypedChoiceField):
    """Yes or no, without a default: it is answered or it is missing. Gives True, False, or None where it may stay open.

    `hints` and `reveals` are by "yes" and "no".
    """

    default_error_messages = {"required": _("Choose yes or no.")}

    def __init__(self, *, hints: Mapping[str, Any] | None = None, reveals: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda word: word == "yes",
            empty_value=None,
            widget=ChoiceCards(hints=hints, reveals=reveals),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Shared:
    """Rows that several fields of a page offer: put into words, and drawn, once."""

    def __init__(self, rows: Iterable[Any] | Callable[[], Iterable[Any]]) -> None:
        self.given = rows
        self.made: dict[tuple[Any, ...], Offered] = {}

    @cached_property
    def rows(self) -> Mapping[str, Any]:
        """By key; a function is asked for them when somebody looks."""
        return {str(row.pk): row for row in (self.given() if callable(self.given) else self.given)}

    def choices(self, kind: tuple[Any, ...], nobody: Any, words: Callable[[Any], str]) -> Offered:
        """As fields of this kind offer them: each row in these words, after `nobody` where there is one."""
        if kind not in self.made:
            none = [] if nobody is None else [("", nobody)]
            self.made[kind] = Offered(lambda: [*none, *((key, words(row)) for key, row in self.rows.items())])
        return self.made[kind]


class RowField(forms.TypedChoiceField):
    """One of the rows given by `offer`, which the view has read already; gives the row, or None where none is chosen.

    `nobody` are the words for none; without them one is chosen from the start.
    """

    default_error_messages = {"invalid_choice": NOT_LISTED}

    def __init__(self, *, nobody: Any = None, **options: Any) -> None:
        self.shared = Shared(())
        self.nobody = nobody
        super().__init__(coerce=self._row, empty_value=None, **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "RowField":
        twin = super().__deepcopy__(memo)
        twin.coerce = twin._row
        return twin

    def offer(self, rows: "Iterable[Any] | Callable[[], Iterable[Any]] | Shared") -> None:
        """The rows to choose from, in this order, or a function that reads them. What several fields of a page offer is `Shared`."""
        shared = rows if isinstance(rows, Shared) else Shared(rows)
        self.shared = shared
        self.choices = shared.choices(self.kind, self.nobody, self.words)

    @property
    def kind(self) -> tuple[Any, ...]:
        """Fields of one kind have the same words for the same rows."""
        return type(self), self.nobody

    def words(self, row: Any) -> str:
        """What stands for a row on the list."""
        return str(row)

    def _row(self, key: str) -> Any:
        return self.shared.rows[key]

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)
