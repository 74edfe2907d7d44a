"""No name stands in an address: not in the token of a list's next page either, which anybody can read."""

import base64
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tat.models import User
from tat.views.accounts import PAGE
from tests.cast import Cast, a_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("PR-1")]
NEXT = re.compile(r'href="([^"]*[?&](?:amp;)?after=[^"]+)"')


def next_of(page: str) -> str:
    """Where the next page is; empty on the last."""
    found = NEXT.search(page)
    return found[1].replace("&amp;", "&") if found else ""


def said(address: str) -> str:
    """The token in clear, as a proxy's log would show it to anybody."""
    (token,) = parse_qs(urlsplit(address).query)["after"]
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()


def test_the_accounts_go_on_page_by_page_and_the_address_names_nobody(cast: Cast) -> None:
    for number in range(2 * PAGE):
        a_person(cast.district, f"row.{number}", f"Avery {number:03} Lund", "Teacher")
    browser, seen, place = signed_in(cast.superintendent), [], "/settings/people/"
    while place:
        page = browser.get(place)
        assert page.status_code == 200
        seen += re.findall(r"Avery \d{3} Lund", page.content.decode())
        there = next_of(page.content.decode())
        assert not there or not re.search(r"[A-Za-z]{3}", said(there))
        place = f"/settings/people/{there}" if there.startswith("?") else there
    assert list(dict.fromkeys(seen)) == sorted(User.objects.filter(full_name__startswith="Avery").values_list("full_name", flat=True))
