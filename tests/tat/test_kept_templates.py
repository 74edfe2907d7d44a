"""Templates that are named in so many words are looked up once; names that vary, and names that are wrong, as in Django."""

import pytest
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.test import RequestFactory
from django.utils import translation

ROW = "partials/_empty.html"


def drawn(words: str, **values: object) -> str:
    return Template("{% load i18n look %}" + words).render(Context(values))


def test_what_is_included_sees_what_it_is_given_each_time() -> None:
    page = Template('{% for each in many %}{% include "partials/_empty.html" with title=each words="" only %}{% endfor %}')
    text = page.render(Context({"many": ["One", "Two"]}))
    assert text.index("One") < text.index("Two")
    assert "Three" in page.render(Context({"many": ["Three"]})) and "One" not in page.render(Context({"many": ["Three"]}))
    by_name = drawn(f'{{% include "{ROW}" with title=name words="" %}}', name=ROW)
    assert drawn("{% include name with title=name words='' %}", name=ROW) == by_name


def test_a_name_that_is_wrong_is_said() -> None:
    with pytest.raises(TemplateDoesNotExist):
        drawn('{% include "no/such.html" %}')
    with pytest.raises(TemplateDoesNotExist):
        Template('{% extends "no/such.html" %}').render(Context())


def test_blocks_are_those_of_each_page_on_the_same_parent() -> None:
    one = Template('{% extends "plain.html" %}{% block title %}First{% endblock %}')
    two = Template('{% extends "plain.html" %}{% block title %}Second{% endblock %}')
    request = RequestFactory().get("/")
    for _ in range(3):
        assert "First" in one.render(Context({"request": request})) and "Second" in two.render(Context({"request": request}))


def test_a_page_keeps_what_it_found_and_another_page_looks_for_itself() -> None:
    files = {"parent": "before {% block body %}{% endblock %}", "row": "row"}
    house = Engine(loaders=[("django.template.loaders.locmem.Loader", files)], builtins=["tat.templatetags.kept"])
    words = '{% extends "parent" %}{% block body %}{% include "row" %} {% include name %}{% endblock %}'
    first = house.from_string(words)
    assert first.render(Context({"name": "row"})) == "before row row"
    files |= {"parent": "after {% block body %}{% endblock %}", "row": "changed"}
    assert first.render(Context({"name": "row"})) == "before row changed"
    assert house.from_string(words).render(Context({"name": "row"})) == "after changed changed"


def test_what_is_the_same_on_every_page_is_drawn_once_in_each_language_and_sees_nothing_of_a_page() -> None:
    page = Template('{% load i18n %}{% same %}{% translate "Yes" %}, {{ name }}.{% endsame %} {{ name }}')
    assert [page.render(Context({"name": name})) for name in ("Rowan", "Avery")] == ["Yes, . Rowan", "Yes, . Avery"]
    with translation.override("es"):
        assert page.render(Context({"name": "Avery"})) == "Sí, . Avery"
