"""How every form is rendered: Django's own widgets with our fields around them."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from tat.forms.direct import control
from tat.forms.drawn import FIELD, draw
from tat.forms.text import showable


class PlainBoundField(BoundField):
    """A field of a rendered form."""

    def value(self) -> Any:
        """What stands in the field: never a character that would keep the page from being sent."""
        return showable(super().value())

    def as_widget(self, widget: Any = None, attrs: Any = None, only_initial: bool = False) -> Any:
        """The control, drawn straight where that can be."""
        drawn = None if widget or attrs or only_initial else control(self)
        return super().as_widget(widget, attrs, only_initial) if drawn is None else SafeString(drawn)

    @property
    def first_id(self) -> str:
        """Where a link to this field leads: its control, or the first of its rows, however they are grouped."""
        rows = self.subwidgets if self.use_fieldset else []
        return (rows[0].id_for_label if rows else "") or self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Without `required`: the browser's own bubble would come before our sentence; the label says what is optional.

        A placeholder is no label and vanishes with the first letter. `aria-invalid` stands on single inputs; a group of rows
        is tied to its error by the fieldset.
        """
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        built["placeholder"] = False
        if self.use_fieldset:
            built.pop("aria-invalid", None)
        return built


class Renderer(TemplatesSetting):
    """Label, hint, error, input, in that order; from functions; what is rare from templates/django/forms."""

    form_template_name = "partials/_form.html"
    field_template_name = FIELD
    bound_field_class = PlainBoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        drawn = draw(template_name, context)
        return super().render(template_name, context, request) if drawn is None else drawn
