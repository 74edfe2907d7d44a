"""Choices as rows whose whole width is the target, each with its hint."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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
