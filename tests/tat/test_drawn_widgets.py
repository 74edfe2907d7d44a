"""Widgets drawn by functions say what Django's own templates say, and a field stands in its label, hint and error."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from lxml.html import HtmlElement, fragments_fromstring

from tat.forms.choices import CheckCards, ChoiceCards
from tat.forms.drawn import draw
from tat.forms.renderer import Renderer

HOSTILE = """</textarea>"'><script>alert(1)</script>&amp;"""
CHOICES = [("", "Any"), ("a", gettext_lazy("Yes")), (HOSTILE, HOSTILE), ("Group", [("b", mark_safe("<em>B</em>")), (7, "Seven")])]
ATTRS = {"id": "id_it", "data-x": HOSTILE, "disabled": True, "placeholder": False, "rows": 4}
VALUES = [None, "", "a", "7", HOSTILE, "\n two\nlines"]
ALIKE = (forms.TextInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput, forms.DateInput, forms.CheckboxInput, forms.Textarea)


def bound(field: forms.Field, value: object) -> forms.BoundField:
    """The field in a form of ours, with this value typed."""
    form = type("Typed", (forms.Form,), {"default_renderer": Renderer, "it": field})
    return form({"it": value})["it"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("widget", [each() for each in ALIKE], ids=lambda each: type(each).__name__)
def test_an_input_is_as_django_draws_it(widget: forms.Widget, value: str | None) -> None:
    context = widget.get_context("it", value, ATTRS)
    drawn = draw(widget.template_name, context)
    assert drawn and parse_html(drawn) == parse_html(DjangoTemplates().render(widget.template_name, context))


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("widget", [*(each(ATTRS) for each in ALIKE), forms.Select(ATTRS, CHOICES)], ids=lambda each: type(each).__name__)
def test_a_field_holds_the_control_that_django_draws(widget: forms.Widget, value: str | None) -> None:
    field = bound(forms.Field(widget=widget, required=False), value)
    context = widget.get_context("it", field.value(), field.build_widget_attrs({}))
    assert parse_html(str(field)) == parse_html(DjangoTemplates().render(widget.template_name, context))


@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple, ChoiceCards, CheckCards])
def test_rows_hold_the_inputs_that_django_draws_each_with_its_own_label(widget: type[forms.RadioSelect]) -> None:
    field = bound(forms.Field(widget=widget(choices=CHOICES[1:]), required=False), ["a", "7"])
    drawn = str(field)
    options = [option for _, group, _ in field.field.widget.optgroups("it", ["a", "7"], {"id": "id_it"}) for option in group]
    assert len(options) == 4 and "<script" not in drawn
    for option in options:
        plain = DjangoTemplates().render("django/forms/widgets/input.html", {"widget": option})
        assert parse_html(drawn).count(parse_html(plain)) == 1
        assert drawn.count(f'<label for="{option["attrs"]["id"]}">') == 1
    assert "<em>B</em>" in drawn and '<p class="choices-title">Group</p>' in drawn


def test_a_row_has_its_hint_and_says_what_it_opens() -> None:
    cards = ChoiceCards(choices=CHOICES[:2], hints={"a": HOSTILE}, reveals={"a": "more"})
    drawn = str(bound(forms.Field(widget=cards), "a"))
    (plain,) = (option for option in cards.subwidgets("it", "a", {"id": "id_it"}) if option["value"] == "a")
    assert parse_html(drawn).count(parse_html(DjangoTemplates().render("django/forms/widgets/input.html", {"widget": plain}))) == 1
    assert '<p class="hint" id="id_it_1_hint">' in drawn and "<script" not in drawn


@pytest.mark.parametrize("twice", [False, True])
def test_only_an_hour_that_comes_twice_needs_the_template(twice: bool) -> None:
    context = {"widget": {"type": "text", "name": "it", "value": "1:30", "attrs": {}, "twice": twice}}
    assert (draw("django/forms/widgets/local_date_time.html", context) is None) == twice


class Asked(forms.Form):
    default_renderer = Renderer
    name = forms.CharField(label=HOSTILE, help_text=HOSTILE, error_messages={"required": HOSTILE})
    note = forms.CharField(required=False, label=gettext_lazy("Yes"))
    sure = forms.BooleanField(label=HOSTILE, help_text="Think first", error_messages={"required": "Say so"})
    which = forms.ChoiceField(choices=CHOICES[1:], widget=forms.RadioSelect, help_text=HOSTILE, error_messages={"required": HOSTILE})
    key = forms.CharField(widget=forms.HiddenInput)


def drawn_field(form: forms.Form, name: str) -> HtmlElement:
    found = fragments_fromstring(form[name].as_field_group())
    assert len(found) == 1
    return found[0]


def test_every_control_has_its_label_hint_and_error_and_nothing_typed_by_us_becomes_a_tag() -> None:
    form = Asked({"note": HOSTILE})
    for name in ("name", "sure", "which", "note"):
        field = drawn_field(form, name)
        assert field.find(".//script") is None
        assert ("bad" in field.classes) == (name != "note")
    name = drawn_field(form, "name")
    assert [each.tag for each in name] == ["label", "div", "div", "input"]
    assert (name[0].get("for"), name[0].text.strip(), name[1].text, name[2].text_content()) == ("id_name", HOSTILE, HOSTILE, HOSTILE)
    assert name[3].get("aria-describedby").split() == [name[1].get("id"), name[2].get("id")]
    assert [each.get("class") for each in drawn_field(form, "sure")] == ["error", "choice"]
    which = drawn_field(form, "which")
    assert [each.tag for each in which] == ["legend", "div", "div", "div"]
    assert which.get("aria-describedby").split() == [which[1].get("id"), which[2].get("id")]
    assert drawn_field(form, "key").tag == "input"


def test_a_label_says_what_is_optional_or_where_few_fields_are_needed_those() -> None:
    form = Asked()
    assert [len(drawn_field(form, name).find_class("opt")) for name in ("name", "note")] == [0, 1]
    form.few_needed = True
    assert [len(drawn_field(form, name).find_class("opt")) for name in ("name", "note")] == [1, 0]
