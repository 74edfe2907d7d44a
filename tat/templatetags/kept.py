"""What templates do once instead of for each page: look up a template that is named in so many words, and draw what is always the same."""

from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Template, Token
from django.template.context import Context
from django.template.loader_tags import do_extends, do_include
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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


class SameNode(Node):
    """Words that stand alike on every page, drawn once in each language."""

    def __init__(self, inside: NodeList) -> None:
        self.inside = inside
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Nothing of the page reaches what is inside: a variable there is empty."""
        language = get_language()
        found = self.drawn.get(language)
        if found is None:
            bare = Context()
            with bare.bind_template(context.template):
                found = self.drawn[language] = self.inside.render(bare)
        return found


@register.tag
def same(parser: Parser, _token: Token) -> Node:
    """{% same %} ... {% endsame %}: see SameNode."""
    inside = parser.parse(("endsame",))
    parser.delete_first_token()
    return SameNode(inside)
