"""Django's widgets drawn by functions: a page of forms has hundreds of inputs, and a template for each costs ten times its words."""

import html
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


def _plain(value: Any) -> str:
    """Escaped, unless it says itself that it is safe."""
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))


def _attributes(attrs: Mapping[str, Any]) -> str:
    """As Django writes them: False leaves one out, True is its name alone."""
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {_plain(name)}" if value is True else f' {_plain(name)}="{_plain(value)}"' for name, value in shown)


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_plain(widget["value"])}"'
    return f'<input type="{_plain(widget["type"])}" name="{_plain(widget["name"])}"{value}{_attributes(widget["attrs"])}>'


def _textarea(widget: Widget) -> str:
    """The first line end belongs to the tag; what was typed comes after it."""
    return f'<textarea name="{_plain(widget["name"])}"{_attributes(widget["attrs"])}>\n{_plain(widget["value"] or "")}</textarea>'


def _select(widget: Widget) -> str:
    return f'<select name="{_plain(widget["name"])}"{_attributes(widget["attrs"])}>{"".join(_groups(widget))}</select>'


def _groups(widget: Widget) -> Iterator[str]:
    for group, options, _ in widget["optgroups"]:
        rows = "".join(
            f'<option value="{_plain(option["value"])}"{_attributes(option["attrs"])}>{_plain(option["label"])}</option>\n'
            for option in options
        )
        yield f'<optgroup label="{_plain(group)}">{rows}</optgroup>\n' if group else rows


def _rows(widget: Widget) -> str:
    """Radios and ticks, each a row with its label, and its hint where it has one."""
    own_id = f' id="{_plain(widget["attrs"]["id"])}"' if widget["attrs"].get("id") else ""
    return f'<div class="choices"{own_id}>{"".join(_titled(widget))}</div>'


def _titled(widget: Widget) -> Iterator[str]:
    for group, options, _ in widget["optgroups"]:
        if group:
            yield f'<p class="choices-title">{_plain(group)}</p>\n'
        yield from map(_row, options)


def _row(option: Widget) -> str:
    own_id = _plain(option["attrs"].get("id") or "")
    points_at = f' for="{own_id}"' if own_id else ""
    hint = f'<p class="hint" id="{own_id}_hint">{_plain(option["hint"])}</p>' if option.get("hint") else ""
    return f'<div class="choice">{_input(option)} <label{points_at}>{_plain(option["label"])}</label>{hint}</div>\n'


INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "search", "tel", "input", "checkbox")
DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    **{f"django/forms/widgets/{name}.html": _rows for name in ("radio", "checkbox_select", "multiple_input")},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


def draw(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The widget of this template's context; None where the template itself is needed."""
    function = DRAWN.get(template_name)
    return SafeString(function(context["widget"])) if function else None
