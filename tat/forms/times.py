"""Dates and times that people type: wall time in America/Chicago in, one instant out, or a sentence that says why not."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tat import clock
from tat.calendar import CENTRAL, AmbiguousTime, NonexistentTime, resolve_local

FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M")
DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y")
SENT = {
    "%Y-%m-%dT%H:%M": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}").fullmatch,
    "%Y-%m-%d": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch,
}
"""How a browser's own inputs send these two."""
YEARS = range(1900, 2200)
NOT_YET = _("This time has not come yet. Enter when it happened, or leave the time as it was filled in.")
TWICE = _("This time happens twice, because the clocks go back then. Say below which of the two is meant.")
DAY_NOT_YET = _("This day has not come yet. Enter the day on which it happened.")
ODD_YEAR = _("Check the year: it is before 1900 or after 2199.")
UNREADABLE = _("Write the date and the time like 10/14/2026 3:10 PM.")
DAY_UNREADABLE = _("Write the date like 10/14/2026.")


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's date and time; in the hour that happens twice a question which of the two is meant."""

    input_type = "datetime-local"
    template_name = "django/forms/widgets/local_date_time.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str] | None:
        text = data.get(name)
        return None if text is None else (text.strip(), data.get(f"{name}_fold", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        text, fold = value or ("", "")
        shown, kind = as_browser_writes(text, FORMATS, self.input_type)
        context = super().get_context(name, shown, attrs)
        context["widget"].update(value=shown, type=kind)
        context["widget"]["fold"] = fold
        context["widget"]["twice"] = happens_twice(text)
        return context


class LocalDateInput(forms.DateInput):
    """The browser's date."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        shown, kind = as_browser_writes(value or "", DAY_FORMATS, self.input_type)
        context = super().get_context(name, shown, attrs)
        context["widget"].update(value=shown, type=kind)
        return context


class LocalDateTimeField(forms.Field):
    """A moment, stated as wall time in America/Chicago; gives the instant in UTC. With `past` it may not lie ahead of tat_now()."""

    widget = LocalDateTimeInput

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.past = past

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        local = value.astimezone(CENTRAL)
        return (f"{local:%Y-%m-%dT%H:%M}", str(local.fold))

    def to_python(self, value: tuple[str, str] | None) -> datetime | None:
        text, fold = value or ("", "")
        if not text:
            return None
        naive = read_wall_time(text)
        try:
            return resolve_local(naive, int(fold) if fold in ("0", "1") else None)
        except AmbiguousTime:
            raise ValidationError(TWICE, code="twice") from None
        except NonexistentTime as skipped:
            raise ValidationError(str(skipped), code="skipped") from None

    def _clean_bound_field(self, bound: Any) -> Any:
        value = super()._clean_bound_field(bound)
        if self.past and value and value > now_for(bound.form):
            raise ValidationError(NOT_YET, code="future")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Seconds are not asked, so they make no change."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        return (typed and typed.replace(second=0, microsecond=0)) != (initial and initial.replace(second=0, microsecond=0))


class LocalDateField(forms.Field):
    """A calendar day. With `past` it may not lie after today in America/Chicago."""

    widget = LocalDateInput

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.past = past

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: str | date | None) -> date | None:
        if isinstance(value, date) or not value:
            return value or None
        return _read(value.strip(), DAY_FORMATS, DAY_UNREADABLE).date()

    def _clean_bound_field(self, bound: Any) -> Any:
        value = super()._clean_bound_field(bound)
        if self.past and value and value > now_for(bound.form).astimezone(CENTRAL).date():
            raise ValidationError(DAY_NOT_YET, code="future")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


def now_for(form: Any) -> datetime:
    """The present instant for all fields of one form, read once."""
    if not hasattr(form, "judged_at"):
        form.judged_at = clock.now()
    found: datetime = form.judged_at
    return found


def read_wall_time(text: str) -> datetime:
    """The wall time, without a zone, of what a browser sends or a person types. Raises a sentence."""
    return _read(text, FORMATS, UNREADABLE)


def as_browser_writes(text: str, formats: tuple[str, ...], kind: str) -> tuple[str, str]:
    """The text as the browser's own input takes it, with that input's type; what cannot be read stays, as plain text, to be mended."""
    for form in formats if text else ():
        try:
            found = _parsed(text, form)
        except ValueError:
            continue
        return text if form == formats[0] else found.strftime(formats[0]), kind
    return text, "text" if text else kind


def _read(text: str, formats: tuple[str, ...], otherwise: Any) -> datetime:
    for form in formats:
        try:
            found = _parsed(text, form)
        except ValueError:
            continue
        if found.year not in YEARS:
            raise ValidationError(ODD_YEAR, code="year")
        return found
    raise ValidationError(otherwise, code="unreadable")


def _parsed(text: str, form: str) -> datetime:
    """What a browser sends is read by the quicker of Python's readers."""
    if form in SENT and SENT[form](text):
        return datetime.fromisoformat(text)
    return datetime.strptime(text, form)  # noqa: DTZ007  a wall time has no zone yet


def happens_twice(text: str) -> bool:
    """Whether the typed wall time lies in the hour that the autumn change repeats."""
    if not text:
        return False
    try:
        resolve_local(read_wall_time(text))
    except AmbiguousTime:
        return True
    except (ValidationError, NonexistentTime):
        return False
    return False
