"""Lists every address with its methods and permission."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[dict[str, Any]]:
    """Each address as {"route", "name", "methods", "permission"}."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            yield {"route": f"/{route}", "name": pattern.name, "methods": list(view.methods), "permission": str(view.permission)}


class Command(BaseCommand):
    """Reads the resolver; needs no database."""

    help = "Lists every address with its methods and permission."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(addresses(get_resolver().url_patterns))
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{'/'.join(row['methods']):10} {row['permission']:22} {row['route']}")
