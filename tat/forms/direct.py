"""Controls drawn straight from their widget: the dicts that Django makes of each choice cost more than all the words of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField, Widget

from tat.forms.choices import CheckCards, ChoiceCards, Offered
from tat.forms.drawn import attributes, input_tag, plain, textarea_tag
from tat.forms.times import DAY_FORMATS, FORMATS, LocalDateInput, LocalDateTimeInput, as_browser_writes, happens_twice

NONE: Mapping[str, str] = {}
Attributes = Mapping[str, Any]
Option = tuple[Any, Any, bool, str]
"""Its value, its label, whether it is chosen, and its number for ids."""


def control(field: BoundField) -> str | None:
    """The control of a field as its template has it; None for a widget that is not drawn here."""
    widget = field.field.widget
    function = CONTROLS.get(type(widget))
    if function is None or field.field.localize:
        return None
    given = field.build_widget_attrs({}, widget)
    if field.auto_id and "id" not in widget.attrs:
        given["id"] = field.auto_id
    return function(widget, field.html_name, field.value(), widget.build_attrs(widget.attrs, given))


def _input(widget: Any, name: str, value: Any, attrs: Attributes) -> str:
    return input_tag({"type": widget.input_type, "name": name, "value": widget.format_value(value), "attrs": attrs})


def _date_time(widget: Any, name: str, value: Any, attrs: Attributes) -> str | None:
    """The question which of two hours is meant is rare, and a template's."""
    text = (value or ("", ""))[0]
    return None if happens_twice(text) else _day_or_time(name, attrs, *as_browser_writes(text, FORMATS, widget.input_type))


def _day(widget: Any, name: str, value: Any, attrs: Attributes) -> str:
    return _day_or_time(name, attrs, *as_browser_writes(value or "", DAY_FORMATS, widget.input_type))


def _day_or_time(name: str, attrs: Attributes, shown: str, kind: str) -> str:
    return input_tag({"type": kind, "name": name, "value": shown, "attrs": attrs})


def _textarea(widget: Widget, name: str, value: Any, attrs: Attributes) -> str:
    return textarea_tag({"name": name, "value": widget.format_value(value), "attrs": attrs})


def _select(widget: Any, name: str, value: Any, attrs: Attributes) -> str:
    groups = _options(widget, value)
    return f'<select name="{plain(name)}"{attributes(attrs)}>{groups}</select>'


def _options(widget: Any, value: Any) -> str:
    """The options of a list that several fields of a page offer are drawn once for each choice."""
    kept = widget.choices.drawn if isinstance(widget.choices, Offered) else {}
    chosen = str(value)
    if chosen not in kept:
        kept[chosen] = "".join(_group(title, options) for title, options in _groups(widget, value))
    return kept[chosen]


def _group(title: Any, options: list[Option]) -> str:
    rows = "".join(
        f'<option value="{plain(value)}"{" selected" if chosen else ""}>{plain(label)}</option>\n' for value, label, chosen, _ in options
    )
    return f'<optgroup label="{plain(title)}">{rows}</optgroup>\n' if title else rows


def _cards(widget: Any, name: str, value: Any, attrs: Attributes) -> str:
    own_id = attrs.get("id", "")
    start = f'<input type="{widget.input_type}" name="{plain(name)}"'
    rest = attributes({key: each for key, each in attrs.items() if key != "id"})
    rows = []
    for title, options in _groups(widget, value):
        if title:
            rows.append(f'<p class="choices-title">{plain(title)}</p>\n')
        rows += [_card(widget, option, start, rest, own_id) for option in options]
    group_id = f' id="{plain(own_id)}"' if own_id else ""
    return f'<div class="choices"{group_id}>{"".join(rows)}</div>'


def _card(widget: Any, option: Option, start: str, rest: str, own_id: str) -> str:
    """A row: the input, its label, and its hint where it has one."""
    value, label, chosen, number = option
    key, row_id = str(value), f"{plain(own_id)}_{number}" if own_id else ""
    tie = f' id="{row_id}"' if row_id else ""
    tie += " checked" if chosen else ""
    hint, reveals = getattr(widget, "hints", NONE).get(key, ""), getattr(widget, "reveals", NONE).get(key)
    if hint:
        tie += f' aria-describedby="{row_id}_hint"' if row_id else ""
        hint = f'<p class="hint" id="{row_id}_hint">{plain(hint)}</p>'
    tie += f' data-reveals="{plain(reveals)}"' if reveals else ""
    points_at = f' for="{row_id}"' if row_id else ""
    return f'<div class="choice">{start} value="{plain(value)}"{rest}{tie}> <label{points_at}>{plain(label)}</label>{hint}</div>\n'


def _groups(widget: Any, value: Any) -> Iterator[tuple[Any, list[Option]]]:
    """The choices as the widget groups them; of several that match a single choice takes the first."""
    wanted, many, found = widget.format_value(value), widget.allow_multiple_selected, False
    for index, (key, label) in enumerate(widget.choices):
        grouped = isinstance(label, list | tuple)
        options: list[Option] = []
        for position, (each, words) in enumerate(label if grouped else [("" if key is None else key, label)]):
            chosen = (many or not found) and str(each) in wanted
            found = found or chosen
            options.append((each, words, chosen, f"{index}_{position}" if grouped else str(index)))
        yield (key if grouped else ""), options


CONTROLS: dict[type[Widget], Callable[[Any, str, Any, Attributes], str | None]] = {
    forms.TextInput: _input,
    forms.NumberInput: _input,
    forms.HiddenInput: _input,
    LocalDateTimeInput: _date_time,
    LocalDateInput: _day,
    forms.Textarea: _textarea,
    forms.Select: _select,
    forms.RadioSelect: _cards,
    forms.CheckboxSelectMultiple: _cards,
    ChoiceCards: _cards,
    CheckCards: _cards,
}
