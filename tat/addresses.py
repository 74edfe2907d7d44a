"""Addresses of our own pages: a name and its parts. Each name's pattern is looked up once, since a page links to dozens."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, get_urlconf, reverse

NO_ID = UUID(int=0)
AS_IT_IS = re.compile(r"[\w-]+", re.ASCII).fullmatch


def address(name: str, *parts: Any) -> str:
    """As `reverse` gives it, on a site that is served from its root; NoReverseMatch for a name or parts that no page has."""
    pattern = _pattern(get_urlconf() or settings.ROOT_URLCONF, name, len(parts))
    words = [str(part) for part in parts]
    if pattern and all(map(AS_IT_IS, words)):
        return pattern % tuple(words)
    return reverse(name, args=parts)


def series(name: str, *parts: Any) -> Callable[[Any], str]:
    """What gives the addresses of one page that differ in the last part alone, an id: looked up once for all of them."""
    start, end = address(name, *parts, NO_ID).split(str(NO_ID))
    return lambda number: f"{start}{number}{end}"


def place(name: str) -> str:
    """The address of a page without parts that vary; "" where this installation has none."""
    return _place(get_urlconf() or settings.ROOT_URLCONF, name)


@cache
def _place(urlconf: Any, name: str) -> str:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


@cache
def _pattern(urlconf: Any, name: str, count: int) -> str:
    """The page's path with a place for each part; "" where there is not just one."""
    found = {path for possible, *_ in get_resolver(urlconf).reverse_dict.getlist(name) for path, parts in possible if len(parts) == count}
    if len(found) != 1:
        return ""
    return "/" + re.sub(r"%\(\w+\)s", "%s", found.pop())
