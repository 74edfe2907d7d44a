"""How every form is rendered: Django's own widgets with our field template."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Label, hint, error, input, in that order; templates come from templates/django/forms."""

    form_template_name = "partials/_form.html"
    field_template_name = "django/forms/field.html"
