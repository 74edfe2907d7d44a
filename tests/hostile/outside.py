"""What of a page leaves it: its title, which stands in the browser's list of pages, and the addresses that it leads to."""

import base64
import binascii
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.hostile.planting import MARK

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ADDRESS = re.compile(r"""(?:href|action|formaction|src|data-draft)="([^"]*)\"""")
WRITTEN_TO = ("mailto:", "tel:")
"""What leads to a person's own program: the address is what the page is asked for, and goes to nobody else."""


def carried_out(body: str) -> Iterator[tuple[str, int]]:
    """Where it was found, and in which column it stands."""
    for title in TITLE.findall(body):
        yield from (("title", int(column)) for column, _ in MARK.findall(title))
    for address in set(ADDRESS.findall(body)):
        plain = unescape(address)
        if not plain.startswith(WRITTEN_TO):
            yield from (("address", int(column)) for text in readings(plain) for column, _ in MARK.findall(text))


def readings(address: str) -> Iterator[str]:
    """An address as it is, without its percent signs, and each part of its query as base64 would read."""
    yield unquote(address)
    for _, value in parse_qsl(urlsplit(address).query):
        try:
            yield base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode(errors="replace")
        except (binascii.Error, ValueError):
            continue
