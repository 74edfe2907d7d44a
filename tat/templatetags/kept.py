"""{% include %} and {% extends %} as in Django: a template named in so many words is looked up once, not for each page that has it."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Template, Token
from django.template.context import Context
from django.template.loader_tags import do_extends, do_include

register = template.Library()


class Named:
    """Stands for the name, and gives the template itself, which Django takes in its place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: Template | None = None

    def resolve(self, context: Context) -> Any:
        """Raises TemplateDoesNotExist."""
        if self.found is None:
            self.found = context.template.engine.get_template(self.name)
        return self.found


def _named(expression: Any) -> Any:
    """The template of a name without filters; what varies is left to Django."""
    return Named(expression.var) if isinstance(expression.var, str) and not expression.filters else expression


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """Django's own, with its template kept."""
    node = do_include(parser, token)
    node.template = _named(node.template)
    return node


@register.tag
def extends(parser: Parser, token: Token) -> Node:
    """Django's own, with its parent kept."""
    node = do_extends(parser, token)
    node.parent_name = _named(node.parent_name)
    return node
