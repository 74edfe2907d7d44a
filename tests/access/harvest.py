"""Addresses as people carry them away: every link and form of a case's pages, collected as its lead sees them."""

import re
from dataclasses import dataclass

from django.urls import Resolver404, resolve

from tests.access.expected import ONLY_IN, UNDER_A_CASE
from tests.access.knock import knock
from tests.access.world import World

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)', re.IGNORECASE)
FORM = re.compile(r'<form [^>]*action="(/[^"#]*)', re.IGNORECASE)
LEADS = dict.fromkeys(("elsewhere", "handed"), "principal of another building")


@dataclass(frozen=True, order=True)
class Found:
    """One address with its verb, and the case on whose pages it stood."""

    case: str
    method: str
    address: str

    @property
    def name(self) -> str:
        """The name of its route; empty for what is no page of ours."""
        try:
            return resolve(self.address.split("?")[0]).url_name or ""
        except Resolver404:
            return ""


def harvested(world: World, case: str) -> set[Found]:
    """Addresses under this case, its duties and papers, that stand on any of its pages."""
    lead, found = LEADS.get(case, "principal"), set()
    for name, method in UNDER_A_CASE:
        there, _ = ONLY_IN.get(name, ((case,), 0))
        if method == "GET" and case in there:
            page = knock(world.browsers[lead], "GET", world.address(name, case)).body.decode(errors="replace")
            found |= {Found(case, "GET", address.replace("&amp;", "&")) for address in LINK.findall(page)}
            found |= {Found(case, "POST", address) for address in FORM.findall(page)}
    return {each for each in found if (each.name, each.method) in UNDER_A_CASE}
