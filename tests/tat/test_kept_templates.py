"""Templates that are named in so many words are looked up once; names that vary, and names that are wrong, as in Django."""

import pytest
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.test import RequestFactory

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


def test_blocks_are_those_of_each_page_on_the_same_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    true = Engine.get_template
    monkeypatch.setattr(Engine, "get_template", lambda engine, name: asked.append(name) or true(engine, name))
    one = Template('{% extends "plain.html" %}{% block title %}First{% endblock %}')
    two = Template('{% extends "plain.html" %}{% block title %}Second{% endblock %}')
    request = RequestFactory().get("/")
    for _ in range(3):
        assert "First" in one.render(Context({"request": request})) and "Second" in two.render(Context({"request": request}))
    assert asked.count("plain.html") == 2
    assert get_template("plain.html")
