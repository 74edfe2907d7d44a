"""{% url %}, {% static %} and {% csrf_token %} as in Django, each worked out once; in every template without a `load`."""

from functools import cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.defaulttags import url as django_url
from django.templatetags.static import static as django_static
from django.urls import NoReverseMatch
from django.utils.html import escape
from django.utils.safestring import SafeString

from tat.addresses import address

register = template.Library()


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """A name and its parts; what has names for its parts is Django's own tag."""
    node = django_url(parser, token)
    return node if node.kwargs else Link(node.view_name, node.args, node.asvar)


class Link(Node):
    """An address in a page, or kept for later under a name: "" then where there is no such page."""

    def __init__(self, name: FilterExpression, parts: list[FilterExpression], kept_as: str | None) -> None:
        self.name, self.parts, self.kept_as = name, parts, kept_as

    def render(self, context: Context) -> Any:
        try:
            found = address(self.name.resolve(context), *[part.resolve(context) for part in self.parts])
        except NoReverseMatch:
            if self.kept_as is None:
                raise
            found = ""
        if self.kept_as is not None:
            context[self.kept_as] = found
            return ""
        return escape(found) if context.autoescape else found


@register.simple_tag
@cache
def static(path: str) -> str:
    """The address of a file of the site; it stays the same while a process runs."""
    return django_static(path)


@register.tag
def csrf_token(parser: Parser, token: Token) -> Node:
    """The hidden token of a form."""
    return CsrfInput()


class CsrfInput(CsrfTokenNode):
    """Masked once for a page; Django masks it three times for each form."""

    def render(self, context: Context) -> SafeString:
        request = context.get("request")
        if request is None:
            return super().render(context)
        if not hasattr(request, "_csrf_input"):
            request._csrf_input = super().render(context)
        found: SafeString = request._csrf_input
        return found
