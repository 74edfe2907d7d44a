"""How every form is rendered: Django's own widgets with our fields around them."""

from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString

from tat.forms.direct import control
from tat.forms.drawn import FIELD, draw, whole
from tat.forms.text import showable

NO_ERRORS = ErrorList(renderer=TemplatesSetting())


class PlainBoundField(BoundField):
    """A field of a rendered form."""

    def value(self) -> Any:
        """What stands in the field: never a character that would keep the page from being sent."""
        return showable(super().value())

    @property
    def errors(self) -> ErrorList:
        """The sentences about this field; a page asks for them several times, and most fields have none."""
        return self.form.errors.get(self.name, NO_ERRORS)

    def as_field_group(self) -> SafeString:
        """The field with its label, hint and error, without a detour over a template's name."""
        return SafeString(whole(self))

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
        widget = widget or self.field.widget
        built = dict(attrs)
        if self.field.disabled:
            built["disabled"] = True
        if not widget.use_fieldset and not widget.is_hidden:
            if self.errors:
                built["aria-invalid"] = "true"
            if described := self.aria_describedby:
                built.setdefault("aria-describedby", described)
        built["placeholder"] = False
        return built


class Renderer(TemplatesSetting):
    """Label, hint, error, input, in that order; from functions; what is rare from templates/django/forms."""

    form_template_name = "partials/_form.html"
    field_template_name = FIELD
    bound_field_class = PlainBoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        drawn = draw(template_name, context)
        return super().render(template_name, context, request) if drawn is None else drawn
