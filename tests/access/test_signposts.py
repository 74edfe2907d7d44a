"""Who is let in by name to read is sent by no button to a page where there is nothing to do; whoever may act is."""

import re

import pytest
from django.urls import resolve

from cases.actions.circle import grant_access
from tat import clock
from tests.access.knock import knock
from tests.access.table import MAY_IN_A_CASE, READS
from tests.access.world import World

BUTTON = re.compile(r'<a class="btn[^>]*href="(/(?:cases|duties)/[^"#]*)[^>]*>(.*?)(?:<span|</a>)', re.DOTALL)
FORM = re.compile(r'<form [^>]*action="(/(?:cases|duties)/[^"#]*)')
FILES = {"attachment_open", "attachment_original"}
PAGES = [name for (name, method), may in MAY_IN_A_CASE.items() if method == "GET" and may == READS and name not in FILES]
ALWAYS = {"case_declare_imminent"}
TO_READ = {"What we do not know", "Go back to the plan as it stands", "Determinations", "Read it", "Open the duties"}


def main_of(world: World, person: str, address: str) -> str:
    return knock(world.browsers[person], "GET", address).body.decode().partition("<main")[2].partition("<footer")[0]


def name_of(address: str) -> str:
    return resolve(address.split("?")[0]).url_name or ""


def buttons(world: World, person: str, case: str) -> set[tuple[str, str]]:
    """Where the buttons of a case's pages send this person, and what they say."""
    pages = (main_of(world, person, world.address(page, case)) for page in [*PAGES, "duty_detail"])
    return {(address, " ".join(words.split())) for page in pages for address, words in BUTTON.findall(page)}


def has_something_to_do(world: World, person: str, address: str) -> bool:
    return bool({name_of(each) for each in FORM.findall(main_of(world, person, address))} - ALWAYS)


@pytest.mark.req("PR-1")
@pytest.mark.parametrize("case", ["intake", "contained", "triage", "assessment", "managed", "closed"])
def test_a_button_leads_a_guest_and_a_lead_only_to_where_they_have_something_to_do(world: World, case: str) -> None:
    guest = world.people["consultant"]
    grant_access(case=world.cases[case], by=world.lead(case), to=guest, until=clock.now().replace(year=2027), reason="consultant")
    sent = {person: buttons(world, person, case) for person in ("consultant", "principal")}
    acts = [(address, words) for address, words in sent["consultant"] if words not in TO_READ and name_of(address) not in FILES]
    assert [words for address, words in acts if not has_something_to_do(world, "consultant", address)] == []
    assert sent["principal"] - sent["consultant"]
