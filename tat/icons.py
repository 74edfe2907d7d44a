"""The icons of the pages."""

from functools import cache

from django.template.loader import get_template
from django.utils.safestring import SafeString


@cache
def icon(name: str) -> SafeString:
    """An icon of templates/icons, inlined and hidden from screen readers: text stands beside it."""
    return get_template(f"icons/{name}.svg").render()
