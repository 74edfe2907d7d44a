"""Addresses: as Django gives them, and the tags that stand in for Django's own."""

import uuid

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from tat.addresses import address, place, series

ANY = uuid.UUID("6f1b1f0e-1f4e-4d3b-9d51-3f1f5d1f5d1f")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("home", ()),
        ("case_detail", ("CHS-26-K7Q2",)),
        ("duty_detail", (ANY,)),
        ("strategy_change", ("CHS-26-K7Q2", ANY)),
        ("team_detail", (7,)),
        ("case_detail", ("two words & a “quote”",)),
    ],
)
def test_an_address_is_the_one_that_django_gives(name: str, parts: tuple[object, ...]) -> None:
    assert address(name, *parts) == reverse(name, args=parts)
    if parts and parts[-1] is ANY:
        assert series(name, *parts[:-1])(ANY) == reverse(name, args=parts)


def test_what_no_page_has_is_refused_as_django_refuses_it() -> None:
    for name, parts in (("nowhere", ()), ("case_detail", ()), ("home", ("more",)), ("case_detail", ("a/b",))):
        with pytest.raises(NoReverseMatch):
            address(name, *parts)
    assert place("home") == "/" and place("nowhere") == ""


def test_the_tag_writes_escapes_and_keeps_an_address() -> None:
    words = '{% url "case_detail" code %}|{% url "case_detail" code as kept %}{{ kept }}|{% url "nowhere" as none %}[{{ none }}]'
    assert Template(words).render(Context({"code": "A-1"})) == "/cases/A-1/|/cases/A-1/|[]"
    assert Template('{% url "case_detail" code=code %}').render(Context({"code": "A-1"})) == "/cases/A-1/"
    with pytest.raises(NoReverseMatch):
        Template('{% url "nowhere" %}').render(Context())


def test_one_page_has_one_token_and_two_pages_have_two() -> None:
    page = Template("{% csrf_token %}{% csrf_token %}")
    first, second = (page.render(RequestContext(RequestFactory().get("/"))) for _ in range(2))
    half = len(first) // 2
    assert 'name="csrfmiddlewaretoken"' in first and first[:half] == first[half:]
    assert first != second
