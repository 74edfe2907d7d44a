"""Widgets drawn by functions say what Django's own templates say."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from tat.forms.drawn import draw

HOSTILE = """</textarea>"'><script>alert(1)</script>&amp;"""
CHOICES = [("", "Any"), ("a", gettext_lazy("Yes")), (HOSTILE, HOSTILE), ("Group", [("b", mark_safe("<em>B</em>")), (7, "Seven")])]
ATTRS = {"id": "id_it", "data-x": HOSTILE, "disabled": True, "placeholder": False, "rows": 4}
VALUES = [None, "", "a", "7", HOSTILE, "\n two\nlines"]
ALIKE = (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput, forms.DateInput, forms.CheckboxInput, forms.Textarea)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("widget", [*(each() for each in ALIKE), forms.Select(choices=CHOICES)], ids=lambda each: type(each).__name__)
def test_an_input_and_a_select_are_as_django_draws_them(widget: forms.Widget, value: str | None) -> None:
    context = widget.get_context("it", value, ATTRS)
    drawn = draw(widget.template_name, context)
    assert drawn and parse_html(drawn) == parse_html(DjangoTemplates().render(widget.template_name, context))


@pytest.mark.parametrize("widget", [forms.RadioSelect(choices=CHOICES[1:]), forms.CheckboxSelectMultiple(choices=CHOICES[1:])])
def test_rows_hold_the_inputs_that_django_draws_each_with_its_own_label(widget: forms.RadioSelect) -> None:
    drawn = str(draw(widget.template_name, widget.get_context("it", ["a", "7"], {"id": "id_it"})))
    options = [option for _, group, _ in widget.optgroups("it", ["a", "7"], {"id": "id_it"}) for option in group]
    assert len(options) == 4 and "<script" not in drawn
    for option in options:
        plain = DjangoTemplates().render("django/forms/widgets/input.html", {"widget": option})
        assert parse_html(drawn).count(parse_html(plain)) == 1
        assert drawn.count(f'<label for="{option["attrs"]["id"]}">') == 1
    assert "<em>B</em>" in drawn and '<p class="choices-title">Group</p>' in drawn


def test_a_widget_with_a_template_of_its_own_keeps_it() -> None:
    assert draw("django/forms/widgets/local_date_time.html", {"widget": {}}) is None
