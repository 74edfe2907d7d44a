"""Fields and widgets drawn by functions: a page of forms has hundreds of them, and a template for each costs ten times its words."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BoundField, ChoiceField
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tat.forms.base import Fields
from tat.icons import icon

Widget = Mapping[str, Any]
MARKED = re.compile("[&<>\"']").search


def plain(value: Any) -> str:
    """Escaped, unless it says itself that it is safe."""
    if hasattr(value, "__html__"):
        return value.__html__()
    text = str(value)
    return html.escape(text) if MARKED(text) else text


def nothing(value: Any) -> bool:
    """Whether a field with this value stands empty."""
    return value is None or value == "" or value == []


def attributes(attrs: Mapping[str, Any]) -> str:
    """As Django writes them: False leaves one out, True is its name alone."""
    found = ""
    for name, value in attrs.items():
        if value is not False:
            found += f" {name}" if value is True else f' {name}="{plain(value)}"'
    return found


def input_tag(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{plain(widget["value"])}"'
    return f'<input type="{plain(widget["type"])}" name="{plain(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def textarea_tag(widget: Widget) -> str:
    """The first line end belongs to the tag; what was typed comes after it."""
    return f'<textarea name="{plain(widget["name"])}"{attributes(widget["attrs"])}>\n{plain(widget["value"] or "")}</textarea>'


def _local_date_time(widget: Widget) -> str | None:
    """The question which of two hours is meant is rare, and a template's."""
    return None if widget["twice"] else input_tag(widget)


INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "search", "tel", "input", "checkbox")
WIDGETS: dict[str, Callable[[Widget], str | None]] = {
    **{f"django/forms/widgets/{name}.html": input_tag for name in INPUTS},
    "django/forms/widgets/textarea.html": textarea_tag,
    "django/forms/widgets/local_date_time.html": _local_date_time,
}
MOST_KEPT = 2_000
KEPT: dict[tuple[Any, ...], str] = {}
"""Fields as drawn: nothing that anybody typed is in it, and no choice but those of the class."""
FIELD = "drawn by whole"
"""The name by which a form asks for `whole`; there is no template of it."""


def whole(field: BoundField) -> str:
    """A field as drawn once: one of a class, right, and empty or with one of its choices, is the same on every page that has it."""
    fields, value = field.form.fields, field.value()
    if field.errors or not isinstance(fields, Fields) or field.name in fields.own or not (nothing(value) or _chosen(field, value)):
        return _drawn(field)
    which = (field.field, str(value or ""), field.html_name, field.auto_id, get_language(), getattr(field.form, "few_needed", False))
    found = KEPT.get(which)
    if found is None:
        if len(KEPT) >= MOST_KEPT:
            KEPT.clear()
        found = KEPT[which] = _drawn(field)
    return found


def _chosen(field: BoundField, value: Any) -> bool:
    return isinstance(value, str) and isinstance(field.field, ChoiceField) and field.field.valid_value(value)


def _drawn(field: BoundField) -> str:
    """A label, hint, error and input, in that order; a group of rows stands in a fieldset, a single tick before its label."""
    control = str(field)
    if field.is_hidden:
        return control
    error = _error(field)
    bad = " bad" if error else ""
    hint = f'<div class="hint" id="{field.auto_id}_helptext">{plain(field.help_text)}</div>' if field.help_text else ""
    label = plain(field.label)
    if field.use_fieldset:
        described = field.aria_describedby
        tie = f' aria-describedby="{plain(described)}"' if described else ""
        legend = f'<legend class="legend">{label} {_label_note(field)}</legend>'
        return f'<fieldset class="field{bad}"{tie}>{legend}{hint}{error}{control}</fieldset>\n'
    points_at = f'<label for="{plain(field.id_for_label)}">'
    if field.widget_type == "checkbox":
        return f'<div class="field{bad}">{error}<div class="choice">{control}{points_at}{label}</label>{hint}</div></div>\n'
    return f'<div class="field{bad}">{points_at}{label} {_label_note(field)}</label>{hint}{error}{control}</div>\n'


def _label_note(field: BoundField) -> str:
    """Most forms say what is optional; one of which few fields are needed says those."""
    needed, few_needed = field.field.required, getattr(field.form, "few_needed", False)
    if needed != few_needed:
        return ""
    return f'<span class="opt">{_("(needed)") if needed else _("(optional)")}</span>'


def _error(field: BoundField) -> str:
    sentences = "".join(f"<p>{plain(error)}</p>" for error in field.errors)
    return sentences and f'<div class="error" id="{field.auto_id}_error">{icon("circle-alert")}<div>{sentences}</div></div>'


def draw(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The field or widget of this template's context; None where the template itself is needed."""
    if template_name == FIELD:
        return SafeString(whole(context["field"]))
    function = WIDGETS.get(template_name)
    drawn = function(context["widget"]) if function else None
    return None if drawn is None else SafeString(drawn)
